"""Every command that writes, one after another on a disk that remembers, and what must hold
wherever one of them was cut short: nothing that a command had ended with is lost, the campaign
opens, and the same command completes what it had begun.

Run in the place of the product, this module is it, but that a passphrase costs next to nothing.
"""

from __future__ import annotations

import copy
import random
import zipfile
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from unittest import mock

from iku_workbook.campaign import sealed_keys
from iku_workbook.campaign.folder import CampaignFolder
from iku_workbook.definition import Definition
from iku_workbook.errors import OperatorError
from iku_workbook.layout import layout
from iku_workbook.registry import Registry
from iku_workbook.registry.holdings import Holdings, holdings, lacking
from iku_workbook.workbook.fill import fill
from tests.cli.run import Ran, run
from tests.forms import GOOD
from tests.registry.disk import Disk, Link, Operation, Resize, Write, replay
from tests.registry.forked import Forked
from tests.registry.mount import mounted
from tests.registry.office import Office, put

_SEALED = "--passphrase-file {inbox}/sandi"
COMMANDS = (
    "new {root}/baru --definition {root}/kantor/definition.yaml",
    "generate --period 2025-Q1",
    "receive {inbox}/00",
    "approve 35.0000 --period 2025-Q1 --as Kasi",
    "return 35.0001 --period 2025-Q1 --as Kasi --note belum",
    "key rotate",
    "generate --period 2025-Q1",
    f"backup {{root}}/usb/satu.iku --with-key {_SEALED}",
    "receive {inbox}/01",
    "receive {inbox}/02 --corrections {root}/kantor/jawaban",
    "mend 6 datang=40 --as Kasi --reason ditelepon",
    "waive 6.1 --as Kasi --reason benar",
    "accept 7 --as Kasi",
    "reopen 35.0000 --period 2025-Q1 --as Kasi --reason keliru",
    "assign 8 35.0001 --period 2025-Q1 --as Kasi --note foto",
    "dismiss 3 --as Kasi --note salah",
    "undo 7 --as Kasi --note keliru",
    "extend 35.0003 --period 2025-Q1 --until 2025-05-01 --as Kasi --reason banjir",
    "approve --all --period 2025-Q1 --as Kasi",
    "reexamine --period 2025-Q1",
    "report lkjip --period 2025-Q1",
    "consolidate --period 2025-Q1",
    "close 2025-Q1 --as Kasi --note dilaporkan",
    "close 2025-Q1 --open --as Kasi --reason keliru",
    "status -o {root}/kantor/keadaan.html --messages {root}/kantor/pengingat",
    "log -o {root}/kantor/results/log.xlsx",
    "file 1 -o {root}/usb/kembali.xlsx",
    "fill {inbox}/00/35.0000.xlsx {inbox}/isian.json -o {root}/usb/isian.xlsx",
    f"backup --recovery-sheet {{root}}/usb/lembar.html {_SEALED}",
    "prune --as Kasi --note bukan",
    f"backup {{root}}/usb/dua.iku --with-key {_SEALED}",
    f"restore {{root}}/usb/satu.iku {_SEALED}",
    "restore {root}/usb/dua.iku {root}/pulih",
    f"-C {{root}}/pulih key restore {{root}}/usb/dua.iku {_SEALED}",
    f"-C {{root}}/sini restore {{root}}/usb/dua.iku {_SEALED}",
)
"""In ``kantor``, if nothing else is said; ``sini`` is an empty folder. ``pulih`` has no key at
first: nobody has named the passphrase.
"""

DECISIONS = frozenset(
    {"approve", "return", "waive", "accept", "reopen", "assign", "dismiss", "undo", "close"}
    | {"extend"}
)
"""Commands that write one record, all in one way."""
OUTPUTS = frozenset({"status", "log", "file", "fill"})
"""Commands that read a campaign and write what a person asked for, all in one way."""

CAMPAIGNS = ("kantor", "baru", "pulih", "sini")
DONE = "/selesai-"
"""How the files are called that are made when a command has ended."""
TOLD = (0, 1)  # exit statuses of a command that did what it was asked for
_CHEAP = 1 << 4
_INTERNAL = "IKU_DEBUG=1"  # what a fault of the program asks for
_NOT_LOGGED = "tidak tercatat dalam iku log"


