"""Many returns at once: groups, doubles, order, and what a batch costs."""

import json
import random

import pandera.pandas as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iku_workbook.checks.batch.check_batch import check_batch
from iku_workbook.checks.file.examine import examine
from iku_workbook.findings import Verdict
from iku_workbook.report.json import render
from iku_workbook.returns import Parts
from tests.forms import GOOD, KEY, check, define, filled, judge, known, put, said

pytestmark = pytest.mark.slow

OLDER = define(title="Versi lama", calculations=[], rules=[])


def test_several_kinds_periods_and_versions_in_one_batch():
    """house.md#whole-batch: one function over many workbooks, whatever their kind, period and
    version.
    """
    files = {
        "desa": filled(GOOD),
        "kantor": filled({**GOOD, "surat": 3, "kegiatan": []}, code="35"),
        "second quarter": filled({**GOOD, "datang": 44, "kegiatan": []}, period=2),
        "other desa, wrong": filled({**GOOD, "naik": 41}, code="35.02"),
        "older version": filled({**GOOD, "naik": 41}, OLDER, "35.02", period=3),
        "no form": b"",
    }
    returns = dict(zip(files, check(*files.values(), forms=known(define(), OLDER)), strict=True))
    assert [(name, *row) for name, each in returns.items() for row in said(each)] == [
        ("other desa, wrong", "RULE-001", "error", "C7", "naik"),
        # Today's rules hold for it too.
        ("older version", "FORM-023", "info", None, None),
        ("older version", "RULE-001", "error", "C7", "naik"),
        ("older version", "VALUE-004", "error", "B7", "kegiatan.tanggal"),
        ("older version", "VALUE-004", "error", "B8", "kegiatan.tanggal"),
        ("no form", "FILE-001", "error", None, None),
    ]
    assert [(each.unit, each.period) for each in returns.values()] == [
        ("35.01", "2025-Q1"),
        ("35", "2025-Q1"),
        ("35.01", "2025-Q2"),
        ("35.02", "2025-Q1"),
        ("35.02", "2025-Q3"),
        (None, None),
    ]
    assert returns["kantor"].values["surat"] == 3
    assert set(returns["kantor"].indicators) == {"IKU-1"}


def test_an_empty_batch():
    """house.md#whole-batch: a batch may hold nothing."""
    assert check() == []


def test_the_order_is_that_of_the_files():
    """contract.md#findings-json: files stand in the order given, whatever group each belongs to."""
    files = [filled(GOOD, code=code) for code in ("35", "35.02", "35.01")]
    returns = check(*files)
    assert [each.file for each in returns] == ["1.xlsx", "2.xlsx", "3.xlsx"]
    assert [each.unit for each in returns] == ["35", "35.02", "35.01"]


def test_findings_stand_in_the_order_of_reading():
    """contract.md#finding-order: findings about the file first, then sheet by sheet, row by row."""
    row = {"tanggal": "x", "jenis": "Pesta", "bukti": "y" * 251}
    data = filled({"datang": -1, "naik": 1.5, "ada": "x", "sejak": "y", "kegiatan": [row, row]})
    data = put(put(data, "IKU!C15", "<v>1</v>"), "Isian!C8", "<v>1</v>")
    [returned] = check(data, forms=known(key=None))
    assert [(each.code, each.sheet, each.cell) for each in returned.findings] == [
        ("FORM-010", None, None),
        ("VALUE-004", "Isian", "C6"),
        ("VALUE-003", "Isian", "C7"),
        ("LOCK-001", "Isian", "C8"),
        ("VALUE-005", "Isian", "C11"),
        ("VALUE-002", "Isian", "C13"),
        ("VALUE-002", "Kegiatan", "B7"),
        ("VALUE-005", "Kegiatan", "C7"),
        ("VALUE-007", "Kegiatan", "E7"),
        ("VALUE-002", "Kegiatan", "B8"),
        ("VALUE-005", "Kegiatan", "C8"),
        ("VALUE-007", "Kegiatan", "E8"),
        ("LOCK-001", "IKU", "C15"),
    ]


def test_the_same_file_twice_counts_once():
    """DUP-001; quality.md#same-twice: the same file twice adds nothing, and says so."""
    data = filled(GOOD)
    first, second = check(data, data)
    assert (said(first), said(second)) == ([], [("DUP-001", "info", None, None)])
    assert second.verdict is Verdict.ACCEPTED
    assert second.findings[0].data["other"] == "1.xlsx"


