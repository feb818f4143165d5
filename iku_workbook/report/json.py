"""Renders checked returns as JSON for other programs: an object per file, and a summary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from iku_workbook.findings import Finding
from iku_workbook.inputs import Row, Scalar, Values
from iku_workbook.messages import Catalogue, catalogue
from iku_workbook.report.grouping import count
from iku_workbook.returns import Parts, Return
from iku_workbook.safe_text import data, json_text, text


def render(returns: Sequence[Return], language: str) -> str:
    """One JSON document for all files."""
    counts = count(returns)
    document = {
        "files": [_file(each, catalogue(language)) for each in returns],
        "summary": {
            "files": counts.files,
            **{verdict.value: number for verdict, number in counts.verdicts.items()},
            "awaiting-decision": counts.awaiting,
            "overruled": counts.overruled,
            "errors": counts.errors,
            "warnings": counts.warnings,
        },
    }
    return _written(document, indent=2)


def line(returned: Return, language: str) -> str:
    """One file's object on a line of its own."""
    return _written(_file(returned, catalogue(language)))


def _written(record: object, indent: int | None = None) -> str:
    return json_text(record, indent) + "\n"


def _file(returned: Return, say: Catalogue) -> dict[str, object]:
    return {
        "file": returned.file,
        "sha256": returned.sha256,
        "unit": returned.unit,
        "period": returned.period,
        "named": returned.named,
        "verdict": returned.verdict.value,
        "awaiting_decision": returned.number if returned.awaits else None,
        "overruled_by": returned.overruled,
        "findings": [finding_object(each, say) for each in returned.findings],
        "values": _values(returned.values),
        "indicators": {code: _parts(parts) for code, parts in returned.indicators.items()},
    }


def finding_object(finding: Finding, say: Catalogue) -> dict[str, object]:
    """A finding as an object, its sentences in the language of ``say``."""
    message = say.finding(finding)
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "field": finding.field,
        "message": message.text,
        "hint": message.hint,
        "expected": text(say.for_programs(finding.expected)),
        "found": text(finding.found),
    }


def _values(values: Values) -> dict[str, object]:
    return {name: _value(value) for name, value in values.items()}


def _value(value: Scalar | Sequence[Row]) -> object:
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [{name: data(cell) for name, cell in row.items()} for row in value]
    return data(value)


def _parts(parts: Parts) -> Mapping[str, object]:
    return {
        "numerator": data(parts.numerator),
        "denominator": data(parts.denominator),
        "value": parts.value,
    }
