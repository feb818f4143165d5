"""The chain of records: what a guilty hand leaves behind, and what a printed head proves."""

import sqlite3
from contextlib import suppress

import pytest

from iku_workbook.registry import Registry, RegistryError, review, upkeep
from iku_workbook.registry.audit import Answer, answer
from iku_workbook.registry.chain import SINCE, Chain
from iku_workbook.registry.database import versions
from iku_workbook.registry.flaws import DamagedPart, Flaw
from iku_workbook.registry.head import Head, is_slip, read_head
from iku_workbook.registry.marks import Marks
from iku_workbook.registry.proof import RECORDS, insert
from tests.forms import KEY
from tests.registry.desk import OTHER, PERIOD, UNIT, Desk, day
from tests.registry.edits import furnished, untold
from tests.registry.guilty import InMemory, named, row
from tests.registry.test_upkeep import written_by

NEW = b"n" * 32
EXAMINED = RECORDS["examination"]
FORGED = {"at": day(1).isoformat(), "what": "approve", "receipt": 2, "by": "Camat", "reason": ""}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A registry of two returns, one of them approved."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    desk.receive(desk.form("satu.xlsx"), desk.form("dua.xlsx", OTHER))
    with desk.registry.writing("Kasi PMD", day(1)):
        review.approve(desk.registry, UNIT, PERIOD, day(1), by="Kasi PMD", reason="Sesuai.")
    content = desk.registry.connection.serialize()
    desk.registry.close()
    return content


def says(registry, head):
    told, against = answer(registry.connection, registry.keys(), head, upkeep.verify(registry))
    return told, against and against.what


def test_every_record_has_its_entry(whole):
    """quality.md#chain: each record is an entry, in the order of writing."""
    registry = InMemory(whole)
    rows = registry.connection.execute("SELECT kind, record FROM entry ORDER BY number")
    assert rows.fetchall() == [
        ("keyed", 1),
        ("receipt", 1),
        ("receipt", 2),
        ("examination", 1),
        ("examination", 2),
        ("decision", 1),
    ]
    assert (registry.flaws(), registry.head().entry, registry.head().at) == ([], 6, day(1))


@pytest.mark.parametrize(
    ("statements", "values", "told"),
    [
        (["UPDATE decision SET by = 'Camat', proof = NULL"], (), "record decision 1"),
        (["DELETE FROM decision"], (), "removed decision 1"),
        ([insert("decision")], row("decision", **FORGED), "added decision 2"),
        (
            [insert("decision"), "UPDATE decision SET number = -1 WHERE number = 2"],
            row("decision", **FORGED),
            "added decision -1",
        ),
        (["DELETE FROM decision", "DELETE FROM entry WHERE number = 6"], (), "entry 6"),
        (["DELETE FROM entry WHERE number = 6", "DELETE FROM head"], (), "head head"),
        ([f"DELETE FROM {each}" for each in ("entry", "keyed", "head")], (), "chain entry"),
        (["UPDATE head SET entry = 5"], (), "head head"),
        (["UPDATE keyed SET key = 'x'"], (), "record keyed 1"),
        (["UPDATE entry SET link = zeroblob(32) WHERE number = 3"], (), "record receipt 2"),
    ],
    ids=["altered", "removed", "forged", "below", "cut", "end", "chain", "head", "key", "link"],
)
def test_a_guilty_hand_is_told(whole, statements, values, told):
    """quality.md#chain: what is altered, removed or added without the key is told, and stays so
    when the work goes on.
    """
    registry = InMemory(whole)
    registry.spoil(*statements, values=values)
    assert told in registry.flaws()
    registry.go_on(day(2))
    assert registry.flaws(), "covered up"


