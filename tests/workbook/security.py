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

1. **The archive.** The first bytes and the zip directory are looked at before anything is
   unpacked: too many entries, names that climb out of the folder or occur twice, sizes that lie,
   encryption, macros, embedded objects and links to other files end here, under whatever name
   they stand.
2. **The parts.** They are unpacked within a budget of bytes, cells, text, depth and time. It
   follows from the forms of the definition that holds: each sheet may have been copied, every
   cell may hold a style, a program may be four times as wordy. A document type declaration is
   refused in every part, also in those that nothing here reads. So is what fetches or runs once
   the file is opened, told by relationships, content types and formulas: connections that
   refresh, pictures and objects elsewhere, pivots over other sources, add-ins, `WEBSERVICE`,
   `RTD`, `[file]`, DDE. Links to the network and parts that no form has are named. Two
   relationships with one id are refused: two programs would show two sheets.
3. **Other formats** (.ods, .xls, .xlsb) are read for their values by a process of their own, with
   limits on time and memory; what breaks it breaks nothing else.
4. **The form.** Identity and seal say which form it is; every locked cell, name, sheet and entry
   rule is compared with what was issued for that unit and period, also where the definition has
   changed since; what is shown of the previous period is compared with what was accepted; every
   result is computed anew.
5. **What was typed** is data wherever it goes: it never becomes a formula, a link, a sheet, a
   file's name, part of a page or a command to a terminal. `tests/cli/test_typed_texts.py` sends
   twelve texts that try through every writer.

A file that cannot be trusted gets a finding that says why and what to do, and the rest of the
batch goes on. Protection of sheets is a courtesy to the person who fills them in; nothing relies
on it.

## What is promised
- A hostile file ends in its finding within 5 seconds and 300 MB, and never in a crash.
- The seal (HMAC-SHA256 under the campaign's key, in three places of which one is enough) proves
  that a form was issued by this office, for which unit and which period. Forms sealed before `iku
  key rotate` stay recognised.
- Comparison proves that nothing but inputs was changed: an altered text or formula, a pasted
  constant, a moved name, a rule, a sheet hidden or moved are told with their cell. Rows or
  columns that were inserted or deleted, blocks that were dragged away and rows pasted one column
  off are one finding each, and what was typed is read where it stands now.
- What is shown is what is counted: entries that are hidden, merged, covered, of no colour or under
  another number format are told with their cell, and the page to sign never shows another figure
  than its cells hold. Number formats are compared by what they show, for programs respell them.
- Recomputation proves the results, whatever the workbook shows.
- The signing key never leaves the campaign's folder: not in a workbook, a log, an archive or a
  page.

## What is not
- A person who takes the trouble can build a sheet anew and lie in it. That a figure is true only
  the evidence behind it can prove. Figures copied from another village or from the previous period
  are asked about, not refused.
- Who filled a form in: whoever has the file can, and the seal says only for whom it was issued.
- A return in another format than .xlsx shows values alone: that its formulas and locks were not
  checked is said. So is that a seal was not checked, where the key is not at hand.
- Whoever holds the campaign's folder holds its key, and can seal anything.
- Tables of accepted values (`iku consolidate --format csv`, `parquet`) hold texts letter by letter,
  control characters too; where a spreadsheet would run one, an apostrophe stands before it.
- Pictures in a workbook are neither opened nor shown; that one lies over an entry is said.

## Files that were made to hurt
Each was read in a process of its own. What is promised is 5 seconds and 300 MB; the figures are of
one run, Python itself included. A dash means that the file is odd and harmless: it is read. Written
by `make security-table`; the files are made by `tests/workbook/hostile.py`.

| file | size | finding | seconds | MB |
| --- | ---: | --- | ---: | ---: |
"""
TAIL = """
Beyond these, `tests/workbook/fuzz.py` damages workbooks at random under the eye of a
coverage-guided fuzzer: over 210,000 inputs the reader raised nothing but its own exception. What
it found to reach something new is kept in `tests/workbook/corpus.zip` and read in every test run;
`tests/workbook/test_read_fuzz.py` damages more at random each time.
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
