"""A text that is drawn in several ways is read as a person sees it, or asked about."""

import pickle

import pytest
from lxml import etree

from iku_workbook.workbook.reading.budget import Budget
from iku_workbook.workbook.reading.workbook import read
from tests.checks.test_seen import (
    BANNER,
    BUKTI,
    CREAM,
    DATANG,
    ENTRY,
    GUIDE,
    LABEL,
    NAMA,
    PAPER,
    REGISTER,
    SEJAK,
    SIGNED,
    SPACE,
    TANGGAL,
    WHITE,
    alone,
    found,
    looking,
)
from tests.forms import GOOD, change_part, check, filled, put
from tests.workbook.oracles import as_tree

HIDDEN, BLACK = '<color rgb="FFFFF2CC"/>', '<color theme="1"/>'
TINY, SYMBOLS = '<sz val="1"/>', '<rFont val="Wingdings"/>'
LINE, RAISED, LOWERED = (
    "<strike/>",
    '<vertAlign val="superscript"/>',
    '<vertAlign val="subscript"/>',
)
AID = '<rPh sb="0" eb="1"><t>{}</t></rPh>'
OWN, OTHER, STRUCK, HINT = "LOCK-025", "LOCK-023", "LOCK-038", "VALUE-008"


def runs(*parts):
    """Runs of a text: each a look and what stands in it; a text alone has the cell's font."""
    made = ((each, None) if isinstance(each, str) else each for each in parts)
    return "".join(
        f"<r>{f'<rPr>{look}</rPr>' if look is not None else ''}"
        f'<t xml:space="preserve">{text}</t></r>'
        for text, look in made
    )


def inline(sheet, at, content):
    """A cell whose text stands in it."""
    return lambda data: put(data, f"{sheet}!{at}", f"<is>{content}</is>", "inlineStr")


def shared(sheet, at, content):
    """A cell that refers to a text of the workbook, as Excel writes it."""

    def alter(data):
        numbers = []

        def more(root):
            root.append(etree.fromstring(f'<si xmlns="{SPACE[1:-1]}">{content}</si>'))
            numbers.append(len(root) - 1)

        data = change_part(data, "xl/sharedStrings.xml", more)
        return put(data, f"{sheet}!{at}", f"<v>{numbers[0]}</v>", "s")

    return alter


def both(sheet, at, content):
    return [shared(sheet, at, content), inline(sheet, at, content)]


def struck(sheet, at):
    """A cell of a struck font."""

    def alter(data):
        data = looking(sheet, at, size=11)(data)

        def strike(root):
            etree.SubElement(root.find(f"{SPACE}fonts")[-1], f"{SPACE}strike")

        return change_part(data, "xl/styles.xml", strike)

    return [alter]


def and_white(sheet, at, content, **look):
    """Runs in a cell whose own font cannot be seen."""
    return [lambda data: looking(sheet, at, **look)(shared(sheet, at, content)(data))]


KINDS = {
    # Another figure is seen than is read.
    "a digit as its background": (
        both(ENTRY, DATANG, runs(("4", BLACK), ("0", HIDDEN))),
        {(OWN, DATANG), (HINT, DATANG)},
    ),
    "a digit before": (
        both(ENTRY, DATANG, runs(("4", HIDDEN), ("0", BLACK))),
        {(OWN, DATANG), (HINT, DATANG)},
    ),
    "a tiny digit": (both(ENTRY, DATANG, runs("4", ("0", TINY))), {(OWN, DATANG), (HINT, DATANG)}),
    "a symbol": (both(ENTRY, DATANG, runs("4", ("0", SYMBOLS))), {(OWN, DATANG), (HINT, DATANG)}),
    "white by the theme, on white": (
        and_white(ENTRY, DATANG, runs("4", ("0", '<color theme="0"/>')), paper=WHITE),
        {(OWN, DATANG), (HINT, DATANG)},
    ),
    "the background of the cell alone": (
        and_white(
            ENTRY,
            DATANG,
            runs("4", ("0", '<color rgb="FF123456"/>')),
            paper={"rgb": "FF123456"},
            ink=WHITE,
        ),
        {(OWN, DATANG), (HINT, DATANG)},
    ),
    "a power": (
        both(ENTRY, DATANG, runs("4", ("0", RAISED))),
        {(OWN, DATANG), (HINT, DATANG)},
    ),
    "an index": (both(ENTRY, DATANG, runs("4", ("0", LOWERED))), {(OWN, DATANG), (HINT, DATANG)}),
    "a figure above": (
        both(ENTRY, DATANG, "<t>40</t>" + AID.format("400")),
        {(OWN, DATANG), (HINT, DATANG)},
    ),
    "a date": (
        both(ENTRY, SEJAK, runs("17/08/20", ("24", HIDDEN))),
        {(OWN, SEJAK), (HINT, SEJAK), ("VALUE-022", TANGGAL[1])},
    ),
    "words": (both(ENTRY, NAMA, runs("Melati ", ("1", HIDDEN))), {(OWN, NAMA)}),
    "words of a register": (
        both(REGISTER, BUKTI, runs("ST", ("/1", '<color rgb="FFFFFFFF"/><sz val="2"/>'))),
        {(OWN, BUKTI)},
    ),
    "a label": (both(ENTRY, LABEL, None), {(OTHER, LABEL)}),
    # Nobody knows whether what is struck out still holds.
    "a digit struck out": (
        both(ENTRY, DATANG, runs("4", ("0", LINE))),
        {(STRUCK, DATANG), (HINT, DATANG)},
    ),
    "all of it, in runs": (
        both(ENTRY, NAMA, runs(("Melati 1", LINE))),
        {(STRUCK, NAMA)},
    ),
    "a struck cell": (struck(ENTRY, DATANG), {(STRUCK, DATANG)}),
    "a struck cell of a register": (struck(REGISTER, BUKTI), {(STRUCK, BUKTI)}),
    "a struck figure to sign": (struck(PAPER, SIGNED), {("LOCK-030", SIGNED)}),
    # Beyond doubt: counted as it stands, with a word where something was hidden.
    "all hidden": (
        both(ENTRY, DATANG, runs(("4", HIDDEN), ("0", TINY))),
        {("LOCK-028", DATANG), (HINT, DATANG)},
    ),
    "a struck label": (struck(ENTRY, "A1"), {("LOCK-024", "A1")}),
    "a struck banner": (struck(GUIDE, BANNER), {("LOCK-024", BANNER)}),
    "runs that are seen, in a cell that is not": (
        and_white(ENTRY, NAMA, runs(("Melati 1", BLACK)), ink=CREAM),
        set(),
    ),
    "colours": (
        both(ENTRY, NAMA, runs("Me", ("la", '<b/><color rgb="FFFF0000"/>'), "ti 1")),
        set(),
    ),
    "a hidden blank": (both(ENTRY, NAMA, runs("Melati 1", (" ", HIDDEN))), set()),
    "no line": (both(ENTRY, NAMA, runs(("Melati 1", '<strike val="0"/>'))), set()),
    "a struck blank": (both(ENTRY, NAMA, runs("Melati 1", (" ", LINE))), set()),
    "on the line": (
        both(ENTRY, NAMA, runs("Melati ", ("1", '<vertAlign val="baseline"/>'))),
        set(),
    ),
    "an aid without figures": (both(ENTRY, NAMA, "<t>Melati 1</t>" + AID.format("me")), set()),
}
HARMLESS = list(KINDS)[list(KINDS).index("all hidden") :]