def test_an_end_that_is_cut_off_behind_another_key_is_told(whole):
    """quality.md#chain: naming a key that nobody has, until the work has gone on, does not cover up
    that the end was cut off.
    """
    registry = InMemory(whole)
    named = registry.connection.execute("SELECT key FROM keyed").fetchone()
    cut = ("DELETE FROM decision", "DELETE FROM entry WHERE number = 6")
    registry.spoil(*cut, "UPDATE keyed SET key = 'x'")
    registry.go_on(day(2))
    registry.spoil("UPDATE keyed SET key = ? WHERE number = 1", values=named)
    assert registry.flaws() == ["entry 6", "vouch keyed 2"]


@pytest.mark.parametrize(
    "change", ["entry SET number = {} WHERE number = 6", "head SET entry = {}"]
)
def test_a_number_beyond_all_ends_in_no_internal_error(whole, change):
    """quality.md#bad-records: after the last number that SQLite has, nothing more is recorded."""
    registry = InMemory(whole)
    registry.spoil(f"UPDATE {change.format(2**63 - 1)}")
    assert registry.flaws()
    with suppress(RegistryError):
        registry.go_on(day(2))
    assert registry.flaws()


def test_a_key_that_is_lost_accuses_nobody(whole):
    """quality.md#chain: where the work goes on under a new key, that the old one is lost is said,
    and no entry is missed.
    """
    registry = InMemory(whole, keys=(NEW,))
    registry.go_on(day(2), keys=(NEW,))
    assert registry.flaws() == ["key keyed 1"]


def test_figures_altered_with_their_hash_are_told(whole):
    """quality.md#chain: a hash that was computed anew does not help."""
    registry = InMemory(whole)
    [said] = registry.connection.execute(f"SELECT {EXAMINED} FROM examination WHERE number = 1")
    names = [each.strip(' "') for each in EXAMINED.split(",")]
    about = dict(zip(names, said, strict=True))
    about["values"] = about["values"].replace('"datang": 40', '"datang": 99')
    places = ", ".join(f'"{each}" = ?' for each in (*names, "proof"))
    registry.spoil(
        f"UPDATE examination SET {places} WHERE number = 1", values=row("examination", **about)
    )
    assert registry.lineage(UNIT, PERIOD)[0].unbelieved
    [flaw] = upkeep.verify(registry)
    assert (flaw, flaw.entry) == (Flaw(DamagedPart.RECORD, "examination 1"), 4)
    assert flaw.about == f"satu.xlsx, {UNIT}, {PERIOD}"


def test_without_the_key_hashes_alone_are_checked(whole):
    """quality.md#chain: without a key everything can be read, and what is gone is still told."""
    registry = InMemory(whole, keys=())
    assert (registry.flaws(), len(registry.lineages())) == ([], 2)
    assert says(registry, registry.head())[0] is Answer.UNPROVED
    registry.spoil("DELETE FROM decision")
    assert registry.flaws() == ["removed decision 1"]


def test_a_key_that_is_rotated_goes_on_with_the_chain(whole):
    """quality.md#chain: the new key holds from its record on, the old one for what was before."""
    registry = InMemory(whole, keys=(NEW, KEY))
    registry.go_on(day(2), keys=(NEW, KEY))
    assert (registry.flaws(), registry.head().entry) == ([], 8)
    alone = InMemory(registry.connection.serialize(), keys=(NEW,))
    assert alone.flaws() == ["key keyed 1"]


@pytest.mark.parametrize("version", range(1, len(versions())))
def test_an_earlier_version_gets_its_chain_with_the_first_writing(version, tmp_path):
    """quality.md#chain: registries of earlier versions are read without a chain, and taken over
    in the order of time by the first that writes; where there was one, it goes on.
    """
    chained = version >= SINCE
    path = written_by(version, tmp_path / "registry.db")
    with Registry(path, lambda: (KEY,)) as registry:
        assert (upkeep.verify(registry), registry.head() is None) == ([], not chained)
        upkeep.backup(registry, tmp_path / "copy.db")
        with Registry(tmp_path / "copy.db", lambda: (KEY,)) as copy:
            assert (upkeep.verify(copy), len(copy.receipts())) == ([], 4)
        with registry.writing("Loket", day(400)):
            records = registry.connection.execute("SELECT kind, record FROM entry ORDER BY number")
            kinds = [kind for kind, _ in records]
            assert (kinds[:2], kinds.count("receipt")) == (["keyed", "receipt"], 4)
        assert upkeep.verify(registry) == []
        told = [place for place, kind in enumerate(kinds, start=1) if kind != "export"]
        assert registry.head().entry == told[-1]


