"""The guidance in a form while it is filled in: what is missing or wrong, as live formulas.

Data validation stops only typing; a message that is a formula is right for pasted values too. Each
is a tree in the language of the definition, so that the engine computes what the empty form shows
and what a filled one must show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain as joined

from iku_workbook.brought_forward import answer
from iku_workbook.form_words import form_words
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.formula.evaluate import evaluate
from iku_workbook.formula.limits import held
from iku_workbook.formula.tree import Node
from iku_workbook.formula.values import Column
from iku_workbook.guidance import confirmations, known, region
from iku_workbook.guidance import states as newest_states
from iku_workbook.guidance import words as newest_words
from iku_workbook.guidance.first_version import states as first_states
from iku_workbook.guidance.first_version import words as first_words
from iku_workbook.guidance.live import ASKS, NEEDED, STATE, TROUBLE, GuidedForm, Live
from iku_workbook.guidance.spelling import spellings
from iku_workbook.inputs import Values, columns, nihil_answer
from iku_workbook.layout import HIDDEN_SHEET, NIHIL, NIHIL_LIST, Layout, RegisterTable, Span
from iku_workbook.periods import Period

__all__ = ["Guidance", "Live", "Shown"]

Value = float | str | bool | ExcelError | None
_COLUMNS = {"needed": NEEDED, "state": STATE, "trouble": TROUBLE, "asks": ASKS}


@dataclass(frozen=True, slots=True)
class Shown:
    """The values of all live cells for one submission, by name and by register row."""

    cells: Mapping[str, Value]
    rows: Mapping[str, tuple[Value, ...]]


class Guidance:
    """The live cells of a layout in a period, each after all that it reads.

    OperatorError where functions stand deeper within each other than Excel allows.
    """

    def __init__(self, layout: Layout, period: Period) -> None:
        modern = layout.definition.modern
        words, states = (newest_words, newest_states) if modern else (first_words, first_states)
        form = GuidedForm(layout, period, form_words(layout.definition))
        self.layout, self.period = layout, period
        self._told = [of for of in _COLUMNS if modern or of != "asks"]
        self.about_computer = region.possible(form) if modern else ""
        told = layout.items if modern else layout.fields
        self.sentences = {of: tuple(words.possible_messages(form, of)) for of in told}
        for of in layout.confirmations:
            self.sentences[of] = tuple(confirmations.possible_messages(form))
        self.row_messages: tuple[tuple[RegisterTable, Node], ...] = tuple(
            (table, words.row_message(form, table)) for table in layout.tables
        )
        self.cells: tuple[Live, ...] = tuple(
            joined(
                states.needed(form),
                states.states(form),
                states.rules(form),
                confirmations.confirmations(form),
                states.troubles(form),
                states.chain(form),
                *((newest_states.asked(form), spellings(form)) if modern else ()),
                words.field_messages(form),
                confirmations.messages(form),
                words.register_heads(form),
                words.banner(form),
                *((newest_words.heads(form), *known.cells(form)) if modern else ()),
                words.approval_cells(form),
                words.chart(form),
                region.cells(form),
            )
        )
        for table, tree in self.row_messages:
            held("", tree, f"message.{table.register.id}")
        for live in self.cells:
            held("", live.tree, live.name)
        self._references = dict(self._referred())
        self._nihil = form.say("form.nihil")

    def refer(self, of: str) -> str:
        """How a formula writes a name: a defined name as it is, one of the guidance as cells."""
        return self._references.get(of, of)

    def evaluate(self, values: Values, previous: Values) -> Shown:
        """Compute the live cells for one submission."""
        [shown] = self.evaluate_all([values], [previous])
        return shown

    def unseen(self) -> Shown:
        """The live cells of a form that nobody sees, without their values."""
        return Shown(dict.fromkeys(live.name for live in self.cells), {})

    def evaluate_all(self, values: Sequence[Values], previous: Sequence[Values]) -> list[Shown]:
        """Compute the live cells for many submissions at once."""
        layout, size = self.layout, len(values)
        inputs = columns(layout, values, previous, period=self.period)
        scope = {
            **inputs,
            **layout.calculations.evaluate(inputs, size),
            **self._answers(values, previous),
        }
        for table, tree in self.row_messages:
            scope[f"messages.{table.register.id}"] = self._evaluate_rows(table, tree, scope, size)
        for live in self.cells:
            for of in self._told:  # a whole column, once every cell of it is known
                if live.name.startswith("banner.") and f"all.{of}" not in scope:
                    every = [scope[f"{of}.{item}"].objects() for item in layout.items]
                    rows = [[item[at] for item in every] for at in range(size)]
                    scope[f"all.{of}"] = Column.of(rows)
            scope[live.name] = evaluate(live.tree, scope, size)
        cells = {live.name: scope[live.name].objects() for live in self.cells}
        messages = {
            table.register.id: scope[f"messages.{table.register.id}"].objects()
            for table in layout.tables
        }
        return [
            Shown(
                {name: shown[at] for name, shown in cells.items()},
                {of: tuple(shown[at]) for of, shown in messages.items()},
            )
            for at in range(size)
        ]

    def _evaluate_rows(
        self, table: RegisterTable, tree: Node, scope: Mapping[str, Column], size: int
    ) -> Column:
        """The messages of a register's rows, of shape (size, rows): row by row, each for itself."""
        register, every = table.register, size * table.register.rows
        cells = {
            field.id: scope[f"{register.id}.{field.id}"].reshaped((every,))
            for field, _ in table.columns
        }
        for of, choices in self.layout.definition.codelists.items():
            cells[f"list.{of}"] = Column.of([list(choices)] * every)
        return evaluate(tree, cells, every).reshaped((size, register.rows))

    def _answers(self, values: Sequence[Values], previous: Sequence[Values]) -> dict[str, Column]:
        """The lists, what was said of what was brought forward, and each register's answer: "nihil"
        where it was said to be empty.
        """
        size = len(values)
        found = {NIHIL_LIST: Column.of([[self._nihil]] * size)}
        for of, choices in self.layout.definition.codelists.items():
            found[f"list.{of}"] = Column.of([list(choices)] * size)
        for table in self.layout.tables:
            of = table.register.id
            answers = [nihil_answer(each, of, self._nihil) for each in values]
            found[NIHIL + of] = Column.of(answers)
        for of in self.layout.confirmations:
            pairs = zip(values, previous, strict=True)
            found[of] = Column.of([answer(self.layout, of, *pair) for pair in pairs])
        return found

    def _referred(self) -> list[tuple[str, str]]:
        layout = self.layout
        found = [(live.name, live.place.reference) for live in self.cells]
        found += [(f"list.{of}", span.reference) for of, span in layout.lists.items()]
        for table in layout.tables:
            span = table.span(table.message_column)
            found.append((f"messages.{table.register.id}", span.reference))
        rows = list(layout.items.values())
        for of in self._told:
            if rows:
                span = Span(HIDDEN_SHEET, _COLUMNS[of], rows[0], rows[-1])
                found.append((f"all.{of}", span.reference))
        return found
