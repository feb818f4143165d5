"""Deflates as the classic zlib does, to the same bytes, where the computer's own zlib is another.

The format (RFC 1951) leaves open which earlier bytes are pointed at, where a block ends and which
of several codes it has. This follows what zlib 1.2 and 1.3 decide with a window of 32 KB and a
memory level of 8, at the levels that :mod:`.compact` takes apart. It takes seconds for what zlib
does in milliseconds: a file is whole, and that is all that it is for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from iku_workbook.registry.huffman import Code, Tree, codes, tree

_WINDOW = 1 << 15
_SHORTEST, _LONGEST = 3, 258  # bytes of a match
_AHEAD = _LONGEST + _SHORTEST + 1
_FARTHEST = _WINDOW - _AHEAD
_FAR = 4096  # a match of three bytes from farther back costs more than it saves
_SYMBOLS = (1 << 14) - 1  # of a block

_STORED, _FIXED, _DYNAMIC = 0, 1, 2
_END = 256
_LITERALS, _DISTANCES, _LENGTHS = 286, 30, 19  # symbols of each alphabet
_ORDER = (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)
_FIXED_LITERALS = [8] * 144 + [9] * 112 + [7] * 24 + [8] * 8
_FIXED_DISTANCES = [5] * _DISTANCES


@dataclass(frozen=True, slots=True)
class _Effort:
    """How hard a level tries.

    good    a match this long makes a better one sought a quarter as far
    lazy    none better is sought after one this long; of the fast levels: none longer is learned
    nice    a match this long is taken at once
    chain   earlier places that are looked at
    """

    good: int
    lazy: int
    nice: int
    chain: int


_EFFORTS = {1: _Effort(4, 4, 8, 4), 6: _Effort(8, 16, 128, 128), 9: _Effort(32, 258, 258, 4096)}


def deflate(content: bytes, level: int) -> bytes:
    """What zlib makes of these bytes at a level, without a header; ValueError for other levels."""
    if level not in _EFFORTS:
        raise ValueError(level)
    search = _Search(content, _EFFORTS[level])
    symbols = _hasty(search) if level == 1 else _lazy(search)
    bits = _Bits()
    block: list[_Symbol] = []
    begin = 0
    for symbol, at in symbols:
        block.append(symbol)
        if len(block) == _SYMBOLS:
            whole = content[begin:at] if begin >= search.base else None
            _write_block(bits, block, whole, last=False)
            block, begin = [], at
    whole = content[begin:] if begin >= search.base else None
    _write_block(bits, block, whole, last=True)
    return bits.closed()


_Symbol = tuple[int, int]
"""A literal byte and 0, or the length of a match and its distance."""


class _Search:
    """Finds earlier places of what comes next, by a hash of three bytes."""

    def __init__(self, content: bytes, effort: _Effort) -> None:
        self.content, self.effort, self.size = content, effort, len(content)
        self.base = self._filled = 0  # of zlib's buffer: two windows
        self.slide(0)
        self._heads: dict[int, int] = {}
        self._earlier = [-1] * self.size

    def slide(self, at: int) -> None:
        """Move the buffer on as zlib does: what stands at its begin or before is not seen."""
        while self._filled - at < _AHEAD:
            if at - self.base >= _WINDOW + _FARTHEST:
                self.base += _WINDOW
            before = self._filled
            self._filled = min(self.size, self.base + 2 * _WINDOW)
            if self._filled == before:
                return

    def learn(self, at: int) -> int:
        """Remember a place; the one before it with the same hash, -1 where there is none."""
        if self.size - at < _SHORTEST:
            return -1
        one, two, three = self.content[at : at + _SHORTEST]
        key = (one << 10 ^ two << 5 ^ three) & _WINDOW - 1
        found = self._earlier[at] = self._heads.get(key, -1)
        self._heads[key] = at
        return found if found > self.base and at - found <= _FARTHEST else -1

    def longest(self, at: int, place: int, known: int) -> tuple[int, int]:
        """The longest match that is longer than ``known``, from ``place`` back: length and place;
        of length ``known`` where there is none.
        """
        content, effort = self.content, self.effort
        most = min(_LONGEST, self.size - at)
        nice = min(effort.nice, self.size - at)
        left = effort.chain >> 2 if known >= effort.good else effort.chain
        limit = max(self.base, at - _FARTHEST)
        best, found = known, -1
        while best < most:
            if content[place : place + best + 1] == content[at : at + best + 1]:
                best, found = self._length(at, place, best + 1, most), place
                if best >= nice:
                    break
            place = self._earlier[place]
            left -= 1
            if place <= limit or not left:
                break
        return min(best, most), found

    def _length(self, at: int, place: int, known: int, most: int) -> int:
        content, length = self.content, known
        while length < most and content[place + length] == content[at + length]:
            length += 1
        return length


def _hasty(search: _Search) -> Iterator[tuple[_Symbol, int]]:
    """The symbols of a fast level, and where each one ends: the first good match is taken."""
    at = 0
    while at < search.size:
        search.slide(at)
        place, length, found = search.learn(at), 0, -1
        if place >= 0:
            length, found = search.longest(at, place, _SHORTEST - 1)
        if length < _SHORTEST:
            at += 1
            yield (search.content[at - 1], 0), at
            continue
        symbol = (length, at - found)
        if length <= search.effort.lazy and search.size - at - length >= _SHORTEST:
            for each in range(at + 1, at + length):
                search.learn(each)
        at += length
        yield symbol, at


def _lazy(search: _Search) -> Iterator[tuple[_Symbol, int]]:
    """The symbols of other levels: a match is taken where the next byte begins no longer one."""
    at, waiting = 0, False
    length, found = _SHORTEST - 1, -1
    while at < search.size:
        search.slide(at)
        place = search.learn(at)
        before, its_place = length, found
        length = _SHORTEST - 1
        if place >= 0 and before < search.effort.lazy:
            length, found = search.longest(at, place, before)
            if length == _SHORTEST and at - found > _FAR:
                length = _SHORTEST - 1
        if before >= _SHORTEST and length <= before:
            for each in range(at + 1, at + before - 1):
                search.learn(each)
            symbol = (before, at - 1 - its_place)
            at += before - 1
            waiting, length = False, _SHORTEST - 1
            yield symbol, at
            continue
        if waiting:
            yield (search.content[at - 1], 0), at
        waiting = True
        at += 1
    if waiting:
        yield (search.content[at - 1], 0), at


class _Bits:
    """Bits, the lowest of each byte first."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._held = self._count = 0

    def put(self, value: int, count: int) -> None:
        self._held |= value << self._count
        self._count += count
        while self._count >= 8:
            self._bytes.append(self._held & 255)
            self._held >>= 8
            self._count -= 8

    def put_bytes(self, content: bytes) -> None:
        self._bytes += self.closed()[len(self._bytes) :] + content
        self._held = self._count = 0

    def closed(self) -> bytes:
        return bytes(self._bytes) + bytes([self._held] if self._count else [])


