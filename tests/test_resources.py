"""What is shipped is found from a checkout and from a wheel."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from iku_workbook import resources

CHECKOUT = Path(__file__).parent.parent
ASK = """
from iku_workbook import resources
print(resources.__file__)
for name in resources.templates():
    print(resources.template(name))
print(resources.sample_folder("sreseh-2024"))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel built from a copy of the checkout that has a template and a sample, unpacked."""
    source = tmp_path_factory.mktemp("source")
    for file in (*CHECKOUT.glob("*.*"), CHECKOUT / "LICENSE"):
        if file.is_file():
            shutil.copy(file, source)
    for folder in ("iku_workbook", "templates", "samples/sreseh-2024"):
        if (CHECKOUT / folder).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(CHECKOUT / folder, source / folder, ignore=ignored)
    for name in (
        "templates/reports/probe.docx",
        "templates/probe.yaml",
        "samples/sreseh-2024/a",
    ):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text("", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-w", "out"]
    subprocess.run([*pip, "."], cwd=source, check=True)
    [built] = (source / "out").glob("*.whl")
    installed = tmp_path_factory.mktemp("installed")
    zipfile.ZipFile(built).extractall(installed)
    return source, installed


def test_a_wheel_holds_the_whole_package(wheel):
    """house.md#shipped: messages and grammars are part of the package."""
    source, installed = wheel
    written = {file for file in (source / "iku_workbook").rglob("*") if file.is_file()}
    missing = [
        str(file.relative_to(source))
        for file in written
        if not (installed / file.relative_to(source)).is_file()
    ]
    assert not missing


def test_templates_and_samples_are_found_in_a_wheel(wheel):
    """house.md#shipped: templates/ and samples/ stand at the top level, and are shipped."""
    _, installed = wheel
    answer = subprocess.run(
        [sys.executable, "-c", ASK], cwd=installed, check=True, capture_output=True, text=True
    )
    paths = [Path(line) for line in answer.stdout.splitlines()]
    assert installed / "iku_workbook/templates/probe.yaml" in paths
    assert all(path.is_relative_to(installed) and path.exists() for path in paths)


def test_templates_are_found_in_a_checkout(tmp_path, monkeypatch):
    """house.md#templates: an office may edit the report templates where they stand."""
    for name in ("templates/b.yaml", "templates/a.yaml", "templates/reports/r.docx", "samples/s/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.setattr(resources, "PACKAGE", tmp_path / "iku_workbook")
    assert resources.templates() == ["a", "b"]
    assert resources.template("a") == resources.template("a.yaml") == tmp_path / "templates/a.yaml"
    assert resources.template("reports/r.docx") == tmp_path / "templates/reports/r.docx"
    assert resources.sample_folder("s") == tmp_path / "samples/s"


@pytest.mark.parametrize("name", ["", "none", "../setup.cfg", "reports", "/etc/passwd", ".."])
def test_nothing_else_is_found(name):
    """quality.md#not-a-path: no path from a client is used as a path."""
    for find in (resources.template, resources.sample_folder):
        with pytest.raises(FileNotFoundError):
            find(name)
