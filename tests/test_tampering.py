"""What is altered that must not be is found, with its code and cell, and nothing else is."""

import io
from itertools import chain

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from iku_workbook.layout import HIDDEN_SHEET
from tests.clients.programs import PROGRAMS
from tests.fillings import fillings
from tests.forms import (
    GOOD,
    change_part,
    check,
    define,
    filled,
    known,
    layout_of,
    load,
    put,
    shipped,
)
from tests.libreoffice import needs_libreoffice, office

pytestmark = pytest.mark.slow

LAYOUT = layout_of(define())
ENTRY, RESULTS, PAPER, GUIDE = LAYOUT.entry, LAYOUT.results, LAYOUT.approval, LAYOUT.guide
[TABLE] = LAYOUT.tables
FIRST = next(iter(LAYOUT.fields))
# What a program drops when it saves guides a person, and is no alteration.
COURTESY = {"LOCK-003", "LOCK-004", "LOCK-005", "FILE-039"}


def cell(sheet, at, value):
    """A locked cell holds something else."""

    def alter(book):
        book[sheet][at] = value

    return alter


def both(*alterations):
    def alter(book):
        for each in alterations:
            each(book)

    return alter


def sheet_named(old, new):
    def alter(book):
        book[old].title = new

    return alter


def without(sheet):
    def alter(book):
        del book[sheet]

    return alter


def added(title="Catatan"):
    def alter(book):
        book.create_sheet(title)["A1"] = "ini catatan"

    return alter


def first(sheet):
    def alter(book):
        book.move_sheet(sheet, -len(book.sheetnames))

    return alter


def name_at(name, reference):
    def alter(book):
        book.defined_names[name] = DefinedName(name, attr_text=reference)

    return alter


def own_name(sheet, name, reference):
    """A name that a sheet has for itself: its formulas read it in place of the form's."""

    def alter(book):
        book[sheet].defined_names[name] = DefinedName(name, attr_text=reference)

    return alter


def unlocked(sheet, at):
    def alter(book):
        book[sheet][at].protection = openpyxl.styles.Protection(locked=False)

    return alter


def shifted(sheet, rows=0, columns=0, at=1):
    """Everything from a row or column on stands where inserting or deleting would put it."""

    def alter(book):
        ours = book[sheet]
        for merged in list(ours.merged_cells.ranges):
            ours.unmerge_cells(str(merged))
        change = {
            (True, True): ours.insert_rows,
            (True, False): ours.delete_rows,
            (False, True): ours.insert_cols,
            (False, False): ours.delete_cols,
        }
        by = rows or columns
        change[bool(rows), by > 0](at, abs(by))

    return alter


def hidden(sheet):
    def alter(book):
        book[sheet].sheet_state = "hidden"

    return alter


def rule_at(sheet, at, **changes):
    """The rule for entering data into a cell says something else."""

    def alter(book):
        [rule] = (each for each in book[sheet].data_validations.dataValidation if at in each.sqref)
        for name, value in changes.items():
            setattr(rule, name, value)

    return alter


def without_rule(sheet, at):
    def alter(book):
        rules = book[sheet].data_validations.dataValidation
        rules[:] = [each for each in rules if at not in each.sqref]

    return alter


def pasted(by):
    """The register's rows pasted this many columns beside their own."""

    def alter(book):
        ours = book[TABLE.sheet]
        columns = [column for _, column in TABLE.columns]
        for row in range(TABLE.first, TABLE.first + len(GOOD["kegiatan"])):
            values = [ours.cell(row, column).value for column in columns]
            for column in columns:
                ours.cell(row, column).value = None
            for column, value in zip(columns, values, strict=True):
                if value is not None:
                    ours.cell(row, column + by).value = value

    return alter


def dragged(sheet, area, rows, columns):
    """A block of cells cut and pasted elsewhere."""

    def alter(book):
        book[sheet].move_range(area, rows=rows, cols=columns, translate=True)

    return alter


