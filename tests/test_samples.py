"""The sample returns say what they were made to say: a new one is a folder, found by a scan."""

import datetime
import json
import math
from dataclasses import astuple
from pathlib import Path

import pytest

from iku_workbook.campaign.batch import validate
from iku_workbook.campaign.sources import gather
from iku_workbook.checks.file.known_forms import Forms
from iku_workbook.definition import load
from iku_workbook.findings import Severity
from iku_workbook.messages import LANGUAGES, catalogue
from iku_workbook.periods import Period
from iku_workbook.resources import template
from iku_workbook.workbook.reading.budget import Budget
from iku_workbook.workbook.reading.workbook import read
from iku_workbook.workbook.seal import PROPERTY, parse
from samples.year import QUARTER, RETURNS, invented_values, sample_key, story
from tests.source import CHECKOUT

BAD = CHECKOUT / "samples" / "bad"
CASES = sorted(path.name for path in BAD.iterdir())
PERIODS = ("2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4")
MENDED = "35.27.01.2002"
"""The village whose return for the third quarter had to be corrected."""
TOLERANCE = 1e-9  # relative: quality.md#recalculation
BLANK = math.nan


@pytest.fixture(scope="module")
def forms():
    """What an office holds that issued the samples: its definition and its (public) key."""
    definition = load(template("kecamatan-sreseh-2024"))[0]
    return Forms(definition, sample_key(), lambda digest: None)


@pytest.fixture(scope="module")
def values():
    return invented_values()


@pytest.fixture(scope="module")
def good(forms):
    """The returns of the good samples by unit."""
    returns = validate(gather([str(QUARTER)]), forms)
    return {each.unit: each for each in returns}


@pytest.fixture(scope="module")
def year(forms):
    """Every return of the year, day by day."""
    return {
        datetime.date.fromisoformat(day.name): validate(gather([str(day)]), forms)
        for day in sorted(RETURNS.iterdir())
    }


def test_samples_are_up_to_date(forms):
    """house.md#shipped: samples are filled workbooks of the shipped definition, as it is now."""
    current = forms.current.digest
    for path in sorted(RETURNS.rglob("*.xlsx")):
        identity, _ = parse(read(path.read_bytes(), Budget()).properties[PROPERTY])
        assert identity.digest == current, "the definition changed: renew the samples: make samples"


def test_every_unit_has_returned(forms, good, values):
    """contract.md#demo, iku demo: the whole road, on the sample returns of all twelve villages."""
    codes = {unit.code for unit in forms.current.units}
    assert set(good) == set(values) == codes


def test_the_year_is_read_as_it_was_typed(year):
    """quality.md#genuine: a genuine return gives the same values; here all of a year."""
    told = {day: answers for period in PERIODS for day, answers in story(period).items()}
    assert {day: {each.unit: each.values for each in year[day]} for day in year} == told


def test_the_year_holds_what_happens_to_an_office(forms, year):
    """samples/README.md: good returns, two villages late, one corrected, one nihil."""
    due = {code: Period.parse(code).due(forms.current.due_days) for code in PERIODS}
    returns = [(day, each) for day, received in year.items() for each in received]
    late = {each.unit for day, each in returns if day > due[each.period]}
    wrong = [(each.unit, each.period) for _, each in returns if each.verdict != "accepted"]
    nihil = [
        each.unit
        for _, each in returns
        if each.period == "2024-Q3"
        and not each.values["kegiatan"]
        and each.values["dokumen_pengajuan"] == 0
    ]
    assert len(late) == 2
    assert wrong == [(MENDED, "2024-Q3")]
    assert [each.verdict for _, each in returns if each.unit == MENDED][-2:] == ["accepted"] * 2
    assert len(nihil) == 1
    assert {each.verdict for each in returns_of(returns, "2024-Q4")} == {"accepted"}


def returns_of(returns, period):
    return [each for _, each in returns if each.period == period]


