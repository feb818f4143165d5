"""What setup.cfg cannot say: the folders beside the package, and the README away from home.

The templates and the sample returns, which stand beside the package, are carried into the wheel.
The README's links and pictures lead to files of the repository; a package index has none of them.
"""

import configparser
import re
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

DRAWING = shutil.ignore_patterns("draw")  # how the report templates are made
CARRIED = ("templates", "samples/sreseh-2024")
PICTURES = re.compile(r"^\|.*\n\| ---.*\n\|.*!\[.*\n\n?", re.MULTILINE)
LINK = re.compile(r"(!?)\[([^]]*)\]\((?!\w+:)([^)]+)\)")


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


def away(readme: str, home: str) -> str:
    """The README where its files are not: links lead home, or are words where there is no home."""
    if not home:
        return LINK.sub(r"\2", PICTURES.sub("", readme))
    return LINK.sub(
        lambda link: f"{link[1]}[{link[2]}]({home}/{'raw' if link[1] else 'blob'}/HEAD/{link[3]})",
        readme,
    )


def home() -> str:
    """Where the repository can be read by all, "" while it cannot: said in setup.cfg alone."""
    settings = configparser.ConfigParser()
    settings.read("setup.cfg", encoding="utf-8")
    return settings.get("repository", "home").rstrip("/")


if __name__ == "__main__":
    address = home()
    pages = {"Documentation": "tree/HEAD/docs", "Changelog": "blob/HEAD/CHANGELOG.md"}
    setup(
        cmdclass={"build_py": BuildWithTemplates},
        long_description=away(Path("README.md").read_text(encoding="utf-8"), address),
        url=address or None,
        project_urls={name: f"{address}/{page}" for name, page in pages.items()} if address else {},
    )
