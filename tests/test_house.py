"""The house stays easy to walk through: one direction, small rooms, nothing hard-wired."""

import ast
import csv
import re
import statistics
import sys

import pytest
from ruamel.yaml import YAML

from tests.source import CHECKOUT, PACKAGE, modules

# What stands on a later line may import what stands on an earlier one or on its own.
ORDER = {
    "": (
        (
            "codes",
            "crockford",
            "errors",
            "findings",
            "garbage",
            "messages",
            "named_file",
            "numbers",
            "periods",
            "serials",
            "zones",
            "cell_addresses",
            "durable",
            "hidden",
            "links",
            "resources",
            "suggest",
            "safe_text",
            "unseen",
        ),
        ("formula",),
        ("definition",),
        (
            "calculations",
            "bounds",
            "brought_forward",
            "layout",
            "places",
            "sheet_names",
            "effort",
            "inputs",
            "input_cells",
            "form_words",
            "sending",
            "own_share",
            "unit_words",
            "guidance",
            "changes",
            "source_cells",
        ),
        ("workbook",),
        ("checks", "returns"),
        ("results", "registry"),
        ("master", "documents", "report", "replies"),
        ("campaign",),
        ("web",),
        ("api", "cli", "__main__"),
    ),
    "definition": (
        (
            "field_types",
            "locations",
            "misread",
            "mistakes",
            "over_time",
            "text_file",
            "values",
            "yaml_cause",
            "yaml_cut",
        ),
        ("indicators", "objectives", "office", "programmes", "questions", "targets", "yaml_tree"),
        ("model",),
        ("adapt", "figures", "grade_words", "indices", "lint_context", "whole_values", "words"),
        ("validation",),
        (
            "lint_cadences",
            "lint_comments",
            "lint_formulas",
            "lint_goals",
            "lint_indices",
            "lint_targets",
            "lint_names",
            "lint_numbers",
            "lint_once",
            "lint_over_time",
            "lint_over_units",
            "lint_programmes",
            "lint_references",
            "lint_renames",
            "lint_rules",
            "lint_units",
            "lint_unlike",
            "units_file",
        ),
        ("lint_choices", "yaml_source"),
        ("lint", "upgrade"),
    ),
    "registry": (
        (
            "by_indicator",
            "compact",
            "dictionaries",
            "deflate",
            "doubts",
            "encoded",
            "flaws",
            "head",
            "huffman",
            "packed",
            "proof",
            "records",
            "schema",
        ),
        (
            "chain",
            "closings",
            "contents",
            "database",
            "decisions",
            "defined",
            "examinations",
            "exports",
            "extensions",
            "holding",
            "in_force",
            "last_time",
            "mended",
            "placed",
            "spendings",
            "writer",
        ),
        ("audit", "belief", "lineage", "marks"),
        ("ledger", "stored"),
        ("registry",),
        ("counting_changes", "holdings", "journal", "return_changes", "review", "upkeep"),
        ("placing", "room"),
    ),
    "campaign": (
        (
            "attempt",
            "backup_file",
            "csv_list",
            "definition_differences",
            "difference",
            "cluster",
            "executors",
            "keys",
            "log",
            "lookup",
            "office",
            "outputs",
            "own_files",
            "packing",
            "recovery_code",
            "region",
            "sources",
            "spending_list",
            "stores",
            "unfinished",
            "written_file",
        ),
        (
            "ages",
            "compare_charts",
            "compare_surroundings",
            "examine_files",
            "folder",
            "merge",
            "sealed_keys",
            "staging",
            "values_file",
            "watch",
        ),
        (
            "answers",
            "batch",
            "compare_workbooks",
            "correspondence",
            "contacts",
            "create",
            "extension",
            "kept_file",
            "known",
            "offered",
            "placing",
            "planned_figures",
            "recovery_sheet",
            "review",
            "reworded_text",
            "room",
            "spending",
            "staff",
            "taking_apart",
            "trail",
            "upkeep",
        ),
        ("arrivals", "backup", "closing", "examiner", "fetched", "settled", "tokens", "unsettled"),
        ("intake", "journal", "outdated", "overtaken", "reexamine", "restore", "sent_away"),
        ("outcomes",),
        (
            "generate",
            "made_beside",
            "outputs_away",
            "receive",
            "round",
            "status",
            "sums",
            "versions",
            "written_tables",
        ),
        (
            "answers_archive",
            "decidable",
            "decision_queue",
            "distribution",
            "first_start",
            "mend",
            "shown_return",
            "source_cells",
        ),
        ("restorable", "results"),
        ("diff_results", "documents", "redefined_results"),
        ("redefine",),
        ("write_out", "written_anew"),
        ("prove_files",),
        ("demo",),
    ),
    "formula": (
        ("error_values", "errors", "foreign", "functions", "tree", "wildcard"),
        ("compose", "limits", "parse", "portable", "possible_values"),
        ("to_excel", "values", "whole_numbers"),
        ("coerce", "decimals", "types"),
        ("excel_arithmetic", "libreoffice_arithmetic"),
        ("arithmetic",),
        ("aggregates", "operators", "scalars"),
        ("criteria",),
        ("evaluate",),
    ),
    "workbook": (("seal", "corrections"), ("reading", "writing"), ("issue",), ("fill",)),
    "checks": (("received",), ("file",), ("batch",)),
    "results": (
        ("accumulate", "achievement", "basis", "blanks", "brief", "naming", "unsettled"),
        ("campaigns", "each_period"),
        ("presence",),
        ("over_units", "status", "unit_goals"),
        ("compact",),
        ("evaluate",),
        ("rounding", "still_open"),
        ("extremes", "indices"),
        ("result_range",),
        ("judged",),
        ("indicators",),
        ("levels", "means", "restated"),
        ("reconcile", "trail"),
        ("year",),
        ("money",),
        ("json", "notes", "open_questions", "table", "walk"),
        ("input_tables", "result_tables", "table_formats"),
        ("tables",),
        ("data_package",),
    ),
    "report": (
        ("causes", "closings", "counting_changes", "flaws", "grouping", "labelled", "pages"),
        ("return_changes", "return_sheets", "walk"),
        ("csv", "diff_results", "json", "overtaken", "text"),
        ("history", "html", "journal", "standing"),
        ("journal_workbook", "left_open", "next_steps", "standing_data"),
    ),
    "master": (
        ("cell_markup", "cell_text", "styles", "unit_order"),
        ("references", "sheet"),
        ("layout",),
        ("context",),
        ("charts", "conditional_formats", "fingerprints", "rating", "shown"),
        (
            "below_achievement",
            "check_sheet",
            "computation_columns",
            "indicator_columns",
            "means_rows",
            "money_sheet",
            "over_units",
        ),
        ("achievement_sheet", "chain", "computation_sheet", "data_sheet", "findings_sheet"),
        ("levels_sheet", "matrix_sheet", "parts_sheet", "status_sheet", "trail_sheet"),
        ("summary_sheet",),
        ("write",),
    ),
    "web": (
        ("passes", "shown"),
        (
            "bars",
            "cards",
            "clerk_work",
            "desk",
            "downloads",
            "editable_words",
            "figures",
            "incoming",
            "making",
            "matrix",
            "read_forms",
            "return_page",
            "server",
            "static",
            "tray",
            "brought",
            "worker",
        ),
        ("snapshot",),
        ("arrived", "clerk", "pages"),
        ("guard", "mishaps", "visitor", "years"),
        ("request",),
        ("competence",),
        ("views",),
        ("app",),
    ),
    "documents": (
        (
            "ahead_behind",
            "captions",
            "charts",
            "contents",
            "emblem",
            "pages",
            "paper_size",
            "remarks",
            "returns",
            "sections",
            "unbroken",
        ),
        ("indicator", "verification"),
        ("comparisons", "programmes"),
        ("context",),
        ("render",),
        ("apart",),
    ),
}
"""The rooms of the package, and the modules within the large ones."""

