"""The reader on inputs that nobody thought of: python -m tests.workbook.fuzz [-runs=200000 …].

Coverage-guided by atheris (not among the test requirements: pip install atheris); options are
libFuzzer's. An input is damage to one part of a workbook that is whole otherwise, so that it gets
past the archive, or, for one in eight, damage to the archive itself. Any exception but the reader's
own ends the run and leaves the input as a file. The corpus that it starts from are the workbooks of
test_read_fuzz.py.
"""

import io
import sys
import zipfile
from contextlib import suppress

import atheris

with atheris.instrument_imports(include=["iku_workbook"]):
    from iku_workbook.workbook.read import Budget, Unreadable, read

from tests.workbook.test_read_fuzz import GENUINE
from tests.workbook.tiny import zipped


def _parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


WHOLE = [_parts(data) for data in GENUINE]
ARCHIVE = 8  # one input in so many damages the archive


def damaged(content, provider):
    """Bytes with up to four pieces cut out, replaced or put in."""
    for _ in range(provider.ConsumeIntInRange(1, 4)):
        start = provider.ConsumeIntInRange(0, len(content))
        removed = provider.ConsumeIntInRange(0, 64)
        inserted = provider.ConsumeBytes(provider.ConsumeIntInRange(0, 48))
        content = content[:start] + inserted + content[start + removed :]
    return content


def one_input(data):
    """What atheris calls: read it, and let only the reader's own exception pass."""
    provider = atheris.FuzzedDataProvider(data)
    which = provider.ConsumeIntInRange(0, len(GENUINE) - 1)
    if provider.ConsumeIntInRange(1, ARCHIVE) == ARCHIVE:
        made = damaged(GENUINE[which], provider)
    else:
        names = list(WHOLE[which])
        name = names[provider.ConsumeIntInRange(0, len(names) - 1)]
        made = zipped({**WHOLE[which], name: damaged(WHOLE[which][name], provider)})
    with suppress(Unreadable):
        read(made, Budget())


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
