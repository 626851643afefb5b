#!/usr/bin/env python3
"""What the function libraries cost Redis: its own CPU time for each message accepted, for each lease and each ack.
    store_bench.py [LUA_FOLDER …]      several folders take turns, to compare versions in the same minute
Starts a redis-server of its own, without a disk. docs/decisions/0007-leases.md has the numbers."""
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/e2e"))
from resp import Redis  # noqa: E402

BASE, BATCH, EVENT = "ct:{0}:", 32, 950
SNIPPETS = ("places", "requests", "moves", "holding")


def code(folder, name, version):
    text = (folder / (name + ".lua")).read_text()
    for snippet in SNIPPETS:
        file = folder / (snippet + ".lua")
        text = text.replace("--@%s@" % snippet, file.read_text() if file.exists() else "")
    return text.replace("@VERSION@", version)


class Bench:
    def __init__(self, folder):
        self.redis = Redis(folder / "s")
        self.number = 0

    def cpu(self):
        info = dict(line.split(":", 1) for line in self.redis("INFO", "cpu").split("\r\n") if ":" in line)
        return float(info["used_cpu_user"]) + float(info["used_cpu_sys"])

    def measured(self, count, work):
        """µs of Redis' CPU for each of so many."""
        before = self.cpu()
        work()
        return (self.cpu() - before) / count * 1e6

    def accept(self, version, messages, residents=None, follow_up=False):
        """Each message of a resident of its own, unless told how many there are."""
        event = '{"id":"x","subject":"%s","data":{"sequence":1,"new_request":true,"routing":{"queue":"public-works",' \
                '"type":"pothole","rule":"potholes","why":[]},"medium":"sms","text":"' + "x" * (EVENT - 190) + '"}}'
        for _ in range(messages // BATCH):
            words = ["FCALL", "ct_accept_" + version, 1, BASE, int(time.time() * 1000), "2026-11-22", "16", 1, 1, BATCH, 0,
                     "city-sms", 5, 259200, 5, 259200, 1, "public-works", "normal", "pothole"]
            for _ in range(BATCH):
                self.number += 1
                number = "26-%07d-0" % self.number
                who = self.number if residents is None else self.number % residents
                words += [1, "SM%d" % self.number, "c%030d" % who, number, event % number]
            self.redis(*words)

    def lease(self, count):
        for _ in range(count):
            held = self.redis("FCALL", "ct_work_lease_new", 1, BASE, "public-works", "urgent normal low", "ann", 60000, 5)
            assert held[0] == "ok", held
            yield held[3], held[1]

    def ack(self, leases):
        for tracking, epoch in leases:
            assert self.redis("FCALL", "ct_work_ack_new", 1, BASE, tracking, epoch, "ann", "")[0] == "ok"


def started(folder):
    server = subprocess.Popen(["redis-server", "--port", "0", "--unixsocket", folder / "s", "--dir", folder, "--save", ""],
                              stdout=subprocess.DEVNULL)
    while not (folder / "s").exists():
        time.sleep(0.01)
    return server


def fresh(bench):
    bench.redis("FLUSHALL")
    bench.redis("XGROUP", "CREATE", BASE + "queue:public-works:normal", "workers", "0", "MKSTREAM")


def compare(bench, folders, rounds=8, messages=9600):
    """The least of some rounds: what others do on the machine only adds."""
    opened, followed, memory = {}, {}, {}
    for _ in range(rounds):
        for n, folder in enumerate(folders):
            fresh(bench)
            took = bench.measured(messages, lambda: bench.accept("v%d" % n, messages))
            opened[folder] = min(took, opened.get(folder, took))
            stats = bench.redis("MEMORY", "STATS")
            memory[folder] = int(stats[stats.index("dataset.bytes") + 1]) / messages
            took = bench.measured(messages, lambda: bench.accept("v%d" % n, messages, 500))
            followed[folder] = min(took, followed.get(folder, took))
    for folder in folders:
        print("%s: a new request %.1f µs and %d bytes, a follow-up %.1f µs" %
              (folder, opened[folder], memory[folder], followed[folder]), flush=True)


def work(bench, folder, version):
    bench.redis("FUNCTION", "LOAD", "REPLACE", code(folder, "work", "new"))
    for waiting in (1000, 100_000):
        fresh(bench)
        bench.accept("v%d" % version, waiting)
        leased, acked = [], []
        for _ in range(8):
            leases = []
            leased.append(bench.measured(100, lambda: leases.extend(bench.lease(100))))
            acked.append(bench.measured(100, lambda: bench.ack(leases)))
        print("%d waiting: a lease %.1f µs, an ack %.1f µs" % (waiting, min(leased), min(acked)), flush=True)


def main():
    folders = [pathlib.Path(one) for one in sys.argv[1:]] or [ROOT / "router/store"]
    with tempfile.TemporaryDirectory(prefix="ct-", dir="/tmp") as name:
        server = started(pathlib.Path(name))
        bench = Bench(pathlib.Path(name))
        try:
            for n, folder in enumerate(folders):
                bench.redis("FUNCTION", "LOAD", "REPLACE", code(folder, "library", "v%d" % n))
            compare(bench, folders)
            work(bench, folders[-1], len(folders) - 1)
        finally:
            server.terminate()
            server.wait()


main()
