"""docs/security.md, written anew: python -m tests.workbook.security (make security-table).

Each hostile or foreign file is read in a process of its own, as in test_guard.py; its time and its
memory are those of that process.
"""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from iku_workbook.messages import catalogue
from tests.source import CHECKOUT
from tests.workbook.hostile import CASES

PAGE = CHECKOUT / "docs" / "security.md"
HEAD = """\
# What a returned file can do

A returned workbook comes from a stranger's computer. It is taken for bytes, not for a workbook,
until it has shown what it is:

1. **The archive.** The first bytes and the zip directory are looked at before anything is unpacked:
   too many entries, names that climb out of the folder or occur twice, sizes that lie, encryption,
   macros, embedded objects and links to other files end here.
2. **The parts.** Only those that a form needs are unpacked, within a budget of bytes, cells, text,
   depth and time. A document type declaration is refused in every part.
3. **Other formats** (.ods, .xls, .xlsb) are read for their values by a process of their own, with
   limits on time and memory; what breaks it breaks nothing else.
4. **The form.** Identity and seal say which form it is; every locked cell, name and sheet is
   compared with what was issued; every result is computed anew. What a village typed is data
   wherever it goes: it never becomes a formula, a link, a file's name or part of a page.

A file that cannot be trusted gets a finding that says why and what to do, and the rest of the batch
goes on. Protection of sheets is a courtesy to the person who fills them in; nothing relies on it.

What is **not** promised: a person who takes the trouble can build a sheet anew and lie in it. The
seal proves that the form was issued, comparison proves that only inputs were touched, recomputation
proves the results; that a figure is true only the evidence behind it can prove.

The signing key never leaves the campaign's folder: not in a workbook, a log, an archive or a page.

## Files that were made to hurt
Each was read in a process of its own. What is promised is 5 seconds and 300 MB; the figures are of
one run, Python itself included. A dash means that the file is odd and harmless: it is read. Written
by `make security-table`; the files are made by `tests/workbook/hostile.py`.

| file | size | finding | seconds | MB |
| --- | ---: | --- | ---: | ---: |
"""
TAIL = """
Beyond these, `tests/workbook/fuzz.py` damages workbooks at random under the eye of a
coverage-guided fuzzer, and `tests/workbook/test_read_fuzz.py` does the same in every test run.
"""


def main() -> int:
    """Writes the page."""
    rows = "".join(_row(*each) for each in _measured())
    PAGE.write_text(HEAD + rows + TAIL, encoding="utf-8")
    print(PAGE.name)
    return 0


def _measured():
    """Each case: its name, size in bytes, what is found, seconds, megabytes."""
    with TemporaryDirectory(prefix="iku-hostile-") as folder:
        sizes = {}
        for name, (make, _) in CASES.items():
            data = make()
            Path(folder, name).write_bytes(data)
            sizes[name] = len(data)
        said = subprocess.run(
            [sys.executable, "-m", "tests.workbook.read_apart", folder],
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=True,
        )
    for line in said.stdout.splitlines():
        name, code, data, seconds, megabytes = json.loads(line)
        title = catalogue("en").message("finding", code, **data).title if code else ""
        yield name, sizes[name], f"{code} {title}".strip() if code else "-", seconds, megabytes


def _row(name, size, what, seconds, megabytes):
    return f"| {described(name)} | {_size(size)} | {what} | {seconds:.2f} | {megabytes:.0f} |\n"


def described(name: str) -> str:
    """A case's name as words."""
    return name.replace("_", " ")


def _size(size: int) -> str:
    return f"{size} B" if size < 1024 else f"{size / 1024:.0f} KB"


if __name__ == "__main__":
    sys.exit(main())
