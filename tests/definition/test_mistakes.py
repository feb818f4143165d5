"""Every mistake is found, at its place, once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iku_workbook.definition import render
from iku_workbook.findings import Severity
from iku_workbook.messages import LANGUAGES, catalogue
from tests.definition.author_mistakes import CASES as OF_AUTHORS
from tests.definition.cases import CASES, FINE
from tests.definition.files import FILE_CASES
from tests.definition.small import FOLDER, GOOD, broken, marked, mistakes_in, places
from tests.source import CHECKOUT
from tests.test_two_cadences import CADENCES

FILES = sorted((FOLDER / "broken").glob("*.yaml"))
WARNINGS = {
    "never-reports",
    "codelist-unused",
    "field-unused",
    "register-unused",
    "joined-decimal",
    "kind-asked-nothing",
    "kinds-alike",
    "kind-unlike",
    "kind-without-units",
    "indicator-slower",
    "unit-code-unlike",
    "target-unlike",
    "rule-always",
    "three-decimals",
    "comma-unclear",
    "cut-by-remark",
    "difference-with-zero",
    "divided-by-zero",
    "numerator-ratio",
    "value-ratio-summed",
    "achievement-without-target",
    "index-weights",
    "percent-unscaled",
    "value-constant",
    "weight-constant",
    "objective-unused",
    "ratio-without-cap",
    "target-year",
    "target-zero",
    "budget-missing",
    "product-over-time",
    "constant-over-time",
    "days-over-time",
    "blank-in-mean",
    "targets-apart",
}


def test_the_small_definition_is_good():
    """definition.md#mistakes: what is written by the grammar has no mistakes."""
    assert places(mistakes_in(FOLDER / "good.yaml")) == []


@pytest.mark.parametrize(("code", "old", "new"), CASES, ids=lambda part: part[:40])
def test_a_mistake_is_named_with_its_place(code, old, new, tmp_path):
    """definition.md#mistakes: a mistake is reported with its file, line and column; one cause,
    once.
    """
    text, place = broken(old, new)
    path = tmp_path / "definition.yaml"
    path.write_text(text, encoding="utf-8")
    found = mistakes_in(path)
    assert places(found) == [(code, place)]
    assert found[0].file == "definition.yaml"
    assert (found[0].severity is Severity.WARNING) == (code in WARNINGS)
    check_sentences(found[0])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_broken_yaml_is_named_with_its_place(file, tmp_path):
    """definition.md#mistakes: a mistake names its line and column; a duplicate key is an error."""
    text, place = marked(file.read_text(encoding="utf-8"))
    path = tmp_path / "definition.yaml"
    path.write_text(text, encoding="utf-8")
    found = mistakes_in(path)
    assert (file.stem, place) in places(found)
    for mistake in found:
        check_sentences(mistake)


@pytest.mark.parametrize(("old", "new"), FINE)
def test_what_is_right_is_not_a_mistake(old, new, tmp_path):
    """quality.md#false-alarms: 0 false alarms."""
    path = tmp_path / "definition.yaml"
    path.write_text(broken(old, new)[0], encoding="utf-8")
    assert places(mistakes_in(path)) == []


def check_sentences(mistake):
    """definition.md#mistakes: what to write instead, in the reader's language."""
    for language in LANGUAGES:
        say = catalogue(language)
        assert say.message("definition", mistake.code, **mistake.data).hint
        place = f"{mistake.file}:{mistake.line}:{mistake.column}: "
        assert render(mistake, say).startswith(place)


def test_every_message_belongs_to_a_mistake_that_is_shown_here():
    """house.md#documented: what is documented is proved. The formula language proves its own
    codes.
    """
    shown = (
        {code for code, _, _ in (*CASES, *OF_AUTHORS)}
        | {file.stem for file in FILES}
        | set(FILE_CASES)
        | {code for _, _, code in CADENCES}
        | {
            "period-asks-nothing",
            "kind-asked-nothing",
            "file-not-regular",
            "target-of-index",
            "unit-target-range",
        }
    )
    written = {code for code in catalogue("en").keys("definition") if code[:8] != "formula-"}
    assert sorted(written - shown) == []


def test_a_unit_that_is_asked_nothing_is_told(tmp_path):
    """definition.md#reported-by: a workbook with nothing to fill in is a mistake of the list."""
    text = (CHECKOUT / "tests" / "definitions" / "gizi-2025.yaml").read_text(encoding="utf-8")
    text = text.replace("    rows: 40\n", "    rows: 40\n    reported_by: [desa, kelurahan]\n")
    path = tmp_path / "definition.yaml"
    path.write_text(text, encoding="utf-8")
    line = text[: text.index("name: Kantor")].count("\n") + 1
    assert places(mistakes_in(path)) == [("kind-asked-nothing", (line, 5))]


def test_several_mistakes_are_told_together(tmp_path):
    """house.md#documented leaves "stopping at the first error" behind: all are found in one run."""
    text = GOOD.replace("code: KPI-2", "kode: KPI-2").replace("type: text", "type: teks")
    path = tmp_path / "definition.yaml"
    path.write_text(text.replace("year: 2025", "year: tahun"), encoding="utf-8")
    codes = [mistake.code for mistake in mistakes_in(path)]
    assert sorted(codes) == ["expected-integer", "missing-key", "not-allowed", "unknown-key"]


def test_the_nearest_known_name_is_offered(tmp_path):
    """definition.md#mistakes: the error names the nearest known name."""
    path = tmp_path / "definition.yaml"
    for new, old, nearest in (
        ("type: decimal, desimals: 1", "type: decimal, decimals: 1", "decimals"),
        ("(visits.kinds, ", "(visits.kind, ", "visits.kind"),
        ('state = "god"', 'state = "Good"', "Good"),
        ("closed <= Filed", "closed <= filed", "filed"),
        ("codelist: jawaban, required", "codelist: answer, required", "answer"),
    ):  # fmt: skip
        path.write_text(GOOD.replace(old, new), encoding="utf-8")
        assert [mistake.data["nearest"] for mistake in mistakes_in(path)] == [nearest]


@settings(max_examples=100)
@given(st.data())
def test_whatever_is_written_ends_in_a_definition_or_in_mistakes(tmp_path_factory, data):
    """quality.md#hostile: 0 tracebacks."""
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(len(GOOD), start + 12)))
    signs = st.sampled_from([*"{}[]:,-#&*!|>'\"%@` \t\n0x.=<é\x85\x00\ud800", "null", "1e9", "a: "])
    text = GOOD[:start] + "".join(data.draw(st.lists(signs, max_size=4))) + GOOD[end:]
    path = tmp_path_factory.getbasetemp() / "definition.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    for mistake in mistakes_in(path):
        assert render(mistake, catalogue("id"))


def test_every_mistake_is_documented():
    """house.md#documented: every code is documented, and a test proves it."""
    text = (CHECKOUT / "docs" / "definition.md").read_text(encoding="utf-8")
    codes = {code for code in catalogue("en").keys("definition") if code[:8] != "formula-"}
    assert sorted(code for code in codes if f"`{code}`" not in text) == []
    assert {code for code in codes if f"`{code}` ⚠" in text} == WARNINGS
