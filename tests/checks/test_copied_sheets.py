"""A sheet that was copied inside the workbook, and the names that programs give to the copy."""

import pytest
from lxml import etree

from iku_workbook.cell_addresses import position
from iku_workbook.replies.reply import reply_to
from tests.forms import (
    GOOD,
    address,
    change_part,
    check,
    define,
    filled,
    issue,
    known,
    layout_of,
    parts,
    put,
    sheet_part,
    zipped,
)

LAYOUT = layout_of(define())
ENTRY, PAPER = LAYOUT.entry, LAYOUT.approval
[TABLE] = LAYOUT.tables
DATANG, NAIK = address(LAYOUT, "datang"), address(LAYOUT, "naik")
BOOK = "xl/workbook.xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def copied(sheet, name, *, at=None, named=True, filler=None, state="visible", of=None):
    """The workbook with a copy of a sheet, as it is or as ``filler`` has it, put ``at`` a place.

    Excel and LibreOffice give the copy names of its own for all that point into the sheet.
    """

    def alter(data):
        found = parts(data)
        source = parts(filler) if filler else found
        found["xl/worksheets/sheet9.xml"] = source[sheet_part(data, of or sheet)]
        data = change_part(zipped(found), "xl/_rels/workbook.xml.rels", relate)
        return change_part(data, BOOK, enter)

    def relate(root):
        space = root.tag.removesuffix("Relationships")
        etree.SubElement(
            root,
            f"{space}Relationship",
            Id="rId99",
            Type=f"{RELATIONS}/worksheet",
            Target="worksheets/sheet9.xml",
        )

    def enter(root):
        space = root.tag.removesuffix("workbook")
        sheets, names = root.find(f"{space}sheets"), root.find(f"{space}definedNames")
        place = len(sheets) if at is None else at
        for own in names:
            scope = own.get("localSheetId")
            if scope and int(scope) >= place:
                own.set("localSheetId", str(int(scope) + 1))
        entry = etree.Element(f"{space}sheet", name=name, sheetId="99", state=state)
        entry.set(f"{{{RELATIONS}}}id", "rId99")
        sheets.insert(place, entry)
        quoted = sheet if sheet.isalpha() else f"'{sheet}'"
        for own in list(names) if named else ():
            if (own.text or "").startswith(f"{quoted}!") and own.get("localSheetId") is None:
                more = etree.SubElement(names, own.tag, name=own.get("name"))
                more.set("localSheetId", str(place))
                more.text = own.text.replace(f"{quoted}!", f"'{name}'!")

    return alter


def own_name(scope, name, reference):
    """A name that one sheet has for itself."""

    def change(root):
        names = root.find("{*}definedNames")
        tag = names[0].tag
        sheets = [each.get("name") for each in root.find("{*}sheets")]
        own = etree.SubElement(names, tag, name=name, localSheetId=str(sheets.index(scope)))
        own.text = reference

    return lambda data: change_part(data, BOOK, change)


def pointing(name, reference):
    """A name of the form that stands for something else."""

    def change(root):
        [own] = root.iterfind(f".//{{*}}definedName[@name='{name}']")
        own.text = reference

    return lambda data: change_part(data, BOOK, change)


def said(returned):
    return [
        (each.code, each.sheet, each.cell) for each in returned.findings if each.family != "DUP"
    ]


def judged(form, *alterations):
    """What is said of each alteration of a form, judged in one batch."""
    made = [alter(form) for alter in alterations]
    return dict(zip(alterations, check(*made), strict=True))


COPY = f"{ENTRY} (2)"
OTHER = filled({**GOOD, "datang": 41, "naik": 31})
HARMLESS = {
    "as Excel does": copied(ENTRY, COPY),
    "as LibreOffice does": copied(ENTRY, COPY, at=2),
    "at the front": copied(ENTRY, f"Copy of {ENTRY}", at=0),
    "without names": copied(ENTRY, COPY, named=False),
    "hidden": copied(ENTRY, COPY, state="hidden"),
    "not filled in": copied(ENTRY, COPY, filler=issue(define())),
    "of a register": copied(TABLE.sheet, f"{TABLE.sheet} (2)"),
    "of the page to sign": copied(PAPER, f"{PAPER} (2)"),
}


@pytest.fixture(scope="module")
def harmless():
    found = judged(filled(GOOD), *HARMLESS.values())
    return {kind: found[alter] for kind, alter in HARMLESS.items()}


@pytest.mark.parametrize("kind", HARMLESS)
def test_a_copy_harms_nothing(harmless, kind):
    """quality.md#copied-sheet: the form's figures are right: one remark, and they are counted."""
    [(code, *_)] = said(harmless[kind])
    assert code == "FORM-011"
    assert harmless[kind].values["datang"] == GOOD["datang"]


BLANK = issue(define())
ALONE = {
    "entries": (copied(ENTRY, COPY, filler=filled(GOOD)), (ENTRY, DATANG)),
    "at the front": (copied(ENTRY, COPY, at=0, filler=filled(GOOD)), (ENTRY, DATANG)),
    "renamed": (copied(ENTRY, "Lembar1", filler=filled(GOOD)), (ENTRY, DATANG)),
    "without names": (copied(ENTRY, COPY, named=False, filler=filled(GOOD)), (ENTRY, DATANG)),
    "one entry": (copied(ENTRY, COPY, filler=filled({"naik": 3})), (ENTRY, NAIK)),
    "a register": (
        copied(TABLE.sheet, f"{TABLE.sheet} (2)", filler=filled(GOOD)),
        (TABLE.sheet, f"B{TABLE.first}"),
    ),
}


