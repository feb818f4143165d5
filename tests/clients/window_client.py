"""Types into a LibreOffice window as a person does, and tells what that person sees.

Runs under the Python that has LibreOffice's bridge, as tests/uno_client.py does, and imports
nothing of the project. A job (JSON) comes in, what was seen (JSON) goes out:
    python3 window_client.py PROFILE_FOLDER < job

The keys are pressed by xdotool in a window on a screen of Xvfb, so that what a program does while
somebody types (data validation above all) is done. The bridge opens the file, goes to the cell, and
reads what is shown: cells, and the words of a box that a refusal opens.
"""

import json
import os
import subprocess
import sys
import time
import uuid
from pathlib import Path

import uno
from com.sun.star.accessibility.AccessibleRole import ALERT, STATIC
from com.sun.star.beans import PropertyValue

STARTING = 60  # seconds
SEEING = 10  # seconds until what was typed is in the cell, or refused
ALL_CONTENTS = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags: numbers, dates, texts, formulas
SCREEN = "1366x768x24"


class Screen:
    """A screen of its own, whose keys can be pressed."""

    def __init__(self):
        reading, writing = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp"],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        self.environment = {**os.environ, "DISPLAY": f":{number}", "SAL_USE_VCLPLUGIN": "gen"}

    def do(self, *arguments):
        """What xdotool says."""
        done = subprocess.run(
            ["xdotool", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=SEEING,
        )
        return done.stdout.split()

    def windows(self, title):
        """Those that are seen and called so."""
        return self.do("search", "--onlyvisible", "--name", f"^{title}")

    def picture(self, path):
        """What is seen, as a PNG."""
        command = ["import", "-window", "root", path]
        subprocess.run(command, env=self.environment, check=True)

    def close(self):
        """Switches it off."""
        self._server.terminate()
        self._server.wait()


class Window:
    """A workbook in a window of an office of its own."""

    def __init__(self, screen, profile, path, box):
        self.screen, self._box = screen, box
        pipe = f"pipe,name=iku{uuid.uuid4().hex};urp"
        quiet = ["--norestore", "--nologo", "--nodefault", "--nolockcheck"]
        self._office = subprocess.Popen(
            ["soffice", f"-env:UserInstallation={profile.as_uri()}", *quiet, f"--accept={pipe};"],
            env=screen.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        create = self._connected(pipe)
        self._desktop, self._toolkit = map(
            create, ("com.sun.star.frame.Desktop", "com.sun.star.awt.Toolkit")
        )
        url = uno.systemPathToFileUrl(path)
        self.document = self._desktop.loadComponentFromURL(url, "_blank", 0, ())
        frame = self.document.Title
        self._until(lambda: screen.windows(frame))
        [self._frame] = screen.windows(frame)

    def _connected(self, pipe):
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        deadline = time.monotonic() + STARTING
        while True:
            try:
                context = resolver.resolve(f"uno:{pipe};StarOffice.ComponentContext")
            except Exception:
                if time.monotonic() > deadline or self._office.poll() is not None:
                    raise
                time.sleep(0.05)
            else:
                create = context.ServiceManager.createInstanceWithContext
                return lambda service: create(service, context)

    def cell(self, place):
        """The cell at ``Sheet!A1``."""
        sheet, _, address = place.rpartition("!")
        return self.document.Sheets.getByName(sheet).getCellRangeByName(address)

    def type(self, place, text):
        """Types into an empty cell; the words of the box where it is refused."""
        cell = self.cell(place)
        cell.clearContents(ALL_CONTENTS)
        controller = self.document.CurrentController
        controller.setActiveSheet(cell.Spreadsheet)
        controller.select(cell)
        self.screen.do("windowfocus", self._frame)
        self.screen.do("type", "--delay", "5", text)
        self.screen.do("key", "Return")
        self._until(lambda: self.screen.windows(self._box) or cell.getFormula())
        if cell.getFormula():
            return None
        self._until(self._refusal)
        return self._refusal()

    def paste(self, place, text):
        """Puts a text into a cell as one."""
        self.cell(place).setString(text)

    def dismiss(self):
        """Closes the box and gives up what was typed."""
        [box] = self.screen.windows(self._box)
        self.screen.do("windowfocus", box)
        self.screen.do("key", "Return")
        self._until(lambda: not self.screen.windows(self._box))
        self.screen.do("windowfocus", self._frame)
        self.screen.do("key", "Escape")
        time.sleep(0.1)

    def save(self, path):
        """Saves as an .xlsx."""
        kind = PropertyValue()
        kind.Name, kind.Value = "FilterName", "Calc MS Excel 2007 XML"
        self.document.storeToURL(uno.systemPathToFileUrl(path), (kind,))

    def close(self):
        """Ends the office."""
        self.document.setModified(False)
        self.document.close(True)
        try:
            self._desktop.terminate()
            self._office.wait(20)
        except Exception:
            self._office.kill()

    def _refusal(self):
        boxes = (self._toolkit.getTopWindow(at) for at in range(self._toolkit.getTopWindowCount()))
        for box in boxes:
            context = box.getAccessibleContext()
            if context.getAccessibleRole() == ALERT:
                return " ".join(labels(context))
        return ""

    def _until(self, condition):
        deadline = time.monotonic() + SEEING
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError("nothing came of what was typed")
            time.sleep(0.05)


def labels(context):
    """The texts of a box, as a screen reader is given them; none of what is being closed."""
    if context is None:
        return
    if context.getAccessibleRole() == STATIC:
        yield context.getAccessibleName()
    for at in range(context.getAccessibleChildCount()):
        yield from labels(context.getAccessibleChild(at).getAccessibleContext())


def main():
    """Does one job: opens, types each text, reads the cells asked for after it, saves."""
    job, screen = json.load(sys.stdin), Screen()
    try:
        window = Window(screen, Path(sys.argv[1]).resolve(), job["open"], job["box"])
        seen = []
        for at, entry in enumerate(job["type"]):
            put = window.paste if entry["pasted"] else window.type
            refused = put(entry["into"], entry["text"])
            if job.get("pictures"):
                screen.picture(f"{job['pictures']}/{at:02}.png")
            if refused:
                window.dismiss()
            shown = {place: window.cell(place).String for place in (entry["into"], *entry["read"])}
            seen.append({"refused": refused, "shown": shown})
            if entry.get("clear"):
                window.cell(entry["into"]).clearContents(ALL_CONTENTS)
        first = {place: window.cell(place).String for place in job["read"]}
        if job.get("save"):
            window.save(job["save"])
        window.close()
        print(json.dumps({"seen": seen, "shown": first}))
    finally:
        screen.close()


if __name__ == "__main__":
    main()
