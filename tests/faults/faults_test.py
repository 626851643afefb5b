"""Kills and stops the daemon, Redis or both at random instants under load, and then compares what senders were told with
what Redis holds: nothing missing, nothing twice, every number finds its request, each resident's order kept.

    faults_test.py BIN_FOLDER [--rounds N] [--seconds S] [--rate R] [--seed N] [--store embedded|separate|both]

A round is one run of the load driver with a ledger of its own. Exit code 0: all rounds balance."""
import argparse
import collections
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from city import ACCOUNT, NUMBER, ROOT, URL, City  # noqa: E402


class SeparateRedis:
    """A server that is not the daemon's child: whoever runs it starts it again."""

    def __init__(self, folder):
        self.folder = folder
        self.socket = folder / "r.sock"
        self.start()

    def start(self):
        with open(self.folder / "redis.log", "a") as log:
            self.process = subprocess.Popen(
                ["redis-server", "--port", "0", "--unixsocket", self.socket, "--dir", self.folder, "--save", "",
                 "--appendonly", "yes", "--appendfsync", "always"], stdout=log, stderr=log)

    def pid(self):
        return self.process.pid

    def kill(self):
        self.process.kill()
        self.process.wait()

    def revive(self):
        self.start()


class EmbeddedRedis:
    """The daemon's child, which the daemon starts again."""

    def __init__(self, city):
        self.city = city
        self.socket = city.folder / "state/redis/redis.sock"

    def pid(self):
        return self.city.redis_pid()

    def kill(self):
        try:
            os.kill(self.pid(), signal.SIGKILL)
        except (ProcessLookupError, FileNotFoundError, ValueError):
            pass  # it is just being started

    def revive(self):
        pass


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Town:
    """A city that outlives its processes."""

    def __init__(self, binaries, separate):
        self.city = City(binaries)
        text = self.city.file.read_text().replace('"127.0.0.1:0", url', '"127.0.0.1:%d", url' % free_port())
        if separate:
            self.redis = SeparateRedis(self.city.folder)
            text = re.sub(r"store: .*", 'store: { redis: "redis+unix://%s" }' % self.redis.socket, text)
        else:
            self.redis = EmbeddedRedis(self.city)
        self.city.file.write_text(text)
        self.city.start()

    def close(self):
        self.city.stop(signal.SIGKILL)
        try:
            os.kill(self.redis.pid(), signal.SIGKILL)
        except (OSError, ValueError):
            pass
        if isinstance(self.redis, SeparateRedis):
            self.redis.process.wait()
        shutil.rmtree(self.city.folder, ignore_errors=True)

    def kill_daemon(self):
        self.city.stop(signal.SIGKILL)
        self.city.start()

    def kill_redis(self, away):
        self.redis.kill()
        time.sleep(away)
        self.redis.revive()

    def kill_both(self):
        self.city.stop(signal.SIGKILL)
        self.redis.kill()
        self.redis.revive()
        self.city.start()

    def stop_redis(self, away):
        try:
            pid = self.redis.pid()
            os.kill(pid, signal.SIGSTOP)
            time.sleep(away)
            os.kill(pid, signal.SIGCONT)
        except (ProcessLookupError, FileNotFoundError, ValueError):
            pass

    def kill_daemon_while_redis_stands_still(self, away):
        try:
            pid = self.redis.pid()
            os.kill(pid, signal.SIGSTOP)
        except (ProcessLookupError, FileNotFoundError, ValueError):
            return
        time.sleep(away)
        self.city.stop(signal.SIGKILL)
        os.kill(pid, signal.SIGCONT)
        self.city.start()

    def break_something(self, chance):
        """Returns what was done."""
        away = chance.choice([0.0, 0.1, 0.5, 1.5])
        what = chance.choice(["kill daemon", "kill redis", "kill both", "stop redis", "kill daemon, redis stopped"])
        {"kill daemon": self.kill_daemon,
         "kill redis": lambda: self.kill_redis(away),
         "kill both": self.kill_both,
         "stop redis": lambda: self.stop_redis(away),
         "kill daemon, redis stopped": lambda: self.kill_daemon_while_redis_stands_still(away)}[what]()
        return what

    def settle(self):
        """Until Redis answers and the spool is empty."""
        limit = time.monotonic() + 120
        while time.monotonic() < limit:
            status, body, _ = self.city.ask("GET", "/healthz", port=self.city.admin)
            if status == 200:
                store = json.loads(body)["store"]
                if store["up"] and store["spool"]["entries"] == 0:
                    return
            time.sleep(0.01)
        raise RuntimeError("the spool is not emptied: %s\n%s" % (body, self.city.log.read_text()[-3000:]))


def start_load(town, ledger, figures, options, seed):
    city = town.city
    return subprocess.Popen(
        [city.bin / "crosstown-load", "--target", "127.0.0.1:%d" % city.public, "--path", "/hooks/city-sms",
         "--url-signed", URL + "/hooks/city-sms", "--token-file", city.folder / "token", "--account", ACCOUNT,
         "--to", NUMBER, "--rate", str(options.rate), "--seconds", str(options.seconds), "--duplicates", "0.1",
         "--forged", "0.01", "--ordered", "--residents", "500", "--seed", str(seed), "--allow-errors",
         "--keywords", ROOT / "bench/load/keywords.tsv", "--ledger", ledger, "--json", figures],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def verify(town, ledger):
    return subprocess.run(
        ["/usr/bin/python3", ROOT / "bench/load/verify_ledger.py", "--ledger", ledger, "--allow-foreign",
         "--redis", "unix:%s" % town.redis.socket], capture_output=True, text=True, timeout=600)


def run_round(town, number, options, chance, tally):
    ledger, figures = town.city.folder / "ledger.tsv", town.city.folder / "figures.json"
    load = start_load(town, ledger, figures, options, options.seed * 1000 + number)
    done = []
    while load.poll() is None:
        time.sleep(chance.uniform(0.05, options.seconds / 3))
        if load.poll() is None:
            done.append(town.break_something(chance))
    _, complaint = load.communicate()
    if load.returncode != 0:
        print("the load driver failed: " + complaint)
        return False
    town.settle()
    audit = verify(town, ledger)
    told = json.loads(figures.read_text())
    tally["accepted"] += told["accepted"] + told["duplicates"]
    tally["faults"] += len(done)
    tally["not accepted"] += told["errors"]
    for what in done:
        tally[what] += 1
    print("round %d: %d accepted, %d repeats, %d not accepted, %s; %s"
          % (number, told["accepted"], told["duplicates"], told["errors"], ", ".join(done) or "nothing broken",
             "balances" if audit.returncode == 0 else "DOES NOT BALANCE"), flush=True)
    if audit.returncode != 0:
        print(audit.stdout + audit.stderr)
        print(town.city.log.read_text()[-4000:])
        keep = pathlib.Path("/tmp") / ("crosstown-faults-%d-%d.tsv" % (options.seed, number))
        shutil.copy(ledger, keep)
    return audit.returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binaries")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rate", type=int, default=800)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--store", choices=["embedded", "separate", "both"], default="both")
    options = parser.parse_args()
    print("seed %d" % options.seed, flush=True)
    chance, tally, good = random.Random(options.seed), collections.Counter(), True
    for store in ["embedded", "separate"] if options.store == "both" else [options.store]:
        print("%s Redis" % store, flush=True)
        town = Town(options.binaries, store == "separate")
        try:
            for number in range(options.rounds):
                good = run_round(town, number, options, chance, tally) and good
        finally:
            town.close()
    print("; ".join("%s: %d" % pair for pair in sorted(tally.items())))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