ROW = next(each.row for each in LAYOUT.entry_rows if not isinstance(each.shows, str))
LABEL, HEADING = f"B{ROW}", f"A{ROW - 1}"
MESSAGE = f"E{ROW}"
LIST = next(iter(LAYOUT.lists.values()))
LISTED = f"{openpyxl.utils.get_column_letter(LIST.column)}{LIST.first}"
COMPUTED = [(place.sheet, place.address) for _, place in LAYOUT.computed.values()]
CHECKED = f"A{next(iter(LAYOUT.items.values()))}"

FIELDS = [place for _, place in LAYOUT.fields.values()]
BLOCK = f"B{ROW}:E{FIELDS[1].row + 1}"
NUMBER, CHOICES = LAYOUT.fields[FIRST][1].address, f"C{TABLE.first}"
RULE = ("LOCK-017", NUMBER)

KINDS = {
    "label": (cell(ENTRY, LABEL, "Jumlah lain"), {("LOCK-007", LABEL)}),
    "label emptied": (cell(ENTRY, LABEL, None), {("LOCK-007", LABEL)}),
    "label made a number": (cell(ENTRY, LABEL, 7), {("LOCK-007", LABEL)}),
    "label made a formula": (cell(ENTRY, LABEL, '="Jumlah"'), {("LOCK-007", LABEL)}),
    "heading": (cell(ENTRY, HEADING, "Lain"), {("LOCK-007", HEADING)}),
    "title": (cell(ENTRY, "A1", "Isian lain"), {("LOCK-007", "A1")}),
    "other village on the sheet": (cell(ENTRY, "A2", "Desa Lain"), {("LOCK-007", "A2")}),
    "number of a row": (cell(ENTRY, f"A{ROW}", 9), {("LOCK-007", f"A{ROW}")}),
    "two labels": (
        both(cell(ENTRY, LABEL, "x"), cell(ENTRY, "A1", "y")),
        {("LOCK-007", LABEL), ("LOCK-007", "A1")},
    ),
    "label and formula": (
        both(cell(ENTRY, LABEL, "x"), cell(*COMPUTED[0], 5)),
        {("LOCK-007", LABEL), ("LOCK-001", COMPUTED[0][1])},
    ),
    "column heading": (cell(TABLE.sheet, "B6", "Hari"), {("LOCK-007", "B6")}),
    "row number of a register": (cell(TABLE.sheet, "A9", 77), {("LOCK-007", "A9")}),
    "title of a register": (cell(TABLE.sheet, "A1", "Lain"), {("LOCK-007", "A1")}),
    "target": (
        cell(RESULTS, f"C{LAYOUT.blocks[0].target}", 1),
        {("LOCK-007", f"C{LAYOUT.blocks[0].target}")},
    ),
    "indicator's name": (
        cell(RESULTS, f"B{LAYOUT.blocks[0].row}", "x"),
        {("LOCK-007", f"B{LAYOUT.blocks[0].row}")},
    ),
    "page to sign": (cell(PAPER, "B5", "x"), {("LOCK-007", "B5")}),
    "guide": (cell(GUIDE, "A1", "Judul lain"), {("LOCK-007", "A1")}),
    "codelist": (cell(HIDDEN_SHEET, LISTED, "Lain"), {("LOCK-008", LISTED)}),
    "hidden row": (cell(HIDDEN_SHEET, CHECKED, "x"), {("LOCK-008", CHECKED)}),
    "pasted constant": (cell(*COMPUTED[0], 5), {("LOCK-001", COMPUTED[0][1])}),
    "pasted constant in a result": (cell(*COMPUTED[-1], 5), {("LOCK-001", COMPUTED[-1][1])}),
    "formula emptied": (cell(*COMPUTED[0], None), {("LOCK-001", COMPUTED[0][1])}),
    "other formula": (cell(*COMPUTED[0], "=1+1"), {("LOCK-002", COMPUTED[0][1])}),
    "formula with the same result today": (
        cell(*COMPUTED[-1], f"=IF(TRUE,{COMPUTED[-2][1]},0)"),
        {("LOCK-002", COMPUTED[-1][1])},
    ),
    "two formulas": (
        both(cell(*COMPUTED[0], 1), cell(*COMPUTED[-1], "=2")),
        {("LOCK-001", COMPUTED[0][1]), ("LOCK-002", COMPUTED[-1][1])},
    ),
    "message overwritten": (cell(ENTRY, MESSAGE, "✓"), {("LOCK-006", MESSAGE)}),
    "message of a row overwritten": (
        cell(TABLE.sheet, f"F{TABLE.first}", "✓"),
        {("LOCK-006", f"F{TABLE.first}")},
    ),
    "other message formula": (cell(ENTRY, MESSAGE, '="✓"'), {("LOCK-006", MESSAGE)}),
    "banner": (cell(GUIDE, "A4", "✓ SIAP DIKIRIM"), {("LOCK-006", "A4")}),
    "value on the page to sign": (cell(PAPER, "C5", 100), {("LOCK-006", "C5")}),
    "hidden check": (
        cell(HIDDEN_SHEET, f"C{CHECKED[1:]}", 0),
        {("LOCK-006", f"C{CHECKED[1:]}")},
    ),
    "note beside": (cell(ENTRY, "H7", "sudah benar"), {("LOCK-009", "H7")}),
    "note below": (cell(ENTRY, "B60", "lihat lampiran"), {("LOCK-009", "B60")}),
    "note on the results": (cell(RESULTS, "G3", 12), {("LOCK-009", "G3")}),
    "formula beside": (cell(ENTRY, "J3", "=C6*2"), {("LOCK-009", "J3")}),
    "note on the hidden sheet": (cell(HIDDEN_SHEET, "Z40", "x"), {("LOCK-009", "Z40")}),
    "name moved": (name_at(FIRST, f"{ENTRY}!$C$40"), {("LOCK-011", None)}),
    "name of a result moved": (
        name_at("IKU_1_nilai", f"{RESULTS}!$B$1"),
        {("LOCK-011", None)},
    ),
    "names that a sheet has twice": (
        both(own_name(RESULTS, FIRST, f"{ENTRY}!$C$40"), name_at(FIRST, f"{ENTRY}!$C$40")),
        {("LOCK-011", None)},
    ),
    "name of no cell": (name_at(FIRST, f"{ENTRY}!$C$0"), {("LOCK-011", None)}),
    "name made a constant": (name_at(FIRST, "5"), {("LOCK-011", None)}),
    "name of one sheet over the form's": (
        own_name(RESULTS, FIRST, f"{ENTRY}!$C$40"),
        {("LOCK-011", None)},
    ),
    "cell unlocked": (unlocked(ENTRY, LABEL), {("LOCK-012", LABEL)}),
    "formula unlocked": (unlocked(PAPER, "C5"), {("LOCK-012", "C5")}),
    "row inserted": (shifted(ENTRY, rows=1, at=ROW), {("LOCK-013", f"A{ROW}")}),
    "two rows inserted": (shifted(ENTRY, rows=2, at=ROW), {("LOCK-013", f"A{ROW}")}),
    "row inserted at the top": (shifted(ENTRY, rows=1, at=1), {("LOCK-013", "A1")}),
    "row inserted in a register": (
        shifted(TABLE.sheet, rows=1, at=TABLE.first),
        {("LOCK-013", f"A{TABLE.first}")},
    ),
    "row deleted": (shifted(RESULTS, rows=-1, at=6), {("LOCK-014", "A6")}),
    "column deleted": (shifted(PAPER, columns=-1, at=1), {("LOCK-016", "A1")}),
    "column inserted": (shifted(ENTRY, columns=1, at=2), {("LOCK-015", "B1")}),
    "column inserted at the left": (shifted(ENTRY, columns=1, at=1), {("LOCK-015", "A1")}),
    "sheet added": (added(), {("FORM-011", None)}),
    "two sheets added": (both(added("x"), added("y")), {("FORM-011", None)}),
    "sheets reordered": (first(RESULTS), {("FORM-012", None)}),
    "sheet added and formula pasted": (
        both(added(), cell(*COMPUTED[0], 5)),
        {("FORM-011", None), ("LOCK-001", COMPUTED[0][1])},
    ),
    "sheet renamed": (sheet_named(PAPER, "Tanda tangan"), {("FORM-006", None)}),
    "entry sheet renamed": (sheet_named(ENTRY, "Data"), {("FORM-006", None)}),
    "sheet deleted": (without(RESULTS), {("FORM-006", None)}),
    "hidden sheet deleted": (without(HIDDEN_SHEET), {("FORM-013", None)}),
    "block dragged aside": (dragged(ENTRY, BLOCK, 0, 7), {("LOCK-019", f"B{ROW}")}),
    "block dragged below": (dragged(ENTRY, BLOCK, 30, 0), {("LOCK-019", f"B{ROW}")}),
    "block dragged and a label": (
        both(dragged(ENTRY, BLOCK, 30, 1), cell(PAPER, "B5", "x")),
        {("LOCK-019", f"B{ROW}"), ("LOCK-007", "B5")},
    ),
    "sheet hidden": (hidden(RESULTS), {("LOCK-018", None)}),
    "bounds widened": (rule_at(ENTRY, NUMBER, formula2="99999"), {RULE}),
    "other list": (
        rule_at(TABLE.sheet, CHOICES, formula1='"Rapat,Pesta"'),
        {("LOCK-017", CHOICES)},
    ),
    "any value allowed": (rule_at(ENTRY, NUMBER, type="custom", formula1="TRUE"), {RULE}),
    "rule taken away": (without_rule(ENTRY, NUMBER), {RULE}),
    "rows pasted too far right": (pasted(1), {("VALUE-016", f"C{TABLE.first}")}),
    "rows pasted too far left": (pasted(-1), {("VALUE-017", f"A{TABLE.first}")}),
    "sheet hidden and its result pasted": (
        both(hidden(RESULTS), cell(*COMPUTED[-1], 100)),
        {("LOCK-018", None), ("LOCK-001", COMPUTED[-1][1])},
    ),
    "everything at once": (
        both(
            cell(ENTRY, LABEL, "x"),
            cell(*COMPUTED[0], 5),
            cell(ENTRY, MESSAGE, "✓"),
            cell(ENTRY, "H7", "catatan"),
            cell(HIDDEN_SHEET, LISTED, "Lain"),
            cell(*COMPUTED[-1], "=99"),
            rule_at(ENTRY, NUMBER, formula2="99999"),
            unlocked(PAPER, "C5"),
            hidden(PAPER),
            added(),
        ),
        {
            ("LOCK-007", LABEL),
            ("LOCK-001", COMPUTED[0][1]),
            ("LOCK-006", MESSAGE),
            ("LOCK-009", "H7"),
            ("LOCK-008", LISTED),
            ("LOCK-002", COMPUTED[-1][1]),
            RULE,
            ("LOCK-012", "C5"),
            ("LOCK-018", None),
            ("FORM-011", None),
        },
    ),
    "row inserted and label of another sheet": (
        both(shifted(ENTRY, rows=1, at=ROW), cell(PAPER, "B5", "x")),
        {("LOCK-013", f"A{ROW}"), ("LOCK-007", "B5")},
    ),
    "rows off and a formula pasted": (
        both(pasted(1), cell(*COMPUTED[0], 5)),
        {("VALUE-016", f"C{TABLE.first}"), ("LOCK-001", COMPUTED[0][1])},
    ),
}


