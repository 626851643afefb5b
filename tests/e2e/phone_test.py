"""A telephone call as Twilio tells of it, request by request: the state lies in Redis, what is left becomes work, a repeated
event changes nothing, and a caller is heard while Redis is away."""
import json
import os
import re
import signal
import sys
import time
import unittest
import urllib.parse
import xml.etree.ElementTree as xml

import city
import twilio

FLOW = """
flows:
  main:
    person: desk
    steps:
      welcome: { say: { en: "Riverbend.", es: "Riverbend." }, in_all_languages: true, next: language }
      language:
        language: { en: "For English press 1.", es: "Para español, oprima 2." }
        keys: { 1: en, 2: es }
        next: main
      main:
        menu: { en: "Status 1, message 2, call-back 3.", es: "Estado 1, mensaje 2, llamada 3." }
        keys: { 1: status, 2: desk, 3: callback }
        error: desk
      status: { status: { en: "Your number.", es: "Su número." }, next: main, error: desk }
      callback: { callback: { en: "Yes 1.", es: "Sí 1." }, next: bye, error: desk }
      desk: { record: { en: "Speak.", es: "Hable." }, next: bye, error: bye }
      bye: { hangup: { en: "Goodbye.", es: "Adiós." } }
"""
PATH = "/hooks/city-phone"


class Call:
    def __init__(self, test, sid, sender="+18015550142"):
        self.test, self.sid, self.sender = test, sid, sender
        self.url = PATH

    def post(self, url=None, token=None, **fields):
        url = url or self.url
        fields = {"AccountSid": city.ACCOUNT, "CallSid": self.sid, "From": self.sender, "To": city.NUMBER,
                  "CallStatus": "in-progress", **fields}
        token = token or (self.test.city.folder / "token").read_text().strip()
        headers = {"Content-Type": "application/x-www-form-urlencoded",
                   "X-Twilio-Signature": twilio.signature(fields, token, city.URL + url)}
        return self.test.city.ask("POST", url, urllib.parse.urlencode(fields), headers)[:2]

    def step(self, url=None, **fields):
        """The verbs of the answer; the next event is told where they say."""
        status, body = self.post(url, **fields)
        self.test.assertEqual(status, 200, body)
        response = xml.fromstring(body)
        for verb in response:
            if verb.get("action"):
                self.url = verb.get("action")[len(city.URL):]
        return response

    def begin(self):
        return self.step(PATH, CallStatus="ringing")


def heard(response):
    return " ".join("".join(say.itertext()) for say in response.iter("Say"))


def verbs(response):
    return [verb.tag for verb in response]


