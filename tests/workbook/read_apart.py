"""Read every file of a folder, each in a process of its own, and print what it came to and cost.

One line of JSON a file: its name, the code (null if it was read) and data, seconds, peak megabytes.
The budget is that of the shipped definition's forms. Run apart from pytest, so that what is
measured is the reader; what a process started in its turn is measured with it.
"""

import json
import os
import sys
import time
import traceback
from dataclasses import asdict
from pathlib import Path

from iku_workbook.workbook.reading.budget import Budget, Unreadable
from iku_workbook.workbook.reading.other_formats import opened
from tests.source import CHECKOUT


def budget():
    from iku_workbook.checks.file.known_forms import Forms
    from tests.forms import load

    definition = load(CHECKOUT / "templates" / "kecamatan-sreseh-2024.yaml")
    return asdict(Forms.of_definition(definition).budget())


def outcome(path, budget):
    try:
        opened(path.read_bytes(), budget)
    except Unreadable as error:
        return error.code, error.data
    return None, {}


def apart(work):
    """What a function gives, in a process of its own; seconds and megabytes."""
    start = time.monotonic()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, json.dumps(work()).encode())
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(writer)
    _, status, usage = os.wait4(child, 0)
    said = os.read(reader, 4096)
    os.close(reader)
    found = json.loads(said) if status == 0 else (f"crashed: {status}", {})
    return found, time.monotonic() - start, usage.ru_maxrss / 1024


allowed = Budget(**apart(budget)[0])
for file in sorted(Path(sys.argv[1]).iterdir()):
    (code, data), seconds, megabytes = apart(lambda file=file: outcome(file, allowed))
    print(json.dumps((file.name, code, data, seconds, megabytes)), flush=True)
