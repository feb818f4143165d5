"""Side by side: ours and another way of doing the same, in turns, medians of several rounds."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Clock = Callable[[], float]


@dataclass(frozen=True)
class Way:
    """One way of doing something: doing it once costs what ``count`` workbooks cost."""

    name: str
    do: Callable[[], object]
    count: int = 1


def side_by_side(
    ways: tuple[Way, ...], rounds: int, clock: Clock = time.process_time
) -> tuple[float, ...]:
    """The seconds a workbook each way takes: the median round of it, in the order given.

    The ways take turns, so that a slow spell of the machine meets all of them. The default clock
    counts this process's own processor time, whatever else the machine does.
    """
    taken: list[list[float]] = [[] for _ in ways]
    for _ in range(rounds):
        for way, times in zip(ways, taken, strict=True):
            gc.collect()
            begin = clock()
            way.do()
            times.append((clock() - begin) / way.count)
    return tuple(statistics.median(times) for times in taken)
