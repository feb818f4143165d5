"""Renders checked returns (text, HTML, JSON, CSV) and the status of returns per unit and period.

What goes back to those who sent them (letters, corrected copies) is in ``replies``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iku_workbook.returns import Return

FORMATS = ("text", "json", "jsonl", "csv", "html")
"""What a report on returns is written as; ``jsonl`` is a line for each as it is done."""


def render(returns: Sequence[Return], form: str, language: str, names: Mapping[str, str]) -> str:
    """The report in a format of :data:`FORMATS` but jsonl; ``names`` are the units' by code."""
    from iku_workbook.report import csv, html, json, text

    if form == "json":
        return json.render(returns, language)
    if form == "csv":
        return csv.render(returns, language, names)
    if form == "html":
        return html.render(returns, language, names)
    return text.render(returns, language, names)
