"""Amazon's side of the skill, played by an authority and a signer of our own against the whole daemon: who may speak,
what is said, what is kept, once, and in time while Redis is away."""
import base64
import datetime
import http.server
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import uuid

import city

SKILL = "amzn1.ask.skill.00000000-0000-4000-8000-000000000311"
PATH = "/echo.api/echo-api-cert-12.pem"
CHAIN = "https://s3.amazonaws.com" + PATH


def openssl(*arguments, given=None):
    return subprocess.run(["openssl", *arguments], input=given, check=True, capture_output=True).stdout


class Amazon:
    """A root, an intermediate and a leaf for echo-api.amazon.com, made now, and the door they are fetched at."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="amazon-", dir="/tmp"))
        self.make("root", "/CN=Example Root CA", None, "CA:TRUE", "keyCertSign,cRLSign")
        self.make("middle", "/CN=Example Server CA", "root", "CA:TRUE", "keyCertSign,cRLSign")
        self.make("leaf", "/CN=echo-api.amazon.com", "middle", "CA:FALSE", "digitalSignature",
                  "subjectAltName=DNS:echo-api.amazon.com", "extendedKeyUsage=serverAuth")
        chain = (self.folder / "leaf.pem").read_bytes() + (self.folder / "middle.pem").read_bytes()
        self.fetched = fetched = []

        class Door(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                fetched.append(self.path)
                right = self.path == PATH
                self.send_response(200 if right else 403)
                self.send_header("Content-Length", str(len(chain) if right else 0))
                self.end_headers()
                self.wfile.write(chain if right else b"")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.url = "http://127.0.0.1:%d" % self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def make(self, name, subject, issuer, basic, usage, *more):
        at = self.folder
        extensions = "\n".join(("basicConstraints=critical," + basic, "keyUsage=critical," + usage) + more)
        (at / (name + ".ext")).write_text(extensions + "\n")
        openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", at / (name + ".key"), "-subj", subject,
                "-out", at / (name + ".csr"))
        sign = ["-signkey", at / (name + ".key")] if not issuer else [
            "-CA", at / (issuer + ".pem"), "-CAkey", at / (issuer + ".key"), "-CAcreateserial"]
        openssl("x509", "-req", "-in", at / (name + ".csr"), "-days", "30", "-extfile", at / (name + ".ext"), *sign,
                "-out", at / (name + ".pem"))

    def sign(self, body):
        return base64.b64encode(openssl("dgst", "-sha256", "-sign", self.folder / "leaf.key", given=body)).decode()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        for file in self.folder.iterdir():
            file.unlink()
        self.folder.rmdir()


def slots(**values):
    return {name: {"name": name, "value": value, "confirmationStatus": "NONE"} for name, value in values.items()}


def intent(name, state="STARTED", confirmation="NONE", **values):
    return {"type": "IntentRequest", "dialogState": state,
            "intent": {"name": name, "confirmationStatus": confirmation, "slots": slots(**values)}}


REPORT = dict(issue="pothole", place="main street", description="very deep")


class Alexa(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.amazon = Amazon()
        channel = "  alexa: { adapter: alexa, skill_id: %s, trust_roots: roots.pem, certificate_source: \"%s\" }\n" % (
            SKILL, cls.amazon.url)
        cls.city = city.City(sys.argv[1])
        text = cls.city.file.read_text()
        cls.city.file.write_text(text.replace("channels:\n", "channels:\n" + channel, 1))
        (cls.city.folder / "roots.pem").write_bytes((cls.amazon.folder / "root.pem").read_bytes())
        cls.city.start()

    @classmethod
    def tearDownClass(cls):
        cls.city.close()
        cls.amazon.close()

    def envelope(self, request, attributes=None, user="RESIDENT", skill=SKILL, late=0, name=None):
        at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=late)
        who = {"userId": "amzn1.ask.account." + user}
        return json.dumps({
            "version": "1.0",
            "session": {"new": False, "sessionId": "s", "application": {"applicationId": skill},
                        "attributes": attributes or {}, "user": who},
            "context": {"System": {"application": {"applicationId": skill}, "user": who}},
            "request": dict(request, requestId=name or str(uuid.uuid4()), locale="en-US",
                            timestamp=at.strftime("%Y-%m-%dT%H:%M:%SZ"))}).encode()

    def post(self, body, signature=None, chain=CHAIN):
        headers = {"Content-Type": "application/json; charset=utf-8", "SignatureCertChainUrl": chain,
                   "Signature-256": signature or self.amazon.sign(body)}
        return self.city.ask("POST", "/hooks/alexa", body, headers)

    def say(self, request, **more):
        status, body = self.post(self.envelope(request, **more))[:2]
        self.assertEqual(status, 200, body)
        return json.loads(body)

    @staticmethod
    def speech(answer):
        return answer["response"]["outputSpeech"]["ssml"]

    def test_a_report_turn_by_turn_is_kept_and_found_again(self):
        heard = self.say(intent("ReportIssueIntent", issue="pothole"), user="A")
        self.assertEqual(heard["response"]["directives"][0]["slotToElicit"], "place")
        heard = self.say(intent("ReportIssueIntent", "IN_PROGRESS", **REPORT), user="A",
                         attributes=heard["sessionAttributes"])
        self.assertEqual(heard["response"]["directives"][0]["type"], "Dialog.ConfirmIntent")
        yes = self.envelope(intent("ReportIssueIntent", "COMPLETED", "CONFIRMED", **REPORT), user="A",
                            attributes=heard["sessionAttributes"])
        first, again = [json.loads(self.post(yes)[1]) for _ in range(2)]
        self.assertIn("Your request number is", self.speech(first))
        self.assertEqual(self.speech(first), self.speech(again))  # the same request id: the same number
        last = self.until_found("A")
        self.assertIn("is received", last)

    def test_an_answer_waits_until_the_resident_asks(self):
        kept = self.say(intent("ReportIssueIntent", "COMPLETED", "CONFIRMED", **REPORT), user="D")
        number = re.search(r"\d\d-\d{7,9}-\d", kept["response"]["card"]["content"])[0]
        self.assertNotIn("We answered", self.until_found("D"))
        answer = "A crew comes on Friday & fills it."
        code, out = self.city.ctl("reply", number, answer)
        self.assertEqual(code, 0, out)
        told = self.until_answered("D")
        self.assertIn("A crew comes on Friday &amp; fills it.", self.speech(told))
        self.assertIn("A crew comes on Friday & fills it.", told["response"]["card"]["content"])
        year, middle, last = number.split("-")  # who knows the number is told no more than the status
        asked = self.say(intent("CheckStatusIntent", first=year, middle=middle, last=last), user="E")
        self.assertIn("is received", self.speech(asked))
        self.assertNotIn("Friday", self.speech(asked))

    def until_answered(self, user):
        """The daemon that sends has laid it ready."""
        limit = time.monotonic() + 30
        while time.monotonic() < limit:
            told = self.say(intent("LastRequestIntent"), user=user)
            if "We answered" in self.speech(told):
                return told
        self.fail(told)

    def until_found(self, user):
        limit = time.monotonic() + 30
        while time.monotonic() < limit:
            last = self.speech(self.say(intent("LastRequestIntent"), user=user))
            if "is received" in last:
                return last
        self.fail(last)

    def test_each_report_is_a_request_of_its_own(self):
        numbers = set()
        for _ in range(2):
            answer = self.say(intent("ReportIssueIntent", "COMPLETED", "CONFIRMED", **REPORT), user="B")
            numbers.add(self.speech(answer))
        self.assertEqual(len(numbers), 2)

    def test_the_certificate_is_fetched_once(self):
        self.say({"type": "LaunchRequest"})
        before = len(self.amazon.fetched)
        for _ in range(3):
            self.say({"type": "LaunchRequest"})
        self.assertEqual(len(self.amazon.fetched), before)

    def test_what_is_wrong_is_answered_400(self):
        good = self.envelope({"type": "LaunchRequest"})
        table = [
            ("altered", dict(body=good + b" ", signature=self.amazon.sign(good))),
            ("late", dict(body=self.envelope({"type": "LaunchRequest"}, late=200))),
            ("early", dict(body=self.envelope({"type": "LaunchRequest"}, late=-200))),
            ("another skill", dict(body=self.envelope({"type": "LaunchRequest"}, skill="amzn1.ask.skill.other"))),
            ("another host", dict(body=good, chain="https://notamazon.example" + PATH)),
            ("another path", dict(body=good, chain="https://s3.amazonaws.com/evil/x.pem")),
            ("a file that is not there", dict(body=good, chain="https://s3.amazonaws.com/echo.api/none.pem")),
            ("no JSON", dict(body=b"{")),
        ]
        for name, request in table:
            self.assertEqual(self.post(**request)[0], 400, name)

    def test_a_session_that_ended_is_answered_with_nothing(self):
        self.assertEqual(self.say({"type": "SessionEndedRequest", "reason": "USER_INITIATED"})["response"], {})

    def test_while_redis_is_away_it_answers_in_time(self):
        self.say({"type": "LaunchRequest"})
        pid = self.city.redis_pid()
        os.kill(pid, signal.SIGSTOP)
        try:
            for request, words in [
                    (intent("LastRequestIntent"), "cannot look that up now"),
                    (intent("ReportIssueIntent", "COMPLETED", "CONFIRMED", **REPORT), "Your request number is"),
                    (intent("TrashDayIntent"), "At which address?")]:
                body = self.envelope(request, user="C")
                signature = self.amazon.sign(body)
                began = time.monotonic()
                status, answer = self.post(body, signature)[:2]
                took = time.monotonic() - began
                self.assertEqual(status, 200, answer)
                self.assertIn(words, answer)
                self.assertLess(took, 2)
        finally:
            os.kill(pid, signal.SIGCONT)

    def test_what_was_reported_while_redis_was_away_is_the_last_request(self):
        self.say(intent("ReportIssueIntent", "COMPLETED", "CONFIRMED", **REPORT), user="F")
        pid = self.city.redis_pid()
        os.kill(pid, signal.SIGSTOP)
        try:
            kept = self.say(intent("ReportIssueIntent", "COMPLETED", "CONFIRMED", **REPORT), user="F")
        finally:
            os.kill(pid, signal.SIGCONT)
        number = re.search(r"\d\d-\d{7,9}-\d", kept["response"]["card"]["content"])[0]
        limit = time.monotonic() + 30
        while number not in (told := json.dumps(self.say(intent("LastRequestIntent"), user="F")["response"])):
            self.assertLess(time.monotonic(), limit, told)

    def test_the_model_is_printed(self):
        code, out = self.city.ctl("alexa-model", "en-US")
        self.assertEqual(code, 0, out)
        model = json.loads(out)["interactionModel"]["languageModel"]
        self.assertEqual(model["invocationName"], "riverbend three one one")
        self.assertIn("passports", [v["id"] for t in model["types"] for v in t["values"]])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
