"""Records that are not what was written: each is named, costs itself alone, and ends nothing."""

import datetime
import os
import shutil
import sqlite3
from contextlib import closing, suppress

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from iku_workbook.campaign.outputs import Kind, Outputs
from iku_workbook.campaign.results import Selection, year_of
from iku_workbook.campaign.review import approve_each
from iku_workbook.campaign.status import history, overview
from iku_workbook.campaign.upkeep import bad_records, verify
from iku_workbook.errors import OperatorError
from iku_workbook.findings import Verdict
from iku_workbook.messages import catalogue
from iku_workbook.registry import Registry, review, upkeep
from iku_workbook.registry.flaws import DamagedPart
from iku_workbook.registry.proof import RECORDS, insert, proved
from iku_workbook.report import history as told
from iku_workbook.returns import only_approved
from samples.year import QUARTER
from tests.campaign.office import BY, FIRST, at, copied
from tests.cli.run import run

pytestmark = pytest.mark.slow

EDITS = int(os.environ.get("IKU_TEST_EDITS", "12"))
"""Random edits of a registry; `IKU_TEST_EDITS=2000` for a long run."""

TABLES = {
    "receipt": ("sha256", "name", "at", "by", "proof"),
    "examination": (
        *("at", "program", "definition", "unit", "period", "verdict"),
        *("findings", "values", "indicators", "proof", "receipt"),
    ),
    "decision": ("at", "by", "what", "reason", "unit", "period", "proof", "receipt", "finding"),
    "issued": ("issue", "unit", "period", "definition", "at"),
}
NUMBERS = {"receipt", "finding", "undoes"}
FINDING = (
    b'[{"code": "DUP-014", "severity": "error", "sheet": null, "cell": null, "field": null,'
    b' "expected": null, "found": [1], "data": {}}]'
)
TEXTS = st.one_of(
    st.text(max_size=12).map(str.encode),
    st.binary(max_size=6),
    st.sampled_from(
        [
            *(b"", b"null", b"[]", b"{}", b"[1]", b'{"a": [[]]}', b'[{"code": "X"}]', b"NaN"),
            *(b'{"IKU-1": [1, null, "x"]}', b'{"laki": {"$date": "x"}}', FINDING),
            *(b"[" * 50_000, b"9" * 5000, b"now", b"9999-99-99T99:99:99.999999+00:00"),
            *(b"9999-12-31T23:59:59.999999+00:00", b"0001-01-01T00:00:00.000000+14:00"),
            *(b"0001-01-01T00:00:00.000000+00:00", b"2024-04-08", b"35.27.01.2002", b"2024-Q2"),
            *(b"\xff\xfe", b"approve", b"undo", b"rejected", b"../../x", b"\x00"),
        ]
    ),
)


@pytest.fixture(scope="module")
def decided(received, tmp_path_factory):
    """The office, one return of which is approved and one sent back."""
    campaign = copied(received, tmp_path_factory.mktemp("decided") / "sreseh-2024")
    with campaign.registry() as registry, registry.writing(BY, at(9)):
        first, second = sorted(unit for unit, _ in registry.lineages())[:2]
        review.approve(registry, first, FIRST.code, at(9), by="Kasi PMD")
        review.send_back(registry, second, FIRST.code, at(9), by="Kasi PMD", reason="Kurang.")
    return campaign


def edited(campaign, *statements):
    """The registry after somebody was at it with SQL, the triggers as they were before."""
    with closing(sqlite3.connect(campaign.registry().path)) as made:
        triggers = made.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        kept = triggers.fetchall()
        for name, _ in kept:
            made.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            statement(made) if callable(statement) else made.execute(*statement)
        for _, sql in kept:
            made.execute(sql)
        made.commit()


