"""Watches a folder and passes on each file put into it, once the file is complete."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from iku_workbook.campaign.sources import PassedOver, Source, gather_arrived, is_searched
from iku_workbook.checks.file.system_files import by_name
from iku_workbook.errors import OperatorError

QUIET = 2.0
"""Seconds for which a file must not have changed before it is taken to be complete."""

_FOR_NOW = frozenset({"registry-held", "registry-busy"})  # what passes without anybody's doing
_FOR_LONGER = frozenset({"registry-full", "registry-write-failed", "no-room", "os-error"})
_REST = 15.0  # seconds until it is tried again after one of these: somebody has to make room
_LOOK = 0.5  # seconds between two looks at what is still growing
# How a browser calls what it has not fetched to the end; then it renames it.
_UNFINISHED = frozenset({".crdownload", ".part", ".partial", ".opdownload", ".download", ".tmp"})
_Signature = tuple[int, int]


def arrivals(folder: Path, quiet: float = QUIET) -> Iterator[list[Path]]:
    """Complete files, as many as there are at each look, none among them: first those that are
    there, then what comes.

    It never ends by itself. A file that is replaced by another of its name is given again.
    """
    from watchdog.events import FileSystemEvent, FileSystemEventHandler
    from watchdog.observers import Observer

    seen: queue.SimpleQueue[Path] = queue.SimpleQueue()

    class Noticed(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            for name in (event.src_path, event.dest_path):
                if name and not event.is_directory:
                    seen.put(Path(str(name)))

    observer = Observer()
    observer.schedule(Noticed(), str(folder), recursive=True)
    observer.start()
    try:
        for path in sorted(folder.rglob("*")):
            seen.put(path)
        yield from _complete(folder, seen, quiet)
    finally:
        observer.stop()
        observer.join()


def take_arrivals(
    folder: Path,
    take: Callable[[list[Source]], object],
    held: Callable[[OperatorError], object],
    passed_over: PassedOver = lambda name: None,
    quiet: float = QUIET,
) -> None:
    """Give what is put into a folder to ``take``, again and again; it never ends by itself.

    While somebody else uses the registry, or the disk is full or refuses, the files wait, of which
    ``held`` is told once. ``passed_over`` is told of what nobody looks into.
    """
    waiting: list[Path] = []
    told, after = "", 0.0
    for files in arrivals(folder, quiet):
        known = dict.fromkeys((*waiting, *files))
        waiting = [each for each in known if each.is_file()]
        if time.monotonic() < after:
            continue
        try:
            if waiting and (found := gather_arrived(folder, waiting, passed_over)):
                take(found)
        except (OperatorError, OSError) as failed:
            error = OperatorError.of_system(failed) if isinstance(failed, OSError) else failed
            if error.code not in _FOR_NOW | _FOR_LONGER:
                raise
            if told != error.code:
                held(error)
            told = error.code
            after = time.monotonic() + _REST * (error.code in _FOR_LONGER)
        else:
            waiting, told = [], ""


def _complete(folder: Path, seen: queue.SimpleQueue[Path], quiet: float) -> Iterator[list[Path]]:
    growing: dict[Path, tuple[_Signature, float]] = {}
    given: dict[Path, _Signature] = {}
    while True:
        time.sleep(min(_LOOK, quiet))
        while not seen.empty():
            path = seen.get()
            if _is_put_there(path, folder):
                growing.setdefault(path, ((-1, -1), 0.0))
        now, ready = time.monotonic(), []
        for path, (signature, since) in list(growing.items()):
            current = _signature(path)
            if current is None or current == given.get(path):
                del growing[path]
            elif current != signature:
                growing[path] = (current, now)
            elif now - since >= quiet:
                del growing[path]
                given[path] = current
                ready.append(path)
        yield sorted(ready)


def _is_put_there(path: Path, folder: Path) -> bool:
    """Whether somebody puts a file there, or a program leaves it beside one or is fetching it."""
    *places, name = path.relative_to(folder).parts or ("",)
    fetched = path.suffix.lower() not in _UNFINISHED
    return fetched and by_name(name) is None and all(map(is_searched, places))


def _signature(path: Path) -> _Signature | None:
    """What changes while a file is written; None for what is no file, or no longer there."""
    try:
        if not path.is_file():
            return None
        found = path.stat()
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns)
