"""Makes dist/bundle: the program and all that it needs, to be installed without the network.

    python -m release.bundle [PYTHON VERSION...]

For each version of Python, by default every one that is supported, the wheels of the versions in
release/requirements.txt are fetched for Windows and Linux (x86-64) with pip, from wherever pip is
set up to fetch; uv says which of them each computer needs.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "release" / "requirements.txt"
BUNDLE = ROOT / "dist" / "bundle"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
COMPUTERS = {
    "windows": ("win_amd64",),
    "linux": (
        "manylinux2014_x86_64",
        *(f"manylinux_2_{libc}_x86_64" for libc in (5, 12, 17, 24, 26, 27, 28)),
    ),
}


def main(pythons: list[str]) -> None:
    """Fills dist/bundle anew."""
    shutil.rmtree(BUNDLE, ignore_errors=True)
    wheels = BUNDLE / "wheels"
    wheels.mkdir(parents=True)
    run("pip", "wheel", "--no-deps", "--wheel-dir", wheels, ROOT)
    for python in pythons or PYTHONS:
        for computer, tags in COMPUTERS.items():
            needed = BUNDLE / "needed.txt"
            # pip would decide by the computer that it runs on what another one needs.
            where = ("--python-platform", computer, "--python-version", python)
            compile_ = ("uv", "pip", "compile", "--quiet", "--no-header", "--no-annotate")
            run(*compile_, *where, "--output-file", needed, LOCK)
            platforms = [word for tag in tags for word in ("--platform", tag)]
            only = ("--no-deps", "--only-binary", ":all:", "--python-version", python, *platforms)
            run("pip", "download", *only, "--dest", wheels, "--requirement", needed)
            needed.unlink()
    for name in ("pasang.cmd", "pasang.sh"):
        shutil.copy(ROOT / "release" / name, BUNDLE)
    shutil.copy(LOCK, BUNDLE)
    found = [file for file in wheels.iterdir() if file.is_file()]
    size = sum(file.stat().st_size for file in found) / 2**20
    print(f"{BUNDLE.relative_to(ROOT)}: {len(found)} wheels, {size:.0f} MB")


def run(module: str, *arguments: object) -> None:
    """A Python program of this environment; its output is shown where it fails."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout}{' '.join(command)}: {done.returncode}")


if __name__ == "__main__":
    main(sys.argv[1:])