def tampered(kind):
    book = openpyxl.load_workbook(io.BytesIO(filled(GOOD)))
    KINDS[kind][0](book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def altered(data):
    [returned] = check(data)
    return {(each.code, each.cell) for each in returned.findings if each.code not in COURTESY}


def test_openpyxl_alone_alters_nothing():
    """quality.md#false-alarms: 0 false alarms: what the cases below find is their own doing."""
    book = openpyxl.load_workbook(io.BytesIO(filled(GOOD)))
    target = io.BytesIO()
    book.save(target)
    assert altered(target.getvalue()) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_each_alteration_is_found(kind):
    """quality.md#tampered: a tampered return: each found, each its own code."""
    assert altered(tampered(kind)) == KINDS[kind][1]


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if any(each in kind for each in ("inserted", "rows", "block"))]
)
def test_values_are_read_where_they_stand_now(kind):
    """quality.md#tampered: row inserted: found, and no figure is lost or read from another row."""
    [before], [after] = check(filled(GOOD)), check(tampered(kind))
    assert after.values == before.values
    assert after.indicators == before.indicators


RAW = {
    "label in the XML": (
        lambda data: put(data, f"{ENTRY}!{LABEL}", "<is><t>Lain</t></is>", "inlineStr"),
        {("LOCK-007", LABEL)},
    ),
    "result in the XML": (
        lambda data: put(data, "!".join(COMPUTED[0]), "<v>5</v>"),
        {("LOCK-001", COMPUTED[0][1])},
    ),
    "formula in the XML": (
        lambda data: put(data, "!".join(COMPUTED[0]), "<f>1+1</f><v>2</v>"),
        {("LOCK-002", COMPUTED[0][1])},
    ),
    "message in the XML": (
        lambda data: put(data, f"{ENTRY}!{MESSAGE}", "<v>1</v>"),
        {("LOCK-006", MESSAGE)},
    ),
    "list in the XML": (
        lambda data: put(data, f"{HIDDEN_SHEET}!{LISTED}", "<is><t>x</t></is>", "inlineStr"),
        {("LOCK-008", LISTED)},
    ),
    "name in the XML": (
        lambda data: change_part(data, "xl/workbook.xml", point_elsewhere),
        {("LOCK-011", None)},
    ),
    "label, result and list in the XML": (
        lambda data: put(
            put(
                put(data, f"{ENTRY}!{LABEL}", "<is><t>Lain</t></is>", "inlineStr"),
                "!".join(COMPUTED[-1]),
                "<f>1+1</f><v>2</v>",
            ),
            f"{HIDDEN_SHEET}!{LISTED}",
            "<is><t>x</t></is>",
            "inlineStr",
        ),
        {("LOCK-007", LABEL), ("LOCK-002", COMPUTED[-1][1]), ("LOCK-008", LISTED)},
    ),
    "sheet hidden in the XML": (
        lambda data: change_part(data, "xl/workbook.xml", hide_results),
        {("LOCK-018", None)},
    ),
    "shared formula over a result": (
        lambda data: put(
            data, "!".join(COMPUTED[0]), '<f t="shared" ref="C8:C9" si="7">A1*2</f><v>2</v>'
        ),
        {("LOCK-002", COMPUTED[0][1])},
    ),
    "number of a row in the XML": (
        lambda data: put(data, f"{ENTRY}!A{ROW}", "<v>44</v>"),
        {("LOCK-007", f"A{ROW}")},
    ),
}


