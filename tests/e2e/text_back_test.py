"""A reply to who reported by a voice assistant is also texted to the number that they gave; not to who has opted out, which
stands in another partition than the request.
    text_back_test.py BIN_FOLDER"""
import base64
import hashlib
import hmac
import json
import re
import sys
import time
import unittest
import uuid

import twilio
from city import City, configuration
from provider import Provider

BIN = sys.argv.pop(1)
PARTITIONS = 4
REPORT = {"issue": "pothole", "place": "main street", "description": "by the school"}


class TextBack(unittest.TestCase):
    def setUp(self):
        self.texts = 0
        self.city = City(BIN)
        self.provider = Provider(self.city.folder, (self.city.folder / "token").read_text().strip())
        text = configuration(
            reply='{ api: "%s", interval: 1ms, burst: 1000 }' % self.provider.url,
            extra='outgoing: { allow: [127.0.0.1], ca_file: "%s", timeout: 1s }\n' % (self.city.folder / "ca.pem"))
        lobby = "  lobby: { adapter: assistant, secret: { file: kiosk }, text_by: city-sms }\n"
        text = text.replace("channels:\n", "channels:\n" + lobby, 1)
        self.city.file.write_text(text.replace("store: {", "store: { partitions: %d," % PARTITIONS, 1))
        self.city.start()

    def tearDown(self):
        self.city.close()
        self.provider.close()

    def say(self, topic, user, **more):
        body = json.dumps(dict(more, topic=topic, user=user, language="en-US")).encode()
        name, stamp = str(uuid.uuid4()), str(int(time.time()))
        key = base64.b64decode((self.city.folder / "kiosk").read_text().strip()[len("whsec_"):])
        mac = hmac.new(key, b".".join([name.encode(), stamp.encode(), body]), hashlib.sha256).digest()
        status, answer, _ = self.city.ask("POST", "/hooks/lobby", body, {
            "Content-Type": "application/json", "webhook-id": name, "webhook-timestamp": stamp,
            "webhook-signature": "v1," + base64.b64encode(mac).decode()})
        self.assertEqual(status, 200, answer)
        return json.loads(answer)

    def report(self, user):
        heard = self.say("report", user, slots=REPORT, confirmation="confirmed")
        self.assertIn("Shall I text you", heard["text"])
        self.assertEqual((heard["ask"], heard["ends"]), ("yes-no", False))
        tracking = re.search(r"\d\d-\d{7,9}-\d", heard["card"]["text"])[0]
        limit = time.monotonic() + 30  # the note of the last request is written behind the answer
        while tracking not in self.say("last-request", user).get("card", {}).get("text", ""):
            self.assertLess(time.monotonic(), limit)
        return tracking, heard["state"]

    def give_number(self, user, state, phone):
        heard = self.say("yes", user, state=state)
        self.assertEqual((heard["ask"], heard["slot"]), ("slot", "phone"))
        heard = self.say("report", user, slots={"phone": phone}, state=heard["state"])
        self.assertEqual(heard["ask"], "confirm")
        return self.say("yes", user, state=heard["state"])

    def reply(self, tracking, text, key=""):
        headers = {"Authorization": "Bearer " + (self.city.folder / "desk").read_text().strip(),
                   "Content-Type": "application/json", **({"Idempotency-Key": key} if key else {})}
        status, body, _ = self.city.ask("POST", "/api/v1/requests/%s/replies" % tracking, json.dumps({"text": text}),
                                        headers, port=self.city.admin)
        self.assertEqual(status, 202, body)

    def until_told(self, user, text):
        limit = time.monotonic() + 60
        while text not in self.say("last-request", user)["text"]:
            self.assertLess(time.monotonic(), limit)
            time.sleep(0.05)

    def write_in(self, sender, text):
        self.texts += 1
        self.assertEqual(twilio.post(self.city, twilio.form("SM%032d" % self.texts, text, sender))[0], 200)

    def test_answers_are_texted_to_the_numbers_that_were_given(self):
        residents = {"lobby-%d" % n: "801555013%d" % n for n in range(6)}
        numbers = {}
        for user, phone in residents.items():
            numbers[user], state = self.report(user)
            self.assertIn("You will get a text", self.give_number(user, state, phone)["text"])
        for user, tracking in numbers.items():
            for _ in range(2):
                self.reply(tracking, "for " + user, key="k")
            self.until_told(user, "for " + user)
        self.provider.wait_for(len(residents))
        for user, phone in residents.items():
            self.assertEqual(self.provider.bodies("+1" + phone),
                             ["Riverbend, your request %s: for %s" % (numbers[user], user)])
        self.assertEqual({each["from"] for each in self.provider.taken}, {"+18015550100"})

    def test_who_opted_out_there_is_not_texted(self):
        for n in range(4):  # whatever the partition of each
            user, phone = "lobby-%d" % n, "801555014%d" % n
            tracking, state = self.report(user)
            self.give_number(user, state, phone)
            self.write_in("+1" + phone, "STOP")
            self.reply(tracking, "unwanted")
            self.until_told(user, "unwanted")
            self.write_in("+1" + phone, "START")
            self.reply(tracking, "wanted")
            self.provider.wait_for(n + 1)
            self.assertEqual([text.endswith(": wanted") for text in self.provider.bodies("+1" + phone)], [True])

    def test_what_waits_is_not_sent_to_who_opts_out_meanwhile(self):
        self.provider.plan = lambda to, body, attempt: "429"
        waiting = []
        for n in range(4):
            user, phone = "lobby-%d" % n, "801555015%d" % n
            tracking, state = self.report(user)
            self.give_number(user, state, phone)
            self.reply(tracking, "too late")
            waiting.append((tracking, "+1" + phone))
        limit = time.monotonic() + 60
        while not self.provider.calls:
            self.assertLess(time.monotonic(), limit)
            time.sleep(0.02)
        for _, phone in waiting:
            self.write_in(phone, "STOP")
        self.provider.plan = lambda to, body, attempt: "ok"
        for tracking, _ in waiting:
            while "opted out" not in self.thread(tracking):
                self.assertLess(time.monotonic(), limit)
                time.sleep(0.05)
        self.assertEqual(self.provider.bodies(), [])

    def thread(self, tracking):
        return "".join(self.city.redis("--json", "XRANGE", "ct:{%d}:thread:%s" % (p, tracking), "-", "+")
                       for p in range(PARTITIONS))

    def test_a_state_from_other_hands_does_not_reach_anothers_request(self):
        theirs, state = self.report("lobby-1")
        self.report("lobby-2")
        heard = self.give_number("lobby-2", state, "8015550161")
        self.assertIn("could not note the number", heard["text"])
        self.reply(theirs, "for the first alone")
        self.until_told("lobby-1", "for the first alone")
        self.assertEqual(self.provider.bodies(), [])

    def test_who_wants_no_text_has_reported_all_the_same(self):
        tracking, state = self.report("lobby-1")
        self.assertTrue(self.say("no", "lobby-1", state=state)["ends"])
        self.reply(tracking, "it is told")
        self.until_told("lobby-1", "it is told")
        self.assertEqual(self.provider.bodies(), [])


unittest.main()
