"""The office's people and their tokens: a list that people and the page edit."""

import datetime
import json
from unittest.mock import Mock

import pytest

from iku_workbook.campaign import tokens as of_tokens
from iku_workbook.campaign.backup import back_up
from iku_workbook.campaign.staff import Person, person_of, put, remove, staff
from iku_workbook.campaign.tokens import holder, make_token, tokens, withdraw
from iku_workbook.errors import OperatorError
from tests.campaign.office import at, office

BY = {"by": "Camat", "at": at()}
KASI = Person("Kasi PMD", "Seksi PMD", ("IKU-1", "IKU-2"))


@pytest.fixture
def campaign(tmp_path):
    return office(tmp_path / "sreseh-2024")


def refused(code, call, *args, **more):
    with pytest.raises(OperatorError) as raised:
        call(*args, **more)
    assert raised.value.code == code


def test_what_a_person_wrote_into_the_list_stays(campaign):
    """quality.md#staff: as a spreadsheet saves it, with semicolons, a column of one's own and blank
    lines; only the line of whoever is changed is written anew.
    """
    assert staff(campaign) == []
    path = campaign.root / "staff.csv"
    begin = (
        '\ufeffName;Section;Telepon;Indicators\r\n"Sri; Rahayu";Umum;0812;IKU-1  IKU-2\r\n;;;\r\n'
    )
    path.write_text(f"{begin}Camat;;0813;\r\nBudi;PMD;0814;IKU-3", encoding="utf-8", newline="")
    people = [
        Person("Sri; Rahayu", "Umum", ("IKU-1", "IKU-2")),
        Person("Camat"),
        Person("Budi", "PMD", ("IKU-3",)),
    ]
    assert staff(campaign) == people
    put(campaign, Person("Budi Santoso", "PMD"), instead_of="budi", **BY)
    put(campaign, KASI, **BY)
    remove(campaign, "CAMAT", **BY)
    kept = path.read_text(encoding="utf-8")
    with path.open(encoding="utf-8", newline="") as file:
        kept = file.read()
    end = "Budi Santoso;PMD;0814;\r\nKasi PMD;Seksi PMD;;IKU-1 IKU-2\r\n"
    assert kept == begin + end
    assert [each.answers_for("IKU-2") for each in staff(campaign)] == [True, True, True]
    assert not KASI.answers_for("IKU-3")


def test_what_cannot_stand_on_the_list_is_said(campaign):
    """quality.md#staff: nothing that a spreadsheet runs, no name twice, no indicator that is none;
    a file of another kind is named.
    """
    put(campaign, KASI, **BY)
    for code, person in {
        "no-name": Person(" – "),
        "staff-words": Person("=HYPERLINK(1)"),
        "staff-twice": Person("kasi  pmd"),
        "no-such-indicator": Person("Camat", "", ("IKU-99",)),
    }.items():
        refused(code, put, campaign, person, **BY)
    refused("no-person", remove, campaign, "Camat", **BY)
    refused("no-person", put, campaign, Person("Camat"), instead_of="Sekcam", **BY)
    assert staff(campaign) == [KASI]
    path = campaign.root / "staff.csv"
    for content in (b"nama\nBudi\n", b"name\nB\xfcdi\n", b'name\n"Budi\n', b""):
        path.write_bytes(content)
        refused("bad-staff", staff, campaign)
    path.write_bytes(b"name\nBudi\nbudi\n")
    refused("staff-twice", staff, campaign)


def test_a_token_says_whose_it_is_until_it_is_withdrawn(campaign):
    """quality.md#tokens: random, shown once, kept as its hash alone; read however it is typed;
    nobody comes in by one that was withdrawn, or who has left the list.
    """
    refused("no-person", make_token, campaign, "Kasi PMD", **BY)
    put(campaign, KASI, **BY)
    first, second = (make_token(campaign, "kasi pmd", **BY) for _ in range(2))
    assert len({first, second}) == 2
    assert len(first.replace("-", "")) * 5 >= 128
    kept = campaign.root / ".iku" / "tokens"
    assert kept.stat().st_mode & 0o077 == 0
    said = kept.read_text(encoding="utf-8")
    assert not any(part in said for each in (first, second) for part in each.split("-"))
    assert holder(campaign, f" {first.lower()} ".replace("-", " "), at()) == KASI
    for each in ("", "0", first[:-1], "é" * 500):
        assert holder(campaign, each, at()) is None
    gone = withdraw(campaign, 1, by="Sekcam", at=at(9))
    assert (gone.who, gone.by, gone.withdrawn_by) == ("Kasi PMD", "Camat", "Sekcam")
    assert [each.withdrawn for each in tokens(campaign)] == [at(9), None]
    assert (holder(campaign, first, at()), holder(campaign, second, at())) == (None, KASI)
    refused("no-token", withdraw, campaign, 1, **BY)
    remove(campaign, "Kasi PMD", **BY)
    assert holder(campaign, second, at()) is None
    for content in ("{", "[]", json.dumps({"tokens": [{"hash": "x"}]})):
        kept.write_text(content, encoding="utf-8")
        refused("bad-tokens", holder, campaign, second, at())


def test_it_is_seen_when_a_token_was_last_used(campaign, monkeypatch):
    """quality.md#tokens: within the hour, without a write for each look; a token that was made
    before this was noted says nothing; what cannot be noted keeps nobody out.
    """
    put(campaign, KASI, **BY)
    one, two = (make_token(campaign, "Kasi PMD", **BY) for _ in range(2))
    kept, hour = campaign.root / ".iku" / "tokens", datetime.timedelta(hours=1)
    said = kept.read_text(encoding="utf-8").replace(',\n   "used": null', "")
    kept.write_text(said, encoding="utf-8")
    for when, noted in ((at(), at()), (at() + hour / 2, at()), (at() + hour, at() + hour)):
        assert holder(campaign, one, when) == KASI
        assert [each.used for each in tokens(campaign)] == [noted, None]
    assert holder(campaign, one, at(1)) == KASI
    assert tokens(campaign)[0].used == at(1)
    monkeypatch.setattr(of_tokens, "write_whole", Mock(side_effect=OSError(28, "full")))
    assert holder(campaign, two, at()) == KASI
    assert tokens(campaign)[1].used is None


def test_the_list_is_in_a_backup_and_no_token_is(campaign, tmp_path):
    """quality.md#tokens: whoever has a backup comes in by nothing in it."""
    put(campaign, KASI, **BY)
    make_token(campaign, "Kasi PMD", **BY)
    [own] = tokens(campaign)
    content = back_up(campaign, tmp_path / "satu.iku", **BY).file.read_bytes()
    assert b"office/staff.csv" in content
    assert own.hash.encode() not in content
    assert person_of(campaign, "Kasi PMD") == KASI
