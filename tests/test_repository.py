"""What the repository must not hold."""

import re
import subprocess

import pytest

from tests.source import CHECKOUT

UNWANTED = {
    "a registry's host": r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|debian\.org|ubuntu\.com",
    "an index": r"--(?:extra-)?index-url|--find-link[s]|pip\.conf|registry ?= ?http",
    "a path of one machine": r"/(?:work|root|home/\w+|tmp/w|opt/wheels)/",
    "a tracker": r"\b[Ii]ssue #?[0-9]",
}


def listed(*options):
    """Names of files, as git sees the checkout."""
    git = ["git", "ls-files", "-z", "--exclude-standard", *options]
    try:
        run = subprocess.run(git, cwd=CHECKOUT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git checkout")
    return [name for name in run.stdout.decode().split("\0") if name]


@pytest.mark.parametrize("kind", UNWANTED)
def test_no_file_names_what_only_one_machine_knows(kind):
    """The repository builds anywhere, with whatever registries a machine is set up for."""
    pattern = re.compile(UNWANTED[kind])
    found = []
    for name in listed("--cached", "--others"):
        path = CHECKOUT / name
        data = path.read_bytes() if path.is_file() else b""
        if b"\0" not in data:
            text = data.decode("utf-8", "replace")
            found += [f"{name}: {hit[0]}" for hit in pattern.finditer(text)]
    assert not found, "\n".join(found)


def test_nothing_of_the_package_is_ignored():
    """A room named like a build folder would be left out of every commit."""
    ignored = listed("--others", "--ignored", "iku_workbook", "templates", "samples", "docs")
    assert [name for name in ignored if "__pycache__" not in name] == []