def test_a_chain_that_is_lost_is_not_begun_anew_by_a_newer_version(tmp_path):
    """quality.md#chain: what had a chain and has none left is told, also after it was brought up to
    date.
    """
    path = written_by(SINCE, tmp_path / "registry.db")
    other = sqlite3.connect(path)
    for each in ("entry", "keyed", "head"):
        other.execute(f"DROP TRIGGER {each}_kept")
        other.execute(f"DELETE FROM {each}")
        other.execute(
            f"CREATE TRIGGER {each}_kept BEFORE DELETE ON {each}"
            " BEGIN SELECT raise(ABORT, 'append only'); END"
        )
    other.commit()
    other.close()
    with Registry(path, lambda: (KEY,)) as registry:
        with registry.writing("Loket", day(400)):
            registry.set_aside([], day(400), program="0", definition="0" * 64)
        assert [each.part for each in upkeep.verify(registry)]


def test_a_printed_head_proves_what_was_on_record(whole):
    """quality.md#head: it holds as long as nothing of what was on record then is altered, and what
    came later does not touch it.
    """
    registry = InMemory(whole)
    head = registry.head()
    registry.go_on(day(2))
    copied = read_head(f" {str(head).lower().replace('0', 'o').replace('1', 'l')} ")
    assert (str(copied), says(registry, copied)) == (str(head), (Answer.HOLDS, None))
    altered = InMemory(registry.connection.serialize())
    altered.spoil("UPDATE examination SET \"values\" = '{}' WHERE number = 2")
    assert says(altered, head) == (Answer.CHANGED, "examination 2")
    registry.spoil("UPDATE decision SET reason = 'x' WHERE number = 2")
    assert says(registry, head) == (Answer.HOLDS, None)
    assert [named(each) for each in upkeep.verify(registry)] == ["record decision 2"]


@pytest.mark.parametrize(("on", "told"), [(0, Answer.REWRITTEN), (1, Answer.TAKEN_OVER)])
def test_a_head_disproves_a_chain_that_was_written_anew(whole, on, told):
    """quality.md#head: whoever has the key can write another chain, and who has not can have one
    begun over what he wrote as an earlier version; neither fits a head which is on paper, and which
    of them it may be is said. A chain that ends before it is told.
    """
    registry = InMemory(whole)
    head = registry.head()
    registry.spoil(
        "UPDATE receipt SET by = 'x'",
        "UPDATE receipt SET proof = NULL",
        *(f"DELETE FROM {each}" for each in ("entry", "keyed", "head")),
    )
    rewrite(registry, day(on))
    assert (registry.flaws(), says(registry, head)) == ([], (told, None))
    assert says(registry, Head(head.entry + 3, head.code)) == (Answer.SHORT, None)


def rewrite(registry, at):
    """What one does who has the key and knows the program."""
    Chain((KEY,), "Kasi PMD").take_over(at, registry.connection)


