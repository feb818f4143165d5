"""The table of codes, the page that documents them, and the code that emits them say the same."""

import re

import pytest

from iku_workbook.codes import CODES, NO_RETURN, NOT_EXAMINED, Family, Severity
from iku_workbook.findings import Finding, Verdict, verdict
from tests.findings_page import PAGE, page
from tests.source import modules

CODE = re.compile(r"[A-Z]+-[0-9]{3}")
SECTION = re.compile(r"^### (?P<code>\S+)\n(?P<text>.*?)(?=^### |^## |^<!-- |\Z)", re.M | re.S)


def written():
    """The sections of the page, by code."""
    return {
        match["code"]: match["text"] for match in SECTION.finditer(PAGE.read_text(encoding="utf-8"))
    }


def test_every_code_has_its_section_and_every_section_its_code():
    """contract.md#codes: codes are documented."""
    assert list(written()) == list(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_section_says_what_it_weighs_and_what_to_do(code):
    """contract.md#says-what-to-do: the page says the severity of the table, and what to do."""
    [severity] = re.findall(r"^- Severity: (\w+);", written()[code], re.M)
    assert severity == CODES[code].severity
    assert re.search(r"^- What to do: \S", written()[code], re.M)


def test_the_page_is_current():
    """contract.md#codes: the page says what the program says (make findings-table)."""
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text


def test_every_code_is_emitted_somewhere():
    """contract.md#codes: the table holds no code that nothing emits, and nothing emits another."""
    families = "|".join(Family)
    emitted = {
        text
        for module in modules()
        if module.name != "codes"
        for text in module.texts()
        if re.fullmatch(rf"(?:{families})-[0-9]{{3}}", text)
    }
    assert emitted == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_finding_weighs_what_its_code_says(code):
    """contract.md#verdicts, contract.md#no-return: only an error of FILE or FORM rejects; a warning
    refuses nothing; what kept us from examining a file, or was nobody's return, rejects nobody.
    """
    assert CODE.fullmatch(code)
    finding = Finding(code)
    assert finding.severity is CODES[code].severity
    if code in NO_RETURN:
        assert verdict([finding]) is Verdict.NO_RETURN
    elif finding.severity is not Severity.ERROR:
        assert verdict([finding]) is Verdict.ACCEPTED
    elif code in NOT_EXAMINED:
        assert verdict([finding]) is Verdict.NOT_EXAMINED
    elif finding.family in {"FILE", "FORM"}:
        assert verdict([finding]) is Verdict.REJECTED
    else:
        assert verdict([finding]) is Verdict.NEEDS_CORRECTION