@dataclass(frozen=True)
class Promise:
    """What can be relied on when a command has ended.

    keys   of each campaign
    held   the records of each campaign's registry, and its received files
    files  what people see, by path
    """

    keys: Mapping[str, frozenset[bytes]]
    held: Mapping[str, Holdings]
    files: Mapping[str, bytes]

    @classmethod
    def of(cls, root: Path) -> Promise:
        """What is there."""
        found = campaigns(root)
        held = {name: _holdings(each) for name, each in found.items()}
        files = {path.relative_to(root).as_posix(): path.read_bytes() for path in visible(root)}
        return cls({name: known_keys(each) for name, each in found.items()}, held, files)

    def lost(self, root: Path, done: Promise) -> list[str]:
        """What of it is gone; a file may have become what a command made of it, whole."""
        found = campaigns(root)
        wrong = [name for name in self.keys if name not in found]
        for name, campaign in found.items():
            if not self.keys.get(name, frozenset()) <= known_keys(campaign):
                wrong.append(f"{name}: a key is lost")
            held = self.held.get(name)
            if held is not None:
                contents = min(held.contents, done.held[name].contents)
                wrong += _lost_records(name, campaign, replace(held, contents=contents))
        seen = {path.relative_to(root).as_posix() for path in visible(root)}
        wrong += [f"{path} is lost" for path in self.files if path not in seen]
        return wrong + [f"{path} is no whole file" for path in seen if not _is_whole(root / path)]

    def unmet(self, root: Path) -> list[str]:
        """What is not there, or there is less of, after the same was done once more."""
        there, wrong = Promise.of(root), []
        for name, held in self.held.items():
            now = there.held.get(name, Holdings({}, -1))
            counts = {table: count for table, (count, _) in now.records.items()}
            wrong += [
                f"{name}: {table} {counts.get(table)} of {count}"
                for table, (count, _) in held.records.items()
                if counts.get(table, -1) < count
            ]
            if len(there.keys.get(name, ())) < len(self.keys[name]):
                wrong.append(f"{name}: keys")
        return wrong + [f"{path} was not written" for path in self.files if path not in there.files]


@dataclass(frozen=True)
class Command:
    """One that writes.

    line        what a person types, with ``{root}`` for the disk and ``{inbox}``
    start       the disk before it
    operations  what it does there, the last one is the mark that it has ended
    was, will   what can be relied on before it and after it
    """

    line: str
    inbox: Path
    start: Disk
    operations: list[Operation]
    was: Promise
    will: Promise

    @property
    def name(self) -> str:
        """What a person types, as tables have it."""
        line = self.line.partition(" --passphrase-file")[0].replace("{inbox}/", "inbox/")
        words = line.replace("{root}/", "").split()
        return " ".join(words[2:] if words[0] == "-C" else words)

    def words(self, root: Path) -> list[str]:
        """The command line, on a disk that is at ``root``."""
        return _words(self.line, root, self.inbox)

    @cached_property
    def changes(self) -> list[int]:
        """How many operations are done where what a kill leaves is another than before."""
        changing = Link | Write | Resize
        done = enumerate(self.operations, start=1)
        return [0, *(count for count, each in done if isinstance(each, changing))]

    @cached_property
    def writes(self) -> range:
        """The numbers of those of its operations that need room."""
        known, found = {*self.start.files}, 0
        for each in self.operations:
            made = set(each.names.values()) - known - {None} if isinstance(each, Link) else set()
            found += bool(made) or isinstance(each, Write)
            known |= made
        return range(1, found)  # the last one is the mark

    def killed(self, memory: Path, chosen: Container[int]) -> Iterator[list[str]]:
        """What is wrong after a kill when so many of its operations were done."""
        for count, disk in replay(self.start, self.operations):
            if count in chosen:
                yield self.problems(_put(memory, disk.after_kill()))

    def cut(self, memory: Path, times: int, chance: random.Random) -> Iterator[list[str]]:
        """What is wrong after power cuts at random operations, and after one at its end."""
        end = len(self.operations)
        moments = [*chance.choices(range(end + 1), k=times), end]
        for count, disk in replay(self.start, self.operations):
            for _ in range(moments.count(count)):
                root = _put(memory, disk.after_cut(chance))
                ended = self.will.lost(root, self.will) if count == end else []
                yield ended + self.problems(root)

    def full(self, disk: Path, memory: Path, chosen: Iterable[int]) -> Iterator[list[str]]:
        """What is wrong after the disk was full from a write on, by its number."""
        before = self.start.after_kill()
        for number in chosen:
            with mounted(disk, before, full=number) as operations:
                (disk / "sini").mkdir()
                ran = _forked(disk, self.words(disk))
            *_, (_, left) = replay(before, operations)
            root = _put(memory, left.after_kill())
            unmet = self.will.unmet(root)
            if _NOT_LOGGED in ran.err:  # which is no reason not to write it
                unmet = [each for each in unmet if ": export " not in each]
            wrong = [] if ran.status in TOLD and not unmet else unexplained(ran)
            if ran.status not in TOLD and str(disk) not in ran.err:
                wrong.append(f"names no file: {ran.err}")
            yield [f"write {number}: {each}" for each in wrong + self.problems(root)]

    def problems(self, root: Path) -> list[str]:
        """What is wrong with a disk that it was cut short on."""
        wrong = self.was.lost(root, self.will)
        for campaign in campaigns(root).values():
            unproved = not _seals(campaign)
            for verb, statuses in (("status", TOLD), ("verify", TOLD[: 1 + unproved])):
                ran = run("-C", campaign.root, verb)
                if ran.status not in statuses and not (unproved and not unexplained(ran)):
                    wrong.append(f"{verb}: {ran.status} {ran.out[-300:]}{ran.err}")
        return wrong + self._once_more(root)

    def _once_more(self, root: Path) -> list[str]:
        (root / "sini").mkdir(exist_ok=True)
        words = self.words(root)
        with mock.patch.object(sealed_keys, "_COST", _CHEAP):
            ran = run(*words)
            if ran.status not in TOLD and "--force" in ran.err:
                ran = run(*words, "--force")
        wrong = [] if ran.status in TOLD else unexplained(ran)
        wrong += [f"{path} is left about" for path in root.rglob(".iku-*/**/key")]
        unmet = self.will.unmet(root) + self.was.lost(root, self.will)
        return wrong + [f"once more ({ran.status} {ran.err}): {each}" for each in unmet]


