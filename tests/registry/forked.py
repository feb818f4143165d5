"""``iku`` in a process of its own that starts at once: a fork of one that has imported everything.

The forks come from a server that does nothing else (multiprocessing's), so that no thread of the
tests is caught at work. ``program`` is a module of this folder whose ``main`` runs in the place of
the product's own.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

PRODUCT = "iku_workbook.cli"
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    [
        PRODUCT,
        "iku_workbook.api",
        "iku_workbook.checks.batch.check_batch",
        "iku_workbook.cli.receive",
        "iku_workbook.cli.status",
        "iku_workbook.cli.upkeep",
        "iku_workbook.master",
        "iku_workbook.workbook.writing.form",
        "iku_workbook.campaign.backup",
        "iku_workbook.campaign.restore",
        "iku_workbook.cli.generate",
        "iku_workbook.cli.review",
        "iku_workbook.cli.placing",
        "iku_workbook.cli.report",
        "iku_workbook.campaign.documents",
        "iku_workbook.documents.render",
        "tests.registry.fragile",
        "tests.registry.mount",
    ]
)


class Forked:
    """A command at work, or what came of it once it has ended.

    status    its exit status; less than 0 for the signal that ended it
    out, err  what it printed and complained of, once its status was asked for
    """

    def __init__(
        self,
        *arguments: object,
        program: str = PRODUCT,
        out: Path | None = None,
        limit: int = 0,
        **environment: str,
    ) -> None:
        """Start it; ``out`` is a file that what it prints is added to, ``limit`` how many bytes any
        file may grow to.
        """
        self._folder = Path(tempfile.mkdtemp(prefix="iku-forked-"))
        self.out = self.err = ""
        given = ([str(each) for each in arguments], program, environment, limit)
        streams = (str(out or self._folder / "out"), str(self._folder / "err"))
        self._process = start(_work, *streams, *given)

    def signal(self, number: int) -> None:
        """Send it a signal, if it is still there."""
        if self._process.is_alive():
            os.kill(self._process.pid or 0, number)

    def kill(self) -> None:
        """End it as nobody can refuse."""
        self.signal(signal.SIGKILL)

    @property
    def workers(self) -> list[int]:
        """The processes that it has started itself, by number."""
        pid = self._process.pid
        try:
            return [
                int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            ]
        except OSError:
            return []

    @property
    def is_alive(self) -> bool:
        """Whether it is still at work."""
        return self._process.is_alive()

    @property
    def status(self) -> int:
        """Its exit status, once it has ended."""
        self._process.join()
        if self._folder.exists():
            files = (self._folder / "out", self._folder / "err")
            said = (each.read_text("utf-8") if each.exists() else "" for each in files)
            self.out, self.err = said
            shutil.rmtree(self._folder)
        return int(self._process.exitcode or 0)


def start(work: Callable[..., object], *given: object) -> multiprocessing.process.BaseProcess:
    """A function at work in a fork."""
    process = _FORKS.Process(target=work, args=given)
    process.start()
    return process


def _work(
    out: str,
    err: str,
    arguments: list[str],
    program: str,
    environment: Mapping[str, str],
    limit: int,
) -> None:
    for path, stream in ((out, 1), (err, 2)):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(descriptor, stream)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
    os.environ.update({"NO_COLOR": "1", "IKU_LANG": "id", **environment})
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    multiprocessing.set_start_method(None, force=True)
    sys.argv = ["iku", *arguments]
    import_module(program).main()
