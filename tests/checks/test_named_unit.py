"""Whose a file is by its name, where nothing in it says so."""

import pytest

from iku_workbook.checks.file.named_unit import UnitNames
from tests.forms import define

DEFINITION = define(
    agency={"name": "Kantor Kecamatan Sreseh"},
    units=[
        {"code": "35.27.01.2001", "name": "Noreh", "kind": "desa"},
        {"code": "35.27.01.2004", "name": "Sreseh", "kind": "desa"},
        {"code": "35.27.01.2003", "name": "Taman", "kind": "desa"},
        {"code": "35.27.01.2013", "name": "Taman Sari", "kind": "desa"},
        {"code": "35.27.01.20", "name": "Ma'rparan Lèbak", "kind": "kelurahan"},
        {"code": "7", "name": "Ik", "kind": "desa"},
    ],
)
NAMES, UNITS = UnitNames(DEFINITION), DEFINITION.units


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("foto isian noreh.jpg", "2001"),
        ("NOREH.PDF", "2001"),
        ("IMG_noreh2.jpeg", "2001"),
        ("desanoreh.pdf", "2001"),
        ("Desa Noreh.zip/foto.jpg", "2001"),
        ("Desa Noreh\\TW I\\foto.jpg", "2001"),
        ("35.27.01.2001.pdf", "2001"),
        ("35.27.01.2001-taman.pdf", "2001"),  # a code says more than a name
        ("foto 35.27.01.2001 (2).jpg", "2001"),
        ("35.27.13.2001-noreh.pdf", None),  # another office's village of the same name
        ("Desa Noreh.zip/35.27.13.2001.pdf", None),
        ("35.27.13.2001.zip/noreh.pdf", "2001"),
        ("taman.jpg", "2003"),
        ("taman sari.jpg", "2013"),
        ("TamanSari-2.jpg", "2013"),
        ("Noreh Kec. Sreseh.pdf", "2001"),
        ("laporan Desa Noreh Sreseh.pdf", "2001"),  # said to be the village
        ("Taman.zip/noreh.jpg", "2001"),  # the name before the folder
        ("kelurahan ma'rparan lebak.pdf", "20"),
        ("noreh dan taman.jpg", None),
        ("kecamatan sreseh.pdf", None),
        ("IMG-20240405-WA0012.jpg", None),
        ("norehan.jpg", None),
        ("ik.jpg", None),
        ("Desa Noreh 7.jpg", "2001"),  # so short a code is any number
        ("foto 7.jpg", None),
        ("135.27.01.2001.pdf", None),
        ("35.27.01.20012.pdf", None),
        ("/sreseh/inbox/foto.jpg", None),  # the office's own folders say nothing
        ("C:\\noreh\\foto.jpg", None),
        ("", None),
    ],
)
def test_the_unit_that_a_name_tells(file, code):
    """contract.md#named: by code or by name, the folder's too; none where several fit."""
    told = NAMES.told_by(file)
    assert told == (f"35.27.01.{code}" if code and code != "20" else code and "35.27.01.20")


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("taman tw1.xlsx", "2003"),
        ("Desa Taman Sari.xlsx", "2013"),
        ("kiriman.zip/35.27.01.2003.xlsx", "2003"),
        ("desa sreseh.xlsx", "2004"),
        ("35.27.01.2004 tw1.xlsx", "2004"),
        ("laporan sreseh.xlsx", None),  # what the office is called too
        ("noreh taman.xlsx", None),
        ("35.27.01.2001-taman.xlsx", None),
        ("Taman.zip/form.xlsx", None),  # whoever packed it
        ("noreh.xlsx", None),
        ("form (1).xlsx", None),
    ],
)
def test_the_other_unit_that_a_forms_name_tells(file, code):
    """facts.md#copied: by its code or its name; never by what may mean the form's own, or the
    office.
    """
    told = NAMES.told_against(file, UNITS[0])
    assert (told and told.code) == (code and f"35.27.01.{code}")
