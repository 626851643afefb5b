"""Every fate of a message through a real daemon, and whether the books balance, as an operator asks.
    books_test.py BIN_FOLDER"""
import json
import signal
import sys
import time
import unittest

import twilio
from city import City

BIN = sys.argv.pop(1)
STREAM = "ct:{0}:queue:front-desk:normal"


class Books(unittest.TestCase):
    def setUp(self):
        self.city = City(BIN)
        front_desk = "front-desk: { name: { en: Front desk, es: Recepción }"
        text = self.city.file.read_text()
        self.assertIn(front_desk, text)
        self.city.file.write_text(text.replace(front_desk, front_desk + ", lease: 1s, max_deliveries: 1, retention: 0s"))
        self.city.start()
        self.addCleanup(self.city.close)
        self.sent = 0

    def text(self, words, provider_id=None, sender=None):
        self.sent += 1
        fields = twilio.form(provider_id or "SM%032d" % self.sent, words, sender or "+180155501%02d" % self.sent)
        self.assertEqual(twilio.post(self.city, fields)[0], 200)
        return fields["MessageSid"]

    def audit(self):
        code, out = self.city.ctl("audit", "--channel", "city-sms")
        return code, json.loads(out)

    def until(self, condition):
        limit = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), limit, "in vain")
            time.sleep(0.02)

    def letters(self):
        code, out = self.city.ctl("dead", "list")
        self.assertEqual(code, 0)
        return json.loads(out)["entries"]

    def take(self, count):
        self.city.redis("XREADGROUP", "GROUP", "workers", "w1", "COUNT", str(count), "STREAMS", STREAM, ">")

    def test_every_fate_is_in_the_books_also_after_a_kill(self):
        self.text("a matter for people")
        again = self.text("something else for people")
        self.text("something else for people", again)
        self.text("STATUS 26-0001234-8")  # answered at once
        self.take(1)
        self.until(lambda: len(self.letters()) == 1)  # nobody finished it in a second
        self.take(1)
        done = json.loads(self.city.redis("--json", "XRANGE", STREAM, "-", "+"))[0][0]
        self.city.redis("XACK", STREAM, "workers", done)
        self.until(lambda: self.city.redis("XLEN", STREAM).strip() == "0")
        self.text("one more matter")
        self.until(lambda: self.city.redis("KEYS", "ct:{0}:self-served:*"))
        expected = {"accepted": 5, "queued": 2, "self_served": 1, "duplicates": 1, "dead": 1, "spooled": 0, "difference": 0}
        for _ in range(2):
            code, report = self.audit()
            self.assertEqual(code, 0, report)
            self.assertEqual({name: self.total(report, name) for name in expected}, expected)
            self.city.stop(signal.SIGKILL)
            self.city.start().wait_for(lambda store: store["up"])

        letter = self.letters()[0]["id"]
        self.assertEqual(self.city.ctl("dead", "show", letter)[0], 0)
        self.assertEqual(self.city.ctl("dead", "replay", "--queue", "nowhere", letter)[0], 1)
        self.assertEqual(self.city.ctl("dead", "drop", letter)[0], 0)
        self.assertEqual(self.letters(), [])
        code, report = self.audit()
        self.assertEqual((code, self.total(report, "queued"), self.total(report, "dead")), (0, 3, 0))

    def total(self, report, name):
        return sum(row[name] for row in report["rows"])

    def test_a_message_that_vanished_is_named(self):
        provider_id = self.text("a matter for people")
        self.city.redis("DEL", STREAM)
        code, report = self.audit()
        self.assertEqual(code, 4)
        self.assertEqual(self.total(report, "difference"), 1)
        self.assertIn((provider_id, "was accepted, and is nowhere"),
                      [(one["provider_id"], one["problem"]) for one in report["differences"]])


if __name__ == "__main__":
    unittest.main()