def test_a_village_moves_from_maju_to_mandiri(values):
    """facts.md#desa-maju: a village that moves up is among the samples."""
    later = invented_values("2024-Q4")
    moved = {
        code
        for code, said in values.items()
        if (said["status_desa"], later[code]["status_desa"]) == ("Maju", "Mandiri")
    }
    assert len(moved) == 1


def test_good_returns_are_accepted(good, values):
    """quality.md#false-alarms: a genuine return saved by LibreOffice is accepted, 0 false
    alarms.
    """
    for unit, each in good.items():
        events = values[unit]["kegiatan"]
        lacks_evidence = any(event["bukti"] is None for event in events)
        expected = [("RULE-001", Severity.WARNING)] if lacks_evidence else []
        found = [(one.code, one.severity) for one in each.findings]
        assert (each.verdict, found) == ("accepted", expected), each.file


def test_good_returns_are_read_as_they_were_typed(good, values):
    """quality.md#genuine: a genuine return saved by LibreOffice gives the same values."""
    for unit, each in good.items():
        assert each.values == values[unit], each.file


def test_indicators_are_what_the_decree_says(good, values):
    """facts.md#decree: the four indicators, by arithmetic written out here once more."""
    for unit, each in good.items():
        said = values[unit]
        advanced = 1 if said["status_desa"] in {"Maju", "Mandiri"} else 0
        asked, done = said["dokumen_pengajuan"], said["dokumen_selesai"]
        planned = 1 if said["anggaran_kinerja"] == "Ya" else 0
        counted = {"Koordinasi", "Pembinaan"}
        activities = sum(event["jenis"] in counted for event in said["kegiatan"])
        expected = {
            "IKU-1": (advanced, 1, advanced * 100),
            "IKU-2": (done, asked, done / asked * 100 if asked else BLANK),
            "IKU-3": (planned, 1, planned * 100),
            "IKU-4": (activities, 1, activities * 100),
        }
        found = {
            code: tuple(BLANK if part is None else part for part in astuple(parts))
            for code, parts in each.indicators.items()
        }
        assert found.keys() == expected.keys()
        for code, parts in expected.items():
            assert found[code] == pytest.approx(parts, rel=TOLERANCE, nan_ok=True), (
                each.file,
                code,
            )


def test_the_samples_are_varied(forms, values):
    """facts.md#one-line: every status, a village without applications, IKU 4 above 100 %."""
    said = values.values()
    statuses = {each["status_desa"] for each in said}
    assert statuses == set(forms.current.codelists["status_idm"])
    assert any(each["dokumen_pengajuan"] == 0 for each in said)
    assert any(len(each["kegiatan"]) > 1 for each in said)
    start, end = datetime.date(2024, 1, 1), datetime.date(2024, 3, 31)
    assert all(start <= event["tanggal"] <= end for each in said for event in each["kegiatan"])


@pytest.mark.parametrize("case", CASES)
def test_bad_returns_give_exactly_their_findings(case, forms):
    """contract.md#one-cause: one cause, one finding, at its place; the folder says which."""
    folder = BAD / case
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["files"]
    found = [
        {
            "file": each.file,
            "verdict": each.verdict.value,
            "findings": [
                {
                    "code": one.code,
                    "severity": one.severity.value,
                    "sheet": one.sheet,
                    "cell": one.cell,
                    "field": one.field,
                }
                for one in each.findings
            ],
        }
        for each in validate(sources(folder), forms)
    ]
    assert found == expected


@pytest.mark.parametrize("case", CASES)
def test_every_finding_says_what_is_wrong_and_what_to_do(case, forms):
    """contract.md#says-what-to-do: every finding has a sentence; every error says what to do."""
    for each in validate(sources(BAD / case), forms):
        for finding in each.findings:
            for language in LANGUAGES:
                message = catalogue(language).finding(finding)
                assert all(map(str.strip, (message.title, message.text, message.hint)))


def sources(folder: Path):
    """The files of one case, whatever they are called."""
    return gather([str(path) for path in sorted(folder.iterdir()) if path.name != "expected.json"])
