"""What is closed, what is due, and where it goes when there is too much: the whole daemon on a real Redis.
    hours_test.py BIN_FOLDER"""
import datetime
import json
import itertools
import sys
import time
import unittest
import zoneinfo

import twilio
from city import City

BIN = sys.argv.pop(1)
DENVER = zoneinfo.ZoneInfo("America/Denver")


def hours_and_due():
    """A calendar that next opens in three days and in four, and what is due in one open day: no clock can spoil it."""
    days = [datetime.datetime.now(DENVER).date() + datetime.timedelta(n) for n in (3, 4)]
    special = ", ".join('%s: "08:00-12:00"' % day for day in days)
    due = datetime.datetime.combine(days[1], datetime.time(8), DENVER).astimezone(datetime.timezone.utc)
    return "{ special: { %s } }" % special, due


class Hours(unittest.TestCase):
    def setUp(self):
        self.city = City(BIN)
        self.addCleanup(self.city.close)
        self.ids = itertools.count(1)
        calendar, self.due = hours_and_due()
        text = self.city.file.read_text()
        for old, new in [
            ("hours: { city-hall:", "hours: { later: %s, city-hall:" % calendar),
            ("  front-desk: { name: { en: Front desk, es: Recepción } }\n",
             "  front-desk: { name: { en: Front desk, es: Recepción }, hours: later, due: 1d }\n"
             "  events: { name: { en: Events, es: Eventos }, overflow: { when: { depth: 2 }, to: front-desk } }\n"),
            ("  - { name: wires,", "  - { name: parades, when: { text: parade }, then: { queue: events } }\n"
             "  - { name: nobody there, when: { text: llama, hours: closed }, then: { queue: front-desk, type: llama } }\n"
             "  - { name: wires,")]:
            self.assertEqual(text.count(old), 1, old)
            text = text.replace(old, new)
        self.city.file.write_text(text)
        self.city.start()

    def send(self, resident, text):
        provider_id = "SM%032d" % next(self.ids)
        status, body = twilio.post(self.city, twilio.form(provider_id, text, "+180155501%02d" % resident))
        self.assertEqual(status, 200, body)
        return body

    def explained(self, text):
        token = (self.city.folder / "desk").read_text().strip()
        status, body, _ = self.city.ask("POST", "/api/v1/explain", json.dumps({"text": text}),
                                        {"Authorization": "Bearer " + token, "Content-Type": "application/json"},
                                        port=self.city.admin)
        self.assertEqual(status, 200, body)
        return json.loads(body)["routing"]

    def routing(self, queue):
        words = self.city.redis("--json", "XRANGE", "ct:{0}:queue:%s:normal" % queue, "-", "+")
        entries = [dict(zip(fields[::2], fields[1::2])) for _, fields in json.loads(words)]
        return [json.loads(entry["event"])["data"]["routing"] for entry in entries]

    def wait_for_log(self, event):
        limit = time.monotonic() + 60
        while "event=" + event not in self.city.log.read_text():
            self.assertLess(time.monotonic(), limit, event)
            time.sleep(0.05)

    def test_closed_and_due(self):
        weekday = self.due.astimezone(DENVER).strftime("%A")
        self.assertIn("We are closed now and will answer by %s." % weekday, self.send(1, "a llama stands in my garden"))
        self.assertNotIn("closed", self.send(2, "the parade was nice"))
        self.assertNotIn("closed", self.send(1, "it eats the roses"), "only what opens a request is told")
        told = self.routing("front-desk")[0]
        self.assertEqual((told["rule"], told["after_hours"]), ("nobody there", True))
        self.assertEqual(told["due"], self.due.strftime("%Y-%m-%dT%H:%M:%S.000Z"))
        told = self.routing("events")[0]
        self.assertFalse(told["after_hours"])
        self.assertNotIn("due", told)

    def test_too_much_goes_elsewhere_until_it_is_less(self):
        self.assertEqual(self.city.metrics()["crosstown_queue_overflowed_total", (("queue", "events"),)], 0)
        self.send(1, "parade")
        self.send(2, "parade")
        self.wait_for_log("overflow_began queue=events to=front-desk depth=2")
        self.send(3, "parade")
        told = self.routing("front-desk")
        self.assertEqual(len(told), 1)
        self.assertEqual((told[0]["rule"], told[0]["after_hours"]), ("parades", True))
        self.assertIn("events has too much work and overflows to front-desk", told[0]["why"])
        self.send(1, "and another thing about the parade")
        self.assertEqual(len(self.routing("events")), 3, "a follow-up stays with its request")
        self.assertEqual(self.explained("parade")["queue"], "front-desk")

        overflowed = "crosstown_queue_overflowed_total", (("queue", "events"),)
        self.assertEqual(self.city.metrics()[overflowed], 1, "the follow-up did not")

        self.city.redis("XREADGROUP", "GROUP", "workers", "w1", "STREAMS", "ct:{0}:queue:events:normal", ">")
        self.wait_for_log("overflow_ended queue=events")
        self.send(4, "parade")
        self.assertEqual(len(self.routing("events")), 4)
        self.assertEqual(self.city.metrics()[overflowed], 1)


if __name__ == "__main__":
    unittest.main(verbosity=1)
