"""Where each value of a return stands in the workbook that came."""

import datetime
import io
from dataclasses import replace

import openpyxl
import pytest

from iku_workbook.checks.file.cell_finder import CellFinder
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.findings import Verdict
from iku_workbook.resources import template
from iku_workbook.workbook.reading.budget import Unreadable
from samples.year import sample_key
from tests.forms import GOOD, SMALL, check_apart, define, filled, known, load
from tests.source import CHECKOUT

EVENT = GOOD["kegiatan"][0]
GAPS = {**GOOD, "kegiatan": [{}, EVENT, {}, {**EVENT, "bukti": "ST/2"}]}


def shown(data, reference):
    """What a workbook shows in the cells of a reference, as an auditor looks them up."""
    sheet, _, cells = reference.rpartition("!")
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    found = []
    for each in cells.split(", "):
        area = book[sheet.strip("'")][each]
        found += [cell.value for cell in (area[0] if isinstance(area, tuple) else (area,))]
    return [each.date() if isinstance(each, datetime.datetime) else each for each in found]


def agrees(data, values, cells):
    for name in ("datang", "naik", "skor", "nama", "sejak"):
        assert shown(data, cells.fields[name]) == [values[name]], name
    events = values["kegiatan"]
    assert len(events) == len(cells.events["kegiatan"])
    for row, reference in zip(events, cells.events["kegiatan"], strict=True):
        assert shown(data, reference) == list(row.values()), reference


def finder(forms, data=None):
    def read(_returned):
        if data is None:
            raise Unreadable("FILE-059", {})
        return data

    return CellFinder(forms, read)


def test_every_value_has_its_cell():
    """quality.md#last-step: of a form of today and of before, with rows left empty, told by what
    was recorded alone, and the same as by reading the file again.
    """
    current, turned = define(), define(fields=SMALL["fields"][::-1])
    sent = [(current, GOOD), (current, GAPS), (turned, GAPS)]
    data = [filled(values, definition) for definition, values in sent]
    forms = known(current, turned)
    for each, returned in zip(data, check_apart(*data, forms=forms), strict=True):
        assert returned.verdict is Verdict.ACCEPTED
        cells = finder(forms).cells(returned)
        agrees(each, returned.values, cells)
        assert finder(forms, each).read(returned) == cells
        # What an earlier version examined is read again; what is gone has no cells.
        earlier = replace(returned, program="0.1")
        assert finder(forms, each).cells(earlier) == cells
        assert finder(forms).cells(earlier) is None


@pytest.mark.parametrize("mishap", ["row-inserted", "columns-shifted"])
def test_cells_that_were_moved_are_told_as_they_stand_in_the_file(mishap):
    """quality.md#last-step: a figure beside its cell is told where it stands, not where it should;
    also once a person has let that pass.
    """
    definition = load(template("kecamatan-sreseh-2024"))
    forms = Forms(definition, sample_key(), lambda digest: None)
    [path] = (CHECKOUT / "samples" / "bad" / mishap).glob("*.xlsx")
    data = path.read_bytes()
    [returned] = check_apart(data, forms=forms)
    cells = finder(forms, data).cells(returned)
    fields = ("skor_idm", "status_desa", "dokumen_pengajuan", "dokumen_selesai")
    for name in fields:
        assert shown(data, cells.fields[name]) == [returned.values[name]], name
    [event], [reference] = returned.values["kegiatan"], cells.events["kegiatan"]
    assert shown(data, reference)[1:3] == list(event.values())[1:3]  # not dates typed as texts
    assert cells != finder(forms)._recorded(returned)
