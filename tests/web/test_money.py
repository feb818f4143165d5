"""What programmes spent: a table by period, kept as a list of the office's."""

import re

import pytest

from iku_workbook.campaign.create import create
from tests.results.money import FILE
from tests.web.conftest import client_of

PAGE = "/campaigns/bidang-2025/money"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    home = tmp_path_factory.mktemp("kegiatan")
    campaign = create(home / "bidang-2025", FILE).campaign
    return campaign, client_of(home)


def test_spending_is_typed_into_a_table_and_nothing_unseen_is_replaced(office):
    """contract.md#page-money: mistakes at their fields, who typed it on record, and a step of the
    board while amounts of periods that are over are missing.
    """
    campaign, browser = office
    file = campaign.root / "spending.csv"
    board = browser.get("/campaigns/bidang-2025/")
    assert "belum dicatat: 16 angka." in board.text
    assert 'href="/campaigns/bidang-2025/money?period=2025-Q1"' in board.text
    assert "Program Posyandu" in browser.get("/campaigns/bidang-2025/definition").text
    page = browser.get(PAGE)
    state = re.search(r'name="instead_of" value="([^"]*)"', page.text)[1]
    typed = {"spent-2025-Q1-gizi": "25.000.000", "spent-2025-Q2-posyandu": "60.000.000,5"}
    wrong = browser.post(PAGE, data={"instead_of": state, **typed})
    assert wrong.status_code == 422
    for each in ("wrong-spent-2025-Q2-posyandu", "bukan rupiah utuh", 'value="25.000.000"'):
        assert each in wrong.text, each
    assert not file.exists()
    typed["spent-2025-Q2-posyandu"] = "Rp 60.000.000"
    done = browser.post(PAGE, data={"instead_of": state, **typed})
    assert "Tersimpan: 2 angka" in done.text
    assert "melebihi anggaran Rp10.000.000" in done.text
    late = browser.post(PAGE, data={"instead_of": state, "spent-2025-Q1-gizi": "1"})
    assert late.status_code == 422
    assert "sudah diubah orang lain" in late.text
    assert "Sekarang: 25.000.000" in late.text
    assert file.read_text(encoding="utf-8-sig").splitlines() == [
        "period,programme,spent",
        "2025-Q1,gizi,25000000",
        "2025-Q2,posyandu,60000000",
    ]
    file.write_text("period,programme,spent\n2025-Q1,gisi,1\n", encoding="utf-8")
    bad = browser.get(PAGE)
    assert (bad.status_code, "tidak ada program “gisi”" in bad.text) == (422, True)
