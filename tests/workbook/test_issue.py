"""What differs between units is put into one form: the same as building each from nothing."""

import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iku_workbook.layout import SEAL_NAME
from iku_workbook.workbook.issue import Form, token_texts
from iku_workbook.workbook.reading.budget import Budget
from iku_workbook.workbook.reading.workbook import read
from iku_workbook.workbook.seal import PROPERTY
from iku_workbook.workbook.writing.context import TOKENS
from iku_workbook.workbook.writing.form import build_form
from tests.forms import KEY, define, layout_of, parts, period_of

# XlsxWriter does not say that an empty result is a text, and so leaves it without a value.
EMPTY_RESULT = re.compile(rb' t="str"(?=><f>[^<]*</f><v></v>)')
OWN_HEIGHT = re.compile(rb'(?<=") customHeight="1"(?=>)')
# What a definition may hold, none of it at an end: texts come without white space around them. By a
# "!" XlsxWriter takes the constant name for one that points to cells.
CHARACTERS = st.characters(exclude_categories=["C", "Z"], exclude_characters="\ue000\ue001!")
NEWEST = define(iku=2)
"""Its forms have every token; those of the first version fewer."""
WORDS = st.text(CHARACTERS | st.sampled_from("<&>\"' =;]"), max_size=40)


@pytest.fixture(scope="module")
def form():
    return Form.prepare(build_form(layout_of(NEWEST), period_of(NEWEST)))


@settings(max_examples=25)
@given(st.fixed_dictionaries(dict.fromkeys(TOKENS, WORDS)))
def test_issuing_is_building_from_nothing(form, texts):
    """quality.md#speed-generate: generate is measured against building each from nothing: equal
    parts.
    """
    # Different texts, as XlsxWriter stores equal ones once, and without white space at the ends.
    given_words = {name: f"({name}{text})" for name, text in texts.items()}
    with pytest.MonkeyPatch.context() as patch:
        for name, word in given_words.items():
            patch.setitem(TOKENS, name, word)
        built = parts(build_form(layout_of(NEWEST), period_of(NEWEST)))
    issued = parts(form.issue(given_words))
    assert list(issued) == list(built)
    for name, part in built.items():
        assert as_built(issued[name]) == as_built(part)


def as_built(part):
    """A part without what issuing adds to what XlsxWriter wrote, and takes away."""
    return OWN_HEIGHT.sub(b"", EMPTY_RESULT.sub(b"", part))


def test_a_name_that_looks_like_an_escape_stays_as_it_is(form):
    """quality.md#nothing-live: _x0041_ in a cell means A to a program, so it is written
    otherwise.
    """
    given_words = dict.fromkeys(TOKENS, "x") | {"unit_title": "Desa _x0041_"}
    sheets = read(form.issue(given_words), Budget()).sheets
    assert sheets[1].cells[2, 1].value == "Desa _x0041_ · Triwulan I 2025"


def test_words_are_those_of_the_unit():
    """contract.md#one-workbook: one workbook per unit and period."""
    unit = NEWEST.units[1]
    found = token_texts(NEWEST, unit, period_of(NEWEST, 3), KEY)
    assert set(found) == set(TOKENS)
    assert (found["unit_title"], found["unit"], found["period"]) == (
        "Desa Taman",
        "35.02",
        "2025-Q3",
    )
    assert found["carried"].count("|") == 6
    assert found["carried"].endswith(found["seal"])


def test_every_token_is_used_and_none_is_left(form):
    """contract.md#one-workbook: whose it is and for when stands on every sheet that people see."""
    data = form.issue({name: f"word of {name}" for name in TOKENS})
    assert "\ue000".encode() not in b"".join(parts(data).values())
    book = read(data, Budget())
    text = {str(cell.value) for sheet in book.sheets for cell in sheet.cells.values()}
    text |= {book.properties[PROPERTY], book.names[SEAL_NAME]}
    missing = [name for name in TOKENS if not any(f"word of {name}" in each for each in text)]
    assert not missing


def test_the_archive_is_plain(form):
    """form.md#bytes: every program has to open it; house.md#same-bytes: the same inputs give the
    same bytes.
    """
    given_words = {name: name for name in TOKENS}
    data = form.issue(given_words)
    assert form.issue(given_words) == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "[Content_Types].xml"
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.compress_type == zipfile.ZIP_DEFLATED
            assert not entry.flag_bits & 0x9  # neither encrypted nor with sizes after the data