def look_at_all(campaign):
    """What an office asks of its registry; OperatorError is an answer too."""
    definition = campaign.definition()
    with campaign.registry() as registry:
        overview(campaign, definition, registry, [FIRST], datetime.date(2024, 4, 20))
        for unit in definition.reporting:
            sent = {FIRST: history(registry, unit.code, FIRST)}
            told.as_csv(unit, sent, catalogue("id"))
        for receipt in registry.receipts():
            registry.return_of(receipt.number)
    bad_records([campaign])
    with suppress(OperatorError):
        year_of(campaign, FIRST, Selection())


@settings(max_examples=EDITS, deadline=None)
@given(data=st.data())
def test_a_random_edit_is_named_and_ends_nothing(decided, tmp_path_factory, data):
    """quality.md#bad-records: whatever is written into a record, verify names it, and no command
    ends in an internal error.
    """
    campaign = decided
    path = campaign.registry().path
    aside = path.with_name("whole.db")
    shutil.copyfile(path, aside)
    try:
        table = data.draw(st.sampled_from(sorted(TABLES)))
        column = data.draw(st.sampled_from(TABLES[table]))
        new = data.draw(st.integers(-1, 2**63 - 1) if column in NUMBERS else TEXTS)
        with closing(sqlite3.connect(path)) as made:
            numbers = [each for (each,) in made.execute(f"SELECT number FROM {table}")]
            number = data.draw(st.sampled_from(numbers or [0]))
            old = made.execute(
                f'SELECT "{column}" FROM {table} WHERE number = ?', (number,)
            ).fetchone()
        unproved = column != "proof" and table != "issued" and data.draw(st.booleans())
        value = "?" if column in NUMBERS else "CAST(? AS TEXT)"
        proof = ", proof = NULL" if unproved else ""
        edit = f'UPDATE {table} SET "{column}" = {value}{proof} WHERE number = ?'
        try:
            edited(campaign, (edit, (new, number)))
        except sqlite3.Error:
            assume(False)
        same = new if isinstance(new, int) else new.decode("utf-8", "replace")
        if old is not None and old[0] != same and not unproved:
            named = [each.what for each in verify(campaign).flaws]
            assert any(f"{table} {number}" in each for each in named), named
        look_at_all(campaign)
    finally:
        shutil.move(aside, path)


@pytest.mark.parametrize("proved", [True, False])
def test_one_examination_that_cannot_be_read_costs_itself_alone(decided, tmp_path, proved):
    """quality.md#bad-records: it is named by status, consolidate, receive and verify, and not
    counted; everything else goes on, and receiving examines the file again.
    """
    campaign = copied(decided, tmp_path / "own")
    proof = "proof" if proved else "NULL"
    edited(
        campaign, (f"UPDATE examination SET findings = '[{{', proof = {proof} WHERE number = 3",)
    )
    ask = ("-C", campaign.root)
    told = [
        run(*ask, "status"),
        run(*ask, "consolidate", "--period", FIRST.code, "--format", "json"),
        run(*ask, "verify"),
        run(*ask, "receive", next(QUARTER.glob("*.xlsx"))),
    ]
    assert all("pemeriksaan 3" in each.out + each.err for each in told), told
    assert [each.status for each in told] == [1, 1, 1, 1]
    assert bad_records([campaign]) == []
    assert "pemeriksaan 3" in run(*ask, "verify").out
    with campaign.registry() as registry:
        assert registry.unexamined() == []
        assert not any(each.unbelieved for own in registry.lineages().values() for each in own)


def forged(table, number, **columns):
    """SQL that alters a record, and its hash so that it fits."""
    sets = ", ".join(f'"{name}" = ?' for name in columns)

    def alter(made):
        made.execute(f"UPDATE {table} SET {sets} WHERE number = ?", (*columns.values(), number))
        said = made.execute(f"SELECT {RECORDS[table]} FROM {table} WHERE number = ?", (number,))
        proof = proved(*said.fetchone())[-1]
        made.execute(f"UPDATE {table} SET proof = ? WHERE number = ?", (proof, number))

    return alter


def added(made):
    """A decision that nobody made: the second unit's return is approved after all."""
    [(receipt,)] = made.execute("SELECT receipt FROM decision WHERE number = 2")
    row = ("2024-04-20T00:00:00.000000+00:00", "Kasi PMD", "approve", receipt, None, "")
    made.execute(insert("decision"), proved(*row, *(4 * [None])))


