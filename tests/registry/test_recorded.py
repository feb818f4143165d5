"""What was recorded of returns is text in memory until it is read."""

import datetime
import json
import pickle
import tracemalloc

import pytest

from iku_workbook.registry.encoded import UNREADABLE, Recorded, encode, values_of
from iku_workbook.registry.packed import Shelf
from iku_workbook.results.accumulate import Events
from iku_workbook.returns import Return

ROW = {"tanggal": datetime.date(2024, 1, 2), "jenis": "Koordinasi", "bukti": "BA 01/II/2024"}
VALUES = {"skor": 0.5, "status": "Maju", "sejak": datetime.date(2024, 3, 1), "kegiatan": [ROW, ROW]}


def test_recorded_values_are_what_was_said():
    """quality.md#country: read when asked for, they are the same, in another process too."""
    found = Recorded(encode(VALUES), values_of)
    assert found == VALUES == found
    assert [*found] == [*VALUES]
    assert len(found) == 4
    assert pickle.loads(pickle.dumps(found)) == VALUES
    assert repr(found) == repr(VALUES)


def test_what_cannot_be_read_is_told_at_once():
    """quality.md#country: a record of which nothing can be made waits for no reader."""
    with pytest.raises(UNREADABLE):
        Recorded("[1, 2", values_of)


def test_events_of_a_year_are_read_where_they_are():
    """quality.md#country: a register's rows of several returns stand once."""
    sent = [Return("a", str(n), "u", "p", (), {"kegiatan": [ROW] * n}, {}) for n in (1, 2)]
    found = Events(sent, "kegiatan")
    assert found == [ROW] * 3
    assert len(found) == 3
    assert found[-1] is ROW
    assert found[1:] == [ROW] * 2
    assert Events(sent, "lain") == []


def test_a_country_of_values_takes_little_more_than_its_text():
    """quality.md#country: memory for each return is that of what was recorded, not of objects."""
    texts = [encode({"at": at, "kegiatan": [{**ROW, "pokok": str(at)}] * 10}) for at in range(3000)]
    tracemalloc.start()
    kept = [Recorded(each, values_of) for each in texts]
    held, _ = tracemalloc.get_traced_memory()
    decoded = [json.loads(each) for each in texts]
    objects = tracemalloc.get_traced_memory()[0] - held
    tracemalloc.stop()
    assert len(kept) == len(decoded)
    assert held < objects / 2


def test_many_texts_lie_packed_and_come_back_as_they_were():
    """quality.md#country: of hundreds each says what it said, in a full pack or in none yet."""
    said = [{"at": at, "teks": "é\ud800\0" * (at % 3), "kegiatan": [ROW]} for at in range(700)]
    shelf = Shelf()
    kept = [Recorded(encode(each), values_of, shelf) for each in said]
    assert kept == said
    assert [*reversed(kept)] == [*reversed(said)]
    assert pickle.loads(pickle.dumps(kept)) == said


def test_packed_texts_take_a_fraction_of_their_room():
    """quality.md#country: four quarters of all villages are held within a gigabyte."""
    texts = [encode({"at": at, "kegiatan": [{**ROW, "pokok": str(at)}] * 10}) for at in range(3000)]
    tracemalloc.start()
    shelf = Shelf()
    kept = [Recorded(each[:-1] + "}", lambda text: {}, shelf) for each in texts]
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(kept) == len(texts)
    assert held < sum(map(len, texts)) / 3