def test_two_returns_of_one_unit_are_a_question():
    """DUP-002: a person decides which is right; every one of them names the others."""
    one, other = filled(GOOD), filled({**GOOD, "skor": 0.5})
    elsewhere = filled({**GOOD, "skor": 0.25}, code="35.02")
    returns = check(one, other, one, elsewhere, filled({}, period=2))
    assert [[row[0] for row in said(each)][:1] for each in returns] == [
        ["DUP-002"],
        ["DUP-002"],
        ["DUP-001"],
        [],
        ["VALUE-001"],
    ]
    assert [each.findings[0].data["other"] for each in returns[:2]] == ["2.xlsx", "1.xlsx"]
    assert returns[0].verdict is Verdict.NEEDS_CORRECTION


def test_pandera_runs_once_for_a_group(monkeypatch):
    """quality.md#pandera-once: pandera once per batch, never once per file."""
    calls = []
    validate = pa.DataFrameSchema.validate

    def counted(self, frame, **options):
        calls.append(len(frame))
        return validate(self, frame, **options)

    monkeypatch.setattr(pa.DataFrameSchema, "validate", counted)
    codes = ["35.01", "35.02"] * 10
    returns = check(
        *(filled({**GOOD, "datang": 40 + at}, code=code) for at, code in enumerate(codes))
    )
    assert len(returns) == len(codes)
    # One group: its fields, and the rows of its register.
    assert calls == [len(codes), len(codes) * len(GOOD["kegiatan"])]


def test_a_file_is_judged_alike_alone_and_among_others():
    """house.md#vectorised: checks are vectorised over a batch; who else is in it changes
    nothing.
    """
    variants = [
        GOOD,
        {},
        {**GOOD, "naik": "31"},
        {**GOOD, "naik": 99},
        {**GOOD, "ada": "?", "nama": None},
        {**GOOD, "kegiatan": [{"peserta": 0.5}]},
    ]
    forms = known()
    files = [filled(values, code="35.01") for values in variants]
    files += [filled(values, code="35.02") for values in variants[:3]]
    received = [examine(f"{at}.xlsx", data, forms) for at, data in enumerate(files)]
    alone = [judge([each], forms)[0] for each in received]
    random.Random(1).shuffle(received)
    together = {each.file: each for each in judge(received, forms)}
    for each in alone:
        other = together[each.file]
        findings = tuple(one for one in other.findings if one.family != "DUP")
        assert (findings, other.values, other.indicators) == (
            each.findings,
            each.values,
            each.indicators,
        )


@pytest.mark.parametrize("language", ["id", "en"])
def test_returns_become_json(language):
    """contract.md#findings-json: values, indicators and findings of any return can be written."""
    strange = {"datang": True, "naik": 1e300, "skor": "1.234", "ada": 3, "nama": 4, "sejak": "\x00"}
    strange["kegiatan"] = [{"tanggal": 5, "jenis": "x", "peserta": -1e-300, "bukti": "🙂"}]
    data = put(filled(GOOD), "Isian!C6", "<v>#N/A</v>", "e")
    returns = check(filled(strange), data, b"x", filled({}), forms=known(key=None))
    written = json.loads(render(returns, language))
    assert [each["verdict"] for each in written["files"]] == [
        "needs-correction",
        "needs-correction",
        "rejected",
        "needs-correction",
    ]
    assert written["files"][1]["values"]["sejak"] == "2024-08-17"


ANYTHING = (
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.integers(-(10**20), 10**20)
    | st.dates()
    | st.text(max_size=8)
    | st.sampled_from(["-", "1.234", "12,5", "85%", "31/02/2025", "=1+1", "x" * 300])
)


@settings(max_examples=50)
@given(
    st.fixed_dictionaries(
        dict.fromkeys(GOOD, ANYTHING)
        | {
            "kegiatan": st.lists(
                st.fixed_dictionaries(dict.fromkeys(GOOD["kegiatan"][0], ANYTHING)), max_size=4
            )
        }
    )
)
def test_whatever_stands_in_the_cells_ends_in_findings(values):
    """house.md#findings: a problem in a workbook is a Finding; a person never sees a traceback."""
    [returned] = check(filled(values))
    assert returned.unit == "35.01"
    assert {each.family for each in returned.findings} <= {"VALUE", "RULE", "CALC"}
    json.loads(render([returned], "id"))


def test_indicators_are_the_units_own():
    """contract.md#indicators: indicators are this unit's own, for this period; null where blank."""
    empty, full = check(filled({}), filled(GOOD, code="35.02"))
    assert full.indicators["IKU-1"] == Parts(30, 40, 75)
    assert empty.indicators["IKU-1"] == Parts(None, None, None)
    assert empty.indicators["IKU-2"].value == 0


def test_a_form_that_was_examined_elsewhere_is_judged_here():
    """house.md#examined-alone: examining needs the file alone, so it can run in any process."""
    data = filled(GOOD)
    received = [examine("x.xlsx", data, known(key=KEY))]
    assert said(check_batch(received, known())[0]) == []
