"""Huffman codes as the classic zlib chooses them, of several that are equally short.

Where two symbols are equally frequent, their order in the heap and the depth of what is below them
say which one is joined first; so the heap is zlib's, step by step, and none of the library's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Code = tuple[int, int]
"""The bits of a symbol, in the order in which they are written, the first one lowest; how many."""

_LEAST = 2  # symbols of any code: zlib adds some that never occur


@dataclass(slots=True)
class Tree:
    """The lengths of the codes of all symbols up to the last that occurs; 0 of one that does not.

    bits  of all symbols together, as often as they occur, without what follows a code
    """

    lengths: list[int]
    bits: int


def tree(frequencies: Sequence[int], longest: int) -> Tree:
    """The code for symbols that occur so often, each of at most ``longest`` bits."""
    counts = list(frequencies)
    symbols = [symbol for symbol, count in enumerate(counts) if count]
    last = symbols[-1] if symbols else -1
    while len(symbols) < _LEAST:
        added = last = last + 1 if last < _LEAST else 0
        counts[added] = 1
        symbols.append(added)
    last = max(symbols)
    lengths = _lengths(counts, symbols, longest)[: last + 1]
    return Tree(lengths, sum(map(int.__mul__, frequencies, lengths)))


def codes(lengths: Sequence[int]) -> list[Code]:
    """The canonical codes of these lengths (RFC 1951, 3.2.2)."""
    following, code = {}, 0
    for length in range(1, max(lengths) + 1):
        following[length] = code
        code = (code + sum(each == length for each in lengths)) << 1
    found = []
    for length in lengths:
        if not length:
            found.append((0, 0))
            continue
        found.append((int(f"{following[length]:0{length}b}"[::-1], 2), length))
        following[length] += 1
    return found


class _Heap:
    """The least frequent first; of those the one with less below it, and then as they stand."""

    def __init__(self, counts: Sequence[int], symbols: Sequence[int]) -> None:
        self.counts = list(counts)
        self.depths = [0] * len(counts)
        self._nodes = [-1, *symbols]
        for place in range(len(symbols) // 2, 0, -1):
            self._sink(place)

    def __len__(self) -> int:
        return len(self._nodes) - 1

    def least(self) -> int:
        return self._nodes[1]

    def take(self) -> int:
        least = self._nodes[1]
        last = self._nodes.pop()
        if len(self):
            self._nodes[1] = last
            self._sink(1)
        return least

    def replace(self, node: int) -> None:
        self._nodes[1] = node
        self._sink(1)

    def _sink(self, place: int) -> None:
        nodes, node = self._nodes, self._nodes[place]
        while (below := 2 * place) < len(nodes):
            if below + 1 < len(nodes) and self._is_before(nodes[below + 1], nodes[below]):
                below += 1
            if self._is_before(node, nodes[below]):
                break
            nodes[place] = nodes[below]
            place = below
        nodes[place] = node

    def _is_before(self, one: int, other: int) -> bool:
        mine, its = self.counts[one], self.counts[other]
        return mine < its or (mine == its and self.depths[one] <= self.depths[other])


def _lengths(counts: Sequence[int], symbols: Sequence[int], longest: int) -> list[int]:
    """The length of each symbol's code."""
    heap, size = _Heap(counts, symbols), len(counts)
    above: dict[int, int] = {}
    joined: list[int] = []  # nodes, the least frequent first
    while True:
        one, other = heap.take(), heap.least()
        node = len(heap.counts)
        joined += (one, other)
        above[one] = above[other] = node
        heap.counts.append(heap.counts[one] + heap.counts[other])
        heap.depths.append(max(heap.depths[one], heap.depths[other]) + 1)
        heap.replace(node)
        if len(heap) == 1:
            break
    lengths = [0] * len(heap.counts)
    too_long = 0
    for each in reversed(joined):
        lengths[each] = lengths[above[each]] + 1
        if lengths[each] > longest:
            lengths[each] = longest
            too_long += 1
    if too_long:
        _shorten(lengths, [each for each in joined if each < size], longest, too_long)
    return lengths[:size]


def _shorten(lengths: list[int], symbols: Sequence[int], longest: int, too_long: int) -> None:
    """Give codes that were cut to ``longest`` bits room by lengthening others."""
    number = [sum(lengths[each] == bits for each in symbols) for bits in range(longest + 1)]
    while too_long > 0:
        bits = longest - 1
        while not number[bits]:
            bits -= 1
        number[bits] -= 1
        number[bits + 1] += 2
        number[longest] -= 1
        too_long -= 2
    least_first = iter(symbols)
    for bits in range(longest, 0, -1):
        for _ in range(number[bits]):
            lengths[next(least_first)] = bits
