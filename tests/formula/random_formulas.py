"""Random formulas over random cells, as trees: what the two judges of the language are asked.

Left out is only what LibreOffice and Excel are known to compute differently, so that our own
arithmetic, which follows Excel there, cannot be judged by LibreOffice (docs/formula.md lists it).
"""

import random
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from iku_workbook.formula import Binary, Call, Logical, Name, Node, Number, Text, Unary, walk
from iku_workbook.formula.criteria import matches
from iku_workbook.formula.error_values import ExcelError
from iku_workbook.formula.evaluate import evaluate
from iku_workbook.formula.values import Column

NUMBERS = ("a", "b", "k", "previous.a", "previous.b")
TEXTS = ("t", "u", "previous.t")
DATES = ("d", "previous.d")
NUMBER_RANGES = ("reg.n", "reg.m", "reg.d")
TEXT_RANGES = ("reg.t", "reg.u")
OTHER_RANGES = ("acara.n", "acara.t")
ROWS = {"reg": 8, "acara": 5}

WORDS = ("Ya", "ya", "Tidak", "Baik", "baik sekali", "  dua  spasi ", "x*y", "apa?", "", "Rapat 1")
DECIMALS = (0.1, 0.2, 0.3, 0.5, 1.005, 2.5, 2.675, 4.35, 12.345, 99.995, 33.3333, 1e6, 123456.789)


class Cells:
    """What stands in the cells of one workbook; texts that begin with = are formulas."""

    def __init__(self, chance: random.Random, *, errors: bool) -> None:
        self.chance = chance
        self.errors = errors
        self.values: dict[str, object] = {}
        for name in NUMBERS:
            self.values[name] = self.number()
        for name in TEXTS:
            self.values[name] = self.text()
        for name in DATES:
            self.values[name] = self.date()
        for name in (*NUMBER_RANGES, *TEXT_RANGES, *OTHER_RANGES):
            kind, column = name.split(".")
            fill = {"t": self.text, "u": self.text, "d": self.date}.get(column, self.number)
            self.values[name] = [fill() for _ in range(ROWS[kind])]

    def number(self) -> object:
        if self.errors and self.chance.random() < 0.04:
            return self.chance.choice(["=1/0", "=NA()"])
        kind = self.chance.random()
        if kind < 0.2:
            return None
        if kind < 0.7:
            return float(self.chance.randint(-3, 30))
        if kind < 0.85:
            return round(self.chance.uniform(-50, 200), self.chance.randint(1, 4))
        return self.chance.choice(DECIMALS)

    def text(self) -> object:
        if self.chance.random() < 0.2:
            return None
        text = self.chance.choice(WORDS)
        return text or '=""'  # only a formula shows an empty text

    def date(self) -> object:
        return None if self.chance.random() < 0.2 else float(self.chance.randint(44_000, 46_500))


def scope(fillings: Sequence[Cells]) -> dict[str, Column]:
    """Many workbooks' cells as our evaluation takes them: one submission each."""

    def shown(value: object) -> object:
        if isinstance(value, list):
            return [shown(cell) for cell in value]
        return _SHOWN.get(value, value) if isinstance(value, str) else value

    names = fillings[0].values
    return {name: Column.of([shown(each.values[name]) for each in fillings]) for name in names}


_SHOWN = {"=1/0": ExcelError.DIVISION, "=NA()": ExcelError.NA, '=""': ""}


