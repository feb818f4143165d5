"""The forms that we can recognise: definitions by digest, and the key that signed them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from iku_workbook.checks.file.old_forms import answering
from iku_workbook.checks.file.reference_form import Issued, issued
from iku_workbook.checks.received import Content
from iku_workbook.definition import Definition
from iku_workbook.definition.model import Unit
from iku_workbook.layout import Layout, layout
from iku_workbook.periods import Period
from iku_workbook.workbook.reading.budget import Budget
from iku_workbook.workbook.seal import Identity


@dataclass
class Forms:
    """What to hold a workbook against; ``key`` is None where seals cannot be checked.

    older       the keys that signed before it was made
    noted       whether a sealed workbook was noted when it was handed out; None where nobody notes
    asked       the period that is asked for, None where any of the year is welcome
    """

    current: Definition
    key: bytes | None
    issued: Callable[[str], Definition | None]
    older: tuple[bytes, ...] = ()
    noted: Callable[[Identity], bool] | None = None
    asked: Period | None = None
    _known: dict[str, Definition] = field(default_factory=dict)
    _units: dict[str, Mapping[str, Unit]] = field(default_factory=dict)
    _layouts: dict[tuple[str, str], Layout] = field(default_factory=dict)
    _answers: dict[tuple[str, str, str], Layout] = field(default_factory=dict)
    _budget: Budget | None = None
    _issued: dict[tuple[str, str, str], Issued] = field(default_factory=dict)

    @classmethod
    def of_definition(cls, definition: Definition) -> Forms:
        """One definition alone, without a key."""
        return cls(definition, None, _nothing_issued)

    def definition(self, digest: str) -> Definition | None:
        """The definition with this digest, None where it is not ours; looked up once."""
        if digest == self.current.digest:
            return self.current
        if digest not in self._known:
            issued = self.issued(digest)
            if issued is None:
                return None
            self._known[digest] = issued
        return self._known[digest]

    def unit(self, definition: Definition, code: str) -> Unit | None:
        """The unit with this code, None where the definition has none."""
        if definition.digest not in self._units:
            self._units[definition.digest] = {unit.code: unit for unit in definition.units}
        return self._units[definition.digest].get(code)

    def layout_of(self, content: Content) -> Layout:
        """What is asked of the unit whose form was recognised."""
        definition = self.definition(content.digest)
        if definition is None:
            raise KeyError(content.digest)
        return self.layout(definition, content.unit.kind)

    def layout(self, definition: Definition, kind: str) -> Layout:
        """The layout for units of ``kind``, made once."""
        key = (definition.digest, kind)
        if key not in self._layouts:
            self._layouts[key] = layout(definition, kind)
        return self._layouts[key]

    def answers(self, sent: Layout, asked: Layout) -> Layout:
        """What is asked now at the places of a form, which may be an old one; made once."""
        if sent is asked:
            return sent
        key = (sent.definition.digest, sent.kind, asked.kind)
        if key not in self._answers:
            self._answers[key] = answering(sent, asked)
        return self._answers[key]

    def answers_of(self, content: Content) -> Layout:
        """The same for a form that was recognised."""
        definition = self.definition(content.form)
        unit = self.unit(definition, content.unit.code) if definition else None
        if definition is None or unit is None:
            raise KeyError(content.form)
        return self.answers(self.layout(definition, unit.kind), self.layout_of(content))

    def budget(self) -> Budget:
        """What a returned file may cost to read, by the forms that are issued now."""
        if self._budget is None:
            period = Period(self.current.year, 1, self.current.cadence)
            kinds = {unit.kind for unit in self.current.reporting}
            forms = [self.layout(self.current, kind) for kind in sorted(kinds)]
            sizes = [self.handed_out(form, period).size for form in forms]
            self._budget = Budget.of_forms(sizes) if sizes else Budget()
        return self._budget

    def handed_out(self, form: Layout, period: Period) -> Issued:
        """What the workbooks of this layout and period said when they were issued, read once."""
        key = (form.definition.digest, form.kind, period.code)
        if key not in self._issued:
            self._issued[key] = issued(form, period)
        return self._issued[key]


def _nothing_issued(_digest: str) -> None:
    """No definition but the one at hand (a function, so that it can go to other processes)."""
