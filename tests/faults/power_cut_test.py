"""Power cuts, one promise at a time, and the proof that each sync is needed: with any one of them ignored something that was
accepted is lost, and the test of that promise sees it.

    power_cut_test.py BIN_FOLDER [unittest's arguments]"""
import fnmatch
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from machine import Lost, Machine, standing_still  # noqa: E402

JOURNAL = "fdatasync:state/redis/appendonlydir/*.incr.aof"
SPOOL_PAGES, SPOOL_ROOT = "fdatasync:state/spool/data.mdb", "dsync:state/spool/data.mdb"
TEMPORARY = "fdatasync:state/content/*.part"
FAN_OUT, INNER, CONTENT = "fsync:state/content/??", "fsync:state/content/??/??", "fsync:state/content"
RAW, SUSPECTS = "fdatasync:state/quarantine/*/*.part", "fsync:state/quarantine/*"


# Each promise: what is done until somebody was told "accepted", the cut, what must be there.
def stored_in_redis(ignore, machines):
    machine = machines(ignore)
    told = machine.text()
    machine.cut()
    machine.expect_text(*told)


def stored_after_redis_rewrote_its_journal(ignore, machines):
    machine = machines(ignore)
    before = machine.text()
    machine.city.redis("BGREWRITEAOF")
    limit = time.monotonic() + 30
    while "aof_rewrite_in_progress:1" in machine.city.redis("INFO", "persistence") and time.monotonic() < limit:
        time.sleep(0.01)
    after = machine.text(sender="+18015550124")
    machine.cut()
    machine.expect_text(*before)
    machine.expect_text(*after)


def spooled(ignore, machines, installed=True):
    machine = machines(ignore, installed=installed)
    with standing_still(machine.city.redis_pid()):
        told = machine.text()
        machine.cut()
    machine.expect_text(*told)


def spooled_on_the_first_day(ignore, machines):
    spooled(ignore, machines, installed=False)


def numbers_are_not_repeated(ignore, machines):
    """With a Redis that loses its last second: numbers that were leased in it are not leased again."""
    machine = machines([JOURNAL, *ignore])
    _, number = machine.text()
    machine.cut()
    _, other = machine.text(sender="+18015550124")
    if other == number:
        raise Lost("%s was given to two requests" % number)


def kept_photo(ignore, machines, installed=True):
    machine = machines(ignore, installed=installed)
    photo = os.urandom(5000)
    assert machine.kiosk(photo) == 200
    machine.cut()
    machine.expect_photo(photo)


def kept_photo_on_the_first_day(ignore, machines):
    kept_photo(ignore, machines, installed=False)


def photo_of_a_daemon_that_died(ignore, machines):
    """The first daemon dies between giving the file its name and syncing that; the second finds the file there."""
    machine = machines(kill=[INNER])
    photo = os.urandom(5000)
    assert machine.kiosk(photo) == 0
    machine.city.process.wait()
    assert machine.content(photo).exists()
    machine.start(ignore)
    assert machine.kiosk(photo) == 200
    machine.cut()
    machine.expect_photo(photo)


def photo_of_a_restored_backup(ignore, machines):
    """Somebody put the file there and did not sync it."""
    machine = machines(ignore)
    photo = os.urandom(5000)
    copy = ("import os, sys\nplace, photo = sys.argv[1], bytes.fromhex(sys.argv[2])\nos.makedirs(os.path.dirname(place))\n"
            "file = os.open(place, os.O_WRONLY | os.O_CREAT, 0o600)\nassert os.write(file, photo) == len(photo)\n")
    subprocess.run(["/usr/bin/python3", "-c", copy, machine.content(photo), photo.hex()], check=True,
                   env=machine.recorder.environment())
    assert machine.kiosk(photo) == 200
    machine.cut()
    machine.expect_photo(photo)


