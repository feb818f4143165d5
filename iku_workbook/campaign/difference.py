"""What a file says otherwise than it was written, place by place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """What is not as it was written."""

    SHEET_GONE = "sheet-gone"
    SHEET_ADDED = "sheet-added"
    SHEET_HIDDEN = "sheet-hidden"
    ROW_GONE = "row-gone"
    ROW_ADDED = "row-added"
    ROW_MOVED = "row-moved"
    VALUE = "value"
    FORMULA = "formula"
    RESULT = "result"
    """a formula that is as it was shows something else"""
    FORMAT = "format"
    UNSEEN = "unseen"
    """a cell's colours or size let nobody see what stands in it"""
    LINK = "link"
    JUMP = "jump"
    """a link within the workbook leads somewhere else"""
    HIDDEN_ROW = "hidden-row"
    HIDDEN_COLUMN = "hidden-column"
    MERGED = "merged"
    COVERED = "covered"
    CHART = "chart"
    """a chart shows other cells, or shows them otherwise"""
    CHART_GONE = "chart-gone"
    RULE = "rule"
    """a conditional format"""
    INPUT = "input"
    """a data validation"""
    REMARK = "remark"
    MARGIN = "margin"
    PRINTED = "printed"
    """what alone is printed of a sheet"""
    ZEROS = "zeros"
    UNLOCKED = "unlocked"
    CALENDAR = "calendar"
    """days are counted from another one, so that every date is another"""
    PASSAGE = "passage"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that is not as it was: ``place`` is a cell or a row, empty for a whole sheet."""

    change: Change
    sheet: str
    place: str = ""
    before: str = ""
    after: str = ""
