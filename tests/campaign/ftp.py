"""An FTP server on loopback, as an office may have one: a process that a test may kill.

``python -m tests.campaign.ftp FOLDER PORT`` serves a folder and prints the port, which is another
one where PORT is 0.
"""

import subprocess
import sys
from contextlib import suppress

from tests.campaign.office import tree
from tests.source import CHECKOUT

USER, PASSWORD = "kasi", "pintu-samping"


class FtpServer:
    """One server over one folder, which stays when it is ended."""

    def __init__(self, folder):
        self.folder, self.port = folder, 0
        self.start()

    def start(self):
        """Begin it at its port; it answers once this returns."""
        command = (sys.executable, "-m", "tests.campaign.ftp", str(self.folder), str(self.port))
        self.process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def address(self, place):
        """Of a place there, as a person gives it."""
        return f"ftp://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{place}"

    def end(self):
        """Kill it, whatever it is at."""
        with suppress(OSError):
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class OverFtp:
    """The places at a server of one's own, and the files of this machine behind it."""

    def __init__(self, folder):
        self.folder, self.server = folder, FtpServer(folder)

    def address(self, place):
        return self.server.address(place)

    def shown(self, place):
        return self.address(place).replace(f":{PASSWORD}@", "@")

    def files(self):
        return tree(self.folder)

    def write(self, place, data):
        (self.folder / place).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / place).write_bytes(data)

    def delete(self, place):
        (self.folder / place).unlink()

    def end(self):
        self.server.end()


def _serve(folder, port):
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import FTPHandler
    from pyftpdlib.log import config_logging
    from pyftpdlib.servers import FTPServer

    config_logging(level=50)
    authorizer = DummyAuthorizer()
    authorizer.add_user(USER, PASSWORD, folder, perm="elradfmwT")

    class Handler(FTPHandler):
        """Lets that one user in."""

    Handler.authorizer = authorizer
    server = FTPServer(("127.0.0.1", port), Handler)
    print(server.address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]))