@pytest.fixture(scope="module")
def alone():
    found = judged(BLANK, *(alter for alter, _ in ALONE.values()))
    return {kind: found[alter] for kind, (alter, _) in ALONE.items()}


@pytest.mark.parametrize("kind", ALONE)
def test_entries_in_the_copy_alone_are_said_once(alone, kind):
    """quality.md#copied-sheet: where they stand is said once; nothing of that sheet is missed
    beside it, and nothing is read from the copy.
    """
    returned, (sheet, cell) = alone[kind], ALONE[kind][1]
    about = [each for each in said(returned) if each[1] == sheet]
    assert about == [("LOCK-035", sheet, cell)]
    assert all(value in (None, []) for value in returned.values.values())
    assert returned.findings[0].code != "FORM-011"


def test_no_copy_goes_back_that_lacks_entries():
    """quality.md#copied-sheet: the message does not claim that all entries are in the copy that
    goes back: none goes back, and the message names the two sheets.
    """
    data = ALONE["entries"][0](BLANK)
    [returned] = check(data)
    reply = reply_to(returned, lambda: data, known())
    assert reply is not None
    assert reply.copy is None
    assert COPY in reply.letter
    assert ".xlsx" not in reply.letter.replace("1.xlsx", "")


def test_a_copy_with_other_entries_is_asked_about():
    """quality.md#copied-sheet: both are filled in: the form's own sheet counts, and that the other
    says something else is a warning with its place.
    """
    [returned] = check(copied(ENTRY, COPY, filler=OTHER)(filled(GOOD)))
    assert said(returned) == [("LOCK-036", ENTRY, DATANG)]
    assert returned.verdict == "accepted"
    assert returned.values["datang"] == GOOD["datang"]


ROW = position(DATANG)[0]
NAMES = {
    "relative": pointing("datang", f"{ENTRY}!C{ROW}"),
    "relative row": pointing("datang", f"{ENTRY}!$C{ROW}"),
    "relative column": pointing("datang", f"{ENTRY}!C${ROW}"),
    "relative end": pointing("kegiatan.tanggal", f"{TABLE.sheet}!$B${TABLE.first}:$B{TABLE.last}"),
    "relative start": pointing("kegiatan.tanggal", f"{TABLE.sheet}!B{TABLE.first}:$B${TABLE.last}"),
    "of a result": pointing("IKU_1_nilai", f"{LAYOUT.results}!{address(LAYOUT, 'IKU_1_nilai')}"),
    "own, elsewhere": own_name(ENTRY, "datang", f"{ENTRY}!$C$40"),
    "own, relative": own_name(ENTRY, "datang", f"{ENTRY}!C{ROW}"),
    "own, into a copy": lambda data: own_name(PAPER, "datang", f"'{COPY}'!$C${ROW}")(
        copied(ENTRY, COPY)(data)
    ),
    "own, in capitals": own_name(PAPER, "DATANG", f"{ENTRY}!$C$40"),
}
RESPELT = {
    "the same for one sheet": own_name(PAPER, "datang", f"{ENTRY}!$C${ROW}"),
    "quoted": pointing("datang", f"'{ENTRY}'!$C${ROW}"),
    "a range of one": pointing("datang", f"{ENTRY}!$C${ROW}:$C${ROW}"),
    "small letters": pointing("datang", f"{ENTRY}!$c${ROW}"),
    "with its sign": pointing("datang", f"={ENTRY}!$C${ROW}"),
}


@pytest.fixture(scope="module")
def named():
    kinds = NAMES | RESPELT
    found = judged(filled(GOOD), *kinds.values())
    return {kind: found[alter] for kind, alter in kinds.items()}


@pytest.mark.parametrize("kind", NAMES)
def test_a_name_that_points_elsewhere_is_found(named, kind):
    """quality.md#seen: a name that is not absolute points elsewhere from every cell: told as one
    that was moved; so is one that a sheet of the form has for itself.
    """
    assert {code for code, *_ in said(named[kind])} - {"FORM-011"} == {"LOCK-011"}


@pytest.mark.parametrize("kind", RESPELT)
def test_a_name_that_is_respelt_is_none(named, kind):
    """quality.md#false-alarms: programs spell what a name stands for as they like."""
    assert said(named[kind]) == []
    assert named[kind].values["datang"] == GOOD["datang"]


TYPED = {
    "words": "<is><t>sudah</t></is>",
    "a sign": "<is><t>-</t></is>",
    "a mark": "<is><t>#REF!</t></is>",
    "two numbers": "<is><t>25 / 30</t></is>",
    "a doubtful number": "<is><t>1.234,5.6</t></is>",
}


def test_text_in_the_place_of_a_previous_value_is_said():
    """quality.md#seen: a locked cell for the previous value that was made text: with its place."""
    place = LAYOUT.previous["datang"]
    made = [
        put(filled(GOOD, previous={"datang": 25}), f"{ENTRY}!{place.address}", text, "inlineStr")
        for text in TYPED.values()
    ]
    for returned in check(*made):
        assert said(returned) == [("LOCK-037", ENTRY, place.address)]
