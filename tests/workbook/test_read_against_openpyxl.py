"""The reader against openpyxl, cell by cell, on workbooks of many writers."""

import pytest

from iku_workbook.workbook.reading.workbook import Budget, Unreadable, read
from tests.source import CHECKOUT
from tests.workbook.oracles import as_tree, differences, differences_from_calamine
from tests.workbook.writers import CLIENTS, LIBRARIES, SEEDS

pytestmark = pytest.mark.slow

COLLECTION = CHECKOUT.parent / "shared" / "data" / "workbooks"
FOREIGN = sorted(COLLECTION.glob("*/*.xls?")) if COLLECTION.exists() else []

# Where openpyxl is known to be wrong, and what it is wrong about.
EXCUSED = {
    "calamine/whitespace_trim.xlsx": ({"value"}, "keeps white space that is not to be preserved"),
    "closedxml/DialogSheet.xlsx": ({"protected", "cells"}, "reads a dialog as a worksheet"),
    "closedxml/ValidationWithSheetReference.xlsx": ({"validations"}, "drops those of Excel 2010"),
    "xlsxwriter/shared_strings01.xlsx": ({"value"}, "leaves _xHHHH_ as it is"),
    "xlsxwriter/shared_strings02.xlsx": ({"value"}, "takes the whole of _x005F_ away"),
}
# What openpyxl cannot open, or opens without its sheets; calamine's values stand in.
BY_CALAMINE = {
    "calamine/strict_iso_paths.xlsx": "strict: openpyxl finds no sheets",
    "closedxml/universal-content-strict.xlsx": "strict: openpyxl finds no sheets",
    "closedxml/tdf100709.xlsx": "cut by hand, styles are missing: openpyxl raises IndexError",
    "calamine/whitespace_trim.xlsx": "calamine leaves white space out as Excel does",
    "xlsxwriter/shared_strings01.xlsx": "calamine decodes _xHHHH_ as Excel does",
    "xlsxwriter/shared_strings02.xlsx": "calamine decodes _xHHHH_ as Excel does",
}
REFUSED = {
    "calamine/errors.xlsx": "FILE-023",
    "calamine/issue221.xlsm": "FILE-021",
    "closedxml/external-refs.xlsx": "FILE-023",
}

needs_collection = pytest.mark.skipif(
    not FOREIGN, reason="the workbooks of other programs are not beside the checkout"
)


def name_of(file):
    return f"{file.parent.name}/{file.name}"


@pytest.mark.parametrize("file", FOREIGN, ids=name_of)
def test_workbooks_of_other_programs(file):
    """house.md#any-writer: whoever wrote it; values, formulas, names, states, locks and dates."""
    name, data = name_of(file), file.read_bytes()
    if name in REFUSED:
        with pytest.raises(Unreadable, match=REFUSED[name]):
            read(data, Budget())
        return
    workbook = read(data, Budget())
    assert as_tree(data) == workbook
    if name in BY_CALAMINE:
        found, compared = differences_from_calamine(workbook, data)
        assert (found, compared > 0) == ([], True)
    if name not in BY_CALAMINE or name in EXCUSED:
        excused, _ = EXCUSED.get(name, (set(), ""))
        found, _ = differences(workbook, data)
        assert [each for each in found if each[0] not in excused] == []


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("library", LIBRARIES)
def test_workbooks_of_the_libraries(library, seed):
    """house.md#any-writer: whoever wrote it; XlsxWriter and openpyxl."""
    data = LIBRARIES[library](seed)
    workbook = read(data, Budget())
    assert as_tree(data) == workbook
    found, compared = differences(workbook, data)
    assert (found, compared > 50) == ([], True)


@pytest.mark.client
@pytest.mark.parametrize("client", CLIENTS)
def test_workbooks_saved_by_clients(client, tmp_path):
    """house.md#any-writer: whoever wrote it; LibreOffice and Gnumeric."""
    found_at, save = CLIENTS[client]
    if found_at is None:
        pytest.skip(f"{client} is not installed")
    (tmp_path / "out").mkdir()
    for library, make in LIBRARIES.items():
        for seed in SEEDS:
            (tmp_path / f"{library}-{seed}.xlsx").write_bytes(make(seed))
    files = save(tmp_path, tmp_path / "out")
    assert len(files) == len(LIBRARIES) * len(SEEDS)
    for file in files:
        data = file.read_bytes()
        workbook = read(data, Budget())
        assert as_tree(data) == workbook
        found, _ = differences(workbook, data)
        assert [each for each in found if not _white_space(client, *each)] == [], file.name


def _white_space(client, aspect, _place, ours, theirs):
    """Gnumeric does not say that white space is to be preserved, and openpyxl preserves it."""
    return client == "gnumeric" and aspect == "value" and str(theirs).strip() == ours


@needs_collection
def test_there_are_enough_of_them():
    """The task of this proof: at least 200 workbooks of different writers."""
    clients = sum(found_at is not None for found_at, _ in CLIENTS.values())
    assert len(FOREIGN) >= 180
    assert len(FOREIGN) + len(LIBRARIES) * len(SEEDS) * (1 + clients) >= 200
