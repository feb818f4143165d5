"""What we print, held against the JSON Schemas of docs/design/schemas."""

import json

from jsonschema import Draft202012Validator

from tests.design import DESIGN

NAMES = ("diff", "findings", "history", "log", "results", "status", "tables", "walk")


def schema(name):
    return json.loads((DESIGN / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))


def mistakes(name, document, part=None):
    """What is wrong with a document, or with one that is ``part`` of it: [] where it is sound.

    A reader has to pass over keys that it does not know; what we print has none that the schema
    does not name.
    """
    whole = _closed(schema(name))
    entry = whole if part is None else {"$defs": whole["$defs"], "$ref": f"#/$defs/{part}"}
    checker = Draft202012Validator(entry, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{each.json_path}: {each.message}" for each in checker.iter_errors(document)]


def _closed(part):
    if isinstance(part, list):
        return [_closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    found = {key: _closed(each) for key, each in part.items()}
    return {"additionalProperties": False, **found} if "required" in found else found
