"""The package's own source, as the tests about the house read it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent
PACKAGE = "iku_workbook"


@dataclass(frozen=True)
class Module:
    """One file of the package; ``name`` is its path within it: ``formula.parse``, ``findings``."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    def imports(self) -> Iterator[str]:
        """Every module that is imported anywhere in it, by its full name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (one.name for one in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                if node.level:
                    above = f"{PACKAGE}.{self.name}".split(".")
                    if self.path.name != "__init__.py":
                        above = above[:-1]
                    above = above[: len(above) - node.level + 1]
                    base = ".".join([*above, *([base] if base else [])])
                yield from (f"{base}.{one.name}" for one in node.names)
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "import_module":
                yield from (one.value for one in node.args if isinstance(one, ast.Constant))

    def texts(self) -> Iterator[str]:
        """Every text in the code, those inside f-strings too; no docstring."""
        prose = {
            id(node.value)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(self.tree):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if is_text and id(node) not in prose:
                yield node.value


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the package."""
    found = []
    for path in sorted((CHECKOUT / PACKAGE).rglob("*.py")):
        parts = path.relative_to(CHECKOUT / PACKAGE).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        text = path.read_text(encoding="utf-8")
        found.append(Module(name, path, text, ast.parse(text, str(path))))
    return tuple(found)