def hide_results(root):
    [entry] = (each for each in root.find("{*}sheets") if each.get("name") == RESULTS)
    entry.set("state", "veryHidden")


def point_elsewhere(root):
    [name] = root.iterfind(f".//{{*}}definedName[@name='{FIRST}']")
    name.text = f"{ENTRY}!$A$1"


@pytest.mark.parametrize("kind", RAW)
def test_each_alteration_of_the_bytes_is_found(kind):
    """quality.md#tampered: through the XML too, which no protection guards."""
    alter, expected = RAW[kind]
    assert altered(alter(filled(GOOD))) == expected


# openpyxl moves cells without what points to them, as no program does that a person works with.
MOVED = ("inserted", "row deleted", "column deleted", "dragged")
SAVED_AGAIN = [kind for kind in KINDS if not any(each in kind for each in MOVED)]


@needs_libreoffice
def test_each_alteration_is_found_after_libreoffice_saved_it(tmp_path):
    """quality.md#tampered: what was altered is found whoever saved the file after."""
    wrong = {}
    for number, kind in enumerate(SAVED_AGAIN):
        source, target = tmp_path / f"{number}.xlsx", tmp_path / f"{number}-saved.xlsx"
        source.write_bytes(tampered(kind))
        office().work(source, save=[target])
        found, expected = altered(target.read_bytes()), KINDS[kind][1]
        # With a name that points elsewhere LibreOffice computes another result: said as well, and
        # of the page to sign, which shows it.
        more = {code for code, _ in set(found) - expected}
        if not expected <= set(found) or not more <= {"CALC-001", "LOCK-023"}:
            wrong[kind] = found
    assert wrong == {}


