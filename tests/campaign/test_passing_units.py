"""A campaign in which a village gets another code, and one joins."""

import datetime
import re
import shutil

import pytest

from iku_workbook.campaign.closing import counted
from iku_workbook.campaign.distribution import parcels, without_form
from iku_workbook.campaign.generate import accepted_before, generate
from iku_workbook.campaign.known import as_it_is
from iku_workbook.campaign.lookup import chosen_units
from iku_workbook.campaign.status import overview
from iku_workbook.campaign.unsettled import unsettled_now
from iku_workbook.errors import OperatorError
from iku_workbook.messages import catalogue
from iku_workbook.report.left_open import left_open
from iku_workbook.report.standing import state_of
from iku_workbook.report.standing_data import as_csv
from tests.campaign.office import BY, FIRST, at, copied, take_in

OLD, NEW, LATE = "35.27.01.2012", "35.27.01.2013", "35.27.01.2014"
SECOND = FIRST.next
_LINE = f'  - {{code: "{OLD}", name: Junok, kind: desa}}\n'
_LINES = f"""\
  - {{code: "{OLD}", name: Junok, kind: desa, until: 2024-Q1}}
  - {{code: "{NEW}", name: Junok Baru, kind: desa, from: 2024-Q2, replaces: ["{OLD}"]}}
  - {{code: "{LATE}", name: Junok Lor, kind: desa, from: 2024-Q3}}
"""


@pytest.fixture(scope="module")
def campaign(received, tmp_path_factory):
    """The first quarter is received of twelve villages; forms of the second went out before the
    list was changed.
    """
    own = copied(received, tmp_path_factory.mktemp("passing") / "sreseh-2024")
    definition = own.definition()
    generate(own, definition, FIRST, definition.reporting[-1:], by=BY, at=at())
    generate(own, definition, SECOND, definition.reporting[-1:], by=BY, at=at())
    text = own.definition_file.read_text(encoding="utf-8")
    own.definition_file.write_text(text.replace(_LINE, _LINES), encoding="utf-8")
    return own


def test_each_is_asked_in_its_time(campaign):
    """quality.md#passing-units: forms, status, what closing leaves open, completeness."""
    definition = campaign.definition()
    day = datetime.date(2024, 10, 5)
    periods = [FIRST, SECOND, SECOND.next]
    with campaign.registry() as registry:
        known = overview(campaign, definition, registry, periods, day)
    asked = {
        period.number: {each.unit.code for each in known.column(period)} & {OLD, NEW, LATE}
        for period in periods
    }
    assert asked == {1: {OLD}, 2: {NEW}, 3: {NEW, LATE}}
    assert [len(known.column(period)) for period in periods] == [12, 12, 13]
    assert state_of(known.matrix[OLD, SECOND.code]) == "absent"
    owing = [standing.unit.code for each in left_open(known, SECOND).values() for standing in each]
    assert NEW in owing
    assert OLD not in owing
    assert counted(campaign, definition, SECOND)["units"] == 12
    assert {each.unit.code for each in parcels(campaign, known, SECOND)} >= {NEW}
    assert OLD not in {each.code for each in without_form(campaign, definition, SECOND)}
    assert not re.search(rf"^{OLD},[^,]*,2024-Q2", as_csv(known), re.MULTILINE)
    assert unsettled_now(as_it_is(campaign)).left == []
    joined = {each.unit.code for each in unsettled_now(as_it_is(campaign)).joined}
    assert joined == {NEW}  # the forms of its quarter went out to the old code
    assert [each.code for each in chosen_units(definition, [NEW], SECOND)] == [NEW]
    with pytest.raises(OperatorError) as refused:
        chosen_units(definition, [OLD], SECOND)
    assert refused.value.code == "unit-not-then"
    gone = tuple(each.model_copy(update={"until": "2024-Q1"}) for each in definition.units)
    with pytest.raises(OperatorError) as refused:
        chosen_units(definition.model_copy(update={"units": gone}), [], SECOND)
    assert refused.value.code == "nobody-then"


def test_another_code_goes_on_with_the_history(campaign):
    """quality.md#passing-units: the previous period on its form is that of the old code."""
    shown = accepted_before(campaign, campaign.definition(), SECOND)
    assert shown[NEW] == shown[OLD]
    assert shown[NEW]
    assert LATE not in shown


def test_a_form_of_another_time_is_refused(campaign, tmp_path):
    """quality.md#passing-units: and named, with what is to be done."""
    own = copied(campaign, tmp_path / "sreseh-2024")
    (file,) = sorted((own.outbox / SECOND.code).glob("*.xlsx"))
    form = shutil.copy(file, tmp_path / "junok.xlsx")
    (returned,) = take_in(own, form)
    assert [each.code for each in returned.findings] == ["FORM-029"]
    with own.registry() as registry:
        known = overview(own, own.definition(), registry, [SECOND], datetime.date(2024, 7, 5))
    assert [each.file for each in known.unplaced] == ["junok.xlsx"]
    said = catalogue("id").finding(returned.findings[0]).text
    assert "Desa Junok tidak wajib lapor untuk Triwulan II 2024" in said
