"""A campaign of the grammar's first version: its forms count, before and after it is brought up."""

import datetime

import pytest

from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.campaign.generate import generate
from iku_workbook.campaign.receive import receive
from iku_workbook.campaign.sources import gather
from iku_workbook.findings import Verdict
from iku_workbook.layout import layout
from iku_workbook.workbook.fill import fill
from samples.year import invented_values
from tests.forms import KEY, period_of
from tests.source import CHECKOUT

FIRST = CHECKOUT / "tests" / "definition" / "sreseh-first-version.yaml"
AT = datetime.datetime(2024, 4, 8, 9, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))
NOREH = "35.27.01.2001"
VALUES = invented_values()[NOREH]


@pytest.mark.parametrize("brought_up", [False, True])
def test_forms_of_the_first_version_are_accepted(tmp_path, brought_up):
    """form.md#first-version: what was handed out under iku 1 counts as it always has, and as a form
    of an earlier definition once the definition is that of iku 2: the same values, no error.
    """
    text = FIRST.read_text(encoding="utf-8")
    campaign = CampaignFolder.create(tmp_path / "sreseh", text, KEY)
    definition = campaign.definition()
    assert not definition.modern
    period, unit = period_of(definition), definition.units[0]
    [form] = generate(campaign, definition, period, [unit], by="PMD", at=AT, bare=True).workbooks
    if brought_up:
        newest = text.replace("iku: 1", "iku: 2", 1)
        campaign.definition_file.write_text(newest, encoding="utf-8")
        assert campaign.definition().modern
    path = campaign.inbox / "noreh.xlsx"
    path.write_bytes(fill(form.read_bytes(), layout(definition, unit.kind), VALUES))
    with campaign.registry() as registry:
        sources = gather([str(path)])
        [returned] = receive(registry, campaign.forms(), sources, by="Loket", clock=lambda: AT)
    assert returned.verdict is Verdict.ACCEPTED
    assert returned.values == VALUES
    assert {each.code for each in returned.findings} == ({"FORM-023"} if brought_up else set())
