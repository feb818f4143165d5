"""Changes a sound definition at random, one place at a time, as a hand that slips does.

``python -m tests.definition.mutations FILE... --count 200`` says of every change what is told of
it: a mistake at the right line, one at another line, nothing at all, or a fault of the program.
"""

import argparse
import random
import re
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from iku_workbook.definition import load
from iku_workbook.definition.mistakes import DefinitionError
from iku_workbook.definition.yaml_tree import compose

FORMULAS = {"formula", "check", "weight"}
"""Keys of formulas; ``required`` is one where it holds a text."""
FREE = {
    "a text for people, who alone can judge it": {
        *("label", "name", "help", "title", "definition", "group", "about", "contact", "place"),
        *("text", "number", "rank", "unit_of_measure", "duty", "vision", "goals", "missions"),
        *("functions", "grounds", "responsible", "sources", "officer", "head", "unit", "all"),
        *("regency", "message", "codelists", "note", "objective"),
    },
    "another figure, date or choice is as good to the program": {
        *("targets", "baseline", "plan_target", "maximum", "minimum", "rows", "decimals", "scale"),
        *("due_days", "date", "year", "cap", "from", "largest_ratio", "ratio_floor", "tolerance"),
        *("budget", "floor", "to", "unit_targets", "iku"),
    },
    "a name of the author's own, that nothing else says": {"id", "code"},
    "an optional key at its default": {
        *("required", "paper", "timezone", "language", "polarity", "non_decreasing", "cadence"),
        *("parent", "reported_by", "severity", "kinds", "grades", "carry_forward", "result"),
        *("group", "help", "bands", "decree", "signatory", "superior", "was", "each_period"),
        *("achievement", "index"),
    },
}


@dataclass(frozen=True)
class Mutation:
    """A changed text, the words that were changed, the lines on which a mistake is in its place."""

    how: str
    path: tuple
    text: str
    lines: frozenset
    words: frozenset = frozenset()


class Mutator:
    """All single changes of one definition."""

    def __init__(self, text):
        self.lines = text.split("\n")
        self.value, self.marks = compose(text, "definition.yaml")

    def all(self):
        """Every change there is, in the order of the file."""
        for path, mark in self.marks.items():
            if path:
                yield from self.of_key(path, mark)
                yield from self.of_value(path, mark)

    def of_key(self, path, mark):
        key = path[-1]
        if not isinstance(key, str) or not mark.key_line:
            return
        line = self.lines[mark.key_line - 1]
        at = mark.key_column - 1
        if line[at:].startswith(key) and len(key) > 3:
            yield self.changed("key misspelt", path, mark.key_line, at, key, slipped(key))
        if re.fullmatch(rf"\s*(- )?{re.escape(key)}: .*", line) and mark.line == mark.key_line:
            indent = len(line) - len(line.lstrip())
            if not line.lstrip().startswith("- ") and self.ends_on_its_line(path, mark):
                words = {key, str(self.at(path))}
                yield self.whole("line left out", path, mark.line, [], words)
            yield self.whole("line twice", path, mark.line, [line, line])
            yield self.whole("colon lost", path, mark.line, [line.replace(":", "", 1)])
            tabbed = "\t" + line.lstrip()
            yield self.whole("tab", path, mark.line, [tabbed if indent else line + "\t\tx: 1"])
            yield self.whole("indented", path, mark.line, [" " + line])

    def of_value(self, path, mark):
        value = self.at(path)
        if isinstance(value, tuple | dict) or mark.quote is None or not mark.raw:
            return
        column = self.lines[mark.line - 1].find(mark.raw, mark.column - 1)
        if column < 0:
            return
        for how, new in self.others(path, value, mark):
            if new != mark.raw:
                yield self.changed(how, path, mark.line, column, mark.raw, new)

    def others(self, path, value, mark):
        key = next((each for each in reversed(path) if isinstance(each, str)), "")
        if key in FORMULAS or (key == "required" and isinstance(value, str)):
            yield from formulas(mark.raw)
        elif isinstance(value, bool):
            yield "logical in words", "iya"
        elif isinstance(value, int | float):
            yield "number in words", "banyak"
            yield "decimal comma", f"{mark.raw}5,5"
            yield "thousands with a dot", "10.000"
            yield "figure far off", f"-{mark.raw}999999"
        elif hasattr(value, "month"):
            yield "month 13", re.sub(r"-\d\d-", "-13-", mark.raw)
        elif isinstance(value, str):
            yield "word misspelt", slipped(mark.raw)
            if mark.quote == "":
                yield "cut by a sign", f"{mark.raw}: lagi"
                yield "quote left open", f'"{mark.raw}'
            if mark.quote and re.fullmatch(r"[\d.]+", mark.raw):
                yield "figure too many", mark.raw + "1"

    def ends_on_its_line(self, path, mark):
        others = (each.line for place, each in self.marks.items() if place[: len(path)] == path)
        return max(others) == mark.line

    def at(self, path):
        found = self.value
        for each in path:
            try:
                found = found[each]
            except (KeyError, IndexError, TypeError):
                return None
        return found

    def changed(self, how, path, line, column, old, new):
        own = self.lines[line - 1]
        return self.whole(
            how, path, line, [own[:column] + new + own[column + len(old) :]], {old, new}
        )

    def whole(self, how, path, line, instead, words=frozenset()):
        text = "\n".join([*self.lines[: line - 1], *instead, *self.lines[line:]])
        above = {mark.line for place, mark in self.marks.items() if place == path[: len(place)]}
        about = {line - 1, line, line + 1, *above}
        return Mutation(how, path, text, frozenset(about), frozenset(words))


