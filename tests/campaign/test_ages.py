"""Which of two returns is newer: by what says when they were saved, never by their names."""

import contextlib
import datetime
import itertools
import os
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iku_workbook.campaign.ages import Age, age_of
from iku_workbook.campaign.sources import gather, opened_archive
from iku_workbook.workbook.reading.plain_archive import NotPlain
from iku_workbook.workbook.reading.saved import saved_at, saved_in
from samples.year import QUARTER

NOW = datetime.datetime(2025, 4, 7, 9, 0, tzinfo=datetime.UTC)
DAY = 86_400.0
APRIL = datetime.datetime(2025, 4, 2, 8, 30, tzinfo=datetime.UTC)
TIMES = st.none() | st.sampled_from([0.0, 30.0, DAY, 2 * DAY])


def core(modified=None, created="2025-01-01T00:00:00Z"):
    """A workbook's properties, with these times in them."""
    times = (("created", created), ("modified", modified))
    return "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{time}</dcterms:{name}>'
        for name, time in times
        if time
    )


def archive(*members, **options):
    """A zip archive of names, contents and times."""
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w") as file:
        for name, data, *time in members:
            file.writestr(zipfile.ZipInfo(name, *time), data, **options)
    return whole.getvalue()


@pytest.mark.parametrize(
    ("xml", "saved"),
    [
        (core("2025-04-02T08:30:00Z"), APRIL),
        (core("2025-04-02T15:30:00+07:00"), APRIL),
        (core("2025-04-02T08:30:00.000Z"), APRIL),
        (core("2025-04-02T08:30:00", None), APRIL),
        (core("2025-04-02T08:30:00Z").replace("dcterms:", ""), APRIL),
        (core("2025-01-01T00:00:00Z"), None),  # as it was issued
        (core("2009-01-01T00:00:00Z"), None),  # a clock that lost its battery
        (core(), None),
        (core("yesterday"), None),
        (core("9999-12-31T23:59:59-23:59"), None),
        ("", None),
        ("x" * 70_000, None),
    ],
)
def test_what_a_workbook_says_of_when_it_was_saved(xml, saved):
    """quality.md#newer: the workbook's own time, where it has one that can be."""
    whole = archive(("docProps/core.xml", xml.encode()))
    with zipfile.ZipFile(BytesIO(whole)) as book:
        assert saved_at(book) == saved
    assert saved_in(whole) == saved


def by_zipfile(whole):
    """When a file says that it was saved, as zipfile and we ourselves read it."""
    book = opened_archive(BytesIO(whole))
    return saved_at(book) if book else None


PLAIN = [
    archive(*members, compress_type=method)
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    for members in (
        [("docProps/core.xml", core("2025-04-02T08:30:00Z"))],
        [
            ("a", b""),
            ("DOCPROPS/core.xml", core("2025-04-02T08:30:00Z")),
            ("docProps/core.xml", b""),
        ],
    )
]


@given(
    st.sampled_from(PLAIN),
    st.lists(
        st.tuples(st.integers(0, 1 << 12), st.sampled_from([0, 1]), st.binary(max_size=2)),
        max_size=4,
    ),
)
def test_however_an_archive_is_damaged_it_says_what_zipfile_reads(whole, changes):
    """quality.md#newer: the shorter way leaves to zipfile whatever is odd."""
    for at, gone, put in changes:
        place = at % len(whole)
        whole = whole[:place] + put + whole[place + max(gone, len(put)) :]
        if not whole:
            return
    with contextlib.suppress(NotPlain):
        assert saved_in(whole) == by_zipfile(whole)


def test_genuine_returns_are_plain_archives():
    """quality.md#newer: the shorter way is the way of nearly all."""
    for path in QUARTER.glob("*.xlsx"):
        data = path.read_bytes()
        assert saved_in(data) == by_zipfile(data) is not None


def test_a_workbook_without_properties_says_nothing():
    """quality.md#newer: many programs write none, and what is damaged says nothing either."""
    data = bytearray(archive(("docProps/core.xml", b"<x/>" * 50), compress_type=8))
    data[60:70] = bytes(10)
    for whole in (archive(("xl/workbook.xml", b"")), bytes(data)):
        with zipfile.ZipFile(BytesIO(whole)) as book:
            assert saved_at(book) is None


