"""Files at addresses (``s3://…``, ``sftp://…``), fetched to be read as any others.

They are put into a folder that lasts as long as the command, so that archives are looked through
and the reading is bounded as for files of this machine. The name of a file there is displayed, and
never used as a path.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple

from iku_workbook.campaign.room import demand_room
from iku_workbook.campaign.sources import (
    FILES,
    PassedOver,
    Source,
    clean,
    gather,
    is_searched,
    sources_in,
)
from iku_workbook.campaign.stores import (
    content,
    is_of_this_machine,
    opened,
    refused,
    together,
    without_password,
)
from iku_workbook.errors import OperatorError

_LARGEST = 4 << 30  # bytes of a file whose size nobody tells; one that is cut says so when read


def fetch(
    address: str,
    folder: Path,
    passed_over: PassedOver,
    *,
    whole_names: bool = False,
    most: Callable[[], int] = lambda: FILES,
) -> list[Source]:
    """Every file at an address: the file, the archive, or all below a folder, in order.

    They are put into ``folder``; ``whole_names`` calls them by where they are, not from the address
    on. OperatorError where the protocol is not known, its library is missing, or nothing can be
    read, for more than FILES unless ``most`` says another number, and where the disk has no room
    for them.
    """
    system, place = opened(address)
    if is_of_this_machine(system):
        return gather([place], passed_over=passed_over, most=most)
    with _explained(address):
        is_folder = system.isdir(place)
        found = system.find(place, detail=True) if is_folder else {place: system.info(place)}
    _demand_some(address, len(found), most)
    demand_room(folder, sum(each.get("size") or 0 for each in found.values()))
    above = place.rstrip("/") if is_folder else place.rpartition("/")[0]
    own, wanted = Path(mkdtemp(dir=folder)), list[_Wanted]()
    for each in sorted(found):
        below = each.removeprefix(above).strip("/")
        name = clean(each.strip("/") if whole_names else below)
        if all(map(is_searched, below.split("/")[:-1])):
            wanted.append(_Wanted(name, each, found[each], own / f"{len(wanted):08}"))
        else:
            passed_over(name)

    def copy(file: _Wanted) -> list[Source]:
        with _explained(address):
            _copy(system, file)
        return sources_in(file.target, file.name)

    return list(chain.from_iterable(together(system, copy, wanted)))


def _demand_some(address: str, count: int, most: Callable[[], int]) -> None:
    """OperatorError for no file, and for more than an inbox has."""
    if not count:
        raise OperatorError("no-workbooks", path=without_password(address))
    if count > FILES and count > (limit := most()):
        raise OperatorError("too-many-files", path=without_password(address), limit=limit)


class _Wanted(NamedTuple):
    """A file that is fetched: what it is called here, where it is, what is known of it there, and
    where it goes.
    """

    name: str
    place: str
    details: Mapping[str, Any]
    target: Path


def _copy(system: Any, file: _Wanted) -> None:
    """The bytes of a file, with the time at which it was saved, where the system knows that."""
    with file.target.open("xb") as target:
        for data in content(system, file.place):
            target.write(data[: _LARGEST - target.tell()])
            if target.tell() == _LARGEST:
                break
    saved = _saved(system, file)
    os.utime(file.target, (saved, saved))


def _saved(system: Any, file: _Wanted) -> float:
    """When it was saved; the same for all of which nobody tells: none is newer than another."""
    with suppress(Exception):  # a protocol that knows none says so in an error of its own
        return float(system.modified(file.place).timestamp())
    with suppress(ValueError):  # FTP's own way: https://www.rfc-editor.org/rfc/rfc3659#section-2.3
        at = datetime.datetime.strptime(str(file.details.get("modify"))[:14], "%Y%m%d%H%M%S")
        return at.replace(tzinfo=datetime.UTC).timestamp()
    return 0.0


@contextmanager
def _explained(address: str) -> Iterator[None]:
    """OperatorError for whatever a protocol's library raises."""
    try:
        yield
    except FileNotFoundError as error:
        raise OperatorError("no-file", path=without_password(address)) from error
    except Exception as error:
        raise refused("unreadable-address", address, error) from error