def altered(made):
    """A letter that a disk lost."""
    made.execute("UPDATE decision SET reason = reason || 'x' WHERE number = 1")


@pytest.mark.parametrize(
    ("attack", "number"),
    [
        (altered, 1),
        (forged("decision", 2, what="approve", reason=""), 2),
        (forged("decision", 1, by="Camat"), 1),
        (added, 3),
    ],
)
def test_a_decision_that_is_not_believed_is_made_anew(decided, tmp_path, attack, number):
    """quality.md#bad-records: what it said is as if never said; its unit awaits a decision, all
    others count, and a person answers by deciding once more.
    """
    campaign = copied(decided, tmp_path / "own")
    edited(campaign, attack)
    ask = ("-C", campaign.root)
    counting = ("consolidate", "--period", FIRST.code)
    with campaign.registry() as registry:
        [asked] = [each for each in registry.returns() if each.disputed]
        accepted = asked.verdict is Verdict.ACCEPTED
        assert only_approved(asked).unapproved is accepted
    told = [run(*ask, *line) for line in (("status",), counting, ("report", "lkjip"))]
    assert [each.status for each in told] == [1, 1, 1], told
    assert all(f"keputusan {number}" in each.out + each.err for each in told), told
    assert all("Menunggu keputusan" in each.out for each in told[: 1 + accepted]), told
    unit = next(each for each in campaign.definition().units if each.code == asked.unit)
    [left] = approve_each(campaign, [unit], FIRST, by=BY, at=at(12))
    assert left.why == ("disputed" if accepted else "needs-correction")
    answer = ("approve",) if accepted else ("return", "--note", "Kurang.")
    assert run(*ask, *answer, asked.unit, "--period", FIRST.code, "--as", "Camat").status == 0
    with campaign.registry() as registry:
        assert not any(each.disputed for each in registry.returns())
    assert f"keputusan {number}" not in run(*ask, *counting).err
    assert f"keputusan {number}" in run(*ask, "verify").out


def test_what_the_chain_alone_tells_is_named_and_the_rest_counts(decided, tmp_path):
    """quality.md#bad-records: a forged figure counts for nothing though its hash fits; a receipt
    that was altered and a decision that was removed are named, and refuse nothing.
    """
    campaign = copied(decided, tmp_path / "own")
    ask = ("-C", campaign.root, "consolidate", "--period", FIRST.code)
    figures = '{"datang": 9999}'
    edited(campaign, forged("examination", 3, values=figures))
    edited(campaign, forged("receipt", 4, name="lain.xlsx"))
    edited(campaign, lambda made: made.execute("DELETE FROM decision WHERE number = 1"))
    with campaign.registry() as registry:
        assert [each.number for each in registry.returns() if each.unbelieved] == [3]
    ran = run(*ask)
    assert ran.status == 1
    for named in ("pemeriksaan 3", "penerimaan 4", "keputusan 1"):
        assert named in ran.out + ran.err, ran
    edited(campaign, *(_emptied(table) for table in ("entry", "keyed", "head")))
    ran = run(*ask)
    assert (ran.status, "Rantai catatan" in ran.err) == (2, True), ran


def _emptied(table):
    return lambda made: made.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM dictionary",
        "DELETE FROM file WHERE sha256 = (SELECT sha256 FROM receipt WHERE number = 2)",
        "UPDATE receipt SET at = '9999-12-31T23:59:59.999999+00:00' WHERE number = 2",
        "UPDATE examination SET verdict = 'x' WHERE number = 2",
    ],
    ids=["dictionary", "file", "time", "verdict"],
)
def test_what_is_gone_or_odd_is_no_fault_of_ours(decided, tmp_path, change):
    """quality.md#bad-records: content that is gone, times that no zone can tell, and verdicts that
    are none end in no internal error.
    """
    campaign = copied(decided, tmp_path / "own")
    edited(campaign, (change,))
    for command in ("verify", "log", "status", "reexamine"):
        ran = run("-C", campaign.root, command)
        assert "kesalahan di dalam program" not in ran.out + ran.err, command
        assert ran.status or command != "verify"


