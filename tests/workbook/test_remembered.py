"""Rows, margins and names that are written alike are understood once, and decide nothing else."""

import pytest

from iku_workbook.cell_addresses import a1
from iku_workbook.workbook.reading import row_shapes
from iku_workbook.workbook.reading.workbook import Budget, Unreadable, read
from tests.workbook.oracles import as_tree
from tests.workbook.test_read_fuzz import outcome
from tests.workbook.tiny import (
    CUSTOM,
    TRANSITIONAL,
    VALUES,
    book,
    cells,
    parts,
    relationships,
    worksheet,
    zipped,
)

ROW = cells('s="1" t="s"><v>0</v>', 's="1" t="d"><v>2024-02-01</v>', 't="str"><v>ya</v>')
STYLES = '<cellXfs><xf numFmtId="0"/><xf numFmtId="{}"><protection locked="{}"/></xf></cellXfs>'


def first(data, budget=Budget()):  # noqa: B008 - frozen
    return read(data, budget).sheets[0]


def test_a_row_is_read_by_its_own_workbook():
    """quality.md#read-before: the same row, under other texts, styles and days, says other things,
    and the same ones when they come again.
    """

    def made(text, number_format, locked, properties=""):
        workbook = (
            f'<workbook xmlns="{TRANSITIONAL}" xmlns:r="http://schemas.openxmlformats.org/'
            f'officeDocument/2006/relationships">{properties}<sheets>'
            '<sheet name="S1" sheetId="1" r:id="rId1"/></sheets></workbook>'
        )
        strings, styles = f"<si><t>{text}</t></si>", STYLES.format(number_format, locked)
        return book(worksheet(ROW), strings=strings, styles=styles, workbook=workbook)

    for _ in range(2):
        for text, number_format, locked, properties in (
            ("a", 0, 1, ""),
            ("b", 0, 1, ""),
            ("b", 9, 1, ""),
            ("b", 9, 0, ""),
            ("b", 9, 0, '<workbookPr date1904="1"/>'),
        ):
            data = made(text, number_format, locked, properties)
            workbook = read(data, Budget())
            text_cell, day, own = workbook.sheets[0].cells.values()
            assert (text_cell.value, own.value) == (text, "ya")
            assert (day.is_percent, day.locked) == (number_format == 9, locked == 1)
            assert day.value == (43861.0 if properties else 45323.0)
            assert workbook == as_tree(data)


def test_a_row_keeps_to_the_limits_of_its_own_reading():
    """quality.md#read-before: a text, a number of cells and a missing text are refused although the
    same row was read before.
    """
    text = "a" * 50
    row = cells(f't="str"><v>{text}</v>', 't="s"><v>1</v>')
    strings = "<si><t>a</t></si><si><t>b</t></si>"
    assert first(book(worksheet(row), strings=strings)).cells[1, 1].value == text
    for budget, code in ((Budget(text=40), "FILE-028"), (Budget(cells=1), "FILE-027")):
        with pytest.raises(Unreadable) as caught:
            read(book(worksheet(row), strings=strings), budget)
        assert caught.value.code == code
    with pytest.raises(Unreadable) as caught:
        read(book(worksheet(row), strings="<si><t>a</t></si>"), Budget())
    assert (caught.value.code, caught.value.data["cell"]) == ("FILE-033", "B1")


def test_shared_formulas_follow_their_own_sheet():
    """quality.md#read-before: a row of a shared formula means what its first cell says here."""
    follower = '<row r="2"><c r="A2"><f t="shared" si="0"/></c></row>'
    for formula, moved in (("B1+1", "B2+1"), ("C1*2", "C2*2")):
        master = f'<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">{formula}</f></c></row>'
        assert first(book(worksheet(master + follower))).cells[2, 1].formula == moved


def test_what_is_remembered_is_bounded(monkeypatch):
    """quality.md#read-before: long rows and rows with long texts are not kept, and of others no
    more than so many, however many files come.
    """
    row_shapes.forget()
    wide = "".join(
        f'<row r="{n}">{"".join(f"""<c r="{a1(n, m)}" s="1"/>""" for m in range(1, 400))}</row>'
        for n in (1, 2)
    )
    read(book(worksheet(wide)), Budget())
    assert not row_shapes.remembered()
    monkeypatch.setattr(row_shapes, "_BYTES", 1 << 20)
    row_shapes.forget()
    for start in range(6):
        texts = (
            f'<row r="{n}"><c r="A{n}" t="str"><v>{start}{"x" * 4_000}</v></c></row>'
            for n in range(1, 201)
        )
        read(book(worksheet("".join(texts))), Budget(ratio=1_000))
        assert 4 * sum(map(len, values_remembered())) <= row_shapes._BYTES


def test_a_sheet_that_comes_again_is_known_by_all_that_stands_around_its_values():
    """quality.md#read-before: of sheets that differ around a value each is read as it is, in any
    order, and one that is not well formed is never taken for one that is.
    """
    row_shapes.forget()
    plain = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1+1</f><v>2</v></c></row>'
    others = (
        plain,
        plain.replace("<v>2</v>", "<v>35</v>"),
        plain.replace("A1+1", "A1+2"),
        plain.replace("A1+1", "A1*1"),
        plain.replace('r="1"', 'r="1" ht="3"'),
        plain.replace("<v>1</v>", "<v>1<v>"),
        plain.replace("<v>1</v>", "<v>1</v></v>"),
        plain.replace("<v>1</v>", "<v><v>1</v></v>"),
        plain.replace("<v>1</v>", "<v>1</v><!-- -->"),
        plain.replace("<v>1</v></c>", "<v>1").replace("<v>2", "</v></c><v>2"),
    )
    found = {}
    for _ in range(3):
        for row in others:
            data = book(worksheet(row))
            said = found.setdefault(row, outcome(data))
            assert outcome(data) == said
            general = outcome(data, as_tree)
            assert said == general or (isinstance(said, str) and isinstance(general, str))
    assert sum(not isinstance(each, str) for each in found.values()) >= 5


