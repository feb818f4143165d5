"""Every page over definitions that use the whole grammar: ratios, values, indices, objectives."""

import pytest

from iku_workbook.campaign.batch import workbooks
from iku_workbook.campaign.create import create
from iku_workbook.campaign.office import now
from iku_workbook.campaign.receive import receive
from iku_workbook.campaign.sources import gather
from iku_workbook.layout import layout
from iku_workbook.periods import Period
from iku_workbook.workbook.fill import fill
from tests.results.goals import FILE, NAMES, SAID
from tests.source import CHECKOUT
from tests.web.conftest import client_of

EXAMPLES = sorted((CHECKOUT / "templates/examples").glob("*.yaml"))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_the_page_says_what_each_definition_measures(file, tmp_path):
    """contract.md#page-definition: an index by its formula, an objective by its text."""
    definition = create(tmp_path / "kegiatan", file).campaign.definition()
    browser = client_of(tmp_path)
    for page in ("", "definition", "send", "results", "money", "contacts"):
        shown = browser.get(f"/campaigns/kegiatan/{page}")
        assert shown.status_code == (404 if page == "money" and not definition.programmes else 200)
        if page == "definition":
            assert all(each.text in shown.text for each in definition.objectives)
            formulas = [each.index.formula for each in definition.indicators if each.index]
            assert all(each in shown.text for each in formulas)


def test_an_index_leads_to_the_results_that_it_reads(tmp_path):
    """contract.md#page-results: no units stand below it, but what it is computed from."""
    campaign = create(tmp_path / "rs", FILE).campaign
    definition, period = campaign.definition(), Period.parse("2025-Q1")
    for unit, blank in workbooks(definition, period, definition.reporting, campaign.key()):
        said = dict(zip(NAMES, SAID[unit.code, period.code], strict=True))
        (tmp_path / f"{unit.code}.xlsx").write_bytes(
            fill(blank, layout(definition, unit.kind), said)
        )
    with campaign.registry() as registry:
        files = gather([str(each) for each in tmp_path.glob("*.xlsx")])
        list(receive(registry, campaign.forms(), files, by="Seksi PMD", clock=now))
    browser = client_of(tmp_path)
    shown = browser.get("/campaigns/rs/results/indicator/MUTU?period=2025-Q1").text
    bor = 1400 / 2600 * 100
    assert f"capaian BOR</a>: {bor / 55 * 100:.2f}".replace(".", ",") in shown
    assert "nilai LUAS</a>: " in shown
    assert "desa demi desa" not in shown.lower()
    assert browser.get("/campaigns/rs/results?period=2025-Q1").status_code == 200
