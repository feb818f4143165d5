"""What is left of acknowledged files after kills, full disks and power cuts.

``python -m tests.registry.crash`` runs everything in full and prints the tables of
docs/registry.md; the test suite runs the same with smaller counts.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.registry.commands import Tried, story, tried
from tests.registry.disk import Disk, Link, Operation, SyncFolder, replay
from tests.registry.mount import missing, mounted
from tests.registry.office import Office, acknowledged, iku, put, receive, receiving

EVERYTHING_SAID = (0, 1)  # exit statuses of a run that came to its end
MISTAKE = 2


@dataclass
class Outcome:
    """What one kind of mishap came to.

    mishaps   how many there were
    told      files that had been acknowledged when they struck, all together
    problems  what was wrong afterwards, one for each mishap that did harm
    """

    HEAD = (
        "| mishap | times | files acknowledged by then | times with harm |",
        "| --- | ---: | ---: | ---: |",
    )
    name: str
    mishaps: int = 0
    told: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, told: int, problems: list[str]) -> None:
        """One more mishap."""
        self.mishaps += 1
        self.told += told
        if problems:
            self.problems.append("; ".join(problems))

    def __str__(self) -> str:
        return f"| {self.name} | {self.mishaps:,} | {self.told:,} | {len(self.problems):,} |"


def killed_at_random(office: Office, root: Path, kills: int, chance: random.Random) -> Outcome:
    """Kills at random moments; what is left is received on, until nothing is left to receive."""
    outcome = Outcome("kill -9 at a random moment")
    began = time.monotonic()
    assert receive(office.furnish(root), office.visits)[0] in EVERYTHING_SAID
    whole = (time.monotonic() - began) / len(office.visits)
    while outcome.mishaps < kills:
        office.furnish(root)
        left = list(office.visits)
        while left and outcome.mishaps < kills:
            process = receiving(root, left[0])
            time.sleep(chance.uniform(0, whole * 1.1))
            process.kill()
            if process.status == -signal.SIGKILL:
                outcome.add(len(acknowledged(root)), office.problems(root, killed=True))
            else:
                left.pop(0)
        outcome.problems += completed(office, root)
    return outcome


def completed(office: Office, root: Path) -> list[str]:
    """What is wrong after everything was received once more, and ``iku verify`` was asked.

    A file that was at hand in two kills is set aside, and examined again when a person asks for it.
    """
    status, complaints = receive(root, office.visits)
    if status == MISTAKE and not complaints:
        status, complaints = receive(root, office.visits, again=True)
    problems = [] if status in EVERYTHING_SAID else [f"receive: {status} {complaints}"]
    verified = iku(root, "verify")
    problems += [] if verified.status == 0 else [f"verify: {verified.out}{verified.err}"]
    return problems + office.problems(root, whole=True)


def killed_at(office: Office, root: Path, step: int = 1) -> Outcome:
    """Kills in the place of every ``step``-th operation of the first visit, each from the start."""
    outcome = Outcome("kill -9 in the place of a write, sync, new or deleted name")
    status, operation = -signal.SIGKILL, 1
    while status == -signal.SIGKILL:
        with mounted(root, dict(office.campaign), kill=operation):
            status, _ = receive(root, office.visits[:1])
            if status == -signal.SIGKILL:
                told, problems = len(acknowledged(root)), office.problems(root)
                outcome.add(told, problems + completed(office, root))
        operation += step
    return outcome


def recorded(office: Office, root: Path, level: str = "") -> list[Operation]:
    """Everything that receiving all files does to a disk; ``level`` is of SQLite's ``synchronous``
    where it is not the product's own.
    """
    with mounted(root, dict(office.campaign)) as operations:
        assert receive(root, office.visits, level=level)[0] in EVERYTHING_SAID
    return operations


def killed_at_each(
    office: Office, root: Path, operations: list[Operation], again: int, few: int = 0
) -> Outcome:
    """What a kill leaves after each operation; ``again`` says how often to go on.

    With ``few`` only after so many of each kind of operation on each kind of file.
    """
    outcome = Outcome("what kill -9 leaves before and after every operation")
    chosen = of_each_kind(operations, few) if few else range(len(operations) + 1)
    for count, disk in replay(dict(office.campaign), operations):
        if count not in chosen:
            continue
        problems = office.problems(put(root, disk.after_kill()))
        told = len(acknowledged(root))
        if again and outcome.mishaps % (len(chosen) // again + 1) == 0:
            problems += completed(office, root)
        outcome.add(told, problems)
    return outcome


def of_each_kind(operations: list[Operation], few: int) -> set[int]:
    """How many operations are done after the first and the last ``few`` of each kind on each kind
    of file, by the end of its name.
    """
    names: dict[int, str] = {}
    found: dict[tuple[str, str], list[int]] = {}
    for count, each in enumerate(operations, start=1):
        if isinstance(each, Link):
            names |= {inode: path for path, inode in each.names.items() if inode is not None}
            about = next(iter(each.names)) + str(None in each.names.values())
        else:
            about = each.folder if isinstance(each, SyncFolder) else names.get(each.inode, "")
        kind = (type(each).__name__, about.rpartition(".")[2])
        found.setdefault(kind, []).append(count)
    return {count for own in found.values() for count in (*own[:few], *own[-few:])}


def cut(
    office: Office,
    root: Path,
    operations: list[Operation],
    cuts: int,
    chance: random.Random,
    *,
    again: int = 0,
    name: str = "power cut",
) -> Outcome:
    """What power cuts leave at random operations; ``again`` says how often to go on."""
    outcome = Outcome(name)
    moments = sorted(chance.choices(range(len(operations) + 1), k=cuts))
    for count, disk in replay(dict(office.campaign), operations):
        while moments and moments[0] == count:
            moments.pop(0)
            put(root, _after_cut(disk, chance))
            problems, told = office.problems(root), len(acknowledged(root))
            if again and len(moments) % (cuts // again + 1) == 0:
                problems += completed(office, root)
            outcome.add(told, problems)
    return outcome


def _after_cut(disk: Disk, chance: random.Random) -> dict[str, bytes]:
    """The disk, but for what was said: that was read by a person before the power failed."""
    said = {path: data for path, data in disk.after_kill().items() if path.endswith(".jsonl")}
    return {**disk.after_cut(chance), **said}


def full(office: Office, root: Path, limits: list[int]) -> Outcome:
    """A disk on which the registry cannot grow beyond each of these sizes (bytes): it is said, in
    words, and with room again everything is received.
    """
    outcome = Outcome("disk full")
    for limit in limits:
        with mounted(root, dict(office.campaign), room=limit) as operations:
            status, complaints = receive(root, office.visits)
            problems = _explained(status, complaints) + office.problems(root)
            told = len(acknowledged(root))
        *_, (_, disk) = replay(dict(office.campaign), operations)
        elsewhere = put(root.with_name("room"), disk.after_kill())
        outcome.add(told, problems + completed(office, elsewhere))
    return outcome


def limited(office: Office, root: Path, limits: list[int]) -> Outcome:
    """A quota in place of a full disk: no file may grow beyond each of these sizes (bytes)."""
    outcome = Outcome("file size limit (RLIMIT_FSIZE)")
    for limit in limits:
        office.furnish(root)
        status, complaints = receive(root, office.visits, limit=limit)
        problems = _explained(status, complaints) + office.problems(root)
        outcome.add(len(acknowledged(root)), problems + completed(office, root))
    return outcome


def _explained(status: int, complaints: str) -> list[str]:
    if status == MISTAKE and complaints and "Traceback" not in complaints:
        return []
    return [f"receive: {status} {complaints}"]


def both_at_once(office: Office, root: Path, times: int, chance: random.Random) -> Outcome:
    """Two processes that receive the same files, started within half a second of each other."""
    outcome = Outcome("two receiving at once")
    for _ in range(times):
        office.furnish(root)
        problems = []
        first = receiving(root, office.visits[0])
        time.sleep(chance.uniform(0, 0.5))
        second = receiving(root, office.visits[0])
        for process in (first, second):
            if process.status not in EVERYTHING_SAID:
                problems += _explained(process.status, process.err)
        problems += office.problems(root)
        outcome.add(len(acknowledged(root)), problems + completed(office, root))
    return outcome


Rows = Iterable[Outcome | Tried]


def everything(
    kills: int, files: int, folder: Path, every: int = 1, verbs: Collection[str] = ()
) -> dict[str, Callable[[], Rows]]:
    """All of it, by name; each gives rows of a table; of commands all or those of some verbs."""
    chance = random.Random(5)
    office = Office.open(folder / "ten", files, visits=10)
    busy = Office.open(folder / "two", files, visits=2)
    small = Office.open(folder / "one", 3)
    root, disk, memory = folder / "campaign", folder / "disk", folder / "memory"
    size = sum(map(len, office.files.values()))
    limits = [size * share // 11 for share in range(1, 11)]

    def commands() -> Iterator[Tried]:
        for each in story(folder, disk):
            if verbs and each.name.split()[0] not in verbs:
                continue
            yield tried(each, folder, chance, cuts=kills // 10, every=every)

    def operations() -> list[Outcome]:
        done = recorded(office, disk)
        return [
            killed_at_each(office, memory, done, again=20),
            cut(office, memory, done, 10 * kills, chance, again=20),
        ]

    def careless() -> list[Outcome]:
        return [
            cut(office, memory, recorded(office, disk, level), kills, chance, name=name)
            for level in ("FULL", "OFF")
            for name in [f"power cut, with synchronous={level} in place of EXTRA"]
        ]

    found: dict[str, Callable[[], Rows]] = {
        "random": lambda: [killed_at_random(busy, root, kills, chance)],
        "two": lambda: [both_at_once(office, root, 20, chance)],
        "limit": lambda: [limited(office, root, limits)],
        "full": lambda: [full(office, disk, limits)],
        "place": lambda: [killed_at(small, disk)],
        "operations": operations,
        "careless": careless,
        "commands": commands,
    }
    return found if not missing() else {name: found[name] for name in ("random", "two", "limit")}


def main() -> int:
    """Print the tables; 1 where anything but what was broken on purpose did harm."""
    parser = argparse.ArgumentParser(prog="python -m tests.registry.crash", description=__doc__)
    parser.add_argument("only", nargs="*", help="names of mishaps; all if left out")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--every", type=int, default=1, help="of commands, each operation so far")
    parser.add_argument("--verb", action="append", default=[], help="of commands, these alone")
    given = parser.parse_args()
    harm, head = False, ("",)
    with TemporaryDirectory(prefix="iku-crash-") as folder:
        mishaps = everything(given.kills, given.files, Path(folder), given.every, given.verb)
        for outcome in (one for name in given.only or mishaps for one in mishaps[name]()):
            if head != outcome.HEAD:
                head = outcome.HEAD
                print("", *head, sep="\n")
            print(outcome, flush=True)
            for problem in outcome.problems[:3]:
                print(problem, file=sys.stderr)
            harm |= bool(outcome.problems) != ("synchronous" in outcome.name)
    if missing():
        print(f"No disk of our own: {missing()}", file=sys.stderr)
    return int(harm)


if __name__ == "__main__":
    sys.exit(main())
