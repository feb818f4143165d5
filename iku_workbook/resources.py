"""Where the shipped definitions, report templates and sample returns are.

They stand beside the package in a checkout, so that people find and edit them, and inside it once
installed from a wheel.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent


def templates() -> list[str]:
    """The names of the shipped definitions, in order."""
    return sorted(file.stem for file in _shipped("templates").glob("*.yaml"))


def template(name: str) -> Path:
    """A shipped definition by its name, or any shipped template by its path in the folder.

    Raises FileNotFoundError for a name that is not among them.
    """
    folder = _shipped("templates")
    for file in folder.rglob("*"):
        if file.is_file() and file.relative_to(folder).as_posix() in {name, f"{name}.yaml"}:
            return file
    raise FileNotFoundError(name)


def sample_folder(name: str) -> Path:
    """A shipped folder of sample returns; FileNotFoundError for a name that is not among them."""
    for folder in _shipped("samples").iterdir():
        if folder.is_dir() and folder.name == name:
            return folder
    raise FileNotFoundError(name)


def _shipped(folder: str) -> Path:
    inside = PACKAGE / folder
    return inside if inside.is_dir() else PACKAGE.parent / folder
