"""A file that was taken apart is put together on any computer, whatever zlib it has."""

import hashlib
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iku_workbook.registry import compact
from iku_workbook.registry.compact import put_together, take_apart, zlib_is_classic
from iku_workbook.registry.deflate import deflate
from tests.registry.test_contents import SENT

LEVELS = (6, 9, 1)
oracle = pytest.mark.skipif(not zlib_is_classic(), reason="this computer's zlib is another")
LONG = [
    b"a" * 70_000,
    b'<c r="A1"><v>%d</v></c>' * 4_000 % tuple(n * n % 997 for n in range(4_000)),
    b"".join(bytes([n * n * n % 251]) * (n % 5) for n in range(30_000)),
    bytes(n * n * 7919 // 64 & 255 for n in range(20_000)),
]


def classic(content, level):
    deflating = zlib.compressobj(level, zlib.DEFLATED, -15)
    return deflating.compress(content) + deflating.flush()


@pytest.fixture
def another_zlib(monkeypatch):
    """A zlib that deflates otherwise, as zlib-ng does."""
    packed = zlib.compressobj
    monkeypatch.setattr(
        compact.zlib, "compressobj", lambda level, *more: packed(level, *more, 5, zlib.Z_FILTERED)
    )
    zlib_is_classic.cache_clear()
    yield
    zlib_is_classic.cache_clear()


@st.composite
def contents(draw):
    """Bytes of few or many kinds that repeat in pieces, near and far, or not at all."""
    kinds = draw(st.sampled_from([2, 4, 40, 256]))
    pieces = draw(st.lists(st.binary(max_size=40), min_size=1, max_size=6))
    random = draw(st.randoms(use_true_random=False))
    between = bytes(random.choices(range(kinds), k=draw(st.integers(0, 3_000))))
    repeated = b"".join(random.choices(pieces, k=draw(st.integers(0, 300))))
    return draw(st.sampled_from([between, repeated, repeated + between + repeated]))


@oracle
@settings(max_examples=50, deadline=None)
@given(contents(), st.sampled_from(LEVELS))
def test_the_bytes_are_zlib_s(content, level):
    """quality.md#any-zlib: what was taken apart elsewhere comes back to the byte."""
    assert deflate(content, level) == classic(content, level)


@oracle
@pytest.mark.parametrize("level", LEVELS)
def test_the_bytes_of_what_is_long_are_zlib_s(level):
    """quality.md#any-zlib: in several blocks, and past zlib's window, too."""
    for content in LONG:
        assert deflate(content, level) == classic(content, level)


def test_the_known_answers_are_the_classic_zlib_s():
    """quality.md#any-zlib: what tells zlibs apart is what our own deflate makes as well."""
    content = compact.probe()
    for level, known in compact.KNOWN.items():
        assert hashlib.sha256(deflate(content, level)).hexdigest() == known


def test_where_zlib_is_another_everything_is_kept_and_read(another_zlib):
    """quality.md#any-zlib: there a file is kept in one piece, and one that was taken apart where
    zlib is the classic one comes back to the byte.
    """
    data = SENT[0].read_bytes()
    assert not zlib_is_classic()
    kept = take_apart(data)
    assert not kept.names
    assert put_together(kept.content) == data


@oracle
def test_a_return_that_was_taken_apart_is_read_where_zlib_is_another(request):
    """quality.md#any-zlib: one return of each quarter."""
    returns = [each.read_bytes() for each in SENT[::20]]
    apart = [take_apart(each) for each in returns]
    assert all(each.names for each in apart)
    request.getfixturevalue("another_zlib")
    assert not zlib_is_classic()
    assert [put_together(each.content) for each in apart] == returns
