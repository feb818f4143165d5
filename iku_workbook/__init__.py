"""Structured workbooks for key performance indicators: generate, validate, consolidate.

:class:`Campaign` and :class:`OperatorError` are what other programs may rely on; docs/python.md
shows them at work. All else may change from one version to the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iku_workbook.api import Campaign as Campaign
    from iku_workbook.api import OperatorError as OperatorError

__version__ = "0.2.0.dev0"
__all__ = ["Campaign", "OperatorError", "__version__"]


def __getattr__(name: str) -> object:
    """The public names, imported when they are first asked for: the command starts without them."""
    if name in {"Campaign", "OperatorError"}:
        from iku_workbook import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
