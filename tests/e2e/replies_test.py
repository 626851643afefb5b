"""Replies on their way to residents, with a provider that fails and daemons that die.
    replies_test.py BIN_FOLDER
CROSSTOWN_REPLIES: how many the ledger has; 500 if nothing is said."""
import json
import os
import random
import re
import shutil
import signal
import sys
import time
import unittest
import urllib.parse

import twilio
from city import URL, City
from provider import Provider

BIN = sys.argv.pop(1)
ENDS = ("sent", "delivered", "failed", "unknown")


def resident(n):
    return "+180155501%02d" % (n + 20)  # the city's own is below


class Replies(unittest.TestCase):
    def setUp(self):
        self.texts = 0
        self.city = City(BIN)
        self.others = []
        self.provider = Provider(self.city.folder, (self.city.folder / "token").read_text().strip())
        self.configure(self.city)
        self.city.start()

    def configure(self, city, redis="embedded", more=""):
        from city import configuration
        city.file.write_text(configuration(
            redis=redis, reply='{ api: "%s", interval: 1ms, burst: 1000%s }' % (self.provider.url, more),
            extra='outgoing: { allow: [127.0.0.1], ca_file: "%s", timeout: 1s }\n' % (self.city.folder / "ca.pem")))

    def tearDown(self):
        for other in self.others:
            other.close()
        self.city.close()
        self.provider.close()

    def another_daemon(self):
        """On the first one's Redis, with its secrets."""
        other = City(BIN)
        for name in ("token", "kiosk", "desk", "lead"):
            shutil.copy(self.city.folder / name, other.folder / name)
        self.configure(other, "redis+unix://%s/state/redis/redis.sock" % self.city.folder)
        self.others.append(other)
        return other.start()

    # What a resident and a worker do.
    def write_in(self, sender=resident(23), text="The light is out", city=None):
        self.texts += 1
        status, body = twilio.post(city or self.city, twilio.form("SM%032d" % self.texts, text, sender))
        self.assertEqual(status, 200, body)
        found = re.search(r"\d\d-\d{7,9}-\d", body)
        return found and found[0]

    def reply(self, tracking, text, key="", city=None, **more):
        city = city or self.city
        headers = {"Authorization": "Bearer " + (city.folder / "desk").read_text().strip(),
                   "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        status, body, _ = city.ask("POST", "/api/v1/requests/%s/replies" % tracking, json.dumps({"text": text, **more}),
                                   headers, port=city.admin)
        return status, json.loads(body) if body.startswith("{") else body

    def send(self, tracking, text, city=None):
        status, answer = self.reply(tracking, text, city=city)
        self.assertEqual(status, 202, answer)
        return answer["id"]

    def thread(self, tracking, reply=None):
        entries = json.loads(self.city.redis("--json", "XRANGE", "ct:{0}:thread:" + tracking, "-", "+") or "[]")
        found = [dict(zip(fields[::2], fields[1::2])) for _, fields in entries]
        return [one for one in found if one["kind"] == "reply" and reply in (None, one["reply"])]

    def states(self, tracking, reply=None):
        return [one["state"] for one in self.thread(tracking, reply)]

    def wait_for_state(self, tracking, reply, wanted, seconds=60):
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            states = self.states(tracking, reply)
            if states and states[-1] in wanted:
                return states
            time.sleep(0.05)
        raise AssertionError("%s: %s\n%s" % (reply, states, self.city.log.read_text()[-3000:]))

    def report(self, message, status, error=None):
        """As Twilio tells what became of a message."""
        url = message["callback"]
        self.assertTrue(url.startswith(URL))
        fields = {"AccountSid": "AC00000000000000000000000000000311", "MessageSid": message["sid"],
                  "MessageStatus": status, "To": message["to"], "From": message["from"]}
        if error:
            fields["ErrorCode"] = str(error)
        token = (self.city.folder / "token").read_text().strip()
        headers = {"Content-Type": "application/x-www-form-urlencoded",
                   "X-Twilio-Signature": twilio.signature(fields, token, url)}
        return self.city.ask("POST", url[len(URL):], urllib.parse.urlencode(fields), headers)[0]

    # The way.
    def test_a_reply_goes_to_the_resident_and_the_thread_shows_it(self):
        tracking = self.write_in()
        status, answer = self.reply(tracking, "Mañana & pasado 🔧", language="es")
        self.assertEqual((status, answer["status"], answer["tracking"]), (202, "queued", tracking))
        self.wait_for_state(tracking, answer["id"], ("sent",))
        message = self.provider.taken[0]
        self.assertEqual((message["to"], message["from"], message["body"]),
                         (resident(23), "+18015550100", "Mañana & pasado 🔧"))
        self.assertEqual(self.report(message, "sent"), 200)
        self.assertEqual(self.report(message, "delivered"), 200)
        self.assertEqual(self.report(message, "delivered"), 200)
        self.assertEqual(self.report(message, "failed", 30003), 200)
        entries = self.thread(tracking, answer["id"])
        self.assertEqual([one["state"] for one in entries], ["queued", "sent", "delivered"])
        self.assertEqual((entries[0]["text"], entries[0]["language"], entries[0]["by"]),
                         ("Mañana & pasado 🔧", "es", "token:desk"))
        self.assertEqual(entries[1]["provider_id"], message["sid"])
        metrics = self.city.metrics()
        for outcome in ("queued", "sent", "delivered"):
            key = "crosstown_replies_total", (("channel", "city-sms"), ("outcome", outcome))
            self.assertEqual(metrics[key], 1, outcome)
        log = self.city.log.read_text()
        self.assertNotIn("pasado", log)
        self.assertNotIn(resident(23), log)
        self.assertTrue(self.city.books_balance()[0])

    def test_what_cannot_be_sent_is_said_at_once(self):
        tracking = self.write_in()
        wrong = tracking[:-1] + str((int(tracking[-1]) + 1) % 10)
        self.assertEqual(self.reply(wrong, "a")[0], 400)
        self.assertEqual({self.reply("26-9999999-%d" % digit, "a")[0] for digit in range(10)}, {400, 404})
        for body in ({"text": ""}, {"text": "   "}, {"text": 7}, {"text": "a", "lane": "emergency"}, {}):
            self.assertEqual(self.reply(tracking, **({"text": None} | body))[0], 400, body)
        self.assertEqual(self.reply(tracking, "ñ" * 1601)[0], 422)
        self.assertEqual(self.reply(tracking, "ñ" * 1600)[0], 202)
        code, said = self.city.ctl("reply", tracking, "by hand")
        self.assertEqual((code, json.loads(said)["status"]), (0, "queued"))
        self.provider.wait_for(2)
        self.assertEqual(self.provider.bodies()[1], "by hand")

    def test_the_same_key_is_the_same_reply(self):
        tracking = self.write_in()
        first, again = (self.reply(tracking, "once", key="k1") for _ in range(2))
        self.assertEqual((first[0], again[0], first[1]["id"]), (202, 202, again[1]["id"]))
        self.assertEqual((first[1]["repeated"], again[1]["repeated"]), (False, True))
        self.wait_for_state(tracking, self.send(tracking, "the last"), ("sent",))
        self.assertEqual(self.provider.bodies(), ["once", "the last"])

    def test_who_opted_out_gets_nothing_also_what_waited(self):
        tracking = self.write_in()
        self.provider.plan = lambda to, body, attempt: "429"
        waiting = self.send(tracking, "too late")
        limit = time.monotonic() + 30
        while not self.provider.calls and time.monotonic() < limit:
            time.sleep(0.02)
        self.write_in(text="STOP")
        self.provider.plan = lambda to, body, attempt: "ok"
        self.assertEqual(self.reply(tracking, "more")[0], 409)
        states = self.wait_for_state(tracking, waiting, ENDS)
        self.assertEqual(states, ["queued", "failed"])
        self.assertIn("opted out", self.thread(tracking, waiting)[-1]["reason"])
        self.write_in(text="START")
        self.wait_for_state(tracking, self.send(tracking, "welcome back"), ("sent",))
        self.assertEqual(self.provider.bodies(), ["welcome back"])

    def test_a_final_error_is_a_dead_letter_that_can_be_replayed(self):
        tracking = self.write_in()
        self.provider.plan = lambda to, body, attempt: "30003" if attempt == 1 else "ok"
        reply = self.send(tracking, "a text")
        self.assertEqual(self.wait_for_state(tracking, reply, ENDS), ["queued", "failed"])
        code, said = self.city.ctl("dead", "list")
        letter = json.loads(said)["entries"][0]
        self.assertEqual((letter["type"], letter["tracking"]), ("reply", tracking))
        self.assertIn("unreachable handset", letter["reason"])
        self.assertTrue(self.city.books_balance()[0])
        self.assertEqual(self.city.ctl("dead", "replay", letter["id"])[0], 0)
        self.assertEqual(self.wait_for_state(tracking, reply, ("sent",)), ["queued", "failed", "queued", "sent"])

    def test_whatever_the_provider_does_it_goes_once(self):
        faults = ["429", "500 before", "500 after", "drop before", "drop after", "hang after"]
        self.provider.plan = lambda to, body, attempt: body if attempt == 1 else "ok"
        sent = []
        for n, fault in enumerate(faults):
            tracking = self.write_in(resident(n))
            sent.append((tracking, self.send(tracking, fault)))
        for tracking, reply in sent:
            self.assertEqual(self.wait_for_state(tracking, reply, ENDS), ["queued", "sent"])
        self.assertEqual(sorted(self.provider.bodies()), sorted(faults))

    def test_receipts_that_cannot_be_given_inline_are_sent_once(self):
        self.configure(self.city, more=", receipts: true")
        self.assertEqual(self.city.ctl("reload")[0], 0)
        events = [twilio.event("SM" + "7" * 32, "The light is out", resident(1))]
        for _ in range(2):
            self.assertEqual(twilio.post_events(self.city, events)[0], 200)
        self.provider.wait_for(1)
        body = self.provider.bodies(resident(1))[0]
        tracking = re.search(r"\d\d-\d{7,9}-\d", body)[0]
        self.wait_for_state(tracking, self.send(tracking, "and an answer"), ("sent",))
        self.assertEqual(self.provider.bodies(), [body, "and an answer"])
        self.assertEqual(self.thread(tracking)[0]["by"], "receipt")

    # Daemons that die.
    def test_killed_between_the_provider_and_the_record_it_is_not_sent_twice(self):
        tracking = self.write_in()
        self.provider.plan = lambda to, body, attempt: "hang after" if body == "first" else "ok"
        self.provider.deaf = True
        first, second = self.send(tracking, "first"), self.send(tracking, "second")
        self.provider.wait_for(1)
        self.city.stop(signal.SIGKILL)
        self.assertEqual(self.city.redis("HGET", "ct:{0}:reply:" + first, "state"), "sending")
        self.provider.deaf = False
        self.city.start()
        self.assertEqual(self.wait_for_state(tracking, first, ENDS), ["queued", "sent"])
        self.wait_for_state(tracking, second, ("sent",))
        self.assertEqual(self.provider.bodies(), ["first", "second"])

    def test_another_daemon_takes_over(self):
        other = self.another_daemon()
        tracking = self.write_in()
        self.wait_for_state(tracking, self.send(tracking, "one", city=other), ("sent",))
        # The holder is one of the two; the one that is killed is the holder.
        holders = [city for city in (self.city, other)
                   if city.metrics().get(("crosstown_sender_lease", (("partition", "0"),))) == 1]
        self.assertEqual(len(holders), 1)
        left = other if holders[0] is self.city else self.city
        holders[0].stop(signal.SIGKILL)
        self.wait_for_state(tracking, self.send(tracking, "two", city=left), ("sent",))
        self.assertEqual(self.provider.bodies(), ["one", "two"])

    def test_the_ledger_balances_whatever_dies(self):
        """Two daemons, a provider that fails at random, kills at random: each reply once, in each resident's order."""
        luck = random.Random(311)
        other = self.another_daemon()
        residents = 20
        each = int(os.environ.get("CROSSTOWN_REPLIES", 500)) // residents
        numbers = [self.write_in(resident(n)) for n in range(residents)]
        faults = ["ok"] * 90 + ["500 before", "500 after", "drop before", "drop after"]
        self.provider.plan = lambda to, body, attempt: luck.choice(faults)
        daemons, kills = [self.city, other], 0
        for round_ in range(each):
            for n, tracking in enumerate(numbers):
                key = "%d-%d" % (n, round_)
                for attempt in range(200):  # as a worker's program does: the same key until it is told
                    city = daemons[(n + attempt) % 2]
                    if self.reply(tracking, key, key=key, city=city)[0] == 202:
                        break
                    time.sleep(0.05)
                else:
                    self.fail("nobody takes replies")
            if round_ % 8 == 4:
                victim = daemons[kills % 2]
                victim.stop(signal.SIGKILL)
                victim.start()
                kills += 1
        self.provider.plan = lambda to, body, attempt: "ok"
        self.provider.wait_for(residents * each, 240 + each)
        for n, tracking in enumerate(numbers):
            wanted = ["%d-%d" % (n, round_) for round_ in range(each)]
            self.assertEqual(self.provider.bodies(resident(n)), wanted)
        limit = time.monotonic() + 60
        while self.city.redis("ZCARD", "ct:{0}:sending") != "0" and time.monotonic() < limit:
            time.sleep(0.1)
        for tracking in numbers:
            self.assertEqual(sorted(self.states(tracking)), ["queued"] * each + ["sent"] * each)
        self.assertEqual(kills, (each + 3) // 8)


if __name__ == "__main__":
    unittest.main()