# Outside libraries, and the modules that alone may know them.
ROOMS = {
    "babel": ("numbers",),
    "click": ("cli",),
    "cryptography": ("campaign.sealed_keys",),
    "distributed": ("campaign.cluster",),
    "docx": (
        "documents.captions",
        "documents.contents",
        "documents.emblem",
        "documents.pages",
        "documents.paper_size",
        "documents.render",
        "documents.sections",
    ),
    "docxtpl": ("documents.render",),
    "filelock": ("registry.writer",),
    "fsspec": ("campaign.stores",),
    "jinja2": ("report.pages", "documents.render", "web.pages"),
    "lark": ("formula",),
    "lokal": ("campaign.region",),
    "lxml": ("workbook.reading", "workbook.fill"),
    "markupsafe": ("report.pages", "web.pages"),
    "numpy": ("formula", "checks.batch", "results.extremes", "results.result_range"),
    "pandas": ("checks.batch.values",),
    "pandera": ("checks.batch.values",),
    "pyarrow": ("results.table_formats",),
    "pydantic": ("definition",),
    "pydantic_core": ("definition", "registry.encoded"),
    "python_calamine": ("workbook.reading.other_formats",),
    "python_multipart": ("web.incoming",),
    "rich": ("cli",),
    "ruamel": ("definition",),
    "sqlite3": ("registry",),
    "starlette": ("web",),
    "uvicorn": ("web.server",),
    "watchdog": ("campaign.watch",),
    "xlsxwriter": ("workbook.writing", "master", "documents.charts", "report.journal_workbook"),
    "zstandard": ("registry.dictionaries",),
}
EXAMPLE = CHECKOUT / "templates" / "kecamatan-sreseh-2024.yaml"


