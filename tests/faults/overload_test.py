"""Pushes several times what the daemon can take, and looks at its memory, its refusals and its books.

    overload_test.py BIN_FOLDER [--seconds S] [--times N]

The daemon and its Redis share one processor, the senders have another where there is one: 9,000 connections against a
small lane and a small spool. Exit code 0: memory stayed within its bound (and flat, in a run of a minute), all refusals were honest, and
nothing that was accepted is missing."""
import argparse
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from city import ACCOUNT, NUMBER, ROOT, URL, City  # noqa: E402

LIMITS = ", lane: 2048, accept_timeout: 2s"
SPOOL = "{ max_size: 32MiB }"
CONNECTIONS = 9_000  # limits.connections is 10,000
BOUND = 300           # MiB: every second of messages that were not let go would be some 20 more
FLAT = 1.1            # what memory may grow by after the first third of a minute or more


def pin(pid, processor):
    if os.cpu_count() > 1:
        subprocess.run(["taskset", "--all-tasks", "--cpu-list", "--pid", str(processor), str(pid)],
                       check=True, stdout=subprocess.DEVNULL)


def start_load(city, *words):
    command = [city.bin / "crosstown-load", "--target", "127.0.0.1:%d" % city.public, "--path", "/hooks/city-sms",
               "--url-signed", URL + "/hooks/city-sms", "--token-file", city.folder / "token", "--account", ACCOUNT,
               "--to", NUMBER, "--allow-errors", "--keywords", ROOT / "bench/load/keywords.tsv",
               "--json", city.folder / "figures.json", *words]
    load = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    pin(load.pid, 1)
    return load


def finish(city, load):
    _, complaint = load.communicate()
    if load.returncode != 0:
        raise RuntimeError("the load driver failed: " + complaint)
    return json.loads((city.folder / "figures.json").read_text())


def resident_mib(pid):
    """Its own memory. The spool's file is mapped as well, but bounded, and the kernel's to take back."""
    status = pathlib.Path("/proc/%d/status" % pid).read_text()
    return int(status.split("RssAnon:")[1].split()[0]) / 1024


def watch(city, load):
    """(seconds, MiB) of the daemon, twice a second, while the load runs."""
    began, samples = time.monotonic(), []
    while load.poll() is None:
        samples.append((time.monotonic() - began, resident_mib(city.process.pid)))
        time.sleep(0.5)
    return samples


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binaries")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--times", type=float, default=4)
    options = parser.parse_args()
    wrong = []
    with City(options.binaries, threads=1, spool=SPOOL, limits=LIMITS) as city:
        pin(city.process.pid, 0)
        pin(city.redis_pid(), 0)
        sustainable = finish(city, start_load(city, "--seconds", "4", "--seed", "1"))["answers_per_second"]
        ledger = city.folder / "ledger.tsv"
        load = start_load(city, "--rate", str(sustainable * options.times), "--seconds", str(options.seconds),
                          "--connections", str(CONNECTIONS), "--seed", "2", "--ledger", ledger)
        samples = watch(city, load)
        figures = finish(city, load)
        city.wait_for(lambda store: store["up"] and store["spool"]["entries"] == 0, 300)
        settled = [mib for at, mib in samples if at > samples[-1][0] / 3]
        first, most = settled[0], max(settled)
        print("%.0f/s sustained, %.0f/s asked for: %d accepted (%.0f/s), refused %s, problems %s"
              % (sustainable, sustainable * options.times, figures["accepted"] + figures["duplicates"],
                 (figures["accepted"] + figures["duplicates"]) / figures["seconds"], figures["refused"],
                 {k: v for k, v in figures["problems"].items() if v}))
        print("daemon: %.1f MiB after a third of the time, %.1f MiB at most after that" % (first, most))
        if most > BOUND or (options.seconds >= 60 and most > first * FLAT):
            wrong.append("memory grew: %s" % samples)
        if set(figures["refused"]) - {"403", "503"}:
            wrong.append("refused otherwise than by 503")
        if not figures["refused"].get("503"):
            wrong.append("nothing was refused: this was no overload")
        audit = subprocess.run(
            ["/usr/bin/python3", ROOT / "bench/load/verify_ledger.py", "--ledger", ledger, "--allow-foreign",
             "--redis", "unix:%s" % (city.folder / "state/redis/redis.sock")], capture_output=True, text=True, timeout=900)
        if audit.returncode != 0:
            wrong.append(audit.stdout + audit.stderr)
        if city.stop(signal.SIGTERM) != 0:
            wrong.append("the daemon did not stop cleanly")
    print("\n".join(wrong) or "balances")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
