"""Looking after what was received, and the documents to be signed, as any program does it."""

import datetime
import io

import docx
import pytest

from iku_workbook.campaign.documents import copy_template, render_document
from iku_workbook.campaign.results import Selection, year_of
from iku_workbook.errors import OperatorError
from tests.campaign.office import FIRST


def test_what_an_office_keeps_beside_its_definition_is_no_link_to_elsewhere(own, tmp_path):
    """quality.md#links: contacts and templates alike; a link that stays in the folder is the
    office's own way to arrange it.
    """
    (tmp_path / "outside.csv").write_text("code,contact\n1,secret\n", encoding="utf-8")
    (own.root / "desa.csv").write_text("code,contact\n1,kantor\n", encoding="utf-8")
    contacts, templates = own.root / "contacts.csv", own.root / "templates"
    for leads in (tmp_path / "outside.csv", own.root / ".iku" / "key"):
        contacts.symlink_to(leads)
        with pytest.raises(OperatorError) as refused:
            own.contacts()
        assert (refused.value.code, refused.value.data["file"]) == ("leads-outside", contacts)
        contacts.unlink()
    contacts.symlink_to(own.root / "desa.csv")
    assert own.contacts() == {"1": "kantor"}
    contacts.unlink()
    templates.symlink_to(tmp_path)
    with pytest.raises(OperatorError) as refused:
        copy_template(own, "lampiran")
    assert refused.value.code == "leads-outside"
    templates.unlink()


def test_a_document_is_made_from_the_template_that_the_office_edits(own):
    """contract.md#report: the campaign's own template, never one that is written over."""
    edited = copy_template(own, "lampiran")
    assert edited.is_relative_to(own.root)
    with pytest.raises(OperatorError) as refused:
        copy_template(own, "lampiran")
    assert refused.value.code == "template-exists"
    year = year_of(own, FIRST, Selection())
    made = render_document(own, "lampiran", year, datetime.date(2024, 4, 30))
    assert docx.Document(io.BytesIO(made)).tables
    edited.write_bytes(b"no document")
    with pytest.raises(OperatorError) as broken:
        render_document(own, "lampiran", year, datetime.date(2024, 4, 30))
    assert broken.value.code == "template-broken"
    assert broken.value.data["file"] == edited
