#!/usr/bin/env python3
"""How long `crosstownctl rehearse` takes for recorded messages of the example city, against a real Redis.

    bench/rehearse.py [BIN_FOLDER [MESSAGES]]        build/release/bin, 100000

Half of the messages lie in a queue, half in their threads; texts are those of docs/routing-table.tsv. The new
configuration is docs/examples/riverbend.yaml with its answers and maps. Also told: what a call asked of Redis."""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests/e2e"))
import recorded_events  # noqa: E402
from city import City  # noqa: E402


def main():
    bin_folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build/release/bin")
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    with tempfile.TemporaryDirectory(prefix="ct-") as folder, City(bin_folder) as city:
        for one in ("riverbend.yaml", "riverbend"):
            source = ROOT / "docs/examples" / one
            (shutil.copytree if source.is_dir() else shutil.copy)(source, pathlib.Path(folder) / one)
        new = pathlib.Path(folder) / "riverbend.yaml"
        subprocess.run([bin_folder / "crosstownd", "make-secrets", new], stdout=subprocess.DEVNULL, check=True)
        week = 7 * 24 * 3600 * 1000
        recorded_events.put(city.folder / "state/redis/redis.sock", count, int(time.time() * 1000) - week + 600_000,
                     (week - 1_200_000) // count)
        for since in ("1m", "7d"):  # without messages: reading the file, and looking for them in vain
            city.redis("CONFIG", "RESETSTAT")
            began = time.monotonic()
            code, out = city.ctl("--timeout", "55", "rehearse", "--since", since, new)
            seconds = time.monotonic() - began
            if code != 0:
                raise SystemExit(out)
            report = json.loads(out)
            print("--since %s: %d judged, %d moved, %d not judged: %.1f s" % (
                since, report["judged"], report["moved"], sum(report["not_judged"].values()), seconds))
            found = re.search(r"cmdstat_fcall:calls=(\d+),usec=(\d+),usec_per_call=([\d.]+)",
                              city.redis("INFO", "commandstats"))
            if found:
                print("  Redis: %s calls, %.2f s in all, %s us each" % (found[1], int(found[2]) / 1e6, found[3]))


if __name__ == "__main__":
    main()
