"""What is settled leaves the desk: old files in the inbox, and answers to them."""

import json
import re
import shutil

from openpyxl import load_workbook

from samples.year import PERIOD
from tests.cli.run import run
from tests.schemas import mistakes


def test_what_was_answered_and_put_right_clutters_nothing(campaign, tmp_path):
    """contract.md#settled: old wrong files weigh no more, and their answers leave; one that a
    person has changed stays, and so does what others put there.
    """
    inbox, answers, later = campaign / "inbox", campaign / "jawaban", tmp_path / "later"
    shutil.move(inbox, later)
    inbox.mkdir()
    received = ("-C", campaign, "receive", inbox, "--corrections", answers, "--period", PERIOD)
    blank = {
        name: next((campaign / "outbox" / PERIOD).glob(f"*{name}.xlsx"))
        for name in ("taman", "sreseh")
    }
    for name, form in blank.items():
        shutil.copy(form, inbox / f"{name} kosong.xlsx")
    (inbox / "desa labuhan.pdf").write_bytes(b"%PDF-1.4")
    assert run(*received).status == 1
    stems = {name: form.stem for name, form in blank.items()}
    written = {f"{stems[name]}.{end}" for name in stems for end in ("txt", "xlsx")}
    [letter] = {each.name for each in answers.iterdir()} - written
    (answers / f"{stems['sreseh']}.txt").write_text("Ditambah Loket.", encoding="utf-8")
    (answers / "catatan.txt").write_text("milik orang", encoding="utf-8")
    for each in later.iterdir():
        shutil.copy(each, inbox)
    settled = run(*received)
    assert settled.status == 0, settled.err
    assert "3 berkas lama" in settled.err
    left = {each.name for each in answers.iterdir()}
    asked = {name for name in left if "marparan" in name}  # accepted, and asked about
    assert left - asked == {"catatan.txt", f"{stems['sreseh']}.txt"}
    assert letter not in left
    assert "karena isinya sudah diubah (1)" in settled.err
    assert "Selesai, maka dihapus" in settled.err


def test_an_answer_that_somebody_has_changed_keeps_none_from_going_out(campaign, tmp_path):
    """contract.md#answers-beside: it stays and is named, and the new one stands beside it; again
    and again the same; a return that is sent back is answered so too, and what is settled leaves.
    """
    inbox, answers = tmp_path / "masuk", campaign / "jawaban"
    inbox.mkdir()
    forms = {
        name: next((campaign / "outbox" / PERIOD).glob(f"*{name}.xlsx"))
        for name in ("noreh", "taman")
    }
    for form in forms.values():
        shutil.copy(form, inbox / f"kosong {form.name}")
    received = ("-C", campaign, "receive", inbox, "--corrections", answers, "--period", PERIOD)
    assert run(*received).status == 1
    noreh, taman = forms["noreh"].stem, forms["taman"].stem
    changed = answers / f"{noreh}.txt"
    changed.write_text("Bu, ini saya ubah sedikit", encoding="utf-8")
    beside = {f"{name}.{end}" for name in (f"{noreh}-2", taman, noreh) for end in ("txt", "xlsx")}
    for _ in range(2):
        again = run(*received)
        assert again.status == 1, again.err
        assert f"{noreh}.txt → {noreh}-2" in again.err
        assert {each.name for each in answers.iterdir()} == beside
        assert changed.read_text(encoding="utf-8") == "Bu, ini saya ubah sedikit"
    assert f"{noreh}-2.xlsx" in (answers / f"{noreh}-2.txt").read_text(encoding="utf-8")
    assert "→" not in run(*received, "--force").err
    shutil.copy(campaign / "inbox" / f"{taman}.xlsx", inbox)
    assert run("-C", campaign, "receive", inbox, "--period", PERIOD).status == 1
    decided = ("--period", PERIOD, "--as", "Kasi PMD", "--note", "Lampirkan daftar hadir")
    word = run("-C", campaign, "return", "noreh", *decided, "--corrections", answers)
    assert word.status == 0, word.err
    assert f"dihapus dari {answers}" in word.err
    assert not (answers / f"{taman}.xlsx").exists()


def test_where_nothing_is_to_be_answered_nothing_is_counted(campaign):
    """contract.md#answers-beside: no sentence tells of 0 messages."""
    form = next((campaign / "inbox").glob("*noreh.xlsx"))
    for option, sentence in {"--corrections": "dijawab", "--migrate": "dipindahkan"}.items():
        said = run("-C", campaign, "validate", form, option, campaign / "keluar")
        assert (said.status, "Tidak ada" in said.err, sentence in said.err) == (0, True, True)
        assert not (campaign / "keluar").exists()