def test_a_file_whose_receipt_is_gone_is_received_anew_and_ends_no_batch(tmp_path):
    """quality.md#bad-records: it counts again, the others are received, and that its first receipt
    is gone stays told, with whose it was and when.
    """
    desk = Desk(tmp_path)
    first = desk.form("satu.xlsx")
    desk.receive(first, desk.form("dua.xlsx", OTHER))
    with desk.registry.writing("x", day(1)):
        hand = desk.registry.connection
        hand.execute("PRAGMA foreign_keys = OFF")
        [(sql,)] = hand.execute("SELECT sql FROM sqlite_master WHERE name = 'receipt_kept'")
        hand.execute("DROP TRIGGER receipt_kept")
        hand.execute("DELETE FROM receipt WHERE number = 1")
        hand.execute(sql)
    again = desk.receive(first, desk.form("tiga.xlsx", OTHER, datang=41), on=2)
    assert [(each.file, str(each.verdict)) for each in again] == [
        ("satu.xlsx", "accepted"),
        ("tiga.xlsx", "accepted"),
    ]
    assert desk.counts()[UNIT][0] == "satu.xlsx"
    gone = [each for each in upkeep.altered_records(desk.registry) if each.what == "receipt 1"]
    assert [each.about for each in gone] == [f"{UNIT}, {PERIOD}, 2025-04-07"]


def test_a_planted_key_is_told(whole):
    """quality.md#vouch: a key that nobody handed on to, whether it follows on the chain or begins
    another one under it, is told; one that was rotated is not.
    """
    follows = InMemory(whole, keys=(NEW, KEY))
    Chain((NEW, KEY), "x", lambda there: False).use_key(day(2), follows.connection)
    assert follows.flaws() == ["vouch keyed 2"]
    assert says(follows, follows.head()) == (Answer.HOLDS, None)
    assert InMemory(follows.connection.serialize(), keys=(KEY, NEW)).flaws() == ["vouch keyed 2"]
    under = InMemory(whole, keys=(NEW, KEY))
    assert under.flaws() == ["vouch keyed 1"]
    follows.spoil("UPDATE keyed SET vouch = 'x' WHERE number = 2")
    assert "record keyed 2" in follows.flaws()


def test_a_chain_that_is_begun_anew_is_told_without_paper(whole, tmp_path):
    """quality.md#vouch: records written anew as an earlier version wrote them, without the key, get
    a chain with the next writing; the key's mark tells, until a person accepts it by a rotation.
    """
    path = tmp_path / "registry.db"
    path.write_bytes(whole)
    keys = [KEY]
    with Registry(path, lambda: tuple(keys)) as registry:
        with registry.writing("Loket", day(2)):
            pass
        assert upkeep.verify(registry) == []
        with registry.writing("x", day(3)):
            hand = registry.connection
            triggers = hand.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            for name, _ in (known := triggers.fetchall()):
                hand.execute(f"DROP TRIGGER {name}")
            for each in ("entry", "keyed", "head"):
                hand.execute(f"DELETE FROM {each}")
            for _, sql in known:
                hand.execute(sql)
            rewrite(registry, day(3))
        assert [named(each) for each in upkeep.verify(registry)] == ["begun entry"]
        Marks(path).hand_on(KEY, NEW, registry.connection)
        keys.insert(0, NEW)
        with registry.writing("Loket", day(4)):
            pass
        assert upkeep.verify(registry) == []
        assert registry.head().entry == 7


def test_a_slip_of_the_pen_accuses_nobody(whole):
    """quality.md#head: a code that was copied with a slip is not said to be disproved."""
    registry = InMemory(whole)
    head = registry.head()
    swapped = head.code[1] + head.code[0] + head.code[2:]
    other = "0" if head.code[-1] != "0" else "2"
    for entry, code in (
        (head.entry, head.code[:-1] + other),
        (head.entry + 1, head.code),
        (head.entry - 1, head.code),
        (head.entry, swapped) if is_slip(swapped, head.code) else (head.entry + 1, head.code),
    ):
        assert says(registry, Head(entry, code)) == (Answer.SLIP, None)
    for text in ("", "412", "412-7K3F", "7K3F-9QXM-2A5T", "412-7K3F-9QXM-2A5U", "4" * 99):
        assert read_head(text) is None


def test_random_edits_are_told_each_with_its_record(tmp_path):
    """quality.md#chain: whatever another program does to a row of whatever table, and how many, is
    told with its record, and nothing ends in an internal error.
    """
    assert list(untold(furnished(tmp_path), 60, seed=7)) == []
