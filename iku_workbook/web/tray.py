"""Where files stand until the registry has them: a hidden folder of this run's own for each
campaign, which the next run takes away where this one is killed. Nothing in it was acknowledged.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from iku_workbook.campaign.unfinished import clear_unfinished, made_beside
from iku_workbook.hidden import HIDDEN


class Trays:
    """The folders of one run; asked for and cleared by one thread."""

    def __init__(self) -> None:
        self._made: dict[Path, Path] = {}
        self._stack = ExitStack()

    def of(self, campaign: Path) -> Path:
        """The folder for a campaign's files; OSError where there can be none."""
        if campaign not in self._made:
            clear_unfinished(campaign / HIDDEN)
            made = self._stack.enter_context(made_beside(campaign / HIDDEN))
            tray = made / "files"  # beside the lock, so that others see that somebody is at work
            tray.mkdir()
            self._made[campaign] = tray
        return self._made[campaign]

    def clear(self) -> None:
        """Take the folders away."""
        self._made.clear()
        self._stack.close()
