"""Processes whose writes are recorded (powercut.cpp), and the power cut that ends them."""
import contextlib
import os
import pathlib
import shutil
import signal
import tempfile
import time

from disk_log import Disk, Log

LOG_DESCRIPTOR = "700"


class Recorder:
    """All that is on the folder when it is made is on the disk; what `environment`'s processes change is so when synced.
    The log lies elsewhere; close() removes it."""

    def __init__(self, library, folder):
        self.library = pathlib.Path(library).resolve()
        self.folder = pathlib.Path(folder)
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="ct-log-", dir="/tmp"))
        self.log = self.place / "log"
        self.disk = Disk(self.folder)

    def environment(self, ignore=(), kill=()):
        """`ignore`, `kill`: sites of syncs, as powercut.cpp has them."""
        return dict(os.environ, LD_PRELOAD=str(self.library), POWERCUT_ROOT=str(self.folder), POWERCUT_LOG=str(self.log),
                    POWERCUT_IGNORE="|".join(ignore), POWERCUT_KILL="|".join(kill))

    def cut_power(self, how, chance=None):
        """Whoever is recorded dies, and the folder becomes what the disk has of it (Disk.image). Returns what was played."""
        self.kill_all()
        log = Log(self.log)
        self.disk.play(log)
        after = self.folder.with_name(self.folder.name + ".after")
        self.disk.build(after, how, chance)
        shutil.rmtree(self.folder)
        after.rename(self.folder)
        self.log.write_bytes(b"")
        self.disk = Disk(self.folder)
        return log

    def differences(self):
        """What lies in the folder and not in the log, or otherwise: nothing, if the log is the whole truth. For when nobody
        writes any more. Left out is what needs no disk: sockets, LMDB's lock file, what stdio wrote and nobody synced."""
        self.disk.play(Log(self.log))
        image, found = self.disk.image("everything"), {}
        for path in self.folder.rglob("*"):
            if path.is_dir() or path.is_file():
                found[str(path.relative_to(self.folder))] = None if path.is_dir() else path.read_bytes()
        unseen = {"lock.mdb", "redis.pid", "redis.log", "check.log", "log", "redis.conf"}
        return sorted(path for path in (image.keys() | found.keys()) - {""} if os.path.basename(path) not in unseen
                      and (path in image, image.get(path)) != (path in found, found.get(path)))

    def kill_all(self):
        """All at once: they stand still first. Children before parents, since a stopped process whose parent dies is woken up
        (setpgid(2), "orphaned process group")."""
        while alive := self._recorded():
            _signal(alive, signal.SIGSTOP)
            _signal(alive.keys() - set(alive.values()), signal.SIGKILL)
            time.sleep(0.002)

    def _recorded(self):
        """{pid: its parent} of all that have our log open where powercut.cpp puts it (Redis writes its title over what /proc
        shows of its environment), and of children that did not come to that yet."""
        parents, found = {}, {}
        for entry in pathlib.Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                pid = int(entry.name)
                state, parent = (entry / "stat").read_text().rsplit(")", 1)[1].split()[:2]
                if state != "Z":
                    parents[pid] = int(parent)
                    if os.readlink(entry / "fd" / LOG_DESCRIPTOR) == str(self.log):
                        found[pid] = parents[pid]
        return found | {pid: parent for pid, parent in parents.items() if parent in found}

    def close(self):
        self.kill_all()
        shutil.rmtree(self.place, ignore_errors=True)


def _signal(pids, number):
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