def test_sheets_that_are_remembered_are_bounded(monkeypatch):
    """quality.md#read-before: of sheets the oldest are forgotten, and large ones not remembered."""
    monkeypatch.setattr(row_shapes, "_BYTES_OF_SHEETS", 1 << 16)
    monkeypatch.setattr(row_shapes, "_LARGEST_SHEET", 1 << 14)
    row_shapes.forget()
    for start in range(1, 40):
        for _ in range(3):
            rows = (f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, start + 1))
            assert len(first(book(worksheet("".join(rows)))).cells) == start
    kept = [each for alike in row_shapes._memory.sheets.values() for each in alike]
    assert 0 < sum(each.size for each in kept) <= 1 << 16
    assert max(each.size for each in kept) <= 1 << 14


def values_remembered():
    shapes = row_shapes.remembered().values()
    slots = (slot for shape in shapes for slot in shape.slots)
    return [cell.value for slot in slots for cell in slot.memory.values()]


@pytest.mark.parametrize(
    ("after", "names"),
    [
        ("<headerFooter><oddHeader> a &amp;amp; b </oddHeader><oddFooter/></headerFooter>", ""),
        ("<headerFooter><oddHeader>a</oddHeader>\n<oddFooter>b</oddFooter></headerFooter>", ""),
        ("<headerFooter><oddHeader>a<x/>b</oddHeader></headerFooter>", ""),
        ("<x><headerFooter><oddHeader>a</oddHeader></headerFooter></x>", ""),
        ("<headerFooter><oddHeader>a</oddFooter></headerFooter>", ""),
        ("<headerFooter><oddHeader>a &foo; b</oddHeader></headerFooter>", ""),
        ('<headerFooter xmlns="x"><oddHeader>a</oddHeader></headerFooter>', ""),
        ("", '<definedName name="a" hidden="1">S1!$A$1</definedName>'),
        ("", '<definedName name="a">1</definedName><definedName name="a">2</definedName>'),
        ("", '<definedName name="a" localSheetId="0"> 1 </definedName>'),
        ("", '<definedName name="a&amp;b">1</definedName>'),
        ("", '<definedName name="a" name="b">1</definedName>'),
        ("", '<definedName name="a">&bar;</definedName>'),
        ("", '<definedName name="a"/>'),
        ("", '<definedName name="a">x<y/></definedName>'),
    ],
)  # fmt: skip
def test_margins_and_names_read_apart_say_the_same(after, names):
    """quality.md#read-before: what is taken out before the rest is remembered is read as the whole
    would be, or refused as it is.
    """
    for outer in ("<definedNames>{}</definedNames>", '<definedNames xmlns="x">{}</definedNames>'):
        block = outer.format(names) if names else ""
        data = book(worksheet(ROW.replace('t="s"', ""), after=after), names=block)
        found = [outcome(data), outcome(data), outcome(data, as_tree)]
        assert found[0] == found[1] == found[2]


@pytest.mark.parametrize(
    "content",
    [
        '<property name="a"><vt:lpwstr>{}</vt:lpwstr></property>',
        '<property name="a"><vt:lpwstr x=">">{}</vt:lpwstr></property>',
        '<property name="a"><vt:lpwstr>{}<!-- --></vt:lpwstr></property>',
        '<property name="a"><vt:lpwstr>{}</vt:lpwstr></property><!-- <vt:lpwstr> -->',
        '<property name="a"><vt:lpwstr>{}</vt:lpwstr></property>'
        '<property name="b"><vt:bstr></vt:bstr></property>',
        '<property name="b"><vt:bstr/></property><x><vt:lpwstr>{}</vt:lpwstr></x>',
        '<property name="a"><vt:lpwstr>{}</vt:lpwstr></property>'
        '<property name="b"><vt:lpwstr>2</vt:lpwstr></property>',
        '<property name="a"><vt:lpwstr/></property><property name="b"><vt:i4>{}</vt:i4></property>',
    ],
)
def test_a_property_of_a_return_is_read_as_in_its_own_part(content):
    """quality.md#read-before: the text that stands among what many returns have around it is read
    as where the whole part is parsed, and no part that is damaged is taken for a sound one.
    """
    texts = ("1|a", "2|b", "a &amp; b", "a &lt;&#10;_x0041_ ", "", "&nbsp;", "]]>", "\t\n", "</")
    found = []
    for text in texts * 2:
        properties = f'<Properties xmlns="{CUSTOM}" xmlns:vt="{VALUES}">{content}</Properties>'
        named = ("rId1", "officeDocument", "xl/workbook.xml"), ("c", "custom-properties", "c.xml")
        made = parts(worksheet())
        made |= {"_rels/.rels": relationships(*named), "c.xml": properties.replace("{}", text)}
        said = outcome(zipped(made))
        assert said == outcome(zipped(made), as_tree)
        found.append(said)
    assert any(not isinstance(each, str) for each in found)
