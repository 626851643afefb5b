"""The plain JSON door of the spoken dialogue, as a program that speaks for residents uses it: turn by turn with the state
it was given, signed, kept once, and in time while Redis is away."""
import base64
import hashlib
import hmac
import json
import os
import secrets
import signal
import sys
import time
import unittest
import uuid

import city

PLACE = dict(issue="pothole", place="main street")


class Assistant(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.city = city.City(sys.argv[1], extra='emergency: { queue: front-desk, number: "911" }\n')
        channel = '  lobby: { adapter: assistant, secret: { file: lobby }, phone: "+18015550100" }\n'
        text = cls.city.file.read_text()
        cls.city.file.write_text(text.replace("channels:\n", "channels:\n" + channel, 1))
        cls.key = secrets.token_bytes(32)
        cls.city.secret("lobby", "whsec_" + base64.b64encode(cls.key).decode())
        cls.city.start()

    @classmethod
    def tearDownClass(cls):
        cls.city.close()

    def post(self, body, name=None, key=None, late=0):
        """One request; what is not bytes becomes JSON."""
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        name = name or str(uuid.uuid4())
        stamp = str(int(time.time()) - late)
        mac = hmac.new(key or self.key, b".".join([name.encode(), stamp.encode(), body]), hashlib.sha256).digest()
        return self.city.ask("POST", "/hooks/lobby", body, {
            "Content-Type": "application/json", "webhook-id": name, "webhook-timestamp": stamp,
            "webhook-signature": "v1," + base64.b64encode(mac).decode()})

    def say(self, topic, name=None, user="lobby-7", language="en-US", **more):
        status, body, headers = self.post(dict(more, topic=topic, user=user, language=language), name)
        self.assertEqual(status, 200, body)
        self.assertEqual(headers["Content-Type"], "application/json")
        return json.loads(body)

    def events(self, text):
        """The data of the events in all queues whose text it is, with the tracking number."""
        found = []
        for key in self.city.redis("--scan", "--pattern", "ct:*:queue:*").split():
            for _, fields in json.loads(self.city.redis("--json", "XRANGE", key, "-", "+")):
                event = json.loads(dict(zip(fields[::2], fields[1::2]))["event"])
                if event["data"]["text"] == text:
                    found.append(dict(event["data"], tracking=event["subject"]))
        return found

    def test_a_report_turn_by_turn_with_the_state_it_was_given(self):
        heard = self.say("report", begins=True, user="A", slots={"issue": "pothole"})
        self.assertEqual((heard["ask"], heard["slot"], heard["ends"]), ("slot", "place", False))
        heard = self.say("report", user="A", slots={"place": "main street"}, state=heard["state"])
        self.assertEqual((heard["ask"], heard["slot"]), ("slot", "description"))
        heard = self.say("report", user="A", slots={"description": "by the school"}, state=heard["state"])
        self.assertEqual(heard["ask"], "confirm")
        self.assertIn("pothole", heard["text"])
        heard = self.say("yes", user="A", state=heard["state"])
        self.assertTrue(heard["ends"])
        self.assertIn("Your request number is", heard["text"])
        self.assertIn("say-as", heard["ssml"])
        event, = self.events("pothole. by the school")
        self.assertIn(event["tracking"], heard["card"]["text"])
        self.assertEqual((event["channel"], event["medium"]), ("lobby", "voice-assistant"))
        self.assertEqual(event["intent"]["name"], "ReportIssue")
        self.assertIn("main street", event["place"]["address"])
        self.until_told("A", event["tracking"])
        self.until_told("A", event["tracking"], language="es-US")

    def until_told(self, user, tracking, **more):
        """The note of the last request is written behind the answer."""
        limit = time.monotonic() + 30
        while time.monotonic() < limit:
            heard = self.say("last-request", user=user, **more)
            if tracking in heard.get("card", {}).get("text", ""):
                return
        self.fail(heard)

    def test_the_same_turn_twice_is_kept_once(self):
        turn = dict(slots=dict(PLACE, description="told twice"), confirmation="confirmed")
        first, again = [self.say("report", name="turn-1", **turn)["text"] for _ in range(2)]
        self.assertIn("Your request number is", first)
        self.assertEqual(first, again)
        self.assertEqual(len(self.events("pothole. told twice")), 1)

    def test_words_that_a_text_would_be_answered_for_are_a_report_here(self):
        for issue in ("new problem", "close my request", "stop"):
            heard = self.say("report", user="B", slots=dict(PLACE, issue=issue, description="nothing more"), confirmation="confirmed")
            self.assertIn("Your request number is", heard["text"], issue)

    def test_a_number_in_parts_and_a_wrong_one(self):
        self.say("report", slots=dict(PLACE, description="to be looked up"), confirmation="confirmed")
        event, = self.events("pothole. to be looked up")
        year, middle, last = event["tracking"].split("-")
        heard = self.say("status", begins=True, slots={"first": year})
        self.assertEqual(heard["slot"], "middle")
        heard = self.say("status", slots={"middle": middle.lstrip("0")}, state=heard["state"])
        self.assertEqual(heard["slot"], "last")
        wrong = self.say("status", slots={"last": str((int(last) + 1) % 10)}, state=heard["state"])
        self.assertEqual(wrong["slot"], "first")
        right = self.say("status", slots={"last": last}, state=heard["state"])
        self.assertIn(event["tracking"], right["text"])
        self.assertEqual(right["ask"], "more")

    def test_an_emergency_is_told_whom_to_call_and_kept_urgent(self):
        heard = self.say("report", begins=True, slots={"issue": "my house is on fire"})
        self.assertTrue(heard["ends"])
        self.assertIn("911", heard["text"])
        event, = self.events("my house is on fire")
        self.assertEqual(event["routing"]["queue"], "front-desk")
        self.assertEqual(event["routing"]["priority"], "urgent")

    def test_questions_hours_and_a_person(self):
        self.assertIn("recorder", self.say("question", slots={"query": "where can I get a passport"})["text"])
        self.assertIn("Ayuntamiento", self.say("question", language="es-US",
                                               slots={"query": "dónde saco el pasaporte"})["text"])
        self.assertEqual(self.say("hours")["ask"], "more")
        self.assertEqual(self.say("person")["ask"], "yes-no")

    def test_what_is_wrong_is_refused(self):
        help_ = {"topic": "help"}
        table = [
            ("another key", dict(body=help_, key=b"another"), 403),
            ("late", dict(body=help_, late=3600), 403),
            ("no JSON", dict(body=b"{"), 400),
            ("no topic", dict(body={}), 400),
            ("an unknown topic", dict(body={"topic": "pizza"}), 400),
            ("state that is none", dict(body={"topic": "help", "state": {"a": 1}}), 400),
            ("too long", dict(body={"topic": "help", "slots": {"a": "x" * 70000}}), 413),
        ]
        for name, request, expected in table:
            self.assertEqual(self.post(**request)[0], expected, name)
        self.assertEqual(self.city.ask("GET", "/hooks/lobby")[0], 405)
        self.assertEqual(self.post(help_)[0], 200)

    def test_while_redis_is_away_it_answers_in_time(self):
        pid = self.city.redis_pid()
        os.kill(pid, signal.SIGSTOP)
        try:
            for words, topic, more in [
                    ("cannot look that up now", "last-request", {}),
                    ("Your request number is", "report",
                     dict(slots=dict(PLACE, description="in the spool"), confirmation="confirmed"))]:
                began = time.monotonic()
                self.assertIn(words, self.say(topic, **more)["text"])
                self.assertLess(time.monotonic() - began, 2)
        finally:
            os.kill(pid, signal.SIGCONT)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
