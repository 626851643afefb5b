"""Breaks a running city at random instants under load, and then compares what senders were told with what Redis holds:
nothing missing, nothing twice, every number finds its request, each resident's order kept.

    faults_test.py BIN_FOLDER [--kinds KIND,…] [--rounds N] [--seconds S] [--rate R] [--seed N] [--accepted N] [--kills N]

    embedded        the daemon, its own Redis, or both are killed or stopped
    separate        the same with a Redis that is not the daemon's child
    network         and the connections between them are cut, delayed, silenced, refused
    two             and two daemons serve the city, with one Redis
    power           one machine with the daemon's own Redis loses its power
    power-separate  the same with a separate Redis on it
    sentinel        two daemons, a master, two replicas and a sentinel: whoever leads is killed or stopped
    cluster         two daemons and a cluster of six, in the same way
    disk            the disk of the daemon's state folder is full now and then; Redis has another one

A round is one run of the load driver with a ledger of its own. Exit code 0: all rounds balance. The ledger of one that does
not, and the daemons' logs, are kept; where is said."""
import argparse
import collections
import concurrent.futures
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from city import ACCOUNT, NUMBER, ROOT, URL  # noqa: E402
from failing_over import ClusterRedis, SentinelRedis  # noqa: E402
from small_disk import enter_namespace  # noqa: E402
from town import Town  # noqa: E402

KINDS = {
    "embedded": {},
    "separate": {"separate": True},
    "network": {"separate": True, "proxied": True},
    "two": {"separate": True, "proxied": True, "daemons": 2},
    "power": {"recorded": True},
    "power-separate": {"separate": True, "recorded": True},
    "sentinel": {"group": SentinelRedis, "daemons": 2},
    "cluster": {"group": ClusterRedis, "daemons": 2},
    "disk": {"separate": True, "disk": 32},
}
KILLS = ("kill daemon", "kill redis", "kill both", "kill daemon, redis stopped", "cut power", "kill daemon, disk full",
         "fill disk, redis killed")
HONEST_REFUSALS = ("403", "503")  # forged; not now
# What the audit examines, in the words of the summary; whatever else is wrong there is "other".
WRONGS = {"accepted messages are stored": "lost", "each number finds its request": "lost",
          "each delivery was told its number": "lost", "messages are stored once": "doubled",
          "each stream is in order": "out of order", "sequence follows acceptance": "out of order"}


def make_town(kind, options):
    settings = dict(KINDS[kind])
    recorder = pathlib.Path(options.binaries) / "powercut.so" if settings.pop("recorded", False) else None
    return Town(options.binaries, recorder=recorder, ignored=options.ignore, **settings)


