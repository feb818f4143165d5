"""The reader on arbitrary and damaged bytes: it gives a workbook or raises Unreadable."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iku_workbook.workbook.reading.workbook import Budget, Unreadable, read
from tests.workbook.oracles import as_tree
from tests.workbook.tiny import cells, parts, worksheet, zipped
from tests.workbook.writers import LIBRARIES

pytestmark = pytest.mark.slow

DATA = worksheet(
    cells(
        't="s"><v>0</v>',
        's="1"><f t="shared" ref="B1:C1" si="0">A1&amp;"x"</f><v>2</v>',
        '><f t="shared" si="0"/><v>3.5</v>',
        't="str"><f>A1</f><v>ya &amp; tidak</v>',
        't="b"><v>1</v>',
        't="e"><v>#N/A</v>',
    )
    + '<row r="3" spans="1:2"><c r="A3" t="d"><v>2024-02-01</v></c><c r="B3"/></row>',
    after='<sheetProtection sheet="1"/><headerFooter differentFirst="false"><oddHeader/>'
    "<oddFooter>&amp;L&amp;8No. 1</oddFooter></headerFooter>",
)
PARTS = parts(
    DATA,
    strings='<si><t>a&#10;</t></si><si><t xml:space="preserve"> b </t></si>'
    '<si><r><rPr><b val="true"/><sz val="9"/></rPr><t>c </t></r><r><t>d</t></r></si>',
    styles='<cellXfs><xf numFmtId="0"/><xf numFmtId="14"><protection locked="0"/></xf></cellXfs>',
    names='<definedNames><definedName name="x">S1!$A$1</definedName>'
    '<definedName name="y" localSheetId="0">"1|a&amp;b"</definedName></definedNames>',
)
GENUINE = [zipped(PARTS), *(make(0) for make in LIBRARIES.values())]

edits = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 12),
        st.one_of(
            st.binary(max_size=4),
            st.sampled_from(
                [b"<", b">", b"/>", b'"', b"&", b"&amp;", b"]]>", b"<!--", b"-->", b"<c>", b"</c>",
                 b"<row>", b"</row>", b"<v>", b"</v>", b"<c/>", b"<f>", b' r="A1"', b' t="s"',
                 b"\n", b"_x0041_", b"\xef\xbf\xbe", b"<![CDATA[", b"'", b" ", b"x:", b"-",
                 b' xmlns="x"', b"9" * 400]
            ),
        ),
    ),
    min_size=1,
    max_size=4,
)  # fmt: skip


def edited(data, changes):
    for where, removed, inserted in changes:
        start = int(where * len(data))
        data = data[:start] + inserted + data[start + removed :]
    return data


def outcome(data, reading=lambda data: read(data, Budget())):
    try:
        return reading(data)
    except Unreadable as error:
        return error.code


def assert_both_readers_agree(data):
    """The strict reader takes nothing that the general one refuses, nor for something else."""
    found, general = outcome(data), outcome(data, as_tree)
    assert found == general or (isinstance(found, str) and isinstance(general, str))


@given(st.binary(max_size=300))
def test_any_bytes(data):
    """quality.md#hostile: each ends in a named finding, 0 tracebacks."""
    for start in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        assert isinstance(outcome(start + data), str)


@settings(max_examples=300)
@given(st.sampled_from(GENUINE), edits)
def test_damaged_archives(data, changes):
    """quality.md#hostile: bit flips, truncation; 0 tracebacks."""
    outcome(edited(data, changes))


@given(st.sampled_from(GENUINE), st.floats(0, 1, exclude_max=True))
def test_cut_off_archives(data, where):
    """quality.md#hostile: truncation ends in its own finding."""
    assert outcome(data[: int(where * len(data))]) in {"FILE-001", "FILE-012"}


@settings(max_examples=1000)
@given(st.sampled_from([name for name in PARTS if name != "[Content_Types].xml"]), edits)
def test_damaged_parts(part, changes):
    """quality.md#hostile: 0 tracebacks; both readers say the same."""
    data = zipped({**PARTS, part: edited(PARTS[part].encode(), changes)})
    assert_both_readers_agree(data)


@settings(max_examples=30)
@given(st.sampled_from(GENUINE[1:]), st.data())
def test_damaged_parts_of_the_libraries(data, draw):
    """quality.md#hostile: the same for what real writers write."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        whole = {name: archive.read(name) for name in archive.namelist()}
    part = draw.draw(st.sampled_from([name for name in whole if name.startswith("xl/")]))
    whole[part] = edited(whole[part], draw.draw(edits))
    assert_both_readers_agree(zipped(whole))