# What a person does there, who takes the protection off: typed cells, lines inserted or deleted.
BY_HAND = {
    "label": ({f"{ENTRY}!{LABEL}": "Jumlah lain"}, (), {("LOCK-007", LABEL)}),
    "pasted constant": ({"!".join(COMPUTED[0]): 5.0}, (), {("LOCK-001", COMPUTED[0][1])}),
    "other formula": ({"!".join(COMPUTED[-1]): "=1+1"}, (), {("LOCK-002", COMPUTED[-1][1])}),
    "list": ({f"{HIDDEN_SHEET}!{LISTED}": 7.0}, (), {("LOCK-008", LISTED)}),
    "note": ({f"{RESULTS}!G3": "sudah benar"}, (), {("LOCK-009", "G3")}),
    "row inserted": ({}, [(ENTRY, "Rows", ROW, 1)], {("LOCK-013", f"A{ROW}")}),
    "row inserted in a register": (
        {},
        [(TABLE.sheet, "Rows", TABLE.first, 1)],
        {("LOCK-013", f"A{TABLE.first}")},
    ),
    "column inserted": ({}, [(ENTRY, "Columns", 2, 1)], {("LOCK-015", "B1")}),
    "row deleted": ({}, [(RESULTS, "Rows", 6, -1)], {("LOCK-014", "A6")}),
    "row inserted and label": (
        {f"{PAPER}!B5": "x"},
        [(ENTRY, "Rows", ROW, 1)],
        {("LOCK-013", f"A{ROW}"), ("LOCK-007", "B5")},
    ),
}


