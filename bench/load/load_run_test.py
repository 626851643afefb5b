"""crosstown-load against a small server that checks every request on its own and can misbehave.

    load_run_test.py /path/to/crosstown-load
"""

import base64
import collections
import hashlib
import hmac
import json
import os
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse

from ledger_file import read_ledger
from verify_ledger import DAMM

TOKEN = "0123456789abcdef0123456789abcdef"
URL = "https://311.riverbend.example/hooks/city-sms"
PROGRAM = ""
CLOSING = b"Connection: close\r\n"


def tracking(sequence):
    digits, state = "26%07d" % sequence, 0
    for digit in digits:
        state = int(DAMM[state][int(digit)])
    return "%s-%s-%d" % (digits[:2], digits[2:], state)


def signature(fields):
    text = URL + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(TOKEN.encode(), text.encode(), hashlib.sha1).digest()).decode()


class Gateway(socketserver.ThreadingUnixStreamServer):
    """Answers as a daemon would, unless `misbehave(form)` returns other bytes, or b"" to hang up."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, path):
        super().__init__(path, Session)
        self.lock = threading.Lock()
        self.numbers = {}  # provider id -> tracking number
        self.bodies = collections.defaultdict(list)  # provider id -> raw forms
        self.order = collections.defaultdict(list)  # sender -> texts, as they arrived first
        self.forged = 0
        self.misbehave = lambda form: None

    def answer(self, body, signed):
        form = dict(urllib.parse.parse_qsl(body, keep_blank_values=True, strict_parsing=True))
        with self.lock:
            if not hmac.compare_digest(signature(form), signed):
                self.forged += 1
                return response("403 Forbidden", "bad_signature")
            other = self.misbehave(form)
            if other is not None:
                return other
            sid = form["MessageSid"]
            self.bodies[sid].append(body)
            if sid not in self.numbers:
                self.numbers[sid] = tracking(len(self.numbers) + 1)
                self.order[form["From"]].append(form["Body"])
            return response("200 OK", "<Response><Message>Number %s.</Message></Response>" % self.numbers[sid])


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        while line := self.rfile.readline():
            assert line == b"POST /hooks/city-sms HTTP/1.1\r\n", line
            headers = {}
            while (line := self.rfile.readline()) != b"\r\n":
                name, _, value = line.decode().partition(":")
                headers[name.lower()] = value.strip()
            body = self.rfile.read(int(headers["content-length"])).decode()
            answer = self.server.answer(body, headers["x-twilio-signature"])
            if not answer:
                return
            self.wfile.write(answer)
            self.wfile.flush()
            if CLOSING in answer:
                return


def response(status, body):
    return ("HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)).encode()


class LoadRunTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        with open(self.file("token"), "w", encoding="utf-8") as token:
            token.write(TOKEN + "\n")
        self.gateway = Gateway(self.file("socket"))
        thread = threading.Thread(target=self.gateway.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        self.addCleanup(self.gateway.server_close)
        self.addCleanup(thread.join)
        self.addCleanup(self.gateway.shutdown)

    def file(self, name):
        return os.path.join(self.folder, name)

    def run_load(self, *more, connections=8, expect=0):
        done = subprocess.run(
            [PROGRAM, "--target", "unix:" + self.file("socket"), "--url-signed", URL, "--token-file", self.file("token"),
             "--account", "AC00000000000000000000000000000311", "--to", "+18015550111", "--connections", str(connections),
             "--seed", "5", "--ledger", self.file("ledger"), "--json", self.file("json"), *more],
            capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, expect, done.stdout + done.stderr)
        with open(self.file("json"), encoding="utf-8") as figures:
            return json.load(figures), read_ledger(self.file("ledger"))

    def test_books_agree(self):
        for prepared in ([], ["--prepared"]):
            with self.subTest(prepared=prepared):
                self.gateway.numbers.clear()
                self.gateway.forged = 0
                figures, ledger = self.run_load("--messages", "1000", "--duplicates", "0.3", "--forged", "0.05", *prepared)
                self.assertEqual(figures["sent"], 1000)
                self.assertEqual(figures["errors"], 0)
                self.assertEqual(figures["accepted"], len(self.gateway.numbers))
                self.assertEqual(figures["forged_refused"], self.gateway.forged)
                self.assertEqual(figures["refused"], {"403": self.gateway.forged})
                self.assertEqual(figures["accepted"] + figures["duplicates"] + figures["forged_refused"], 1000)
                self.assertGreater(figures["duplicates"], 200)
                self.assertEqual(ledger.messages.keys(), self.gateway.numbers.keys())
                for sid, message in ledger.messages.items():
                    self.assertEqual(set(message.told), {self.gateway.numbers[sid]})

    def test_requests_have_twilios_shape(self):
        self.run_load("--messages", "300")
        for sid, bodies in self.gateway.bodies.items():
            self.assertEqual(len(set(bodies)), 1)
            form = dict(urllib.parse.parse_qsl(bodies[0]))
            self.assertEqual(len(form), 18)
            self.assertRegex(sid, "^SM[0-9a-f]{32}$")
            self.assertRegex(form["From"], r"^\+1[2-9]\d\d55501\d\d$")
            self.assertEqual(form["SmsSid"], sid)
            self.assertTrue(400 < len(bodies[0]) < 650, len(bodies[0]))

    def test_residents_are_kept_in_order(self):
        self.run_load("--messages", "1500", "--ordered", "--residents", "3", "--duplicates", "0.4")
        self.assertEqual(len(self.gateway.order), 3)
        for texts in self.gateway.order.values():
            numbers = [int(text.rpartition(" n")[2].rstrip("]")) for text in texts]
            self.assertEqual(numbers, list(range(1, len(numbers) + 1)))

    def test_two_targets(self):
        other = Gateway(self.file("other"))
        other.numbers, other.bodies, other.order = self.gateway.numbers, self.gateway.bodies, collections.defaultdict(list)
        other.lock = self.gateway.lock  # two daemons, one store
        thread = threading.Thread(target=other.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        self.addCleanup(other.server_close)
        self.addCleanup(thread.join)
        self.addCleanup(other.shutdown)
        figures, ledger = self.run_load("--messages", "1500", "--ordered", "--residents", "4", "--duplicates", "0.4",
                                        "--target", "unix:" + self.file("other"))
        self.assertEqual(figures["errors"], 0)
        both = [message for message in ledger.messages.values() if len(message.targets) == 2]
        self.assertGreater(len(both), 100)
        for message in ledger.messages.values():
            self.assertEqual(len(set(message.told)), 1)
            if len(message.targets) == 1:
                self.assertEqual(message.targets, {str(message.resident % 2)})

    def test_requests_that_are_made_already(self):
        forms = [{"MessageSid": "SM%d" % n, "From": "+18015550123", "Body": "text %d" % n} for n in range(50)]
        bodies = [urllib.parse.urlencode(form) for form in forms]
        with open(self.file("requests"), "w", encoding="utf-8") as lines:
            lines.writelines("%s\t%s\n" % (signature(form), body) for form, body in zip(forms, bodies))
        call = [PROGRAM, "--target", "unix:" + self.file("socket"), "--requests", self.file("requests"), "--header",
                "X-Twilio-Signature", "--connections", "4", "--json", self.file("json")]
        done = subprocess.run([*call, "--seconds", "60"], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        with open(self.file("json"), encoding="utf-8") as figures:
            self.assertEqual(json.load(figures)["accepted"], 50)
        self.assertEqual(sorted(self.gateway.bodies.values()), sorted([body] for body in bodies))
        for wrong in (["--messages", "51"], ["--messages", "1", "--ledger", self.file("ledger")]):
            done = subprocess.run([*call, *wrong], capture_output=True, timeout=60, check=False)
            self.assertEqual(done.returncode, 2, wrong)

    def test_fixed_rate(self):
        figures, _ = self.run_load("--seconds", "1", "--warmup", "0.2", "--rate", "400")
        self.assertAlmostEqual(figures["sent"] + figures["unsent"], 480, delta=2)
        self.assertAlmostEqual(figures["answers_per_second"], 400, delta=80)

    def test_a_stall_is_not_forgiven(self):
        def stall(_):
            self.gateway.misbehave = lambda form: None
            time.sleep(0.5)  # under the lock: everybody waits

        self.gateway.misbehave = stall
        figures, _ = self.run_load("--seconds", "1", "--rate", "500", connections=1)
        # Half of the requests fell due in the stall and waited a quarter of a second on average.
        self.assertGreater(figures["latency_us"]["p90"], 300_000)
        self.assertGreater(figures["latency_us"]["max"], 480_000)

    def test_the_warm_up_is_not_measured(self):
        def stall(_):
            self.gateway.misbehave = lambda form: None
            time.sleep(0.3)

        self.gateway.misbehave = stall
        figures, _ = self.run_load("--seconds", "0.5", "--warmup", "0.2", "--rate", "100")
        self.assertLess(figures["latency_us"]["max"], 250_000)
        self.assertLess(figures["latency_us"]["p50"], 100_000)
        self.assertGreater(figures["sent"], 60)

    def test_lost_connections_are_errors_and_replaced(self):
        self.gateway.misbehave = lambda form: b"" if form["Body"].endswith("n3]") else None
        figures, ledger = self.run_load("--messages", "200", "--duplicates", "0", "--forged", "0", "--residents", "10",
                                        expect=1)
        self.assertEqual(figures["problems"]["lost"], 10)
        self.assertEqual(figures["accepted"], 190)
        self.assertEqual(sum(message.uncertain for message in ledger.messages.values()), 10)

    def test_a_server_may_end_connections(self):
        def closing(form):
            sid = form["MessageSid"]
            number = self.gateway.numbers.setdefault(sid, tracking(len(self.gateway.numbers) + 1))
            return response("200 OK", number).replace(b"\r\n", b"\r\n" + CLOSING, 1)

        self.gateway.misbehave = closing
        figures, _ = self.run_load("--messages", "40", "--forged", "0")
        self.assertEqual(figures["accepted"] + figures["duplicates"], 40)

    def test_bad_answers_are_errors(self):
        for answer, problem in ((response("200 OK", "26-0001234-8"), "bad_number"),
                                (response("200 OK", "<Response/>"), "no_number"),
                                (response("503 Busy", ""), "refused"), (b"nonsense\r\n\r\n", "malformed")):
            with self.subTest(problem=problem):
                self.gateway.misbehave = lambda form, answer=answer: answer
                run = ("--messages", "10", "--duplicates", "0", "--forged", "0")
                figures, ledger = self.run_load(*run, expect=1)
                self.assertEqual((figures["errors"], figures["problems"][problem]), (10, 10))
                self.assertFalse(any(message.told for message in ledger.messages.values()))
                self.run_load(*run, "--allow-errors")

    def test_time_out(self):
        self.gateway.misbehave = lambda form: time.sleep(1) or b""
        figures, _ = self.run_load("--messages", "1", "--timeout", "0.2", expect=1)
        self.assertEqual(figures["problems"]["timed_out"], 1)

    def test_watched_processes(self):
        figures, _ = self.run_load("--messages", "500", "--watch", "gateway=%d" % os.getpid())
        self.assertGreater(figures["processes"]["gateway"]["cpu_seconds"], 0)
        self.assertGreater(figures["processes"]["gateway"]["rss_kib"], 1000)

    def test_command_line_mistakes(self):
        for wrong in (["--target", "10.0.0.1:80"], ["--target", "localhost:80"], [], ["--messages", "1", "--watch", "x"],
                      ["--seconds", "1", "--prepared"], ["--messages", "1", "--token-file", "/dev/null"]):
            good = {"--target": "127.0.0.1:1", "--url-signed": URL, "--token-file": self.file("token"),
                    "--account": "AC1", "--to": "+18015550111"}
            arguments = [part for option, value in good.items() if option not in wrong for part in (option, value)]
            done = subprocess.run([PROGRAM, *arguments, *wrong], capture_output=True, timeout=20, check=False)
            self.assertEqual(done.returncode, 2, wrong)
            self.assertNotEqual(done.stderr, b"", wrong)


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
