"""Read every file of a folder, each in a process of its own, and print what it came to and cost.

One line of JSON a file: its name, the code (null if it was read) and data, seconds, peak megabytes.
Run apart from pytest, so that what is measured is the reader.
"""

import json
import os
import sys
import time
import traceback
from pathlib import Path

from iku_workbook.workbook.read import Budget, Unreadable, read


def outcome(path):
    try:
        read(path.read_bytes(), Budget())
    except Unreadable as error:
        return error.code, error.data
    return None, {}


def measured(path):
    start = time.monotonic()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, json.dumps(outcome(path)).encode())
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(writer)
    _, status, usage = os.wait4(child, 0)
    said = os.read(reader, 4096)
    os.close(reader)
    code, data = json.loads(said) if status == 0 else (f"crashed: {status}", {})
    return path.name, code, data, time.monotonic() - start, usage.ru_maxrss / 1024


for file in sorted(Path(sys.argv[1]).iterdir()):
    print(json.dumps(measured(file)), flush=True)
