"""A finding is said in one language whole, percentages with their sign."""

import re

import pytest

from iku_workbook.findings import Finding
from iku_workbook.messages import LANGUAGES, Phrase, catalogue
from iku_workbook.registry.encoded import findings_as_text, findings_of
from tests.forms import GOOD, SMALL, check, define, filled, known

INDONESIAN = re.compile(
    r"\b(sampai|bilangan|angka|paling|sedikit|banyak|tanggal|dari|atau|teks|persentase|pilih|"
    r"huruf|triwulan|dalam|daftar|desimal)\b",
    re.IGNORECASE,
)
RATE = {"id": "tarif", "label": "TARIF", "type": "percentage", "maximum": 90}
FIELDS = [{**each, "label": each["id"].upper()} for each in SMALL["fields"]]
FIELDS += [RATE | {"required": True, "over_time": "latest", "largest_ratio": 2}]
WRONG = [
    {"datang": None},
    {"datang": "banyak"},
    {"datang": 3.5},
    {"datang": 5000},
    {"datang": "1.234"},
    {"datang": "40 anak"},
    {"skor": 3},
    {"ada": "Mungkin"},
    {"nama": "x" * 300},
    {"sejak": "2023-01-01"},
    {"tarif": 95},
    {"tarif": "0.85"},
    {"tarif": "85"},
    {"tarif": "lima"},
    {"kegiatan": [{**GOOD["kegiatan"][0], "peserta": 0}]},
    {"kegiatan": [{**GOOD["kegiatan"][0], "tanggal": None}]},
]


@pytest.fixture(scope="module")
def returns():
    """One return for each mistake, judged together."""
    register = {**SMALL["registers"][0], "label": "EVENTS"}
    columns = [{**each, "label": each["id"].upper()} for each in register["fields"]]
    units = [{"code": f"35.{at:02}", "name": f"U{at}", "kind": "desa"} for at in range(len(WRONG))]
    definition = define(
        fields=FIELDS, registers=[{**register, "fields": columns}], rules=[], units=units
    )
    files = [
        filled({**GOOD, "tarif": 50, **wrong}, definition, unit["code"])
        for wrong, unit in zip(WRONG, units, strict=True)
    ]
    return check(*files, forms=known(definition))


def value_findings(returned):
    return [each for each in returned.findings if each.code.startswith("VALUE")]


@pytest.mark.parametrize("at", range(len(WRONG)))
def test_a_finding_is_said_in_its_readers_language(returns, at):
    """contract.md#language: whole; the same from the registry as from the file."""
    found = value_findings(returns[at])
    assert found
    kept = findings_of(findings_as_text(tuple(found)), found[0].file)
    for finding, again in zip(found, kept, strict=True):
        for language in LANGUAGES:
            say = catalogue(language)
            message = say.finding(finding)
            assert say.finding(again) == message
            assert "Phrase" not in message.text + message.hint
            words = re.sub(r"[A-Z]{2,}|banyak", "", f"{message.text} {message.hint}")
            if language == "en":
                assert not INDONESIAN.search(words), words


@pytest.mark.parametrize(
    ("at", "code", "said"),
    [
        (10, "VALUE-004", "TARIF berisi 95%"),
        (10, "VALUE-004", "0% sampai 90%"),
        (11, "VALUE-009", "0,85% / 85%"),
        (12, "VALUE-018", "dibaca sebagai 85%"),
    ],
)
def test_a_percentage_has_its_sign(returns, at, code, said):
    """contract.md#language: as people write it; a program gets the figure alone."""
    [finding] = [each for each in returns[at].findings if each.code == code]
    message = catalogue("id").finding(finding)
    assert said in f"{message.text} {message.hint}"
    assert "%" not in str(finding.found).strip("%") or code == "VALUE-018"


def test_what_another_version_recorded_is_still_said():
    """contract.md#codes: a phrase that this version does not know shows what it names."""
    data = {"label": "A", "expected": Phrase("form.gone", {"x": 5})}
    finding = Finding("VALUE-001", cell="C7", data=data)
    [kept] = findings_of(findings_as_text((finding,)), "x.xlsx")
    assert "5" in catalogue("en").finding(kept).hint