def _ranges(extras: Sequence[int], first: int) -> list[tuple[int, int]]:
    """Where the values of each symbol begin, and how many bits tell which of them it is."""
    found = []
    for extra in extras:
        found.append((first, extra))
        first += 1 << extra
    return found


_OF_LENGTH = [*_ranges([0] * 8 + [each for each in range(1, 6) for _ in range(4)], 3), (258, 0)]
_OF_DISTANCE = _ranges([0] * 4 + [each for each in range(1, 14) for _ in range(2)], 1)


def _by_value(ranges: Sequence[tuple[int, int]], last: int) -> list[int]:
    """The symbol of each value up to the last."""
    found = [0] * (last + 1)
    for symbol, (first, extra) in enumerate(ranges):
        for value in range(first, min(first + (1 << extra), last + 1)):
            found[value] = symbol
    return found


_LENGTH_SYMBOL = _by_value(_OF_LENGTH, _LONGEST)
_DISTANCE_SYMBOL = _by_value(_OF_DISTANCE, _WINDOW)


def _write_block(bits: _Bits, block: list[_Symbol], whole: bytes | None, *, last: bool) -> None:
    """Write a block in the way that takes fewest bytes; ``whole`` is what it stands for."""
    literals, distances, extra = _counted(block)
    trees = tree(literals, 15), tree(distances, 15)
    runs = [*_runs(trees[0].lengths), *_runs(trees[1].lengths)]
    head = tree([sum(run[0] == each for run in runs) for each in range(_LENGTHS)], 7)
    padded = head.lengths + [0] * (_LENGTHS - len(head.lengths))
    shown = max(4, *(place + 1 for place, each in enumerate(_ORDER) if padded[each]))
    announced = 14 + 3 * shown + head.bits + sum(run[2] for run in runs)
    dynamic = (announced + trees[0].bits + trees[1].bits + extra + 3 + 7) >> 3
    fixed = sum(map(int.__mul__, literals, _FIXED_LITERALS)) + 5 * sum(distances)
    fixed = (fixed + extra + 3 + 7) >> 3
    if whole is not None and len(whole) + 4 <= min(dynamic, fixed):
        bits.put(_STORED << 1 | last, 3)
        size = len(whole)
        bits.put_bytes(size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little") + whole)
    elif fixed <= dynamic:
        bits.put(_FIXED << 1 | last, 3)
        _write_symbols(bits, block, codes(_FIXED_LITERALS), codes(_FIXED_DISTANCES))
    else:
        bits.put(_DYNAMIC << 1 | last, 3)
        _write_trees(bits, trees, padded, shown, runs)
        _write_symbols(bits, block, *(codes(each.lengths) for each in trees))


def _counted(block: list[_Symbol]) -> tuple[list[int], list[int], int]:
    """How often each symbol of both alphabets occurs, and how many bits follow them in all."""
    literals, distances, extra = [0] * _LITERALS, [0] * _DISTANCES, 0
    literals[_END] = 1
    for value, distance in block:
        if not distance:
            literals[value] += 1
            continue
        one, other = _LENGTH_SYMBOL[value], _DISTANCE_SYMBOL[distance]
        literals[_END + 1 + one] += 1
        distances[other] += 1
        extra += _OF_LENGTH[one][1] + _OF_DISTANCE[other][1]
    return literals, distances, extra


def _runs(lengths: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """The lengths of a code, shortened where they repeat: symbol, what follows it, its bits."""
    before, at = -1, 0
    while at < len(lengths):
        each = lengths[at]
        most = 138 if not each else 6 if each == before else 7
        run = 1
        while run < most and at + run < len(lengths) and lengths[at + run] == each:
            run += 1
        at += run
        if run < (4 if each and each != before else 3):
            yield from [(each, 0, 0)] * run
        elif not each:
            yield (17, run - 3, 3) if run <= 10 else (18, run - 11, 7)
        else:
            if each != before:
                yield each, 0, 0
                run -= 1
            yield 16, run - 3, 2
        before = each


def _write_trees(
    bits: _Bits,
    trees: tuple[Tree, Tree],
    lengths: Sequence[int],
    shown: int,
    runs: Sequence[tuple[int, int, int]],
) -> None:
    """Announce the codes of a block."""
    bits.put(len(trees[0].lengths) - _END - 1, 5)
    bits.put(len(trees[1].lengths) - 1, 5)
    bits.put(shown - 4, 4)
    for each in _ORDER[:shown]:
        bits.put(lengths[each], 3)
    of_runs = codes(lengths)
    for symbol, more, count in runs:
        bits.put(*of_runs[symbol])
        bits.put(more, count)


def _write_symbols(
    bits: _Bits, block: list[_Symbol], literals: Sequence[Code], distances: Sequence[Code]
) -> None:
    for value, distance in block:
        if not distance:
            bits.put(*literals[value])
            continue
        symbol = _LENGTH_SYMBOL[value]
        bits.put(*literals[_END + 1 + symbol])
        bits.put(value - _OF_LENGTH[symbol][0], _OF_LENGTH[symbol][1])
        symbol = _DISTANCE_SYMBOL[distance]
        bits.put(*distances[symbol])
        bits.put(distance - _OF_DISTANCE[symbol][0], _OF_DISTANCE[symbol][1])
    bits.put(*literals[_END])
