"""What people write by mistake is told at its place, once, with what to write; nothing is cut."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from iku_workbook.definition import load
from iku_workbook.findings import Severity
from tests.definition.author_mistakes import CASES
from tests.definition.small import FOLDER, marked, mistakes_in, places
from tests.definition.test_mistakes import WARNINGS, check_sentences

OFFICE = (FOLDER / "kantor.yaml").read_text(encoding="utf-8")
LABEL = "label: Warga datang,"
WRITTEN = {"cut-by-comma", "cut-by-sign", "cut-by-hash", "quotes-in-quotes"}


def written(folder, text):
    path = Path(folder) / "definition.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_office_has_no_mistakes():
    """definition.md#mistakes: what is written by the grammar has no mistakes."""
    assert places(mistakes_in(FOLDER / "kantor.yaml")) == []


def test_there_are_a_hundred_of_them():
    """definition.md#cut: of every kind that people make."""
    assert len({(old, new) for _, old, new in CASES}) >= 100


@pytest.mark.parametrize(("code", "old", "new"), CASES, ids=lambda part: part[:40])
def test_a_mistake_of_an_author_is_told_at_its_place_once(code, old, new, tmp_path):
    """definition.md#cut: every one is an error or a warning at its line and column, once."""
    assert OFFICE.count(old) == 1
    text, place = marked(OFFICE.replace(old, new))
    found = mistakes_in(written(tmp_path, text))
    assert places(found) == [(code, place)]
    assert (found[0].severity is Severity.WARNING) == (code in WARNINGS)
    check_sentences(found[0])


@pytest.mark.parametrize(
    "formula",
    ["IF(diundang>0,1,0)", "ROUND(diundang*100,2)", "YEAR(DATE(2025,1,1)) + SUM(1, 2)"],
)
def test_commas_that_separate_are_no_mistake(formula, tmp_path):
    """quality.md#false-alarms: 0 false alarms."""
    text = OFFICE.replace("check: datang <= diundang", f"check: datang <= {formula}")
    assert places(mistakes_in(written(tmp_path, text))) == []


@pytest.mark.parametrize(("code", "old", "new"), [case for case in CASES if case[0] in WRITTEN])
def test_what_is_told_to_be_written_is_right(code, old, new, tmp_path):
    """definition.md#cut: what the sentence says to write, written, ends the mistake."""
    text, place = marked(OFFICE.replace(old, new))
    write = mistakes_in(written(tmp_path, text))[0].data["write"]
    key, value = re.fullmatch(r"(\"?[\w-]*\"?: )?(.*)", write).groups()
    inside = value[1:-1].replace("''", "'") if value[0] in "'\"" else value
    lines = text.split("\n")
    meant = [f'"{inside}"', f"'{inside}'", inside, inside.replace(".", ",")]
    meant.append(re.sub("^(Warga datang)", r'"\1"', inside))
    line = lines[place[0] - 1]
    as_written = next(each for each in meant if (key or "") + each in line)
    lines[place[0] - 1] = line.replace((key or "") + as_written, write, 1)
    assert code not in {
        mistake.code for mistake in mistakes_in(written(tmp_path, "\n".join(lines)))
    }


WORDS = st.sampled_from(
    [
        "Warga",
        "tahap",
        "1",
        "2,5",
        "(a, b)",
        "Jum'at",
        '"x"',
        "#2",
        "a:b",
        "C: d",
        "[e]",
        "-",
        "{f}",
    ]
)
ENDS = st.sampled_from([" ", ", ", ",", ": ", " #", " - "])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(WORDS, ENDS), min_size=1, max_size=4), WORDS)
@example([("Warga", ", "), ("Warga", ": ")], "#2")  # the value of a key is a remark
@example([("Warga", ", "), ('"x"', ", ")], "#2")  # a remark behind a piece in quotes
def test_no_label_in_braces_is_cut_without_a_word(tmp_path_factory, pieces, last):
    """definition.md#cut: a label is read as it is written, or there is a mistake on its line."""
    label = "Isian " + "".join(word + end for word, end in pieces) + last
    text = OFFICE.replace(LABEL, f"label: {label},")
    line = text[: text.index(f"label: {label},")].count("\n") + 1
    path = written(tmp_path_factory.getbasetemp(), text)
    found = mistakes_in(path)
    if found:
        assert line in {mistake.line for mistake in found}
    else:
        assert load(path)[0].fields[1].label == label


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 999), st.integers(0, 999), st.sampled_from(["", "'", '"']), st.booleans())
def test_no_decimal_comma_is_read_as_another_number(
    tmp_path_factory, whole, part, quote, in_formula
):
    """definition.md#cut: an Indonesian number is told what to write."""
    figure = f"{whole},{part}"
    old = "numerator: {label: Yang datang, formula: datang}" if in_formula else '"2025": 90,'
    if in_formula:
        new = old.replace("formula: datang", f"formula: {quote}{figure} * datang{quote}")
    else:
        new = old.replace("90,", f"{quote}{figure}{quote},")
    path = written(tmp_path_factory.getbasetemp(), OFFICE.replace(old, new))
    (mistake,) = mistakes_in(path)
    assert mistake.line == OFFICE[: OFFICE.index(old)].count("\n") + 1
    said = f"{mistake.data.get('write')} {mistake.data.get('first')}"
    assert f"{whole}.{part}" in said or f"{float(f'{whole}.{part}'):.15g}" in said
