"""One message's whole way, and what goes wrong on it, through real sockets.
    way_test.py BIN_FOLDER"""
import base64
import hashlib
import hmac
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import time
import unittest

import jsonschema
import twilio
from city import ROOT, URL, City

BIN = sys.argv.pop(1)
SCHEMA = jsonschema.Draft202012Validator(json.loads((ROOT / "docs/envelope.schema.json").read_text()))


def has_ended(pid):
    """Also when nobody has collected it yet."""
    try:
        return pathlib.Path("/proc/%d/stat" % pid).read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def number_in(body):
    found = re.search(r"\d\d-\d{7,9}-\d", body)
    return found and found[0]


class Way(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.city = City(BIN).start()

    @classmethod
    def tearDownClass(cls):
        cls.city.close()

    def entries(self, queue):
        words = self.city.redis("--json", "XRANGE", "ct:{0}:queue:%s:normal" % queue, "-", "+")
        return [dict(zip(fields[::2], fields[1::2])) for _, fields in json.loads(words)]

    def event_of(self, queue, provider_id):
        for entry in self.entries(queue):
            event = json.loads(entry["event"])
            if event["data"]["provider_id"] == provider_id:
                self.assertEqual(entry["tracking"], event["subject"])
                return event

    def test_a_text_becomes_a_tracked_work_item(self):
        status, body = twilio.post(self.city, twilio.form("SM" + "1" * 32, "Hay un bache en la calle Ñandú 🕳️"))
        self.assertEqual(status, 200, body)
        self.assertIn("<Response><Message>", body)
        event = self.event_of("front-desk", "SM" + "1" * 32)
        self.assertEqual(event["subject"], number_in(body))
        self.assertEqual(event["data"]["text"], "Hay un bache en la calle Ñandú 🕳️")
        SCHEMA.validate(event)

    def test_status_by_text_and_by_api(self):
        _, body = twilio.post(self.city, twilio.form("SM" + "2" * 32, "a question", "+18015550124"))
        number = number_in(body)
        status, answer = twilio.post(self.city, twilio.form("SM" + "3" * 32, "Status " + number, "+18015550199"))
        self.assertEqual(status, 200)
        self.assertIn("Front desk", answer)
        self.assertNotIn("a question", answer)
        wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
        self.assertIn("<Message>", twilio.post(self.city, twilio.form("SM" + "4" * 32, "STATUS " + wrong))[1])
        status, record = self.city.admin_api("GET", "/api/v1/requests/" + number)
        self.assertEqual((status, record["status"], record["queue"]), (200, "received", "front-desk"))
        self.assertEqual(self.city.admin_api("GET", "/api/v1/requests/" + wrong)[0], 400)

    def test_what_needs_no_person_is_answered_at_once(self):
        _, body = twilio.post(self.city, twilio.form("SM" + "d0" * 16, "a swing is loose", "+18015550141"))
        number = number_in(body)
        queued = len(self.entries("front-desk"))
        for at, (text, expected) in enumerate([
                ("hi, what's happening with my request %s?" % number, "is received"),
                ("¿Qué pasó con mi reporte %s?" % number.replace("-", " "), "recibida"),
                ("Where do I get a passport?", "At the recorder, by appointment. Reply PERSON"),
                ("¿Están abiertos?", "Abierto ahora"),
                ("HELP", "Riverbend 311"),
                ("hola", "911")]):
            fields = twilio.form("SM%032d" % (100 + at), text, "+1801555014%d" % (2 + at))
            status, answer = twilio.post(self.city, fields)
            self.assertEqual(status, 200)
            self.assertIn(expected, answer, text)
        self.assertEqual(len(self.entries("front-desk")), queued)
        given = ("crosstown_answers_total", (("outcome", "given"),))
        self.assertEqual(self.city.metrics()[given], 1)

    def test_stop_is_noted_before_it_is_confirmed(self):
        def noted():
            return set(self.city.redis("KEYS", "ct:{0}:optout:*").split())

        resident = "+18015550148"
        before = noted()
        _, answer = twilio.post(self.city, twilio.form("SM%032d" % 201, "Stop.", resident))
        self.assertIn("unsubscribed", answer)
        self.assertEqual(len(noted() - before), 1)
        self.assertNotIn(resident[1:], " ".join(noted()))
        _, answer = twilio.post(self.city, twilio.form("SM%032d" % 202, "START", resident))
        self.assertIn("subscribed again", answer)
        self.assertEqual(noted(), before)
        # In their own words: noted, confirmed, and seen by people.
        _, answer = twilio.post(self.city, twilio.form("SM%032d" % 203, "please stop texting me", resident))
        self.assertIn("unsubscribed", answer)
        event = self.event_of("transit", "SM%032d" % 203)  # by the word stop
        self.assertEqual(event["data"]["intent"]["name"], "OptOut")
        SCHEMA.validate(event)
        _, answer = twilio.post(self.city, twilio.form("SM%032d" % 204, "STOP sign knocked over", "+18015550149"))
        self.assertTrue(number_in(answer), answer)

    def test_what_may_fit_is_suggested_to_people(self):
        twilio.post(self.city, twilio.form("SM%032d" % 301, "my passport never came", "+18015550151"))
        event = self.event_of("front-desk", "SM%032d" % 301)
        self.assertEqual([one["id"] for one in event["data"]["suggested_answers"]], ["passports"])
        SCHEMA.validate(event)

    def test_a_repeat_gets_the_same_number(self):
        fields = twilio.form("SM" + "5" * 32, "street light is out", "+18015550125")
        first, again = twilio.post(self.city, fields), twilio.post(self.city, fields)
        self.assertEqual(first, again)

    def test_events_are_kept_all_and_a_question_among_them_goes_to_people(self):
        _, body = twilio.post(self.city, twilio.form("SM" + "a" * 32, "the first of two", "+18015550131"))
        question = "STATUS " + number_in(body)
        events = [twilio.event("SM" + "a" * 32, "the first of two", "+18015550131"),
                  twilio.event("SM" + "b" * 32, "the second of two", "+18015550131"),
                  twilio.event("SM" + "c" * 32, question, "+18015550132")]
        for _ in range(2):  # Twilio may repeat a batch
            self.assertEqual(twilio.post_events(self.city, events), (200, ""))
        texts = [json.loads(entry["event"])["data"]["text"] for entry in self.entries("front-desk")]
        for text in ("the first of two", "the second of two", question):
            self.assertEqual(texts.count(text), 1, text)

    def test_a_kiosk_with_a_long_text_and_a_photo(self):
        photo = os.urandom(5000)
        text = "ü" * 40000
        body = json.dumps({"from": {"name": "A visitor"}, "text": text,
                           "attachments": [{"name": "photo.jpg", "content_type": "image/jpeg",
                                            "content": base64.b64encode(photo).decode()}]}, ensure_ascii=False).encode()
        key = base64.b64decode((self.city.folder / "kiosk").read_text().strip()[len("whsec_"):])
        stamp = str(int(time.time()))
        signed = b".".join([b"msg_1", stamp.encode(), body])
        headers = {"Content-Type": "application/json", "webhook-id": "msg_1", "webhook-timestamp": stamp,
                   "webhook-signature": "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}
        status, answer, _ = self.city.ask("POST", "/hooks/kiosk", body, headers)
        self.assertEqual(status, 200, answer)
        event = self.event_of("front-desk", "msg_1")
        SCHEMA.validate(event)
        self.assertTrue(event["data"]["new_request"])
        self.assertLessEqual(len(event["data"]["text"].encode()), 32 * 1024)
        kept = {one["id"]: one for one in event["data"]["attachments"]}
        for content in (photo, text.encode()):
            digest = hashlib.sha256(content).hexdigest()
            self.assertIn(digest, kept)
            path = self.city.folder / "state/content" / digest[:2] / digest[2:4] / digest
            self.assertEqual(path.read_bytes(), content)

    def test_the_doors_are_locked(self):
        ask, admin = self.city.ask, self.city.admin
        self.assertEqual(ask("GET", "/api/v1/status", port=admin)[0], 401)
        self.assertEqual(ask("GET", "/api/v1/status", headers={"Authorization": "Bearer wrong"}, port=admin)[0], 401)
        self.assertEqual(ask("GET", "/metrics", headers={"Host": "evil.example"}, port=admin)[0], 421)
        self.assertEqual(ask("GET", "/metrics", port=admin)[0], 200)
        self.assertEqual(self.city.admin_api("GET", "/api/v1/status", "desk")[0], 200)
        self.assertEqual(self.city.admin_api("GET", "/api/v1/quarantine", "desk")[0], 403)
        self.assertEqual(self.city.admin_api("POST", "/api/v1/reload", "lead")[0], 403)
        self.assertEqual(self.city.admin_api("POST", "/api/v1/sample", "lead")[0], 403)
        self.assertEqual(ask("GET", "/metrics")[0], 404, "the public door has no metrics")

    def test_bad_requests_get_their_status(self):
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        for expected, method, path, body, headers in [
                (404, "POST", "/hooks/nobody", "", form), (404, "GET", "/", None, {}),
                (405, "PUT", "/hooks/city-sms", "", form), (415, "POST", "/hooks/city-sms", "{}", {"Content-Type": "text/csv"}),
                (403, "POST", "/hooks/city-sms", "Body=x", form), (413, "POST", "/hooks/city-sms", "", {"Content-Length": "99999999999"}),
                (431, "GET", "/hooks/city-sms", None, {"X-Long": "a" * 20000})]:
            with self.subTest(expected=expected, path=path):
                self.assertEqual(self.city.ask(method, path, body, headers)[0], expected)

    def test_the_doors_count_what_they_answer_by_themselves(self):
        def count(door, status):
            return self.city.metrics().get(("crosstown_http_refused_total", (("door", door), ("status", str(status)))), 0)

        before = count("public", 404), count("admin", 401)
        self.city.ask("POST", "/hooks/nobody", "")
        status, body, headers = self.city.ask("GET", "/api/v1/status", port=self.city.admin)
        self.assertEqual((status, json.loads(body)["error"]), (401, "unauthorized"))
        self.assertEqual(headers["WWW-Authenticate"], 'Bearer realm="crosstown"')
        self.assertEqual((count("public", 404), count("admin", 401)), (before[0] + 1, before[1] + 1))
        self.assertIn(("crosstown_http_turned_away_total", (("door", "control"),)), self.city.metrics())

    def test_allow_is_true(self):
        for channel, allow in ("city-sms", "GET, HEAD, POST, OPTIONS"), ("kiosk", "POST, OPTIONS"):
            for method, expected in ("OPTIONS", 204), ("DELETE", 405):
                status, _, headers = self.city.ask(method, "/hooks/" + channel)
                self.assertEqual((status, headers["Allow"]), (expected, allow))
        self.assertEqual(self.city.ask("HEAD", "/hooks/city-sms")[0], 200)
        self.assertEqual(self.city.ask("HEAD", "/hooks/kiosk")[0], 405)
        self.assertEqual(self.city.ask("HEAD", "/metrics", port=self.city.admin)[:2], (200, ""))

    @unittest.skipUnless(os.geteuid() == 0, "needs root to be somebody else")
    def test_the_control_socket_is_for_root_the_daemon_and_its_group(self):
        control = self.city.folder / "state/control.sock"
        for folder in control.parent, self.city.folder:
            folder.chmod(0o755)

        def ask(groups):
            code = ("import socket, sys\ns = socket.socket(socket.AF_UNIX)\ns.connect(sys.argv[1])\n"
                    "s.sendall(b'GET /api/v1/status HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n')\n"
                    "print(s.recv(12).decode()[9:])")
            done = subprocess.run(["/usr/bin/python3", "-c", code, control], user=54321, group=54321, extra_groups=groups,
                                  capture_output=True, text=True, timeout=60, cwd="/")
            return done.stdout.strip() or done.stderr.splitlines()[-1].split(":")[0]

        os.chown(control, 0, 54322)
        self.assertEqual(ask([54322]), "200")
        self.assertEqual(ask([]), "PermissionError")
        control.chmod(0o666)
        self.assertEqual(ask([]), "403", "an open file mode is not enough")
        self.assertEqual(ask([54322]), "200")

    def test_no_resident_text_and_no_whole_number_in_the_log(self):
        twilio.post(self.city, twilio.form("SM" + "6" * 32, "xylophone burglary", "+18015550177"))
        twilio.post(self.city, twilio.form("SM" + "7" * 32, "xylophone forgery", "+18015550178"), "0" * 32)
        log = self.city.log.read_text()
        self.assertNotIn("xylophone", log)
        self.assertNotIn("5550178", log)
        self.assertNotIn((self.city.folder / "token").read_text().strip(), log)


class Quarantine(unittest.TestCase):
    def test_a_wrong_secret_costs_no_message(self):
        with City(BIN) as city:
            right = (city.folder / "token").read_text().strip()
            city.secret("token", "f" * 32)  # the operator's mistake
            self.assertEqual(city.ctl("reload")[0], 0)
            sent = [twilio.form("SM%032d" % n, "message %d" % n, "+18015550%03d" % (100 + n)) for n in range(3)]
            for fields in sent:
                self.assertEqual(twilio.post(city, fields, right)[0], 403)
            foreign = twilio.form("SM" + "9" * 32, "not ours", account="AC" + "9" * 32)
            self.assertEqual(twilio.post(city, foreign, right)[0], 403)

            code, out = city.ctl("quarantine", "list")
            entries = json.loads(out)["entries"]
            self.assertEqual((code, len(entries)), (0, 3), "what names another account is not kept")
            code, out = city.ctl("quarantine", "show", "city-sms/" + entries[0]["id"])
            self.assertIn("message+0", out)
            for entry in entries[:2]:
                self.assertEqual(city.ctl("quarantine", "release", "city-sms/" + entry["id"])[0], 0)
            self.assertEqual(city.ctl("quarantine", "drop", "city-sms/" + entries[2]["id"])[0], 0)
            self.assertEqual(json.loads(city.ctl("quarantine", "list")[1])["entries"], [])
            for event in "reloaded", "quarantine_released", "quarantine_dropped":
                self.assertRegex(city.log.read_text(), r"event=%s .*\bby=uid:%d\b" % (event, os.geteuid()))
            self.assertEqual(city.redis("XLEN", "ct:{0}:queue:front-desk:normal"), "2")
            # The gateway repeats one after the repair: it is the same message.
            city.secret("token", right)
            self.assertEqual(city.ctl("reload")[0], 0)
            self.assertEqual(twilio.post(city, sent[0])[0], 200)
            self.assertEqual(city.redis("XLEN", "ct:{0}:queue:front-desk:normal"), "2")


    def test_a_flood_of_forgeries_is_counted_to_the_last_and_told_in_few_lines(self):
        with City(BIN, extra="quarantine: { entries: 20 }\n") as city:
            for n in range(60):
                self.assertEqual(twilio.post(city, twilio.form("SM%032d" % n, "forged"), "f" * 32)[0], 403)
            metrics = city.metrics()
            fate = lambda word: metrics["crosstown_messages_total", (("channel", "city-sms"), ("fate", word))]
            self.assertEqual((fate("received"), fate("quarantined")), (60, 20))
            refused = metrics["crosstown_refused_total", (("channel", "city-sms"), ("code", "bad_signature"))]
            self.assertEqual((refused, metrics["crosstown_quarantine_full_total", ()]), (40, 40))
            usage = json.loads(city.ctl("status")[1])["quarantine"]
            self.assertEqual((usage["city-sms"]["entries"], usage["city-sms"]["not_kept"]), (20, 40))
            self.assertEqual(city.log.read_text().count("event=quarantine"), 1, "the first, at once")
            while "event=quarantine_flood" not in city.log.read_text():  # within ten seconds
                time.sleep(0.05)
            self.assertRegex(city.log.read_text(), r"event=quarantine_flood channel=city-sms quarantined=19 refused=40")


class Life(unittest.TestCase):
    def test_a_reload_is_whole_or_not_at_all_and_connections_stay(self):
        with City(BIN) as city:
            with socket.create_connection(("127.0.0.1", city.public)) as client:
                client.sendall(b"GET /hooks/nobody HTTP/1.1\r\nHost: x\r\n\r\n")
                self.assertIn(b"404", client.recv(4096))
                text = city.file.read_text()
                city.file.write_text(text.replace("queue: front-desk }", "queue: frnt-desk }"))
                code, out = city.ctl("reload")
                self.assertEqual(code, 1)
                self.assertIn("front-desk", out)
                self.assertEqual(twilio.post(city, twilio.form("SM" + "1" * 32, "still the old rules"))[0], 200)
                city.file.write_text(text.replace("  front-desk:", "  annex: { name: { en: Annex, es: Anexo } }\n  front-desk:")
                                     .replace("then: { queue: front-desk }", "then: { queue: annex }"))
                city.process.send_signal(signal.SIGHUP)
                while "event=reloaded" not in city.log.read_text():
                    time.sleep(0.01)
                self.assertEqual(twilio.post(city, twilio.form("SM" + "2" * 32, "the new ones", "+18015550124"))[0], 200)
                self.assertEqual(city.redis("XLEN", "ct:{0}:queue:annex:normal"), "1")
                client.sendall(b"GET /hooks/nobody HTTP/1.1\r\nHost: x\r\n\r\n")
                self.assertIn(b"404", client.recv(4096), "the connection outlived the reload")
            city.file.write_text(text)
            code, out = city.ctl("reload")
            self.assertEqual(code, 1, "a queue that holds work is not removed")
            self.assertIn("annex", out)

    def test_kill_9_of_the_daemon_loses_nothing_and_starts_no_second_redis(self):
        city = City(BIN)
        try:
            city.start()
            fields = twilio.form("SM" + "1" * 32, "before")
            number = number_in(twilio.post(city, fields)[1])
            redis = city.redis_pid()
            city.stop(signal.SIGKILL)
            city.start()
            city.wait_for(lambda store: store["up"])  # or the spool would take it, under a second number
            self.assertEqual(city.redis_pid(), redis, "the live child is adopted")
            self.assertEqual(number_in(twilio.post(city, fields)[1]), number)
            self.assertEqual(city.stop(), 0)
            self.assertTrue(has_ended(redis))
            city.start()
            city.wait_for(lambda store: store["up"])
            self.assertEqual(number_in(twilio.post(city, fields)[1]), number)
        finally:
            city.close()

    def test_kill_9_of_redis_is_survived(self):
        with City(BIN) as city:
            number = number_in(twilio.post(city, twilio.form("SM" + "1" * 32, "before"))[1])
            os.kill(city.redis_pid(), signal.SIGKILL)
            status, body = twilio.post(city, twilio.form("SM" + "2" * 32, "meanwhile"))
            self.assertEqual(status, 200, body)
            city.wait_for(lambda store: store["up"] and store["spool"]["entries"] == 0)
            self.assertEqual(city.redis("XLEN", "ct:{0}:queue:front-desk:normal"), "2")
            for told in (number, number_in(body)):  # the same, if Redis was back soon enough
                self.assertIn(told, twilio.post(city, twilio.form("SM" + "3" * 32, "STATUS " + told))[1])

    def test_while_redis_stands_still_a_text_gets_a_number_and_its_status(self):
        with City(BIN) as city:
            city.wait_for(lambda store: store["spool"]["numbers"] > 0)
            os.kill(city.redis_pid(), signal.SIGSTOP)
            try:
                status, body = twilio.post(city, twilio.form("SM" + "1" * 32, "during"))
                self.assertEqual(status, 200, body)
                self.assertEqual(twilio.post(city, twilio.form("SM" + "1" * 32, "during")), (status, body), "a repeat")
                status, answer = twilio.post(city, twilio.form("SM" + "2" * 32, "STATUS " + number_in(body)))
                self.assertEqual(status, 200)
                self.assertIn("Front desk", answer)
                self.assertEqual(city.ask("GET", "/readyz", port=city.admin)[0], 200)
            finally:
                os.kill(city.redis_pid(), signal.SIGCONT)
            city.wait_for(lambda store: store["spool"]["entries"] == 0)
            self.assertEqual(city.redis("XLEN", "ct:{0}:queue:front-desk:normal"), "1")
            metrics = city.metrics()
            fate = {labels[1][1]: value for (name, labels), value in metrics.items()
                    if name == "crosstown_messages_total" and labels[0][1] == "city-sms"}
            self.assertEqual((fate["accepted"], fate["spooled"], fate["duplicate"], fate["self_served"], fate["drained"]),
                             (3, 1, 1, 1, 1))

    def test_where_neither_redis_nor_the_spool_can_take_it_senders_are_told_to_try_again(self):
        with City(BIN, spool="{ numbers: 32 }", limits=", accept_timeout: 300ms") as city:
            city.wait_for(lambda store: store["spool"]["numbers"] == 32)
            os.kill(city.redis_pid(), signal.SIGSTOP)
            try:
                for n in range(33):  # the first was sent to Redis under a number of the lane's
                    status, body = twilio.post(city, twilio.form("SM%032d" % n, "during", "+1801555%04d" % (100 + n)))
                    self.assertEqual(status, 200, body)
                self.assertEqual(twilio.post(city, twilio.form("SM" + "9" * 32, "no number is left", "+18015550190"))[0], 503)
                self.assertEqual(city.ask("GET", "/readyz", port=city.admin)[0], 503)
                began = time.monotonic()
                events = [twilio.event("SM%032d" % n, "during", "+18015550191") for n in range(50, 80)]
                self.assertEqual(twilio.post_events(city, events)[0], 503)
                self.assertLess(time.monotonic() - began, 5, "they do not wait one after the other")
                metrics = city.metrics()
                refused = "crosstown_refused_total", (("channel", "city-sms"), ("code", "unavailable"))
                received = "crosstown_messages_total", (("channel", "city-sms"), ("fate", "received"))
                self.assertEqual((metrics[received], metrics[refused]), (33 + 31, 31), "the books balance")
            finally:
                os.kill(city.redis_pid(), signal.SIGCONT)


class Flood(unittest.TestCase):
    """One resident sends more than limits.resident allows."""

    def test_what_is_too_much_is_kept_low_and_unanswered(self):
        with City(BIN, burst=3) as city:
            def send(number, text, sender="+18015550140"):
                status, body = twilio.post(city, twilio.form("SM%032d" % number, text, sender))
                self.assertEqual(status, 200, body)
                return body

            for number in range(3):
                self.assertTrue(number_in(send(number, "a pothole, number %d" % number)))
            for number in range(3, 6):
                self.assertIsNone(number_in(send(number, "a pothole, number %d" % number)))
            self.assertNotIn("26-", send(6, "STATUS 26-0000001-0"), "no automatic answers either")
            self.assertTrue(number_in(send(7, "a downed wire lies on the street")), "what is urgent is answered")
            self.assertTrue(number_in(send(8, "a pothole", "+18015550141")), "others are not meant")

            def texts(queue, priority):
                words = city.redis("--json", "XRANGE", "ct:{0}:queue:%s:%s" % (queue, priority), "-", "+")
                entries = [dict(zip(fields[::2], fields[1::2])) for _, fields in json.loads(words)]
                return [json.loads(entry["event"])["data"] for entry in entries]

            texts_queue = [q for q in city.redis("KEYS", "ct:{0}:queue:*:low").split() if
                                   int(city.redis("XLEN", q))]
            low = [event for key in texts_queue for event in texts(key.split(":")[3], "low")]
            self.assertEqual(sorted(event["provider_id"][-1] for event in low), ["3", "4", "5", "6"])
            self.assertIn("limits.resident", low[0]["routing"]["why"][-1])
            urgent = [key for key in city.redis("KEYS", "ct:{0}:queue:*:urgent").split() if int(city.redis("XLEN", key))]
            self.assertEqual(len(urgent), 1)
            metrics = city.metrics()
            flooding = [value for (name, labels), value in metrics.items() if ("fate", "flooding") in labels]
            self.assertEqual(sum(flooding), 5)

    def test_an_address_that_is_refused_and_refused_is_told_to_wait(self):
        with City(BIN) as city:
            city.file.write_text(city.file.read_text().replace("limits: { ", "limits: { source: { burst: 3, every: 1h }, "))
            self.assertEqual(city.ctl("reload")[0], 0)
            wrong = [city.ask("POST", twilio.PATH, "a=b", {"Content-Type": "application/json"})[0] for _ in range(5)]
            self.assertEqual(wrong[3:], [429, 429], wrong)
            self.assertEqual(twilio.post(city, twilio.form("SM" + "7" * 32, "a pothole"))[0], 200)
            # What may be a resident behind a wrong secret of ours is kept all the same.
            self.assertEqual(twilio.post(city, twilio.form("SM" + "8" * 32, "a pothole"), "wrong")[0], 403)


if __name__ == "__main__":
    unittest.main(verbosity=1)
