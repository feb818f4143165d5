"""What a terminal of 80 columns shows: every figure, and words broken between them alone."""

import io

from rich.console import Console

from iku_workbook.cli.screen import room_for_names, table, tables, tell
from tests.cli.run import run

WIDTH = 80
CODES = [f"IKU-{number}" for number in range(1, 14)]
FIGURES = [f"1.234,{number:02}" for number in range(1, 14)]


def printed(*shown):
    """What stands on such a terminal, line by line."""
    console = Console(file=io.StringIO(), width=WIDTH, force_terminal=True, color_system=None)
    for each in shown:
        if isinstance(each, str):
            tell(console, each)
        else:
            console.print(each)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def test_thirteen_indicators_fit():
    """contract.md#screen: figures that do not stand side by side stand below, each under its head
    and beside its name.
    """
    heads, rows = ["Kabupaten", *CODES], [["Kabupaten Sampang, 14 kecamatan", *FIGURES]]
    lines = printed(*tables(WIDTH, heads, rows))
    assert max(map(len, lines)) <= WIDTH
    said = " ".join(lines)
    assert [said.count(f"{each} ") + said.count(f"{each}\n") for each in FIGURES] == [1] * 13
    assert all(code in said for code in CODES)
    assert sum("Sampang" in line for line in lines) == len(list(tables(WIDTH, heads, rows))) > 1


def test_names_keep_their_room():
    """contract.md#screen: no name is squeezed into a column of a few letters."""
    heads = ["Indikator", "Nilai", "Target"]
    money = [["PAD Pendapatan asli daerah", "231.283.567.000,00", "230.000.000.000,00"]]
    assert room_for_names(WIDTH, heads, money)
    assert not room_for_names(WIDTH, [*heads, "Sebelumnya"], [[*money[0], "229.000.000.000,00"]])
    assert "Pendapatan asli daerah" in " ".join(printed(table(heads, money)))


def test_sentences_break_between_words():
    """contract.md#screen: a sentence on a terminal, one line in a file; paths stay whole."""
    path = "/".join(["kegiatan", *["folder-panjang"] * 6, "2024-Q1.xlsx"])
    text = f"Ditulis: {path} dan seterusnya, {'kata ' * 20}sampai selesai."
    lines = printed(text)
    assert " ".join(" ".join(lines).split()) == text
    assert path in {line.strip() for line in lines}
    console = Console(file=io.StringIO(), width=WIDTH)
    tell(console, text)
    assert console.file.getvalue() == f"{text}\n"


def test_what_is_left_out_is_explained(campaign):
    """contract.md#says-what-to-do: whoever leaves out what a command needs reads what it is."""
    found = run("-C", campaign, "generate")
    assert (found.status, "--period" in found.err, "2024-Q1" in found.err) == (2, True, True)
    assert "atau namanya" in run("-C", campaign, "show").err


def test_a_new_campaign_names_its_first_period(tmp_path):
    """contract.md#says-what-to-do: the next commands can be typed as they stand."""
    made = run("new", tmp_path / "a", "--year", "2024")
    assert "generate --period 2024-Q1" in made.err