class Formulas:
    """Formulas of a wanted type; ``decimals_in_text`` where the office writes them with a dot."""

    def __init__(self, chance: random.Random, *, decimals_in_text: bool) -> None:
        self.chance = chance
        self.decimals_in_text = decimals_in_text

    def any(self, depth: int) -> Node:
        kinds = [self.number, self.number, self.number, self.text, self.logical]
        return self.chance.choice(kinds)(depth)

    def number(self, depth: int) -> Node:
        if depth <= 0:
            return self.chance.choice([self._number_literal, self._number_name])()
        return self.chance.choice(
            [
                self._number_literal,
                self._number_name,
                self._arithmetic,
                self._arithmetic,
                self._arithmetic,
                self._one_number,
                self._aggregate,
                self._aggregate,
                self._conditional,
                self._conditional,
                self._date_part,
                self._choice_of(self.number),
                lambda depth: Call("IFERROR", (self.number(depth - 1), self.number(0))),
                lambda depth: Call("LEN", (self._joinable(depth - 1),)),
                lambda depth: Binary("*", self.logical(depth - 1), self.number(depth - 1)),
            ]
        )(depth)

    def text(self, depth: int) -> Node:
        if depth <= 0:
            return self.chance.choice([self._text_literal, self._text_name])()
        return self.chance.choice(
            [
                self._text_name,
                lambda depth: Binary("&", self._joinable(depth - 1), self._joinable(depth - 1)),
                lambda depth: Call("TRIM", (self._joinable(depth - 1),)),
                self._choice_of(self.text),
                lambda depth: Call("IFERROR", (self.text(depth - 1), self._text_literal())),
            ]
        )(depth)

    def logical(self, depth: int) -> Node:
        if depth <= 0:
            return Logical(self.chance.random() < 0.5)
        return self.chance.choice(
            [
                self._comparison,
                self._comparison,
                self._comparison,
                lambda depth: Call("NOT", (self._condition(depth - 1),)),
                lambda depth: Call("ISBLANK", (self._name_or(self.any, depth),)),
                self._and_or,
                self._and_or,
                self._choice_of(self.logical),
            ]
        )(depth)

    def date(self, depth: int) -> Node:
        if depth <= 0 or self.chance.random() < 0.5:
            return Name(self.chance.choice(DATES))
        parts = (
            Number(float(self.chance.randint(2019, 2026))),
            self._small(-14, 26),
            self._small(-40, 70),
        )
        return Call("DATE", parts)

    def _number_literal(self, depth: int = 0) -> Node:
        if self.chance.random() < 0.6:
            return Number(float(self.chance.randint(0, 12)))
        return Number(self.chance.choice(DECIMALS))

    def _number_name(self, depth: int = 0) -> Node:
        return Name(self.chance.choice([*NUMBERS, *NUMBERS, *DATES]))

    def _text_literal(self, depth: int = 0) -> Node:
        return Text(self.chance.choice(WORDS))

    def _text_name(self, depth: int = 0) -> Node:
        return Name(self.chance.choice(TEXTS))

    def _small(self, low: int, high: int) -> Node:
        literal = self.chance.randint(low, high)
        if self.chance.random() < 0.3:
            return Name(self.chance.choice(NUMBERS))
        number = Number(float(abs(literal)))
        return Unary("-", number) if literal < 0 else number

    def _joinable(self, depth: int) -> Node:
        """What & may join: a logical value reads 1 in LibreOffice and TRUE in Excel."""
        chance = self.chance.random()
        if chance < 0.3 and self.decimals_in_text:
            return self.number(depth)
        return Call("INT", (self.number(depth),)) if chance < 0.4 else self.text(depth)

    def _arithmetic(self, depth: int) -> Node:
        if self.chance.random() < 0.12:
            return Unary(self.chance.choice("-+"), self.number(depth - 1))
        if self.chance.random() < 0.08:
            return Binary("+", self._text_name(), self.number(depth - 1))  # a text there is #VALUE!
        if self.chance.random() < 0.05:
            numeral = self.chance.choice(["5", " 12 ", "-3", "1E2", "5%", "2024-02-29", "+7"])
            return Binary("*", Text(numeral), self.number(depth - 1))
        if self.chance.random() < 0.1:
            exponent = self.chance.choice([Number(2.0), Number(0.5), Unary("-", Number(1.0))])
            return Binary("^", self.number(depth - 1), exponent)
        operator = self.chance.choice("+-*/")
        return Binary(operator, self.number(depth - 1), self.number(depth - 1))

    def _one_number(self, depth: int) -> Node:
        function = self.chance.choice(["ABS", "INT", "ROUND", "ROUND", "MOD"])
        given = (self.number(depth - 1),)
        if function == "ROUND":
            given = (*given, self._small(-3, 5))
        if function == "MOD":
            given = (*given, self.number(depth - 1))
        return Call(function, given)

    def _aggregate(self, depth: int) -> Node:
        function = self.chance.choice(
            ["SUM", "SUM", "MIN", "MAX", "AVERAGE", "COUNT", "COUNTA", "COUNTBLANK"]
        )
        ranges = [*NUMBER_RANGES, *TEXT_RANGES, *OTHER_RANGES]
        if function == "COUNTBLANK":
            return Call(function, (Name(self.chance.choice([*ranges, *NUMBERS, *TEXTS])),))
        given: list[Node] = []
        for _ in range(self.chance.randint(1, 3)):
            if self.chance.random() < 0.45:
                given.append(Name(self.chance.choice(ranges)))
            elif self.chance.random() < 0.2:
                given.append(Name(self.chance.choice([*NUMBERS, *TEXTS])))
            elif self.chance.random() < 0.2:
                given.append(self._choice_of(self._number_name)(depth - 1))
            else:
                given.append(self.number(depth - 1))
        return Call(function, tuple(given))

    def _conditional(self, depth: int) -> Node:
        function = self.chance.choice(["COUNTIF", "COUNTIFS", "SUMIF", "SUMIFS"])
        register = self.chance.choice(["reg", "reg", "acara"])
        names = [*NUMBER_RANGES, *TEXT_RANGES, *OTHER_RANGES]
        columns = [name for name in names if name.startswith(register + ".")]
        if self.chance.random() < 0.15 and not function.endswith("S"):
            columns = [self.chance.choice([*NUMBERS, *TEXTS])]
        pairs: list[Node] = []
        for _ in range(self.chance.randint(1, 3) if function.endswith("S") else 1):
            column = self.chance.choice(columns)
            pairs += [Name(column), self._criterion(column, depth)]
        summed = Name(self.chance.choice(columns))
        if function.startswith("COUNT"):
            return Call(function, tuple(pairs))
        if function == "SUMIFS":
            return Call(function, (summed, *pairs))
        return Call(function, (*pairs, summed) if self.chance.random() < 0.7 else tuple(pairs))

    def _criterion(self, column: str, depth: int) -> Node:
        sign = self.chance.choice(["", "=", "<>", "<", "<=", ">", ">="])
        if self.chance.random() < 0.08:
            return Text(self.chance.choice(["", "=", "<>"]))
        if column in TEXTS or column.endswith((".t", ".u")):
            if sign in {"", "=", "<>"}:
                patterns = ["Ya", "TIDAK", "b*", "*a*", "?a", "*", "Ra?at*", "x~*y", "apa~?", "zz"]
                return Text(sign + self.chance.choice([*patterns, "*i*k*", "baik sekali"]))
            return Text(sign + self.chance.choice(["m", "Tidak", "b", "yb"]))
        if self.chance.random() < 0.4:
            return self.number(depth - 1)
        if self.chance.random() < 0.1:
            return Text(self.chance.choice(["<>Ya", "Ya"]))
        number: Node = Number(float(self.chance.randint(0, 15)))
        if self.decimals_in_text and self.chance.random() < 0.3:
            number = self.number(depth - 1)
        if isinstance(number, Number) and self.chance.random() < 0.5:
            return Text(f"{sign}{int(number.value)}")
        return Binary("&", Text(sign), number)

    def _date_part(self, depth: int) -> Node:
        return Call(self.chance.choice(["YEAR", "MONTH", "DAY"]), (self.date(depth - 1),))

    def _choice_of(self, branch: Callable[[int], Node]) -> Callable[[int], Node]:
        def choice(depth: int) -> Node:
            given = (self._condition(depth - 1), branch(depth - 1))
            return Call("IF", (*given, branch(depth - 1)))

        return choice

    def _condition(self, depth: int) -> Node:
        return self.number(depth) if self.chance.random() < 0.15 else self.logical(depth)

    def _comparison(self, depth: int) -> Node:
        operator = self.chance.choice(["=", "=", "<>", "<", "<=", ">", ">="])
        kind = self.chance.random()
        if kind < 0.5:
            return Binary(operator, self.number(depth - 1), self.number(depth - 1))
        if kind < 0.7:
            # Programs order punctuation differently, so only words are put in order.
            if operator in {"=", "<>"}:
                return Binary(operator, self.text(depth - 1), self.text(depth - 1))
            word = Text(self.chance.choice(["Ya", "Tidak", "m", "b", ""]))
            return Binary(operator, self._text_name(), word)
        if kind < 0.8:
            return Binary(operator, self.date(depth - 1), self.date(depth - 1))
        if kind < 0.9:
            return Binary(operator, self.number(depth - 1), self.text(depth - 1))
        return Binary("=", Name(self.chance.choice([*NUMBERS, *TEXTS])), Text(""))

    def _and_or(self, depth: int) -> Node:
        given: list[Node] = []
        for _ in range(self.chance.randint(1, 3)):
            if self.chance.random() < 0.2:
                given.append(Name(self.chance.choice([*NUMBERS, *TEXTS, *NUMBER_RANGES])))
            else:
                given.append(self._condition(depth - 1))
        return Call(self.chance.choice(["AND", "OR"]), tuple(given))

    def _name_or(self, other: Callable[[int], Node], depth: int) -> Node:
        if self.chance.random() < 0.7:
            return Name(self.chance.choice([*NUMBERS, *TEXTS, *DATES]))
        return other(depth - 1)