@dataclass
class Tried:
    """What came of cutting one command short: how often, and what was wrong afterwards."""

    HEAD = (
        "| command | kills | full disk | power cuts | times with harm |",
        "| --- | ---: | ---: | ---: | ---: |",
    )
    name: str
    times: Sequence[int]
    problems: list[str]

    def __str__(self) -> str:
        times = " | ".join(f"{each:,}" for each in self.times)
        return f"| `iku {self.name}` | {times} | {len(self.problems):,} |"


def tried(
    command: Command,
    folder: Path,
    chance: random.Random,
    cuts: int,
    few: int = 0,
    every: int = 1,
) -> Tried:
    """Kills, a full disk and power cuts; with ``few`` so many of the first two, else each of which
    the number is one of ``every`` so many.
    """
    disk, memory = folder / "disk", folder / "memory"

    def chosen(all_of_them: Sequence[int]) -> list[int]:
        many = few and min(few, len(all_of_them))
        begin = chance.randrange(min(every, len(all_of_them)))
        return sorted(chance.sample(all_of_them, many)) if many else [*all_of_them[begin::every]]

    mishaps = (
        command.killed(memory, chosen(command.changes)),
        command.full(disk, memory, chosen(command.writes)),
        command.cut(memory, cuts, chance),
    )
    found = [list(each) for each in mishaps]
    harm = ["; ".join(each) for each in chain.from_iterable(found) if each]
    return Tried(command.name, [len(each) for each in found], harm)


def story(folder: Path, disk: Path) -> list[Command]:
    """All of them, as they are done without a mishap."""
    inbox, memory = folder / "inbox", folder / "memory"
    office = Office.open(inbox, files=4, visits=2)
    (inbox / "sandi").write_text("kuda nil di sungai\n", encoding="utf-8")
    (inbox / "isian.json").write_text('{"datang": 41}\n', encoding="utf-8")
    _send_more(office, inbox / "02")
    before = {f"/kantor{path}": data for path, data in office.campaign.items()}
    before |= {"/usb/baca.txt": b"milik kantor\n"}
    with mounted(disk, dict(before)) as operations:
        (disk / "sini").mkdir()
        for number, line in enumerate(COMMANDS):
            ran = _forked(disk, _words(line, disk, inbox))
            assert ran.status in TOLD, (line, ran.out, ran.err)
            assert _NOT_LOGGED not in ran.err, line
            (disk / f"{DONE.strip('/')}{number}").touch()
    made, start, begun = list[Command](), Disk.of(before), 0
    was = Promise.of(_put(memory, before))
    for count, state in replay(before, operations):
        last = operations[count - 1] if count else None
        if isinstance(last, Link) and any(path.startswith(DONE) for path in last.names):
            will = Promise.of(_put(memory, state.after_kill()))
            line = COMMANDS[len(made)]
            made.append(Command(line, inbox, start, operations[begun:count], was, will))
            start, was, begun = copy.deepcopy(state), will, count
    return made


