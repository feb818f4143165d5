"""The sections of docs/findings.md, written anew: make findings-table.

Each code's section comes from the table of codes and the catalogues; what stands between the
families' marks is replaced, all else on the page is written by hand.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

from iku_workbook.codes import ASKING, CODES, RECORDED, Family
from iku_workbook.findings import Finding, Verdict, verdict
from tests.source import CHECKOUT, PACKAGE

PAGE = CHECKOUT / "docs" / "findings.md"
_OUTCOMES = {
    Verdict.ACCEPTED: "the return is accepted",
    Verdict.NEEDS_CORRECTION: "the return needs correction",
    Verdict.REJECTED: "the file is rejected",
    Verdict.NO_RETURN: "the file is nobody's return, and asks nothing",
    Verdict.NOT_EXAMINED: "the file is not examined yet; it is neither accepted nor rejected",
}
_CHOICE = re.compile(r"\{\w+:([^}]*)\}")
_VALUE = re.compile(r"\{(\w+)\}")


def sections(family: Family) -> str:
    """The sections of one family's codes."""
    return "\n".join(_section(code) for code in CODES if code.startswith(f"{family}-"))


def page(text: str) -> str:
    """The page with every family's sections as they should be; KeyError for a missing mark."""
    for family in Family:
        start, end = f"<!-- {family} -->", f"<!-- end of {family} -->"
        if start not in text or end not in text:
            raise KeyError(start)
        before, _, rest = text.partition(start)
        after = rest.partition(end)[2]
        text = f"{before}{start}\n{sections(family)}\n{end}{after}"
    return text


def _section(code: str) -> str:
    part = _sentences("en")[code]
    title = _sentences("id")[code]["title"]
    return (
        f"### {code}\n"
        f"**{title}** ({part['title']})\n\n"
        f"{_shown(part['text'])}\n\n"
        f"- Severity: {_severity(code)}\n"
        f"- What to do: {_shown(part['hint'])}\n"
    )


@cache
def _sentences(language: str) -> dict[str, dict[str, str]]:
    """The sentences of findings as they stand in a catalogue, by code and part."""
    path = CHECKOUT / PACKAGE / "messages" / language / "finding.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _severity(code: str) -> str:
    kind = CODES[code]
    outcome = _OUTCOMES[verdict([Finding(code)])]
    if code in ASKING:
        outcome = "the return awaits a decision; until then the one accepted before counts"
    said = f"{kind.severity}; {outcome}"
    if code in RECORDED:
        said += "; only programs see it (`--format json`, `csv`): it asks nothing of anybody"
    if kind.restored:
        said += "; the corrected copy has it right already"
    return said


def _shown(template: str) -> str:
    """A sentence with its values named; of plural forms the general one."""
    general = _CHOICE.sub(lambda match: match[1].split("|")[-1], template)
    return _VALUE.sub(r"*\1*", general)


def main(path: Path = PAGE) -> None:
    """Writes the sections anew."""
    path.write_text(page(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
