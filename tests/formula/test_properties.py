"""What holds for every formula and every cell, tried on thousands."""

import contextlib
import random
import warnings

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from iku_workbook.formula import (
    Binary,
    Call,
    FormulaError,
    Logical,
    Name,
    Node,
    Number,
    Text,
    Unary,
    parse,
    to_excel,
)
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.formula.evaluate import evaluate
from iku_workbook.formula.functions import FUNCTIONS, PUBLIC
from iku_workbook.formula.types import Type, infer
from iku_workbook.formula.values import Column
from tests.formula.random_formulas import ROWS, Cells, Formulas, scope

pytestmark = pytest.mark.slow

SCALARS = ("a", "b", "previous.a")
RANGES = ("reg.n", "reg.t", "acara.n")

texts = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"]), max_size=8)
names = st.sampled_from([*SCALARS, *RANGES]).map(Name)
numbers = st.one_of(
    st.integers(0, 10**18).map(float), st.floats(0, allow_nan=False, allow_infinity=False)
).map(Number)
leaves = st.one_of(names, numbers, texts.map(Text), st.booleans().map(Logical))


@st.composite
def calls(draw: st.DrawFn, parts: st.SearchStrategy[Node]) -> Node:
    function = FUNCTIONS[draw(st.sampled_from(PUBLIC))]
    fewest = [count for count in range(1, 7) if function.allows(count)]
    count = draw(st.sampled_from(fewest))
    return Call(function.name, tuple(draw(parts) for _ in range(count)))


def larger(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    operators = st.sampled_from(["+", "-", "*", "/", "^", "&", "=", "<>", "<", "<=", ">", ">="])
    return st.one_of(
        st.builds(Unary, st.sampled_from("+-"), parts),
        st.builds(Binary, operators, parts, parts),
        calls(parts),
    )


trees = st.recursive(leaves, larger, max_leaves=15)
cells = st.one_of(
    st.none(),
    st.integers(-100, 100),
    st.integers(),
    st.floats(),
    st.booleans(),
    texts,
    st.sampled_from(["", "5", " -2 ", "1E5", "Ya", "ya", ">=3", "<>", "*a", "~", "2024-01-31"]),
    st.dates(),
    st.sampled_from(ExcelError),
)


@given(trees)
def test_a_written_formula_reads_back_the_same(tree: Node) -> None:
    """to_excel: correct brackets, exact numbers, escaped text."""
    assert parse(to_excel(tree)) == tree


@given(trees)
def test_brackets_are_the_fewest(tree: Node) -> None:
    """to_excel: without any one pair of its brackets the formula means something else."""
    text = to_excel(tree)
    for start, end in _bracket_pairs(text):
        bare = text[:start] + " " + text[start + 1 : end] + " " + text[end + 1 :]
        with contextlib.suppress(FormulaError):
            assert parse(bare) != tree


@given(st.text(max_size=60))
@example("[0")  # a foreign sign right at the start
def test_any_text_is_a_tree_or_one_mistake_in_it(text: str) -> None:
    """definition.md#mistakes: a mistake is reported with its place; nothing else is raised."""
    mistake = None
    try:
        parse(text)
    except FormulaError as error:
        mistake = error
    assert mistake is None or 1 <= mistake.column <= len(text) + 1


@given(st.text("abr.1 \"(),+-*/^&=<>;:%$!IFSUM'", max_size=60))
def test_any_near_formula_is_a_tree_or_one_mistake_in_it(text: str) -> None:
    """definition.md#mistakes: the same, of texts that look like formulas."""
    test_any_text_is_a_tree_or_one_mistake_in_it.hypothesis.inner_test(text)


@given(trees, st.data())
def test_no_cell_raises_and_rows_do_not_touch(tree: Node, data: st.DataObject) -> None:
    """quality.md#never-raises: never an exception or a warning, and in bulk the same as row by
    row.
    """
    size = 3
    given_cells = {name: [data.draw(cells) for _ in range(size)] for name in SCALARS}
    for name in RANGES:
        rows = ROWS[name.partition(".")[0]] // 2
        given_cells[name] = [[data.draw(cells) for _ in range(rows)] for _ in range(size)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        bulk = evaluate(tree, {n: Column.of(v) for n, v in given_cells.items()}, size)
        assert bulk.shape == (size,)
        found = bulk.objects()
        for row in range(size):
            one = {name: Column.of([column[row]]) for name, column in given_cells.items()}
            assert repr(evaluate(tree, one, 1).objects()[0]) == repr(found[row])
    assert None not in found


@given(trees)
def test_types_of_any_formula_can_be_told(tree: Node) -> None:
    """lint reads formulas through infer: it answers for every one that parses."""
    kind, mistakes = infer(tree, lambda name: Type.NUMBER, lambda name: name in RANGES)
    assert kind in set(Type)
    assert all(mistake.code.startswith("formula-") for mistake in mistakes)


@given(st.randoms(use_true_random=False), st.integers(1, 4))
def test_a_told_type_is_the_type_that_comes_out(chance: random.Random, depth: int) -> None:
    """formula.md#twice: the static type is the cell's, unless the cell shows an error."""
    fillings = [Cells(chance, errors=False) for _ in range(4)]
    tree = Formulas(chance, decimals_in_text=True).any(depth)
    kind, mistakes = infer(tree, _type_of, lambda name: name.partition(".")[0] in ROWS)
    assert not {"formula-range-outside", "formula-range-needed"} & {m.code for m in mistakes}
    python = {Type.NUMBER: float, Type.TEXT: str, Type.LOGICAL: bool}.get(kind)
    for value in evaluate(tree, scope(fillings), 4).objects():
        blank_text = kind is Type.TEXT and value == 0  # a reference to a blank cell shows 0
        assert python is None or isinstance(value, ExcelError | python) or blank_text


def _type_of(name: str) -> Type:
    column = name.rpartition(".")[2]
    return Type.TEXT if column in {"t", "u"} else Type.NUMBER


def _bracket_pairs(text: str) -> list[tuple[int, int]]:
    """Where to_excel set brackets of its own, not those of a function or inside a text."""
    pairs, open_, in_text = [], [], False
    for place, character in enumerate(text):
        if character == '"':
            in_text = not in_text
        elif character == "(" and not in_text:
            open_.append((place, text[place - 1 : place].isalpha()))
        elif character == ")" and not in_text:
            start, of_function = open_.pop()
            if not of_function:
                pairs.append((start, place))
    return pairs
