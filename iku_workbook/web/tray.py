"""Where files stand until they are where they belong: a hidden folder of this run's own in each
place that they are for (``.iku`` of a campaign; the folder of all of them, for a backup). The next
run takes it away where this one is killed. Nothing in it was acknowledged.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from iku_workbook.campaign.unfinished import clear_unfinished, made_beside


class Trays:
    """The folders of one run; asked for and cleared by one thread."""

    def __init__(self) -> None:
        self._made: dict[Path, Path] = {}
        self._stack = ExitStack()

    def of(self, place: Path) -> Path:
        """The folder for what is to go to a place; OSError where there can be none."""
        if place not in self._made:
            clear_unfinished(place)
            made = self._stack.enter_context(made_beside(place))
            tray = made / "files"  # beside the lock, so that others see that somebody is at work
            tray.mkdir()
            self._made[place] = tray
        return self._made[place]

    def clear(self) -> None:
        """Take the folders away."""
        self._made.clear()
        self._stack.close()