def programs_agree(tree: Node, scope: Mapping[str, Column], size: int) -> list[bool]:
    """For which submissions Excel and LibreOffice are known to compute the formula alike."""
    agreed = np.ones(size, dtype=bool)
    for node in walk(tree):
        if isinstance(node, Binary | Call):
            agreed &= np.array(_agreed(node, scope, size), dtype=bool)
    return agreed.tolist()


def _agreed(node: Binary | Call, scope: Mapping[str, Column], size: int) -> list[bool]:
    def values(part: Node) -> list[object]:
        return evaluate(part, scope, size).objects()

    match node:
        case Binary(operator="&", left=left, right=right):
            return list(map(_readable, values(left), values(right)))
        case Binary(operator="^", left=left, right=right):
            return list(map(_has_power, values(left), values(right)))
        case Binary(operator="+" | "-" | "*" | "/"):
            return list(map(_not_tiny, values(node)))
        case Call(function="LEN" | "TRIM", arguments=(argument,)):
            return list(map(_readable, values(argument)))
        case Call(function="YEAR" | "MONTH" | "DAY", arguments=(argument,)):
            return [not isinstance(v, float) or 61 <= v < 2_958_466 for v in values(argument)]
        case Call(function="MOD", arguments=(number, divisor)):
            return list(map(_countable, values(number), values(divisor)))
        case Call(function="ROUND" | "DATE", arguments=(_, *small)):
            every = [values(part) for part in small]
            return [all(map(_short, given)) for given in zip(*every, strict=True)]
        case Call(function="COUNTIF" | "SUMIF", arguments=(_, criterion, *_)):
            return [not isinstance(value, bool) for value in values(criterion)]
        case Call(function="COUNTIFS" | "SUMIFS", arguments=arguments):
            pairs = [values(criterion) for criterion in arguments[len(arguments) % 2 + 1 :: 2]]
            return [_in_order(given) for given in zip(*pairs, strict=True)]
        case _:
            return [True] * size