def listing(rows):
    return "\n" + "\n".join(rows)


def within(module, room):
    return module == room or module.startswith(f"{room}.")


def parts(room):
    """Where each module and inner room of a room stands in its order."""
    return {part: place for place, inner in enumerate(ORDER[room]) for part in inner}


def part_of(name, room):
    """The part of a room that a module lies in; nothing where it lies elsewhere."""
    path = name if not room else name.removeprefix(f"{room}.")
    return "" if room and path == name else path.partition(".")[0]


@pytest.mark.parametrize("room", ORDER)
def test_every_module_has_its_place(room):
    """house.md#one-way: a new room or module is given its place first; no other is there."""
    found = {part_of(module.name, room) for module in modules()} - {""}
    assert found == set(parts(room)), listing(sorted(found ^ set(parts(room))))


@pytest.mark.parametrize("room", ORDER)
def test_imports_point_one_way(room):
    """house.md#one-way: imports point one way, within the large rooms too."""
    places = parts(room)
    back = [
        f"{module.name} imports {imported}"
        for module in modules()
        for imported in sorted(set(module.imports()))
        if imported.startswith(f"{PACKAGE}.")
        and places.get(part_of(imported.removeprefix(f"{PACKAGE}."), room), -1)
        > places.get(part_of(module.name, room), len(places))
    ]
    assert not back, listing(back)


def test_the_writer_and_the_reader_do_not_know_each_other():
    """house.md#writer-reader: writing and reading never import each other."""
    meet = [
        f"{module.name} imports {imported}"
        for module in modules()
        for imported in module.imports()
        for one, other in (("writing", "reading"), ("reading", "writing"))
        if within(module.name, f"workbook.{one}")
        and within(imported, f"{PACKAGE}.workbook.{other}")
    ]
    assert not meet, listing(meet)


def test_every_outside_library_has_its_rooms():
    """house.md#libraries: the list is closed; a library comes in with its rooms."""
    imported = {each.partition(".")[0] for module in modules() for each in module.imports()}
    outside = imported - sys.stdlib_module_names - {PACKAGE}
    listed = set(ROOMS) - sys.stdlib_module_names
    assert outside == listed, listing(sorted(outside ^ listed))


def test_outside_libraries_stay_in_their_rooms():
    """house.md#libraries: each outside library has one or two rooms, and none that it left."""
    astray = [
        f"{module.name} imports {imported}"
        for module in modules()
        for imported in sorted(set(module.imports()))
        for library, rooms in ROOMS.items()
        if within(imported, library) and not any(within(module.name, room) for room in rooms)
    ]
    unused = [
        f"{library}: {room}"
        for library, rooms in ROOMS.items()
        for room in rooms
        if not any(
            within(imported, library)
            for module in modules()
            if within(module.name, room)
            for imported in module.imports()
        )
    ]
    assert not astray, listing(astray)
    assert not unused, listing(unused)


