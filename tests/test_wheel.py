"""The package as a stranger gets it: a wheel, a fresh environment, no checkout in sight."""

import os
import shutil
import subprocess
import sys
import venv

import pytest

from tests.source import CHECKOUT

FOLDERS = ("iku_workbook", "templates", "samples/sreseh-2024")


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """The command ``iku``, installed from a wheel with all it needs into a fresh environment."""
    source, home = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("home")
    for file in (*CHECKOUT.glob("*.*"), CHECKOUT / "LICENSE"):
        if file.is_file():
            shutil.copy(file, source)
    for folder in FOLDERS:
        shutil.copytree(CHECKOUT / folder, source / folder)
    quiet = ["--quiet", "--disable-pip-version-check"]
    build = [sys.executable, "-m", "pip", "wheel", *quiet, "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "-w", "out", "."], cwd=source, check=True)
    [wheel] = (source / "out").glob("*.whl")
    venv.create(home, with_pip=True)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([scripts / "python", "-m", "pip", "install", *quiet, wheel], check=True)
    return scripts / "iku"


@pytest.mark.client
def test_the_whole_road_from_a_wheel(program, tmp_path):
    """house.md#shipped: definitions and samples are found when the package is installed as a wheel
    outside the checkout.
    """
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    ran = subprocess.run(
        [program, "demo", "coba"], cwd=tmp_path, env=clean, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    assert len(list((tmp_path / "coba" / "outbox" / "2024-Q1").glob("*.xlsx"))) == 12
    assert (tmp_path / "coba" / "results" / "2024-Q4.xlsx").is_file()
    report = [program, "-C", "coba", "report", "lkjip", "--period", "2024-Q1"]
    subprocess.run(report, cwd=tmp_path, env=clean, check=True)
    assert (tmp_path / "coba" / "results" / "lkjip-2024-Q1.docx").is_file()
    for code in ("IKU-1", "IKU-2", "IKU-3", "IKU-4"):
        assert code in ran.stdout
