"""Any bytes as damage to a workbook: the inputs of the fuzzer, and of the tests that repeat them.

An input is damage to one part of a workbook that is whole otherwise, so that it gets past the
archive, or, for one in eight, damage to the archive itself.
"""

import io
import zipfile

from tests.workbook.test_read_fuzz import GENUINE
from tests.workbook.tiny import zipped

_ARCHIVE = 8  # one input in so many damages the archive


class Choices:
    """Numbers and bytes that an input stands for; zeros once it is used up."""

    def __init__(self, data):
        self._data, self._at = data, 0

    def number(self, least, most):
        """A number between two, of as many bytes as it takes."""
        size = max(1, ((most - least).bit_length() + 7) // 8)
        return least + int.from_bytes(self.bytes(size), "little") % (most - least + 1)

    def bytes(self, size):
        """The next bytes."""
        taken = self._data[self._at : self._at + size]
        self._at += size
        return taken


def _parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


_WHOLE = [_parts(data) for data in GENUINE]


def damaged_workbook(data):
    """The workbook that an input stands for."""
    choices = Choices(data)
    which = choices.number(0, len(GENUINE) - 1)
    if choices.number(1, _ARCHIVE) == _ARCHIVE:
        return _damaged(GENUINE[which], choices)
    names = list(_WHOLE[which])
    name = names[choices.number(0, len(names) - 1)]
    return zipped({**_WHOLE[which], name: _damaged(_WHOLE[which][name], choices)})


def _damaged(content, choices):
    """Bytes with up to four pieces cut out, replaced or put in."""
    for _ in range(choices.number(1, 4)):
        start = choices.number(0, len(content))
        removed = choices.number(0, 64)
        inserted = choices.bytes(choices.number(0, 48))
        content = content[:start] + inserted + content[start + removed :]
    return content
