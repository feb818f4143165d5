"""The remembering disk as a real file system (FUSE), so that real programs write on it.

A process of its own serves what stands in a log (a pickle of the files) at a folder until it is
unmounted, and then leaves in the log every operation that was done there. It kills (-9) whoever
asks for the operation of a number that changes something, before it is done, those of the test
itself aside; and it is full when so many bytes stand in ``.iku``.
"""

from __future__ import annotations

import errno
import os
import pickle
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.registry.disk import Disk, Link, Operation, Resize, Sync, SyncFolder, Write
from tests.registry.forked import start

_PATIENCE = 300.0  # seconds for the file system to appear, on a machine that does much else


def missing() -> str:
    """Why no such disk can be had here, empty where it can."""
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        return "no /dev/fuse"
    try:
        import mfusepy  # noqa: F401
    except (ImportError, OSError) as error:
        return str(error)
    return ""


@contextmanager
def mounted(
    folder: Path, files: dict[str, bytes], *, kill: int = 0, room: int = 0, full: int = 0
) -> Iterator[list[Operation]]:
    """The files as a disk at ``folder``; at the end the list holds what was done there.

    With ``full`` there is room for nothing more from this operation on of those that need some.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log = folder.with_name(f"{folder.name}.log")
    log.write_bytes(pickle.dumps(files))
    server = start(serve, str(folder), log, kill, room, full, os.getpid())
    operations: list[Operation] = []
    try:
        until = time.monotonic() + _PATIENCE
        while not os.path.ismount(folder):
            if not server.is_alive() or time.monotonic() > until:
                raise RuntimeError("the disk could not be mounted")
            time.sleep(0.01)
        yield operations
    finally:
        subprocess.run(["umount", folder], check=False)
        server.join(_PATIENCE)
    operations += pickle.loads(log.read_bytes())


def serve(folder: str, log: Path, kill: int, room: int, full: int, test: int) -> None:
    """Until it is unmounted."""
    import mfusepy

    class Remembering(mfusepy.Operations):
        use_ns = True

        def __init__(self) -> None:
            files = pickle.loads(log.read_bytes())
            self.disk = Disk.of(files)
            self.folders = {"/"} | {str(parent) for path in files for parent in Path(path).parents}
            self.next = len(files) + 1
            self.done: list[Operation] = []
            self.asked = self.needing = 0

        def _need_room(self) -> None:
            self.needing += 1
            if full and self.needing >= full:
                raise mfusepy.FuseOSError(errno.ENOSPC)

        def _do(self, operation: Operation) -> None:
            *_, process = mfusepy.fuse_get_context()
            self.asked += process != test
            if kill and self.asked == kill:
                self.asked += 1
                os.kill(process, signal.SIGKILL)
                raise mfusepy.FuseOSError(errno.EIO)
            self.disk.do(operation)
            self.done.append(operation)

        def _inode(self, path: str) -> int:
            if path not in self.disk.names:
                raise mfusepy.FuseOSError(errno.ENOENT)
            return self.disk.names[path]

        def getattr(self, path, fh=None):
            if path in self.folders:
                return {"st_mode": stat.S_IFDIR | 0o755, "st_nlink": 2}
            size = len(self.disk.files[fh or self._inode(path)].now)
            return {"st_mode": stat.S_IFREG | 0o644, "st_nlink": 1, "st_size": size}

        def readdir(self, path, fh):
            inside = (*self.disk.names, *self.folders - {"/"})
            return [".", "..", *{Path(each).name for each in inside if _folder(each) == path}]

        def mkdir(self, path, mode):
            if full and self.needing >= full:
                raise mfusepy.FuseOSError(errno.ENOSPC)
            self.folders.add(path)
            return 0

        def create(self, path, mode, fi=None):
            self._need_room()
            inode, self.next = self.next, self.next + 1
            self._do(Link(_folder(path), {path: inode}))
            return inode

        def open(self, path, flags):
            return self._inode(path)

        def read(self, path, size, offset, fh):
            return bytes(self.disk.files[fh].now[offset : offset + size])

        def write(self, path, data, offset, fh):
            self._need_room()
            grown = max(0, offset + len(data) - len(self.disk.files[fh].now))
            if room and path.startswith("/.iku") and self._used() + grown > room:
                raise mfusepy.FuseOSError(errno.ENOSPC)
            self._do(Write(fh, offset, bytes(data)))
            return len(data)

        def _used(self) -> int:
            inside = (inode for path, inode in self.disk.names.items() if path.startswith("/.iku"))
            return sum(len(self.disk.files[inode].now) for inode in inside)

        def truncate(self, path, length, fh=None):
            self._do(Resize(fh or self._inode(path), length))
            return 0

        def link(self, path, source):
            self._do(Link(_folder(path), {path: self._inode(source)}))
            return 0

        def unlink(self, path):
            self._inode(path)
            self._do(Link(_folder(path), {path: None}))
            return 0

        def rmdir(self, path):
            if any(_folder(each) == path for each in (*self.disk.names, *self.folders - {"/"})):
                raise mfusepy.FuseOSError(errno.ENOTEMPTY)
            self.folders.discard(path)
            return 0

        def rename(self, old, new):
            if old in self.folders:
                return self._rename_folder(old, new)
            self._do(Link(_folder(new), {new: self._inode(old), old: None}))
            return 0

        def _rename_folder(self, old, new):
            moved = {path: path.replace(old, new, 1) for path in (*self.disk.names, *self.folders)}
            moved = {path: to for path, to in moved.items() if f"{path}/".startswith(f"{old}/")}
            files = {path: to for path, to in moved.items() if path in self.disk.names}
            names = {to: self.disk.names[path] for path, to in files.items()}
            self._do(Link(_folder(new), {**names, **dict.fromkeys(files)}))
            self.folders = {moved.get(path, path) for path in self.folders}
            return 0

        def fsync(self, path, datasync, fh):
            self._do(Sync(fh))
            return 0

        def fsyncdir(self, path, datasync, fh):
            self._do(SyncFolder(path))
            return 0

        def chmod(self, path, mode):
            return 0

        def chown(self, path, uid, gid):
            return 0

        def utimens(self, path, times=None):
            return 0

        def statfs(self, path):
            return {"f_bsize": 4096, "f_frsize": 4096, "f_blocks": 1 << 20, "f_bavail": 1 << 20}

    disk = Remembering()
    mfusepy.FUSE(
        disk,
        folder,
        raw_fi=False,
        foreground=True,
        nothreads=True,
        hard_remove=True,
        attr_timeout=0,
    )
    log.write_bytes(pickle.dumps(disk.done))


def _folder(path: str) -> str:
    return path.rpartition("/")[0] or "/"