@needs_libreoffice
@pytest.mark.parametrize("kind", BY_HAND)
def test_each_alteration_made_in_libreoffice_is_found(kind, tmp_path):
    """quality.md#tampered: through LibreOffice, which moves formulas and names with the cells."""
    typed, shift, expected = BY_HAND[kind]
    source, target = tmp_path / "form.xlsx", tmp_path / "saved.xlsx"
    source.write_bytes(filled(GOOD))
    office().work(source, type_in=typed, save=[target], unlock=True, shift=shift)
    assert altered(target.read_bytes()) == expected


GENUINE = 500
WRITERS = [each for each in PROGRAMS if each.suffix == "xlsx"]


def reads_powers_otherwise(program, finding):
    """Gnumeric takes 2^3^2 for 2^(3^2), and saves it so: that is another formula, and is found."""
    return program.name == "Gnumeric" and "2^(3^2)" in str(finding.found)


@pytest.mark.client
@pytest.mark.parametrize("program", WRITERS, ids=lambda program: program.label)
def test_no_alarm_over_genuine_returns(program, tmp_path, record_property):
    """quality.md#false-alarms: 0 false alarms on genuine returns, whoever saved them: 500 in
    all.
    """
    if program.version() is None:
        pytest.skip(f"{program.name} is missing")
    definitions = [load(path) for path in shipped()]
    alarms, count = [], 0
    for definition in definitions:
        kind, forms = definition.units[0].kind, known(definition)
        share = -(-GENUINE // len(WRITERS) // len(definitions))
        pairs = []
        for number, (values, previous) in enumerate(fillings(definition, kind, share)):
            source, target = (tmp_path / f"{definition.code}-{number}-{side}.xlsx" for side in "ab")
            source.write_bytes(filled(values, definition, previous=previous))
            pairs.append((source, target))
        program.save(pairs)
        # Together, so that pandera judges them once; that they are all of one village is said too.
        returned = check(*(target.read_bytes() for _, target in pairs), forms=forms)
        alarms += [
            finding
            for finding in chain.from_iterable(each.findings for each in returned)
            if finding.family in {"FILE", "FORM", "LOCK"}
            and finding.code not in COURTESY
            and not reads_powers_otherwise(program, finding)
        ]
        count += len(pairs)
    record_property(f"genuine returns through {program.label} without an alarm", count)
    assert alarms == []
