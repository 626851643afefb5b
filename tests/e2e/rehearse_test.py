"""Rehearsing another configuration on what a real daemon recorded, and the list of misrouted rules.
    rehearse_test.py BIN_FOLDER"""
import datetime
import json
import sys
import time
import unittest

import recorded_events
import twilio
from city import City

BIN = sys.argv.pop(1)


class Rehearse(unittest.TestCase):
    def setUp(self):
        self.city = City(BIN).start()
        self.addCleanup(self.city.close)

    def text(self, number, words):
        fields = twilio.form("SM%032d" % number, words, "+180155501%02d" % number)
        self.assertEqual(twilio.post(self.city, fields)[0], 200)

    def changed(self, old, new):
        text = self.city.file.read_text()
        self.assertIn(old, text)
        file = self.city.folder / "new.yaml"
        file.write_text(text.replace(old, new))
        return file

    def rehearse(self, file, *more):
        code, out = self.city.ctl("--timeout", "50", "rehearse", *more, file)
        self.assertEqual(code, 0, out)
        return json.loads(out)

    def test_only_what_the_change_concerns_moves(self):
        self.text(1, "a downed wire on Elm Street")
        self.text(2, "the zebra crossing is faded")
        self.text(2, "the zebra again: it follows up and is not judged")
        self.text(3, "something else entirely")
        same = self.rehearse(self.city.file)
        self.assertEqual((same["judged"], same["stay"], same["moved"]), (3, 3, 0))

        file = self.changed("  - { name: everything else",
                            "  - { name: zebras, when: { text: zebra }, then: { queue: zoo } }\n  - { name: everything else")
        file.write_text(file.read_text().replace("queues:\n", "queues:\n  zoo: { name: { en: Zoo, es: Zoo } }\n", 1))
        report = self.rehearse(file)
        self.assertEqual((report["judged"], report["stay"], report["moved"]), (3, 2, 1))
        move = report["moves"][0]
        self.assertEqual((move["from"], move["to"], move["rule"], move["count"]), ("front-desk", "zoo", "zebras", 1))
        self.assertEqual(move["examples"][0]["text"], "the zebra crossing is faded")
        self.assertEqual(self.rehearse(file, "--since", "1ms")["judged"], 0)
        log = self.city.log.read_text()
        self.assertIn("event=recorded_read", log)
        self.assertNotIn("zebra", log)

    def test_a_wrong_file_is_refused_with_its_mistake(self):
        file = self.changed("- { name: everything else, then: { queue: front-desk } }",
                            "- { name: everything else, then: { queue: nowhere } }")
        code, out = self.city.ctl("rehearse", file)
        self.assertEqual(code, 1)
        self.assertRegex(json.loads(out)["text"], r"new.yaml:\d+:\d+: .*nowhere")

    def test_thousands_from_queues_and_threads(self):
        count = 5000
        now = int(time.time() * 1000)
        recorded_events.put(self.city.folder / "state/redis/redis.sock", count, now - 3_600_000, 700)
        report = self.rehearse(self.city.file)
        unjudged = report["not_judged"]
        self.assertEqual(report["judged"], count, report)
        self.assertEqual(sum(unjudged.values()), 0, unjudged)

    def test_misroutes(self):
        today = datetime.date.today().isoformat()
        self.city.redis("HINCRBY", "ct:{0}:moved:" + today, "wires|front-desk|streets", "3")
        code, out = self.city.ctl("misroutes", "--since", "2d")
        self.assertEqual(code, 0, out)
        self.assertEqual(json.loads(out)["moved"], [{"rule": "wires", "from": "front-desk", "to": "streets", "count": 3}])


if __name__ == "__main__":
    unittest.main()