def slipped(word):
    """The word with two letters exchanged; nothing where all are alike."""
    for at in range(len(word) - 1, 0, -1):
        one, two = word[at - 1], word[at]
        if one != two and one.isalnum() and two.isalnum():
            return word[: at - 1] + two + one + word[at + 1 :]
    return word


def formulas(raw):
    """What becomes of a formula by a slip."""
    names = [each for each in re.findall(r"[a-z_]{4,}", raw) if slipped(each) != each]
    functions = re.findall(r"[A-Z]{3,}(?=\()", raw)
    texts = re.findall(r'"(\w{3,})"', raw)
    if names:
        yield "name misspelt", raw.replace(names[0], slipped(names[0]), 1)
    if functions:
        yield "function misspelt", raw.replace(functions[0], slipped(functions[0]), 1)
    if texts:
        yield "choice misspelt", raw.replace(f'"{texts[0]}"', f'"{slipped(texts[0])}"', 1)
        yield "quotes lost", raw.replace(f'"{texts[0]}"', texts[0], 1)
    if ")" in raw:
        yield "bracket lost", raw[: raw.rindex(")")] + raw[raw.rindex(")") + 1 :]
    yield "operator twice", raw + " /"
    yield "spreadsheet's cell", f"{raw} + B7"


@dataclass(frozen=True)
class Outcome:
    """What was told of a change: ``right``, ``elsewhere``, ``silent`` or ``fault``, and where."""

    mutation: Mutation
    fate: str
    said: str = ""

    @property
    def reason(self):
        """Why it is right that nothing is said; empty where that is not known."""
        keys = [each for each in self.mutation.path if isinstance(each, str)]
        named = set(keys[-3:]) | ({"label"} if keys[0] == "kinds" else set())
        return next((why for why, own in FREE.items() if own & named), "")


def judged(mutation, file, before):
    """What the program says of a changed definition; ``before`` are the warnings it had."""
    file.write_text(mutation.text, encoding="utf-8")
    try:
        mistakes = load(file)[1]
    except DefinitionError as error:
        mistakes = error.mistakes
    except Exception as error:
        return Outcome(mutation, "fault", repr(error))
    told = [each for each in mistakes if (each.code, str(each.data)) not in before]
    if not told:
        return Outcome(mutation, "silent")
    lines = mutation.text.split("\n")
    for each in told:
        own = lines[each.line - 1] if each.line <= len(lines) else ""
        if each.line in mutation.lines or any(word in own for word in mutation.words):
            return Outcome(mutation, "right", f"{each.code}:{each.line}")
    return Outcome(mutation, "elsewhere", ", ".join(f"{each.code}:{each.line}" for each in told))


def outcomes(source, count, seed=0):
    """What is told of ``count`` changes of a definition's file, chosen by ``seed``: of each kind of
    change as many as of another, as far as there are.
    """
    found = {}
    for each in Mutator(source.read_text(encoding="utf-8")).all():
        found.setdefault(each.how, []).append(each)
    chance = random.Random(seed)
    for own in found.values():
        chance.shuffle(own)
    chosen = []
    while len(chosen) < count and any(found.values()):
        chosen += [own.pop() for own in found.values() if own]
    before = {(each.code, str(each.data)) for each in load(source)[1]}
    with tempfile.TemporaryDirectory() as folder:
        for beside in source.parent.glob("*.csv"):
            Path(folder, beside.name).write_bytes(beside.read_bytes())
        for each in chosen[:count]:
            yield judged(each, Path(folder, "definition.yaml"), before)


def main():
    """1 where something is told by a fault or at another line, or is silent for no known reason."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    bad = 0
    for file in options.files:
        found = list(outcomes(file, options.count, options.seed))
        print(file.name, dict(Counter(each.fate for each in found)))
        for each in found:
            where = ".".join(map(str, each.mutation.path))
            if each.fate == "silent":
                print(f"  silent: {each.mutation.how} at {where}: {each.reason or '???'}")
            elif each.fate != "right":
                print(f"  {each.fate}: {each.mutation.how} at {where}: {each.said}")
            bad += each.fate in {"fault", "elsewhere"} or (
                each.fate == "silent" and not each.reason
            )
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
