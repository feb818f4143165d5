"""Messages to units: what they say, briefly, and nothing of a stranger's that is a link."""

import dataclasses
import datetime
import re

import pytest

from iku_workbook.findings import Finding
from iku_workbook.messages import LANGUAGES
from iku_workbook.registry.closings import Closed
from iku_workbook.replies import letters
from iku_workbook.results.status import standings
from tests.forms import GOOD, check, define, filled, known, period_of
from tests.results.year import BROKEN, FOREIGN, returned

DEFINITION = define(
    agency={"name": "Klinik Melati", "regency": "Kabupaten Contoh", "contact": "Ruang Data"}
)
NOREH = DEFINITION.units[0]
Q1 = period_of(DEFINITION)
DUE = Q1.due(DEFINITION.due_days)
EVENT = GOOD["kegiatan"][0]


def answer_to(values, copy="35.01-noreh.xlsx", language="id"):
    [found] = check(filled({**GOOD, **values}, DEFINITION), forms=known(DEFINITION))
    return letters.corrections(DEFINITION, found, NOREH, copy, language)


def points(letter):
    return re.findall(r"^(\d)\. (.*)", letter, re.MULTILINE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_covering_message_says_who_what_when_how_and_whom_to_ask(language):
    """The covering message: who asks, what, by when, how to send back, whom to call."""
    letter = letters.covering(DEFINITION, NOREH, Q1, language)
    for said in ("Klinik Melati", "Kabupaten Contoh", "Desa Noreh", "2025", "35.01-noreh.xlsx"):
        assert said in letter
    assert "Ruang Data" in letter
    assert str(DUE.day) in letter


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("findings", [None, [BROKEN], [FOREIGN]])
@pytest.mark.parametrize("late", [-3, 0, 4])
def test_a_reminder_says_what_is_owed_and_since_when(language, findings, late):
    """The reminder: which form, the day it is due, and how near or far that is."""
    came = [] if findings is None else [returned("35.01", Q1.code, None, *findings)]
    today = DUE + datetime.timedelta(days=late)
    standing = standings(DEFINITION, came, [Q1], today)["35.01", Q1.code]
    letter = letters.reminder(DEFINITION, standing, today, language)
    assert "Desa Noreh" in letter
    assert "april" in letter.lower()
    if findings is None and late:
        assert str(abs(late)) in letter


def test_nobody_is_reminded_of_what_was_accepted():
    """Reminders are for those that are missing."""
    standing = standings(DEFINITION, [returned("35.01", Q1.code)], [Q1], DUE)["35.01", Q1.code]
    with pytest.raises(ValueError, match="owed"):
        letters.reminder(DEFINITION, standing, DUE, "id")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_comes_after_closing_is_told_so(language):
    """contract.md#close: that the period is closed, since when, and that the office decides: in a
    return that can be used, in one to be corrected, and to a unit that still owes one.
    """
    at = datetime.datetime(2025, 4, 20, 9, tzinfo=datetime.UTC)
    closed = Closed(1, Q1.code, at, "Camat", "")
    came = returned("35.01", Q1.code)
    wrong = returned("35.01", Q1.code, None, BROKEN)
    owing = standings(DEFINITION, [], [Q1], DUE)["35.01", Q1.code]
    about = (NOREH, "35.01-noreh.xlsx", language)
    found = [
        letters.after_closing(DEFINITION, came, NOREH, closed, language),
        letters.corrections(DEFINITION, came, *about, closed=closed),
        letters.corrections(DEFINITION, wrong, *about, closed=closed),
        letters.reminder(DEFINITION, owing, DUE, language, closed),
    ]
    for letter in found:
        assert "20 April 2025" in letter
        assert ("kantor akan memutuskan" if language == "id" else "office will decide") in letter
        assert "dapat dipakai" not in letter
        assert "can be used" not in letter


def test_what_a_person_sends_back_has_no_marked_cells():
    """contract.md#says-what-to-do: red cells are spoken of where there are any."""
    decided = {"by": "Kasi", "at": datetime.datetime.now(datetime.UTC), "reason": "Berkas kurang"}
    back = returned("35.01", Q1.code, None, Finding("REVIEW-001", "", data=decided))
    letter = letters.corrections(DEFINITION, back, NOREH, "35.01-noreh.xlsx", "id")
    assert "merah" not in letter
    assert "Perbaiki seperti yang diminta di atas" in letter
    assert "merah" in answer_to({"datang": "empat"})


def test_errors_come_first_and_three_points_at_most():
    """Most important first: errors before warnings; the rest is counted."""
    wrong = {"datang": "empat", "naik": None, "ada": "Mungkin", "skor": "0,5", "sejak": "kemarin"}
    letter = answer_to(wrong)
    assert [number for number, _ in points(letter)] == ["1", "2", "3"]
    assert "0,5" not in letter
    assert re.search(r"\b2 hal", letter)
    assert "Perbaikan" in letter
    assert "35.01-noreh.xlsx" in letter


def test_a_message_that_repeats_is_one_point():
    """Grouped when a message repeats: one point, with all its cells, and once what to do."""
    letter = answer_to({"kegiatan": [{**EVENT, "tanggal": "kemarin"}] * 3})
    assert len(points(letter)) == 1
    assert "Kegiatan!B7:B9" in letter
    assert letter.count("→") == 1
    assert "sel B7:B9" in letter


def test_warnings_alone_need_no_answer_back():
    """A return that is accepted can be used as it is; the message says so."""
    letter = answer_to({"naik": 2})
    assert "dapat dipakai" in letter
    assert "tidak perlu mengirim ulang" in letter


def test_a_file_that_is_no_form_is_named_as_it_came():
    """Where the unit is not known, the file's name says which file is meant."""
    [found] = check(b"%PDF-1.4")
    found = dataclasses.replace(found, file="Form (1) www.jahat.com.xlsx")
    letter = letters.corrections(DEFINITION, found, None, None, "id")
    assert "Form (1) www[.]jahat[.]com.xlsx" in letter
    assert "Desa" not in letter


LINKS = (
    *("http://jahat.example/a?b", "HTTPS://JAHAT.EXAMPLE", "www.jahat.com", "jahat.co.id/x"),
    *("mailto:a@jahat.com", "wa.me/62811", "a@jahat.com", "tel:0811", "ftp://10.0.0.1/x"),
    *("bit.ly/x", "jahat.zip", "\u202emoc.tahaj", "ｊahat.com"),
)
LINK = re.compile(r"\w://|\b(?:mailto|tel):|\w\.[^\W\d_]{2,}", re.IGNORECASE)


@pytest.mark.parametrize("text", LINKS)
def test_nothing_typed_is_a_link(text):
    """quality.md#nothing-live: 0 live links in any document that we write."""
    letter = answer_to({"ada": text, "datang": text})
    assert not LINK.search(letter.replace("35.01-noreh.xlsx", ""))
    assert "\u202e" not in letter
    if text.isprintable():
        assert text in letter.replace("[.]", ".").replace("[:]", ":")


def test_numbers_and_abbreviations_stay_as_they_are():
    """Only what a program would make a link of is written otherwise."""
    for text in ("12.500,75", "s.d. 31 Maret", "No. 5/2024", "pukul 10:30", "IMG-1.jpg", "a.pdf"):
        assert letters.unlinked(text) == text


def test_what_the_copy_has_restored_asks_nothing():
    """A formula that was typed over is the form's own again in the copy."""
    finding = Finding("LOCK-001", "", "Isian", "C8", "persen", "=1", 9, {"label": "Persen"})
    found = returned("35.01", Q1.code, None, finding)
    letter = letters.corrections(DEFINITION, found, NOREH, "35.01-noreh.xlsx", "id")
    assert "Sudah dipulihkan" in letter