def _send_more(office: Office, later: Path) -> None:
    """Files that a person has to decide on: two of no unit, one with an error that is right as it
    stands, and one with a smaller number than was accepted.
    """
    (office.visits[0] / "surat.xlsx").write_bytes(b"Laporan menyusul.\n" * 200)
    later.mkdir(exist_ok=True)
    definition = Definition.from_json(office.campaign["/definition.yaml"].decode())
    form = layout(definition, "desa")
    for visit, unit, arrived in ((0, "35.0001", 5000), (1, "35.0002", 32)):
        first = (office.visits[visit] / f"{unit}.xlsx").read_bytes()
        (later / f"{unit}-lagi.xlsx").write_bytes(fill(first, form, {**GOOD, "datang": arrived}))
    (later / "foto.xlsx").write_bytes(b"Foto menyusul.\n" * 200)


def campaigns(root: Path) -> dict[str, CampaignFolder]:
    """The campaigns that are there, by their folders' names."""
    found = {name: CampaignFolder(root / name) for name in CAMPAIGNS}
    return {
        name: each
        for name, each in found.items()
        if (each.root / ".iku").is_dir() and each.definition_file.is_file()
    }


def known_keys(campaign: CampaignFolder) -> frozenset[bytes]:
    """Every key that a campaign knows."""
    with suppress(OperatorError):
        return frozenset({campaign.key(), *campaign.keys.older()})
    return frozenset(campaign.keys.older())


def _seals(campaign: CampaignFolder) -> bool:
    with suppress(OperatorError):
        return bool(campaign.key())
    return False


def visible(root: Path) -> Iterator[Path]:
    """What people see of a disk."""
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root).parts
        if path.is_file() and not any(part.startswith((".", "selesai-")) for part in inside):
            yield path


def unexplained(ran: Ran | Forked) -> list[str]:
    """Of a command that did not do what it was asked for: whether nobody was told why."""
    said = ran.status == 2 and ran.err.strip() and "Traceback" not in ran.err + ran.out
    told = said and _INTERNAL not in ran.err
    return [] if told else [f"unexplained: {ran.status} {ran.err or ran.out[-300:]}"]


def _lost_records(name: str, campaign: CampaignFolder, held: Holdings) -> list[str]:
    """What no registry in the folder has: a restoration puts the one before it aside."""
    lost: list[list[str]] = []
    for path in sorted((campaign.root / ".iku").glob("registry*.db")):
        with Registry(path) as registry:
            lost.append(lacking(registry, held))
    any_held = any(count for count, _ in held.records.values())
    if (not lost and any_held) or (lost and all(lost)):
        return [f"{name}: lost of the registry: {lost}"]
    return []


def _holdings(campaign: CampaignFolder) -> Holdings:
    with campaign.registry() as registry:
        return holdings(registry)


def _is_whole(path: Path) -> bool:
    if path.suffix in {".xlsx", ".zip", ".iku"}:
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
        return False
    return path.stat().st_size > 0


def _words(line: str, root: Path, inbox: Path) -> list[str]:
    words = line.format(root=root, inbox=inbox).split()
    return words if words[0] == "-C" else ["-C", f"{root}/kantor", *words]


def _forked(root: Path, words: list[str]) -> Forked:
    ran = Forked(*words, program="tests.registry.commands")
    assert ran.status is not None
    return ran


def _put(root: Path, files: Mapping[str, bytes]) -> Path:
    put(root, files)
    (root / "sini").mkdir(exist_ok=True)
    return root


def main() -> None:
    """The product, but for what a passphrase costs."""
    sealed_keys._COST = _CHEAP
    from iku_workbook.cli import main as iku

    iku()
