"""Carries the templates and the sample returns, which stand beside the package, into the wheel.

Everything else about packaging is in setup.cfg.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

DRAWING = shutil.ignore_patterns("draw")  # how the report templates are made
CARRIED = ("templates", "samples/sreseh-2024")


class BuildWithTemplates(build_py):
    """Puts the folders where ``iku_workbook.resources`` looks for them first."""

    def run(self) -> None:
        """Builds the package, then copies the folders into it; an editable install needs none."""
        super().run()
        if not self.editable_mode:
            for folder in map(Path, CARRIED):
                if folder.is_dir():
                    target = Path(self.build_lib, "iku_workbook", folder)
                    shutil.copytree(folder, target, ignore=DRAWING, dirs_exist_ok=True)


setup(cmdclass={"build_py": BuildWithTemplates})
