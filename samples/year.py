"""The sample year as its files tell it: what each village filled in, by the day on which it came.

The story is in ``sreseh-2024/2024-Q1.yaml`` and its like, the workbooks that came on a day are in
``sreseh-2024/returns/2024-04-08/`` and its like.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

YEAR = Path(__file__).parent / "sreseh-2024"
RETURNS = YEAR / "returns"
DEFINITION = "kecamatan-sreseh-2024"
PERIOD = "2024-Q1"
"""The quarter that all but the tests of a year look at."""
QUARTER = RETURNS / "2024-04-08"
"""Its twelve returns, each of them accepted."""

Answers = dict[str, dict[str, Any]]
"""What villages fill in, by their codes."""


@cache
def story(period: str) -> dict[date, Answers]:
    """What came for a period, day by day; a village that had to mend its return came twice."""
    text = (YEAR / f"{period}.yaml").read_text(encoding="utf-8")
    days: dict[date, Answers] = YAML(typ="safe").load(text)
    return days


def invented_values(period: str = PERIOD) -> Answers:
    """What each village filled in in the end, in the order of the list."""
    last: Answers = {}
    for answers in story(period).values():
        last |= answers
    return dict(sorted(last.items()))


def sample_key() -> bytes:
    """The key that signed the sample forms."""
    return (YEAR / "key").read_bytes()