def test_a_registry_that_is_gone_is_said(decided, tmp_path):
    """quality.md#bad-records: a campaign that wrote forms has a registry, and so has one whose key
    bears a chain's mark; else it is lost.
    """
    campaign = copied(decided, tmp_path / "own")
    campaign.registry().path.unlink()
    assert run("-C", campaign.root, "verify").status == 1
    campaign.registry().path.with_suffix(".marks").unlink()
    assert run("-C", campaign.root, "verify").status == 0
    form = campaign.outbox / "noreh.xlsx"
    form.write_bytes(b"a form")
    Outputs(Kind.FORMS, campaign.root).note(form)
    for command in ("verify", "status", "log"):
        ran = run("-C", campaign.root, command)
        assert (ran.status, "seluruh catatan penerimaan" in ran.out + ran.err) == (1, True), command


@pytest.mark.parametrize(
    "foreign",
    [
        "CREATE VIEW seen AS SELECT * FROM receipt",
        "CREATE TRIGGER takes AFTER INSERT ON receipt BEGIN UPDATE head SET entry = 0; END",
        "CREATE INDEX slow ON receipt (name COLLATE NOCASE)",
        "ALTER TABLE decision ADD COLUMN secret TEXT",
        "ALTER TABLE fault RENAME TO faults",
    ],
)
def test_what_no_registry_has_is_never_run(decided, tmp_path, foreign):
    """quality.md#bad-records: a schema that is not our own is told before anything is read."""
    campaign, backup = copied(decided, tmp_path / "own"), tmp_path / "backup.db"
    shutil.copyfile(campaign.registry().path, backup)
    for path in (campaign.registry().path, backup):
        with closing(sqlite3.connect(path)) as made:
            made.execute(foreign)
            made.commit()
    for line in (("status",), ("verify",), ("restore", backup)):
        ran = run("-C", campaign.root, *line)
        assert ran.status == 2, line
        assert foreign.split()[2] in ran.err, (line, ran.err)
    assert not list((campaign.root / ".iku").glob("*restored*"))


def test_a_view_without_end_takes_no_time(decided, tmp_path):
    """quality.md#bad-records: nor in the place of a table."""
    backup = tmp_path / "backup.db"
    shutil.copyfile(decided.registry().path, backup)
    with closing(sqlite3.connect(backup)) as made:
        made.execute("ALTER TABLE fault RENAME TO faults")
        made.execute(
            "CREATE VIEW fault AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
            " SELECT x AS number, x AS receipt FROM n"
        )
        made.commit()
    ran = run("-C", decided.root, "restore", backup)
    assert ran.status == 2
    assert "view fault" in ran.err


def test_definitions_that_forms_were_issued_from_are_proved(decided, tmp_path):
    """quality.md#bad-records: verify names one that is lost, and one that says something else."""
    campaign = copied(decided, tmp_path / "own")
    campaign.keep(campaign.definition())
    [kept] = (campaign.root / ".iku" / "definitions").glob("*.json")
    assert verify(campaign).flaws == []
    kept.write_text(kept.read_text(encoding="utf-8") + " ", encoding="utf-8")
    [flaw] = verify(campaign).flaws
    assert (flaw.part, kept.name in flaw.what) == (DamagedPart.DEFINITION, True)


def test_a_missing_trigger_is_named(decided, tmp_path):
    """quality.md#bad-records: what keeps records from being changed is part of the proof."""
    campaign = copied(decided, tmp_path / "own")
    with closing(sqlite3.connect(campaign.registry().path)) as made:
        made.execute("DROP TRIGGER decision_kept")
        made.commit()
    with Registry(campaign.registry().path) as registry:
        [flaw] = upkeep.verify(registry)
    assert (flaw.part, flaw.what) == (DamagedPart.SCHEMA, "trigger decision_kept")