class Phone(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.city = city.City(sys.argv[1], extra=FLOW)
        channel = ("  city-phone: { adapter: twilio-voice, account_sid: %s, auth_token: { file: token }, flow: main }\n"
                   % city.ACCOUNT)
        text = cls.city.file.read_text()
        cls.city.file.write_text(text.replace("channels:\n", "channels:\n" + channel, 1))
        cls.city.start()

    @classmethod
    def tearDownClass(cls):
        cls.city.close()

    def events(self, call):
        """Of a call, in all queues."""
        found = []
        for key in self.city.redis("--scan", "--pattern", "ct:*:queue:*").split():
            for _, fields in json.loads(self.city.redis("--json", "XRANGE", key, "-", "+")):
                event = json.loads(dict(zip(fields[::2], fields[1::2]))["event"])
                if event["data"].get("intent", {}).get("slots", {}).get("call") == call:
                    found.append(event)
        return found

    def test_a_message_gets_a_number_whose_status_is_told(self):
        call = Call(self, "CA01")
        self.assertEqual(verbs(call.begin()), ["Gather"])
        self.assertIn("Status 1", heard(call.step(Digits="1")))
        self.assertEqual(verbs(call.step(Digits="2")), ["Say", "Record"])
        recorded = call.url
        kept = call.step(RecordingUrl="https://api.example.org/Recordings/RE01", RecordingDuration="12", Digits="#")
        number = re.search(r"is (\d \d), ((?:\d ?)+), (\d)", heard(kept))
        self.assertTrue(number, heard(kept))
        self.assertEqual(verbs(kept)[-1], "Hangup")
        # Twilio heard no answer, and asks again: the same number, and no second message.
        again = call.step(recorded, RecordingUrl="https://api.example.org/Recordings/RE01", RecordingDuration="12", Digits="#")
        self.assertIn(number[0], heard(again))
        call.step(PATH, CallStatus="completed", CallDuration="40")
        events = self.events("CA01")
        self.assertEqual(len(events), 1)
        self.assertEqual(events[0]["data"]["attachments"][0]["name"], "message.wav")
        self.assertEqual(events[0]["data"]["from"]["address"], "+18015550142")

        digits = re.sub(r"\D", "", number[0])
        self.assertEqual(re.sub(r"\D", "", events[0]["subject"]), digits)
        asking = Call(self, "CA02", "+18015550143")
        asking.begin()
        asking.step(Digits="1")
        asking.step(Digits="1")
        self.assertIn("received", heard(asking.step(Digits=digits)))
        self.assertEqual(self.events("CA02"), [])

    def test_the_language_is_remembered_and_a_call_back_is_work(self):
        call = Call(self, "CA03", "+18015550144")
        call.begin()
        self.assertIn("Estado", heard(call.step(Digits="2")))
        call.step(Digits="3")
        self.assertIn("Hangup", verbs(call.step(Digits="1")))
        event, = self.events("CA03")
        self.assertEqual(event["type"], "crosstown.callback.requested")
        self.assertEqual(event["data"]["language"], "es")

    def test_a_forged_request_is_refused(self):
        status, _ = Call(self, "CA04").post(token="another", CallStatus="ringing")
        self.assertEqual(status, 403)

    def test_a_late_event_changes_nothing(self):
        call = Call(self, "CA05", "+18015550145")
        call.begin()
        first = call.url
        call.step(Digits="1")
        later = call.url
        self.assertIn("Status 1", heard(call.step(first, Digits="2")))
        self.assertEqual(call.url, later)

    def judged_lost(self):
        return sum(value for (name, labels), value in self.city.metrics().items()
                   if name == "crosstown_calls_total" and dict(labels)["result"] in ("lost", "callback", "rescued"))

    def test_z_who_hangs_up_while_redis_is_away_is_not_forgotten(self):
        call = Call(self, "CA07", "+18015550147")
        call.begin()
        call.step(Digits="1")
        call.step(Digits="2")
        before = self.judged_lost()
        os.kill(self.city.redis_pid(), signal.SIGSTOP)
        try:
            self.assertEqual(call.post(PATH, CallStatus="completed", CallDuration="9")[0], 200)
        finally:
            os.kill(self.city.redis_pid(), signal.SIGCONT)
        limit = time.monotonic() + 90  # it is judged twenty seconds after its end
        while self.judged_lost() == before:
            self.assertLess(time.monotonic(), limit)
            time.sleep(0.1)

    def test_z_a_caller_is_heard_while_redis_is_away(self):
        os.kill(self.city.redis_pid(), signal.SIGSTOP)
        try:
            call = Call(self, "CA06", "+18015550146")
            answer = call.begin()
            self.assertEqual(verbs(answer)[-1], "Record")
            self.assertIn("911", re.sub(r"(?<=\d) (?=\d)", "", heard(answer)))
            kept = call.step(RecordingUrl="https://api.example.org/Recordings/RE06", RecordingDuration="9", Digits="#")
            self.assertRegex(heard(kept), r"is \d \d, ")
        finally:
            os.kill(self.city.redis_pid(), signal.SIGCONT)
        self.city.wait_for(lambda store: store["spool"]["entries"] == 0)
        self.assertEqual(len(self.events("CA06")), 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