def _readable(*values: object) -> bool:
    """A number whose text is the same everywhere; not a logical value, 1 in LibreOffice."""
    return not any(
        isinstance(value, bool)
        or (isinstance(value, float) and value != 0 and not 1e-9 <= abs(value) < 1e15)
        for value in values
    )


def _has_power(base: object, exponent: object) -> bool:
    """Not 0^0, which is 1 in LibreOffice and #NUM! in Excel."""
    return not (base in (0, False) and isinstance(exponent, float) and exponent <= 0)


def _not_tiny(value: object) -> bool:
    """LibreOffice saves the tiniest numbers, which have fewer digits, as errors."""
    return not isinstance(value, float) or value == 0 or abs(value) > 1e-290


def _countable(number: object, divisor: object) -> bool:
    """MOD gives up at different sizes."""
    both = isinstance(number, float) and isinstance(divisor, float)
    return not both or not divisor or abs(number / divisor) < 1e12


def _short(value: object) -> bool:
    """LibreOffice takes the digits of ROUND, a month and a day only up to 32,767."""
    return not isinstance(value, float) or abs(value) < 32_767


def _in_order(given: Sequence[object]) -> bool:
    """LibreOffice 7.4 passes over blank cells where only the last criterion does not want them."""
    if any(isinstance(value, bool) for value in given):
        return False
    blank = Column.of([[None]])
    wanted = [bool(matches(Column.of([value]), blank).all()) for value in given]
    return wanted[-1] or not any(wanted)