def test_what_was_placed_before_is_not_recorded_anew(campaign, tmp_path):
    """contract.md#assign: the same word again says so, with the decision that holds; another unit,
    or the same after it was undone, is a decision. Where nothing can be let go, that is said. What
    was placed is no workbook that results left out for being wrong.
    """
    photo = tmp_path / "IMG-1.pdf"
    photo.write_bytes(b"%PDF-1.4")
    words = ("--as", "Kasi PMD", "--note", "Foto")
    none = run("-C", campaign, "prune", *words)
    run("-C", campaign, "receive", photo)
    assert (none.status, "Tidak ada yang dapat dilepas" in none.out) == (0, True)
    told = []
    for what in (
        ("assign", 1, "noreh"),
        ("assign", 1, "Desa Noreh"),
        ("assign", 1, "taman"),
        ("dismiss", 1),
        ("dismiss", 1),
        ("undo", 3),
        ("dismiss", 1),
    ):
        done = run("-C", campaign, *what, *words)
        assert done.status == 0, done.err
        told.append((re.findall(r"nomor (\d+)", done.err), "sebelumnya" in done.err))
    assert told == [
        (["1"], False),
        (["1"], True),
        (["2"], False),
        (["3"], False),
        (["3"], True),
        ([], False),
        (["5"], False),
    ]
    run("-C", campaign, "assign", 1, "noreh", "--period", PERIOD, *words)
    assert "tidak ikut dihitung" not in run("-C", campaign, "consolidate", "--period", PERIOD).err


def test_a_period_that_a_name_tells_is_asked_for(campaign, tmp_path):
    """contract.md#assign: a photograph of another quarter is not taken for the last one."""
    photo = tmp_path / "noreh TW 3.pdf"
    photo.write_bytes(b"%PDF-1.4")
    run("-C", campaign, "receive", photo)
    decided = ("-C", campaign, "assign", 1, "noreh", "--as", "Kasi PMD", "--note", "Foto")
    asked = run(*decided)
    assert asked.status == 2
    assert "menyebut 2024-Q3" in asked.err
    assert "--period" in asked.err
    given = run(*decided, "--period", "2024-Q3")
    assert (given.status, "Triwulan III 2024" in given.out) == (0, True)


def test_a_closed_period_stays_as_it_was_reported_until_it_is_opened(campaign):
    """contract.md#close: closing twice is refused with the time as it is written everywhere, and a
    village whose return comes later is told. Results are of the definition of the closing, in the
    master and JSON too; a later period says what was reported otherwise, and neither is an error.
    Opened again, today's definition holds. A change that no result shows overtakes nothing.
    """
    own, inbox = ("-C", campaign), campaign / "inbox"
    [late] = inbox.glob("*2001*")
    late.rename(campaign / late.name)
    run(*own, "receive", inbox, "--period", PERIOD)
    assert run(*own, "close", "2024-Q1", "--as", "Camat").status == 0
    taken = ("receive", campaign / late.name, "--period", PERIOD, "--corrections", campaign / "j")
    assert run(*own, *taken).status == 1
    [letter] = (campaign / "j").iterdir()
    letter = letter.read_text(encoding="utf-8")
    assert re.search(r"Triwulan I 2024 sudah ditutup pada \d+ \w+ \d{4}, dan hasilnya", letter)
    assert "kantor akan memutuskan apakah hasil itu perlu diubah" in letter
    run(*own, "accept", "12", "--as", "Camat")
    run(*own, *taken)
    assert list((campaign / "j").iterdir()) == []
    again = run(*own, "close", "2024-Q1", "--as", "Camat")
    assert again.status == 2
    assert re.search(r"oleh Camat pada \d+ \w+ \d{4} \d\d\.\d\d WIB\.", again.err)
    asked = (*own, "consolidate", "--period", "2024-Q1")
    assert "saat itu" not in run(*asked).err
    definition = campaign / "definition.yaml"
    text = definition.read_text(encoding="utf-8")
    reworded = text.replace("yang diajukan warga", "dari warga")
    assert reworded != text
    definition.write_text(reworded, encoding="utf-8")
    stands = run(*own, "status")
    assert (stands.status, "definisi berubah" in stands.out) == (0, False), stands.err
    definition.write_text(text.replace('"2024-Q1": 50', '"2024-Q1": 60'), encoding="utf-8")
    assert "definisi berubah" not in run(*own, "status").out
    noted = run(*asked)
    assert noted.status == 0
    assert "hasilnya dihitung dengan definisi yang berlaku saat itu" in noted.err
    said = as_json(run(*asked, "--format", "json").out)
    assert said["indicators"]["IKU-1"]["target"] == 50
    assert said["basis"]["closed"]
    later = run(*own, "consolidate", "--period", "2024-Q2")
    assert later.status == 0, later.err
    assert "IKU-1 target 50 (di sini 60)" in " ".join(later.out.split())
    after = as_json(run(*own, "consolidate", "--period", "2024-Q2", "--format", "json").out)
    [restated] = after["restated"]
    assert (restated["period"], restated["indicators"]) == ("2024-Q1", ["IKU-1"])
    master = load_workbook(campaign / "results" / "2024-Q1.xlsx").worksheets[0]
    assert "yang berlaku saat periode ini ditutup" in master["A3"].value
    opened = (*own, "close", "2024-Q1", "--open", "--as", "Camat", "--reason", "Ada temuan.")
    assert run(*opened).status == 0
    assert "definisi berubah" in run(*own, "status").out
    again = run(*asked, "--format", "json")
    assert as_json(again.out)["indicators"]["IKU-1"]["target"] == 60
    assert "saat itu" not in again.err


def as_json(text):
    """What a command printed, as the schema has it."""
    found = json.loads(text)
    assert mistakes("results", found) == []
    return found
