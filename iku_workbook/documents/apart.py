"""Fills in a template that may come from elsewhere, in a process of its own.

Such a template is a program: it may multiply a text into gigabytes, or go round for ever. The
sandbox keeps it from everything but time and memory, and those the system keeps.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import pickle
import subprocess
import sys
from dataclasses import asdict

from iku_workbook.documents.context import Facts
from iku_workbook.documents.render import TemplateMistake, render

SECONDS = 60
"""A document of the largest region takes a few."""

_MEMORY = 800 << 20  # bytes of address space; a document takes a quarter of it
_MISTAKE = 3  # the exit status of a child that says what is wrong with the template


def render_apart(template: bytes, facts: Facts, author: str, as_of: datetime.date) -> bytes:
    """The document, as :func:`iku_workbook.documents.render.render` makes it.

    TemplateMistake ``template-too-much`` for a template that asks for more time or memory than any
    document needs; RuntimeError with the traceback for a fault of the program.
    """
    given = pickle.dumps((template, facts, author, as_of))
    command = [sys.executable, "-P", "-m", __name__]
    try:
        child = subprocess.run(command, input=given, capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise TemplateMistake("template-too-much") from error
    if child.returncode == 0:
        return child.stdout
    if child.returncode == _MISTAKE:
        told = json.loads(child.stdout)
        raise TemplateMistake(**{**told, "known": tuple(told["known"])})
    if child.returncode == 1:
        raise RuntimeError(child.stderr.decode(errors="replace"))
    raise TemplateMistake("template-too-much")


def _child() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # no such limits on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    template, facts, author, as_of = pickle.load(sys.stdin.buffer)
    try:
        sys.stdout.buffer.write(render(template, facts, author, as_of))
    except TemplateMistake as mistake:
        sys.stdout.write(json.dumps(asdict(mistake)))
        sys.stdout.flush()
        sys.exit(_MISTAKE)


if __name__ == "__main__":
    _child()
