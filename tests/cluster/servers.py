"""A scheduler and its workers on loopback, each a process that a test may kill."""

import os
import socket
import subprocess
import sys
import time
from contextlib import suppress

from tests.source import CHECKOUT

SOON = 60.0  # seconds for a process to begin, on a machine that does much else


class Servers:
    """One scheduler and so many workers."""

    def __init__(self, workers, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.workers, self.folder = workers, folder
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.processes = []
        self.start()

    def start(self):
        """Begin all; the scheduler answers once this returns."""
        host = ("--host", "127.0.0.1")
        self._begin("dask_scheduler", *host, "--port", str(self.port), "--no-dashboard")
        until = time.monotonic() + SOON
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                break
            time.sleep(0.1)
        count = ("--nworkers", str(self.workers), "--nthreads", "1", "--no-dashboard")
        place = ("--local-directory", str(self.folder))
        self._begin("dask_worker", self.address, *host, *count, *place)

    def _begin(self, name, *options):
        command = (sys.executable, "-m", f"distributed.cli.{name}", *options)
        environment = {
            **os.environ,
            "PYTHONPATH": str(CHECKOUT),
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
        }
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes.append(
                subprocess.Popen(command, env=environment, stdout=log, stderr=log)
            )

    @property
    def scheduler(self):
        """The scheduler's process."""
        return self.processes[0]

    def end(self):
        """End all that is left."""
        for each in reversed(self.processes):
            each.terminate()
        for each in self.processes:
            with suppress(subprocess.TimeoutExpired):
                each.wait(10)
            each.kill()
            each.wait()
        self.processes.clear()