def test_modules_are_small():
    """house.md#small: modules have a median under 150 lines, none over 400."""
    long = [f"{module.name}: {module.lines} lines" for module in modules() if module.lines > 400]
    assert not long, listing(long)
    assert statistics.median(module.lines for module in modules()) < 150


def test_functions_are_small():
    """house.md#small: functions under 40 lines."""
    long = [
        f"{module.path.relative_to(CHECKOUT)}:{node.lineno} {node.name}: {length} lines"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := node.end_lineno - node.lineno + 1) > 40
    ]
    assert not long, listing(long)


@pytest.fixture(scope="module")
def example():
    if not EXAMPLE.exists():
        pytest.skip("the example definition is not here")
    return YAML(typ="safe").load(EXAMPLE)


def test_no_indicator_or_village_is_in_code(example):
    """house.md#hard-wired: no Indonesian indicator, village or threshold appears in Python code."""
    units = example["units"]
    if isinstance(units, dict):
        with (EXAMPLE.parent / units["file"]).open(encoding="utf-8-sig", newline="") as file:
            units = list(csv.DictReader(file))
    words = {unit[key] for unit in units for key in ("code", "name")}
    words |= {band["label"] for band in example.get("achievement", {}).get("bands", ())}
    words |= {indicator["code"] for indicator in example["indicators"]}
    words |= {choice for choices in example.get("codelists", {}).values() for choice in choices}
    words |= {
        field["id"]
        for owner in (example, *example.get("registers", ()))
        for field in owner["fields"]
        if "_" in field["id"]  # a single word, such as "status", is everybody's
    }
    pattern = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, words)) + r")(?![\w-])")
    found = [
        f"{module.name}: {text!r}"
        for module in modules()
        for text in module.texts()
        if pattern.search(text)
    ]
    assert not found, listing(found)


def test_no_threshold_is_in_code(example):
    """house.md#hard-wired: no Indonesian indicator, village or threshold appears in Python code."""
    bounds = {band["from"] for band in example.get("achievement", {}).get("bands", ())} - {0}
    found = [
        f"{module.path.relative_to(CHECKOUT)}:{node.lineno} {node.value}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant)
        and type(node.value) in {int, float}
        and node.value in bounds
    ]
    assert not found, listing(found)


def test_only_the_command_writes_to_the_screen():
    """house.md#one-way: what an office does knows no terminal; a page does the same with it."""
    streams = {"stdout", "stderr", "stdin"}
    # The last two are processes of their own, and speak through their streams.
    speaks = ("cli", "documents.apart", "workbook.reading.other_formats")
    found = [
        f"{module.path.relative_to(CHECKOUT)}:{node.lineno}"
        for module in modules()
        if not any(within(module.name, room) for room in speaks)
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Name) and node.id in {"print", "input"})
        or (isinstance(node, ast.Attribute) and node.attr in streams | {"exit"})
    ]
    assert not found, listing(found)


def test_no_module_leads_back_to_itself():
    """house.md#one-way: imports point one way in every room, those within functions as well."""
    names = {module.name for module in modules()}
    leads = {module.name: set(known(module.imports(), names)) for module in modules()}
    done = set()

    def circle(name, path):
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done:
            return []
        found = next(filter(None, (circle(each, [*path, name]) for each in leads[name])), [])
        done.add(name)
        return found

    circles = [found for name in sorted(names) if (found := circle(name, []))]
    assert not circles, listing(" -> ".join(each) for each in circles)


def known(imports, names):
    """The modules that imports name, themselves or a name within them.

    The package's own version is no module: nothing is loaded with it.
    """
    for imported in imports:
        path = imported.removeprefix(f"{PACKAGE}.")
        module = path if path in names else path.rpartition(".")[0]
        if path != imported and module:
            yield module
