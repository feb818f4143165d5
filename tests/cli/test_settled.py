"""What is settled leaves the desk: old files in the inbox, and answers to them."""

import shutil

from samples.year import PERIOD
from tests.cli.run import run


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
    (answers / f"{stems['sreseh']}.txt").write_text("Ditambah Bu Loket.", encoding="utf-8")
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