def words_of(data, sheet, at):
    """What stands in a cell of the issued form."""
    [cells] = [each.cells for each in read(data, Budget()).sheets if each.name == sheet]
    return cells[int(at[1:]), ord(at[0]) - 64].value


@pytest.fixture(scope="module")
def made():
    """Every variation, of a text of the workbook and of one in its cell, in one form each."""
    form = filled(GOOD)
    label = words_of(form, ENTRY, LABEL)
    KINDS["a label"] = (
        both(ENTRY, LABEL, runs(label[:4], (label[4:], '<color rgb="FFFFFFFF"/>'))),
        KINDS["a label"][1],
    )
    return {
        (kind, number): alter(form)
        for kind, (ways, _) in KINDS.items()
        for number, alter in enumerate(ways)
    }


@pytest.fixture(scope="module")
def judged(made):
    return dict(zip(made, check(*made.values()), strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_read_is_what_is_seen(judged, kind):
    """quality.md#seen: a run that cannot be seen, is struck out, raised or lowered, an aid to
    reading: a finding with its place, and no other, wherever the text stands.
    """
    for (each, _), returned in judged.items():
        if each == kind:
            assert found(returned) == KINDS[kind][1]
            assert (alone(returned).value == "accepted") is (kind in HARMLESS)


def test_what_a_person_sees_is_said(judged):
    """quality.md#seen: what the cell shows stands in the finding, figures raised as they are."""
    said = {
        kind: [each.found for each in returned.findings if each.code in {OWN, OTHER}]
        for (kind, _), returned in judged.items()
    }
    assert said["a digit as its background"] == ["4"]
    assert said["a power"] == ["4⁰"]
    assert said["an index"] == ["4₀"]
    assert said["a figure above"] == ["40 (400)"]
    assert said["words"] == ["Melati "]


def test_both_readers_see_the_same_parts(made):
    """house.md#any-writer: parts of a text are the same to the fast reader and to the general one,
    and travel between processes.
    """

    def parts(workbook):
        cells = (each for sheet in workbook.sheets for each in sheet.cells.items())
        return [(key, getattr(cell.value, "parts", ())) for key, cell in cells]

    for (_, number), data in made.items():
        if number == 0:
            workbook = read(data, Budget())
            assert (
                parts(workbook)
                == parts(as_tree(data))
                == parts(pickle.loads(pickle.dumps(workbook)))
            )


def test_a_row_that_differs_in_its_parts_alone_is_another(made):
    """quality.md#read-before: the same row with the same words, drawn otherwise."""
    form = filled(GOOD)
    ways = [shared(ENTRY, NAMA, runs("Melati ", ("1", look)))(form) for look in (BLACK, HIDDEN)]
    for _ in range(2):
        assert [found(each) for each in check(*ways)] == [set(), {(OWN, NAMA)}]


def test_thousands_of_runs_are_not_looked_through(made):
    """quality.md#within: of a text in more parts than any person makes, a few are looked at."""
    many = runs(*(("1", BLACK) for _ in range(5_000)))
    [returned] = check(shared(ENTRY, NAMA, many)(filled(GOOD)))
    assert (OWN, NAMA) in found(returned)
