"""A later day for one unit: whoever tells lateness goes by it."""

import datetime
import json
from io import BytesIO

import pytest
from openpyxl import load_workbook

from iku_workbook.campaign.extension import extend
from iku_workbook.campaign.outputs import Kind, Outputs
from iku_workbook.campaign.results import Selection, render_results, year_of
from iku_workbook.campaign.status import overview, remind
from iku_workbook.errors import OperatorError
from iku_workbook.messages import catalogue
from iku_workbook.periods import Period
from iku_workbook.replies.letters import covering
from iku_workbook.report import standing, standing_data
from tests.campaign.office import FIRST, at, copied
from tests.cli.run import run

SECOND = Period.parse("2024-Q2")
DUE, UNTIL, TODAY = (datetime.date(2024, 7, day) for day in (10, 25, 20))
GIVEN = {"by": "Sekcam", "reason": "Banjir"}
SAY = catalogue("id")


@pytest.fixture(scope="module")
def given(received, tmp_path_factory):
    """The first village has time for the second quarter, where nothing has come; its first quarter
    came on 8 April, and is due later too.
    """
    campaign = copied(received, tmp_path_factory.mktemp("given") / "sreseh-2024")
    noreh = campaign.definition().reporting[0]
    extend(campaign, noreh, SECOND, datetime.date(2024, 7, 30), at=at(9, 7), **GIVEN)
    extend(campaign, noreh, SECOND, UNTIL, at=at(12, 7), **GIVEN)
    extend(campaign, noreh, FIRST, datetime.date(2024, 4, 30), at=at(9), **GIVEN)
    return campaign


def seen(campaign, day=TODAY):
    definition = campaign.definition()
    with campaign.registry() as registry:
        return overview(campaign, definition, registry, [FIRST, SECOND], day)


def test_lateness_and_every_format_go_by_it(given):
    """contract.md#extend: text, page, JSON and CSV; the others are late all the same."""
    known = seen(given)
    noreh, other = (known.matrix[unit.code, SECOND.code] for unit in known.definition.units[:2])
    assert (noreh.due, noreh.late, other.due, other.late) == (UNTIL, False, DUE, True)
    assert seen(given, datetime.date(2024, 7, 26)).matrix[noreh.unit.code, SECOND.code].late
    sentence = "Batas waktu diperpanjang sampai 25 Juli 2024 untuk Triwulan II 2024: Noreh."
    assert sentence in standing.as_html(known, "id")
    assert sentence in standing.extended(known, SAY)
    assert known.owing(SAY)[0].owed == "Belum masuk, diperpanjang sampai 25 Juli 2024: Triwulan II"
    units = json.loads(standing_data.as_json(known))["units"]
    told = [units[each.unit.code]["periods"][SECOND.code] for each in (noreh, other)]
    assert [each["due"] for each in told] == ["2024-07-25", "2024-07-10"]
    assert [each["extended_by"] for each in told] == ["Sekcam", None]
    rows = standing_data.as_csv(known).splitlines()
    assert sum(",2024-07-25," in row and ",Sekcam," in row for row in rows) == 1


def test_messages_name_the_later_day(given, tmp_path):
    """contract.md#extend: the reminder does, and what goes out with a form."""
    known = seen(given)
    written = remind(known, tmp_path, Outputs(Kind.REMINDERS)).written
    [letter] = (path.read_text(encoding="utf-8") for path in written if "noreh" in path.name)
    assert "Batas waktunya 25 Juli 2024, 5 hari lagi." in letter
    noreh = known.definition.reporting[0]
    assert "25 Juli 2024" in covering(known.definition, noreh, SECOND, "id", UNTIL)


def test_the_master_and_the_log_tell_who_gave_it(given):
    """contract.md#extend: the trail has it, and holds returns against the day; so does the log."""
    year = year_of(given, SECOND, Selection())
    book = load_workbook(BytesIO(render_results(year, "xlsx", TODAY)), read_only=True)
    rows = [row for row in book["Jejak"].iter_rows(values_only=True) if "Noreh" in row]
    told = [
        text
        for row in rows
        for text in row
        if str(text).startswith("Menetapkan") and "|" not in text
    ]
    assert told == [
        "Menetapkan batas waktu 30 Juli 2024 (#1)",
        "Menetapkan batas waktu 25 Juli 2024 (#2)",
        "Menetapkan batas waktu 30 April 2024 (#3)",
    ]
    assert any(datetime.datetime(2024, 4, 30) in row for row in rows)
    log = json.loads(run("-C", given.root, "log", "--format", "json").out)["entries"]
    [*_, last] = (each for each in log if each["kind"] == "extension")
    own = {key: last[key] for key in ("what", "by", "until", "reason", "period")}
    day = {"until": "2024-04-30", "period": FIRST.code}
    assert own == {"what": "extend", **GIVEN, **day}


def test_what_was_given_later_is_not_known_before(given):
    """contract.md#extend: as of a day it is as it was known then."""
    noreh = given.definition().reporting[0].code
    for day, due in ((8, DUE), (9, datetime.date(2024, 7, 30)), (12, UNTIL)):
        known = year_of(given, SECOND, Selection(as_of=datetime.date(2024, 7, day)))
        assert known.standings(TODAY)[noreh, SECOND.code].due == due


def test_it_is_given_once_and_taken_back_by_the_ordinary_day(given, tmp_path):
    """contract.md#extend: the last one holds; a day before the ordinary one is refused, the same
    one again, and whatever is of a closed period.
    """
    campaign = copied(given, tmp_path / "own")
    about = ("-C", campaign.root, "extend", "noreh", "--period", SECOND.code, "--as", "Sekcam")
    for day, why in (("2024-07-09", "lebih awal"), ("2024-07-25", "sudah 25 Juli 2024")):
        refused = run(*about, "--until", day)
        assert (refused.status, why in refused.err) == (2, True)
    back = run(*about, "--until", "2024-07-10")
    assert (back.status, back.out) == (
        0,
        "Batas waktu menjadi 10 Juli 2024: Desa Noreh, Triwulan II 2024.\n",
    )
    noreh = seen(campaign).matrix[campaign.definition().reporting[0].code, SECOND.code]
    assert (noreh.due, noreh.late, noreh.extension) == (DUE, True, None)
    assert run("-C", campaign.root, "close", SECOND.code, "--as", "Camat").status == 0
    with pytest.raises(OperatorError, match="was closed"):
        extend(campaign, noreh.unit, SECOND, UNTIL, at=at(30, 7), **GIVEN)
