"""Renders an HTML page that needs no other file: it opens from a memory stick, and prints well.

Nothing is fetched, and nothing runs but the page's own script: the policy names both its style and
its script by their hashes, whatever a workbook's text says. Every text is escaped, made visible and
cut.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from iku_workbook.messages import catalogue
from iku_workbook.safe_text import short


def page(name: str, language: str, *, script: str = "", **shown: object) -> str:
    """The page of a template in ``page/``, with the script of that name there."""
    style, run = _part("page.css"), _part(script) if script else ""
    policy = "default-src 'none'; base-uri 'none'; form-action 'none'; "
    policy += f"style-src {_hash(style)}"
    if script:
        policy += f"; script-src {_hash(run)}"
    return _template(name).render(
        language=language,
        say=catalogue(language),
        policy=policy,
        style=Markup(style),
        script=Markup(run),
        **shown,
    )


def environment(load: Callable[[str], str]) -> Environment:
    """What renders templates, ``load``ed by name: every text is escaped, made visible and cut."""
    return Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: (
            short(value) if isinstance(value, str) and not isinstance(value, Markup) else value
        ),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def _template(name: str) -> Template:
    return environment(_part).get_template(name)


@cache
def _part(name: str) -> str:
    return (files(__package__) / "page" / name).read_text(encoding="utf-8")


def _hash(inline: str) -> str:
    """How a content security policy names an inline style or script (CSP level 2, 4.2.5)."""
    return f"'sha256-{b64encode(hashlib.sha256(inline.encode()).digest()).decode()}'"