def quarantined(ignore, machines, installed=True):
    machine = machines(ignore, installed=installed)
    machine.suspect()
    machine.cut()
    if [("suspicious" in machine.city.ctl("quarantine", "show", "city-sms/" + one)[1]) for one in machine.suspects()] != [True]:
        raise Lost("the suspect is not there as it came")


def quarantined_on_the_first_day(ignore, machines):
    quarantined(ignore, machines, installed=False)


def dropped(ignore, machines):
    """What an operator released or dropped does not come back."""
    machine = machines()
    machine.suspect()
    machine.recorder.kill_all()
    machine.city.stop(signal.SIGKILL)
    machine.start(ignore)
    assert machine.city.ctl("quarantine", "drop", "city-sms/" + machine.suspects()[0])[0] == 0
    machine.cut()
    if machine.suspects():
        raise Lost("it is there again")


def stored_on_the_first_day(ignore, machines):
    machine = machines(ignore, installed=False)
    told = machine.text()
    machine.cut()
    machine.expect_text(*told)


# Promise -> the syncs without which it is not kept.
PROMISES = {
    stored_in_redis: [JOURNAL],
    stored_on_the_first_day: ["fsync:state", "fsync:state/redis"],
    stored_after_redis_rewrote_its_journal: [
        "fsync:state/redis/temp-rewriteaof-*.aof", "fdatasync:state/redis/appendonlydir/temp-appendonly.aof.manifest",
        "fdatasync:state/redis/appendonlydir"],
    spooled: [SPOOL_PAGES, SPOOL_ROOT],
    spooled_on_the_first_day: ["fsync:state", "fsync:state/spool"],
    numbers_are_not_repeated: [SPOOL_PAGES],  # two leases are noted, and the second commit's pages bring the first one's root
    kept_photo: [TEMPORARY, CONTENT, FAN_OUT, INNER],
    kept_photo_on_the_first_day: ["fsync:state"],
    photo_of_a_daemon_that_died: [INNER],
    photo_of_a_restored_backup: ["fdatasync:state/content/??/??/*", CONTENT, FAN_OUT, INNER],
    quarantined: [RAW, SUSPECTS, "fsync:state/quarantine"],
    quarantined_on_the_first_day: ["fsync:state"],
    dropped: [SUSPECTS],
}


class PowerCuts(unittest.TestCase):
    def machines(self, ignore=(), kill=(), installed=True):
        self.machine = Machine(ignore, kill, installed)
        self.addCleanup(self.machine.close)
        return self.machine

    def keep(self, promise, *without):
        """Returns the sites of all syncs that were done."""
        try:
            promise(list(without), self.machines)
            return self.machine.sites
        finally:
            self.doCleanups()

    def test_what_was_promised_is_there(self):
        seen = set()
        for promise in PROMISES:
            with self.subTest(promise.__name__):
                seen |= self.keep(promise)
        tried = {site for sites in PROMISES.values() for site in sites}
        untried = [site for site in seen if not any(fnmatch.fnmatchcase(site, one) for one in tried)]
        self.assertEqual(untried, [], "syncs that no promise is known to need")

    def test_no_sync_can_be_left_out(self):
        for promise, sites in PROMISES.items():
            for site in sites:
                with self.subTest(promise.__name__, without=site):
                    self.assertRaises(Lost, self.keep, promise, site)

    def test_the_log_is_the_whole_truth(self):
        machine = self.machines()
        machine.text()
        machine.kiosk(os.urandom(5000))
        machine.suspect()
        with standing_still(machine.city.redis_pid()):
            machine.text()
        machine.city.wait_for(lambda store: store["spool"]["entries"] == 0)
        machine.recorder.kill_all()
        self.assertEqual(machine.recorder.differences(), [])


def tearDownModule():
    if Machine.installed:
        shutil.rmtree(Machine.installed, ignore_errors=True)


if __name__ == "__main__":
    Machine.binaries = pathlib.Path(sys.argv.pop(1))
    unittest.main()