class Round:
    """One run of the load driver, with faults, and its audit."""

    def __init__(self, town, name, folder, options, seed):
        self.town, self.name, self.folder, self.options, self.seed = town, name, folder, options, seed
        self.done = collections.Counter()  # faults
        self.ledger, self.figures, self.checks = (folder / name for name in ("ledger.tsv", "figures.json", "checks.json"))

    def run(self, chance):
        began, load = time.monotonic(), self._start_load()
        try:
            self._break_things(chance, load)
        except BaseException:
            load.kill()
            raise
        finally:
            _, complaint = load.communicate()
        if load.returncode != 0:
            raise RuntimeError("the load driver failed: " + complaint)
        self.town.settle()
        self.seconds = time.monotonic() - began

    def _break_things(self, chance, load):
        faults = self.town.faults()
        while load.poll() is None:
            time.sleep(chance.uniform(0.05, self.options.pause))
            if load.poll() is None:
                what = chance.choice(sorted(faults))
                faults[what](chance)
                self.done[what] += 1

    def _start_load(self):
        city, options = self.town.city, self.options
        targets = [word for one in self.town.cities for word in ("--target", "127.0.0.1:%d" % one.public)]
        return subprocess.Popen(
            [city.bin / "crosstown-load", *targets, "--path", "/hooks/city-sms", "--url-signed", URL + "/hooks/city-sms",
             "--token-file", city.folder / "token", "--account", ACCOUNT, "--to", NUMBER, "--rate", str(options.rate),
             "--seconds", str(options.seconds), "--duplicates", "0.1", "--forged", "0.01", "--ordered",
             "--residents", "500", "--seed", str(self.seed), "--allow-errors", "--timeout", "30",
             "--keywords", ROOT / "bench/load/keywords.tsv", "--ledger", self.ledger, "--json", self.figures],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def audit(self):
        """(Counter of what is wrong, what the audit says). Sets `told`, the driver's figures."""
        for _ in range(5):
            done = subprocess.run(
                ["/usr/bin/python3", ROOT / "bench/load/verify_ledger.py", "--ledger", self.ledger, "--allow-foreign",
                 "--json", self.checks, "--redis", self.town.redis.address()], capture_output=True, text=True, timeout=900)
            if "verify_ledger: MOVED" not in done.stderr:  # another failover, while it read
                break
        self.told = json.loads(self.figures.read_text())
        wrong = collections.Counter(other=sum(count for status, count in self.told["refused"].items()
                                              if status not in HONEST_REFUSALS))
        if done.returncode != 0:
            checks = json.loads(self.checks.read_text()) if self.checks.exists() else {}
            for name, (_, count) in checks.items():
                wrong[WRONGS.get(name, "other")] += count
            wrong["other"] += not +wrong  # the audit itself failed
        return +wrong, done.stdout + done.stderr


class Campaign:
    """Runs rounds one after the other; the last audit of a town is made while the next one has its load."""

    def __init__(self, options):
        self.options = options
        self.chance = random.Random(options.seed)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="crosstown-faults-"))
        self.tally, self.rounds, self.failed = collections.Counter(), 0, []
        self.auditor = concurrent.futures.ThreadPoolExecutor(1)
        self.audit = None

    @property
    def kills(self):
        return sum(self.tally[what] for what in KILLS)

    def goes_on(self):
        return self.tally["accepted"] < self.options.accepted or self.kills < self.options.kills

    def run(self):
        try:
            while True:  # every kind has its rounds at least once
                for kind in self.options.kinds:
                    for first in range(0, self.options.rounds, self.options.fresh):
                        self._run_town(kind, min(self.options.fresh, self.options.rounds - first))
                self._await_audit()
                if not self.goes_on():
                    break
        finally:
            self.auditor.shutdown()
        if not self.failed:
            shutil.rmtree(self.folder)
        return not self.failed

    def _await_audit(self):
        if self.audit:
            audit, self.audit = self.audit, None
            audit.result()

    def _run_town(self, kind, rounds):
        """On fresh state, so that Redis does not grow without bound."""
        town = make_town(kind, self.options)
        try:
            for last in range(rounds - 1, -1, -1):
                one = self._run_round(kind, town)
                self._await_audit()
                if last:
                    self._conclude(one)
        except BaseException:
            town.close()
            raise
        self.audit = self.auditor.submit(self._conclude, one, town.close)

    def _run_round(self, kind, town):
        self.rounds += 1
        name = "round %d, %s" % (self.rounds, kind)
        folder = self.folder / name.replace(", ", "-").replace(" ", "-")
        folder.mkdir()
        one = Round(town, name, folder, self.options, self.options.seed * 100_000 + self.rounds)
        try:
            one.run(self.chance)
        except (RuntimeError, OSError, AssertionError) as error:
            self._keep(one, repr(error))
            raise SystemExit("%s could not be finished: %s" % (name, error))
        return one

    def _conclude(self, one, then=lambda: None):
        try:
            began = time.monotonic()
            wrong, said = one.audit()
            told = one.told
            self.tally.update(one.done)
            self.tally.update(wrong)
            self.tally["accepted"] += told["accepted"] + told["duplicates"]
            self.tally["not accepted"] += told["errors"]
            print("%s: %d accepted, %d repeats, %d not accepted in %.0f s (audit %.0f s), %s; %s"
                  % (one.name, told["accepted"], told["duplicates"], told["errors"], one.seconds, time.monotonic() - began,
                     counted(one.done), "DOES NOT BALANCE: %s" % dict(wrong) if wrong else "balances"), flush=True)
            if wrong:
                print(said)
                self._keep(one, said)
            else:
                shutil.rmtree(one.folder)
        finally:
            then()

    def _keep(self, one, said):
        """The ledger lies there already."""
        (one.folder / "logs").write_text("\n".join(city.log.read_text() for city in one.town.cities))
        (one.folder / "audit").write_text(said)
        self.failed.append(one)
        print("kept in %s" % one.folder, flush=True)

    def summary(self):
        tally = self.tally
        faults = {what: count for what, count in tally.items() if what not in (*WRONGS.values(), "other", "accepted", "not accepted")}
        return ("seed %d: %d rounds, %d accepted, %d not accepted, %d kills (%s); lost %d, doubled %d, out of order %d, other %d"
                % (self.options.seed, self.rounds, tally["accepted"], tally["not accepted"], self.kills, counted(faults),
                   tally["lost"], tally["doubled"], tally["out of order"], tally["other"]))


def counted(faults):
    return ", ".join("%d %s" % (count, what) for what, count in sorted(faults.items())) or "no fault"


def read_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binaries")
    parser.add_argument("--kinds", default=",".join(KINDS), help="default: all")
    parser.add_argument("--rounds", type=int, default=2, help="of each kind; default 2")
    parser.add_argument("--fresh", type=int, default=3, help="rounds until the state is made anew; default 3")
    parser.add_argument("--seconds", type=float, default=4, help="of load a round; default 4")
    parser.add_argument("--rate", type=int, default=800, help="messages a second; 0: as many as are answered; default 800")
    parser.add_argument("--pause", type=float, default=1.3, help="seconds between two faults, at most; default 1.3")
    parser.add_argument("--accepted", type=int, default=0, help="rounds until so many were accepted")
    parser.add_argument("--kills", type=int, default=0, help="and so many processes killed")
    parser.add_argument("--ignore", action="append", default=[], metavar="SITE",
                        help="a sync to leave out before power cuts (powercut.cpp): the books must then not balance")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    options = parser.parse_args()
    options.kinds = options.kinds.split(",")
    unknown = set(options.kinds) - KINDS.keys()
    if unknown:
        parser.error("no such kind: " + ", ".join(sorted(unknown)))
    return options


def main():
    options = read_options()
    if "disk" in options.kinds and not enter_namespace():
        print("disk: left out, since nothing may be mounted here")
        options.kinds.remove("disk")
    print("seed %d" % options.seed, flush=True)
    campaign = Campaign(options)
    try:
        good = campaign.run()
    finally:
        print(campaign.summary())
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
