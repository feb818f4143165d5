"""What a docstring lists or refers to is there; ruff sees to it that public names have one."""

import ast
import re
from functools import cache

import pytest

from tests.source import modules

LISTED = re.compile(r"(\w+(?:, \w+)*)  +\S")
REFERRED = re.compile(r":(?:func|class|mod|meth|data):`~?\.?([\w.]+)`")
WITH_DOCSTRING = ast.Module | ast.ClassDef | ast.FunctionDef


def attributes(of):
    """Every attribute that a class states or uses."""
    found = set()
    for node in ast.walk(of):
        match node:
            case ast.Attribute(attr=name) | ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.Name(id=name):
                found.add(name)
    return found


def absent(of):
    """What a class's docstring lists, ``name  meaning`` a line, and the class has not."""
    lines = (ast.get_docstring(of) or "").splitlines()[1:]
    listed = [match[1].split(", ") for line in lines if (match := LISTED.match(line))]
    return [name for names in listed for name in names if name not in attributes(of)]


@cache
def named():
    """Everything that the package defines, by its last name, and its modules."""
    found = {part for module in modules() for part in module.name.split(".")}
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                found.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.add(node.id)
    return found


def test_an_attribute_that_is_described_exists():
    """house.md#docstrings: an attribute that was renamed is renamed where it is explained."""
    wrong = [
        f"{module.name}: {node.name}.{name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        for name in absent(node)
    ]
    assert not wrong, "\n".join(wrong)


def test_what_a_docstring_refers_to_exists():
    """house.md#docstrings: a function that was renamed is renamed where others point to it."""
    wrong = [
        f"{module.name}: {name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, WITH_DOCSTRING)
        for name in REFERRED.findall(ast.get_docstring(node) or "")
        if name.rpartition(".")[2] not in named()
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("line", "found"), [("told  what it shows", ["told"]), ("x  a", [])])
def test_a_stale_line_is_found(line, found):
    """house.md#docstrings: the comparison can fail."""
    [of] = ast.parse(f'class Words:\n    """A chart.\n\n    {line}\n    """\n    x: int\n').body
    assert absent(of) == found
