"""100,000 signed texts, a fifth repeated, a hundredth forged: exactly the unique good ones are in the streams, each
number told finds its request, residents' order is kept, and the books balance to the message.
    proof_test.py BIN_FOLDER [MESSAGES]"""
import json
import subprocess
import sys
import unittest

from city import ACCOUNT, NUMBER, ROOT, URL, City

BIN = sys.argv.pop(1)
MESSAGES = sys.argv.pop(1) if len(sys.argv) > 1 else "100000"


class Proof(unittest.TestCase):
    def test_to_the_message(self):
        with City(BIN, fsync="everysec") as city:
            ledger, figures = city.folder / "ledger.tsv", city.folder / "figures.json"
            load = subprocess.run(
                [city.bin / "crosstown-load", "--target", "127.0.0.1:%d" % city.public, "--path", "/hooks/city-sms",
                 "--url-signed", URL + "/hooks/city-sms", "--token-file", city.folder / "token", "--account", ACCOUNT,
                 "--to", NUMBER, "--messages", MESSAGES, "--duplicates", "0.20", "--forged", "0.01", "--ordered",
                 "--keywords", ROOT / "bench/load/keywords.tsv", "--ledger", ledger, "--json", figures],
                capture_output=True, text=True, timeout=600)
            self.assertEqual(load.returncode, 0, load.stdout + load.stderr)
            audit = subprocess.run(
                ["/usr/bin/python3", ROOT / "bench/load/verify_ledger.py", "--ledger", ledger,
                 "--redis", "unix:%s" % (city.folder / "state/redis/redis.sock")], capture_output=True, text=True, timeout=600)
            self.assertEqual(audit.returncode, 0, audit.stdout + audit.stderr)
            self.assert_books_balance(city, json.loads(figures.read_text()))

    def assert_books_balance(self, city, figures):
        counts = city.metrics()

        def fate(word):
            return counts["crosstown_messages_total", (("channel", "city-sms"), ("fate", word))]

        refused = sum(value for (name, labels), value in counts.items()
                      if name == "crosstown_refused_total" and ("channel", "city-sms") in labels)
        self.assertEqual(fate("received"), figures["sent"])
        self.assertEqual(fate("received"), fate("accepted") + refused + fate("quarantined"))
        self.assertEqual(fate("accepted"), fate("queued") + fate("self_served") + fate("duplicate") + fate("spooled"))
        self.assertEqual(fate("duplicate"), figures["duplicates"])
        self.assertEqual(refused + fate("quarantined"), figures["forged_refused"])
        queued = sum(int(city.redis("XLEN", key)) for key in city.redis("--scan", "--pattern", "ct:*queue:*").split())
        self.assertEqual(fate("queued"), queued)
        pushed = counts["crosstown_lane_pushed_total", (("lane", "0"),)]
        self.assertEqual(pushed, counts["crosstown_lane_popped_total", (("lane", "0"),)])


if __name__ == "__main__":
    unittest.main(verbosity=2)
