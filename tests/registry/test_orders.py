"""In whatever order and portions files come in, what counts is what the written table says."""

import os

import pytest

from tests.registry.orders import AT_ONCE, OfficeDesk, Table, tried, try_orders

pytestmark = pytest.mark.slow

FEW = 8


def test_every_order_of_arrival_ends_as_the_table_says():
    """house.md#asked-first: in whatever order and portions files come in: at once, in parts, by
    --watch, with decisions between them.
    """
    try_orders(int(os.environ.get("IKU_ORDERS", FEW)))


def test_every_rule_of_the_table_is_met():
    """registry.md#which-return-counts: each row, in an order of its own."""
    for order in (
        ["first", "more", "less", "accept", "undo", "return"],
        ["first", "less", "keep older", "most", "keep older", "undo"],
        ["other", "first", "copy", "approve", "named", "reopen", "accept", "undo first"],
        ["wrong", "first", "next", "most", "return", "return", "undo", "waive", "undo"],
        ["first", "first", "photo", "approve", "more", "undo", "undo", "reopen"],
        ["named", "approve", "bound", "approve", "bound", "reopen", "bound", "most"],
        ["named", "approve", "bound", "reopen", "first", "bound", "undo", "bound", "bound"],
        ["first", "key", "more", "next", "approve", "key", "accept", "bound", "named", "bound"],
        ["other", "copy", "bound", "first", "bound", "accept", "approve", "undo", "bound"],
        ["first", "approve", "more", "most", "keep older", "reopen", "undo first", "less"],
    ):
        tried(order)


def test_the_table_tells_what_counts(tmp_path):
    """registry.md#which-return-counts: the table itself, told once by hand."""
    table, desk = Table(), OfficeDesk(tmp_path, AT_ONCE)
    for kind in ("first", "more", "less"):
        table.arrive(kind)
        desk.arrive(kind)
    counts, asked = table.outcome()
    assert (counts.kind, [each.kind for each in asked]) == ("more", ["less"])
    assert desk.outcome() == (2, [3])
    desk.desk.registry.close()