def test_properties_packed_as_no_workbook_is_say_nothing():
    """quality.md#never-raises: other ways of packing fail in other ways."""
    whole = archive(("docProps/core.xml", core("2025-04-02T08:30:00Z").encode()), compress_type=14)
    damaged = whole.replace(b"core.xml\x09\x04\x05\x00", b"core.xml\x09\x04\x01\x00", 1)
    assert damaged != whole
    for data in (whole, damaged):
        with zipfile.ZipFile(BytesIO(data)) as book:
            assert saved_at(book) is None


@pytest.mark.parametrize(
    ("one", "other", "newer"),
    [
        (Age(workbook=DAY), Age(workbook=0), True),
        (Age(workbook=1), Age(workbook=0), True),
        (Age(member=DAY), Age(member=0), True),
        (Age(member=30), Age(member=0), None),  # packed at once
        (Age(file=DAY), Age(file=0), True),
        (Age(file=30), Age(file=0), None),  # unpacked or copied at once
        (Age(DAY, DAY, DAY), Age(0, 0, 0), True),
        (Age(DAY, None, 30), Age(0, None, 0), True),
        (Age(workbook=DAY, file=0), Age(workbook=0, file=DAY), None),  # they contradict each other
        (Age(workbook=DAY), Age(file=0), None),
        (Age(), Age(), None),
    ],
)
def test_what_tells_decides_and_what_contradicts_is_asked(one, other, newer):
    """quality.md#newer: the table of docs/registry.md."""
    assert one.newer_than(other) is newer
    assert other.newer_than(one) is (None if newer is None else not newer)


@given(*[st.builds(Age, TIMES, TIMES, TIMES)] * 2)
def test_nothing_is_newer_than_what_is_newer_than_it(one, other):
    """quality.md#newer: both ways round it comes to the same; of itself nobody can tell."""
    assert one.newer_than(one) is None
    told = {one.newer_than(other), other.newer_than(one)}
    assert told in ({None}, {True, False})
    by_each = {
        first > second
        for first, second, apart in zip(
            (one.workbook, one.member, one.file),
            (other.workbook, other.member, other.file),
            (0, 60, 60),
            strict=True,
        )
        if first is not None and second is not None and abs(first - second) > apart
    }
    assert (one.newer_than(other) is None) == (len(by_each) != 1)


@given(*[st.builds(Age, *[st.sampled_from([0.0, DAY, 2 * DAY])] * 3)] * 2)
def test_the_older_of_two_is_taken_first(one, other):
    """quality.md#newer: where something tells, files are taken in that order."""
    if one.newer_than(other):
        assert one.order > other.order


def test_the_ages_of_a_file_and_of_a_member(tmp_path):
    """quality.md#newer: a clock that runs ahead tells nothing, and it is said; nor does a zip
    without times.
    """
    book = archive(
        ("[Content_Types].xml", b""), ("docProps/core.xml", core("2025-04-02T08:30:00Z"))
    )
    ahead = archive(("docProps/core.xml", core("2031-01-01T00:00:00Z")))
    members = [
        ("a.xlsx", book, (2025, 4, 3, 9, 0, 0)),
        ("b.xlsx", ahead, (1980, 1, 1, 0, 0, 0)),
        ("c.xlsx", b"no workbook", (2107, 12, 31, 0, 0, 0)),
    ]
    (tmp_path / "all.zip").write_bytes(archive(*members))
    (tmp_path / "d.xlsx").write_bytes(book)
    for name, time in (("all.zip", NOW), ("d.xlsx", NOW + datetime.timedelta(days=3))):
        os.utime(tmp_path / name, (time.timestamp(),) * 2)
    ages = [age_of(each, NOW) for each in gather([str(tmp_path)])]
    packed = datetime.datetime(2025, 4, 3, 9, 0).timestamp()
    assert ages == [
        Age(APRIL.timestamp(), packed, NOW.timestamp()),
        Age(None, None, NOW.timestamp(), is_ahead=True),
        Age(None, None, NOW.timestamp(), is_ahead=True),
        Age(APRIL.timestamp(), None, None, is_ahead=True),
    ]
    assert all(a.newer_than(b) is None for a, b in itertools.pairwise(ages))
