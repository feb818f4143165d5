"""``iku`` with a fault of its own, which one file meets; under another version where one is given.

``IKU_TEST_FAULT`` says what happens (``kill``,
``hang`` or ``raise``), where (``examine`` a file, ``check`` files together), and the file's
SHA-256. It exists to show what is left of the other files, and of that one.
"""

import hashlib
import multiprocessing
import os
import signal
import time

from iku_workbook.campaign import batch, examine_files, examiner, executors, outdated
from iku_workbook.checks.batch import check_batch


def befall(what: str) -> None:
    """What befalls the process."""
    if what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "hang":
        time.sleep(600)
    raise ZeroDivisionError("a fault of the program")


def main() -> None:
    """Make the program fragile, and run it."""
    what, where, sha256 = os.environ["IKU_TEST_FAULT"].split()
    examine, check = examine_files.examine, check_batch.check_batch

    def fragile_examine(file, data, forms):
        if where == "examine" and hashlib.sha256(data).hexdigest() == sha256:
            befall(what)
        return examine(file, data, forms)

    def fragile_check(received, *others):
        if where == "check" and sha256 in {each.sha256 for each in received}:
            befall(what)
        return check(received, *others)

    multiprocessing.set_start_method("fork")  # so that other processes are as fragile
    examine_files.examine, check_batch.check_batch = fragile_examine, fragile_check
    if what == "hang":
        executors.PATIENCE = 10.0
    version = os.environ.get("IKU_TEST_VERSION", examiner.__version__)
    examiner.__version__ = outdated.__version__ = version
    batch.TOGETHER = examiner.TOGETHER = 4
    from iku_workbook.cli import main as iku

    iku()
