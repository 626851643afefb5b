"""A small disk of its own for a folder, to be filled and freed: a tmpfs in a mount namespace that ends with the process."""
import contextlib
import errno
import os
import subprocess
import sys

INSIDE = "CROSSTOWN_FAULTS_NAMESPACE"
UNSHARE = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]


def enter_namespace():
    """This program once more, where what it mounts is nobody else's. False: that is not permitted here."""
    if os.environ.get(INSIDE):
        return True
    trial = subprocess.run([*UNSHARE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True)
    if trial.returncode != 0:
        return False
    os.environ[INSIDE] = "yes"
    sys.stdout.flush()
    os.execvp(UNSHARE[0], [*UNSHARE, "--", sys.executable, *sys.argv])


class SmallDisk:
    def __init__(self, folder, mebibytes):
        self.folder = folder
        folder.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=%dm,mode=700" % mebibytes, "tmpfs", folder], check=True)

    def fill(self):
        """To the last byte."""
        with open(self.folder / "filler", "ab", buffering=0) as file:
            with contextlib.suppress(OSError):
                while True:
                    _write_all(file, bytes(1 << 16))

    def free(self):
        (self.folder / "filler").unlink(missing_ok=True)

    def close(self):
        subprocess.run(["umount", "--lazy", self.folder], check=True)


def _write_all(file, data):
    """What does not fit is tried by halves."""
    while data:
        try:
            data = data[file.write(data):]
        except OSError as error:
            if error.errno != errno.ENOSPC or len(data) == 1:
                raise
            data = data[:len(data) // 2]
