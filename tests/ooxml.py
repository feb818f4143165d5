"""The Open XML SDK's validator: what Excel would call damaged.

It comes from npm (tests/npm), with the program for this machine inside it, and takes one file a
run, about 0.7 s.
"""

import json
import os
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest

PACKAGES = Path(__file__).parent / "npm" / "node_modules" / "@xarsh"


@cache
def _program() -> Path | None:
    found = sorted(PACKAGES.glob("ooxml-validator-*/ooxml-validator*"))
    return next((file for file in found if os.access(file, os.X_OK)), None)


def available() -> bool:
    """Whether the validator is installed for this machine."""
    return _program() is not None


def needs_validator(test):
    """Marks a test that is skipped where the validator is missing."""
    reason = "npm package missing: npm install --prefix tests/npm"
    return pytest.mark.client(pytest.mark.skipif(not available(), reason=reason)(test))


def validate(paths: Iterable[Path], *, version: str = "Office2010") -> dict[Path, list[str]]:
    """The errors in each .xlsx or .docx, each as part, place and description; none is well.

    ``version`` is the oldest Office that must be able to open it.
    """
    files = list(paths)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(files, pool.map(lambda file: _errors(file, version), files), strict=True))


def _errors(file: Path, version: str) -> list[str]:
    run = subprocess.run(
        [str(_program()), str(file), version], capture_output=True, text=True, encoding="utf-8"
    )
    return [
        f"{error['path']} {error['xPath']}: {error['description']}"
        for error in json.loads(run.stdout)["errors"]
    ]
