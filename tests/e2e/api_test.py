"""The worker API through a real daemon: who may, leases, requests, the call-taker, events, content.
    api_test.py BIN_FOLDER"""
import http.client
import json
import re
import sys
import threading
import time
import unittest
import urllib.parse

import twilio
from city import City

BIN = sys.argv.pop(1)


class Api(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.city = City(BIN).start()
        cls.addClassCleanup(cls.city.close)
        cls.sent = 0

    def call(self, method, path, body=None, who="desk", **headers):
        if who:
            headers["Authorization"] = "Bearer " + (self.city.folder / who).read_text().strip()
        status, text, head = self.city.ask(method, "/api/v1/" + path, body if body is None else json.dumps(body),
                                           headers, port=self.city.admin, timeout=70)
        if status >= 400:
            self.assertEqual(head["Content-Type"], "application/problem+json")
            problem = json.loads(text)
            self.assertEqual((problem["status"], problem["detail"]), (status, problem["text"]))
        return status, json.loads(text) if text.startswith("{") else text

    def text(self, words, sender=None):
        type(self).sent += 1
        answer = twilio.post(self.city, twilio.form("SM%032d" % self.sent, words, sender or "+180155501%02d" % self.sent))
        self.assertEqual(answer[0], 200)
        return re.search(r"\d\d-\d{7,9}-\d", answer[1])[0]

    def lease(self, **wish):
        return self.call("POST", "queues/front-desk/lease", wish)

    def drain(self):
        while True:
            status, lease = self.lease()
            if status == 204:
                return
            self.call("POST", "leases/%s/ack" % lease["lease"])

    def test_who_may(self):
        self.assertEqual(self.call("GET", "queues", who=None)[0], 401)
        self.assertEqual(self.call("GET", "dead")[0], 403)
        self.assertEqual(self.call("GET", "queues")[0], 200)
        self.assertEqual(self.call("GET", "nowhere")[0], 404)
        self.assertEqual(self.call("POST", "queues/nowhere/lease")[1]["error"], "no_queue")
        self.assertEqual(self.call("DELETE", "queues")[0], 405)

    def test_a_lease_from_take_to_done(self):
        self.drain()
        number = self.text("a matter for people")
        status, lease = self.lease(seconds=60)
        self.assertEqual((status, lease["request"]["tracking"]), (200, number))
        self.assertEqual(lease["messages"][0]["event"]["data"]["text"], "a matter for people")
        self.assertEqual(self.lease()[0], 204)
        request = self.call("GET", "requests/" + number)[1]
        self.assertEqual((request["status"], request["lease"]), ("taken", lease["lease"]))
        act = "leases/%s/" % lease["lease"]
        self.assertEqual(self.call("POST", act + "extend", {"seconds": 120})[1]["finished"], False)
        self.assertEqual(self.call("POST", act + "extend", {"seconds": 0})[1]["error"], "bad_field")
        self.text("and one thing more", sender=request and self.sender(number))
        more = self.call("POST", act + "ack")[1]
        self.assertEqual((more["finished"], more["messages"][0]["event"]["data"]["text"]), (False, "and one thing more"))
        self.assertEqual(self.call("POST", act + "ack")[1]["finished"], True)
        status, problem = self.call("POST", act + "ack")
        self.assertEqual((status, problem["error"]), (409, "late"))
        self.assertEqual(self.call("GET", "requests/" + number)[1]["status"], "in-progress")
        self.assertEqual(self.call("POST", "leases/x/ack")[0], 404)

    def sender(self, number):
        event = next(item["event"] for item in self.thread(number) if item["kind"] == "message")
        return event["data"]["from"]["address"]

    def thread(self, number):
        return self.call("GET", "requests/%s/thread" % number)[1]["items"]

    def test_leases_are_their_holders(self):
        self.drain()
        self.text("whose is it")
        lease = self.call("POST", "queues/front-desk/lease", who="lead")[1]["lease"]
        self.assertEqual(self.call("POST", "leases/%s/ack" % lease)[1]["error"], "not_yours")
        mine = self.text("and this")
        lease = self.call("POST", "requests/%s/lease" % mine)[1]["lease"]
        self.assertEqual(self.call("POST", "requests/%s/lease" % mine)[1]["error"], "held")
        self.assertEqual(self.call("POST", "leases/%s/release" % lease, who="lead")[0], 200)

    def test_a_long_poll_ends_with_the_message(self):
        self.drain()
        got = {}
        waiter = threading.Thread(target=lambda: got.update(lease=self.lease(wait=60)))
        waiter.start()
        began = time.monotonic()
        number = self.text("somebody waits for this")
        waiter.join()
        self.assertEqual(got["lease"][1]["request"]["tracking"], number)
        self.assertLess(time.monotonic() - began, 30)
        self.call("POST", "leases/%s/ack" % got["lease"][1]["lease"])

    def test_passed_on_noted_closed_and_opened_again(self):
        self.drain()
        number = self.text("a matter for others")
        queues = [one["queue"] for one in self.call("GET", "queues")[1]["queues"]]
        other = next(one for one in queues if one != "front-desk")
        lease = self.lease()[1]["lease"]
        self.assertEqual(self.call("POST", "leases/%s/transfer" % lease, {"queue": "nowhere"})[1]["error"], "no_queue")
        self.assertEqual(self.call("POST", "leases/%s/transfer" % lease, {"queue": other, "reason": "theirs"})[0], 200)
        self.assertEqual(self.call("GET", "requests/" + number)[1]["queue"], other)
        self.assertEqual(self.call("POST", "requests/%s/notes" % number, {"text": "called back"})[0], 201)
        self.assertEqual(self.call("POST", "requests/%s/notes" % number, {})[0], 400)
        closed = self.call("PATCH", "requests/" + number, {"status": "closed", "reason": "filled"})[1]
        self.assertEqual((closed["status"], closed["reason"]), ("closed", "filled"))
        self.assertEqual(self.call("PATCH", "requests/" + number, {"status": "gone"})[0], 400)
        self.assertEqual(self.call("PATCH", "requests/" + number, {"status": "received"})[1]["status"], "received")
        kinds = [item["kind"] for item in self.thread(number)]
        self.assertEqual(sorted(kinds), sorted(["status", "transfer", "status", "note", "status", "status", "message"]))
        again = self.call("POST", "queues/%s/lease" % other)[1]
        self.assertEqual(again["request"]["tracking"], number)
        self.assertEqual(self.call("POST", "leases/%s/fail" % again["lease"], {"reason": "no"})[0], 200)
        self.call("PATCH", "requests/" + number, {"status": "closed"})

    def test_who_asks_and_what_was_counted(self):
        me = self.call("GET", "me")[1]
        self.assertEqual((me["by"], me["role"], me["city"], me["timezone"], me["languages"]),
                         ("token:desk", "agent", "Riverbend", "America/Denver", ["en", "es"]))
        self.assertIn({"channel": "kiosk", "medium": "walk-in"}, me["channels"])

        def count():
            stats = self.call("GET", "stats")[1]
            self.assertEqual(len(stats["hours"]), 24)
            queue = next(one for one in stats["queues"] if one["queue"] == "front-desk")
            channel = next(one for one in stats["channels"] if one["channel"] == "city-sms")
            return sum(queue["received"]), sum(channel["received"]), queue["closed"]
        before = count()
        number = self.text("count me")
        self.call("PATCH", "requests/" + number, {"status": "closed"}, who="lead")
        self.assertEqual(count(), tuple(one + 1 for one in before))

    def test_requests_at_one_address(self):
        def enter(key, address):
            return self.call("POST", "requests", {"channel": "kiosk", "text": "a broken lamp", "place": {"address": address}},
                             **{"Idempotency-Key": key})[1]["tracking"]

        def at(address, wanted):
            """It is noted behind the acceptance, so it may take a moment."""
            limit = time.monotonic() + 30
            while time.monotonic() < limit:
                found = self.call("GET", "requests?address=" + urllib.parse.quote(address))[1]["requests"]
                if [one["tracking"] for one in found] == wanted:
                    return
                time.sleep(0.02)
            self.assertEqual([one["tracking"] for one in found], wanted)
        first = enter("at-1", "40 Quince Street")
        at("40 QUINCE street", [first])
        second = enter("at-2", "40 Quince Street")
        at("40 Quince Street", [second, first])
        at("41 Quince Street", [])
        self.call("PATCH", "requests/" + second, {"status": "closed"}, who="lead")
        at("40 Quince Street", [first])
        self.assertEqual(self.call("GET", "requests?address=" + "x" * 501)[0], 400)

    def test_searches(self):
        number = self.text("look for me", sender="+18015550177")
        found = self.call("GET", "requests?status=open&queue=front-desk&limit=200")[1]["requests"]
        self.assertIn(number, [one["tracking"] for one in found])
        self.assertEqual(self.call("GET", "requests?opened_before=2020-01-01T00:00:00Z")[1]["requests"], [])
        self.assertEqual(self.call("GET", "requests?status=lost")[0], 400)
        self.assertEqual(self.call("GET", "requests?after=x")[0], 400)
        of = self.call("GET", "residents/%2B18015550177")[1]["requests"]
        self.assertEqual([one["tracking"] for one in of], [number])
        self.assertEqual(self.call("GET", "residents/801-555-0177")[1]["requests"], of)
        self.assertEqual(self.call("GET", "requests/26-0000001-0")[0], 400)

    def test_the_call_taker(self):
        answers = self.call("GET", "answers?q=passp")[1]["answers"]
        self.assertEqual([one["id"] for one in answers], ["passports"])
        wish = {"channel": "kiosk", "text": "A tree fell on Main Street", "from": "caller-7", "queue": "front-desk",
                "type": "tree", "priority": "urgent", "place": {"address": "1 Main Street"}}
        key = {"Idempotency-Key": "k-%d" % time.monotonic_ns()}
        status, entered = self.call("POST", "requests", wish, **key)
        self.assertEqual((status, entered["duplicate"]), (201, False))
        self.assertEqual(self.call("POST", "requests", wish, **key), (200, dict(entered, duplicate=True)))
        self.assertEqual(self.call("POST", "requests", wish)[1]["error"], "bad_field")
        self.assertEqual(self.call("POST", "requests", dict(wish, channel="x"), **key)[0], 400)
        request = self.call("GET", "requests/" + entered["tracking"])[1]
        self.assertEqual((request["queue"], request["type"], request["priority"]), ("front-desk", "tree", "urgent"))
        event = self.thread(entered["tracking"])[0]["event"]
        self.assertEqual(event["data"]["routing"]["why"][-1], "chosen by token:desk")
        self.assertTrue(self.city.books_balance()[0])

    def test_events_and_where_they_went_on(self):
        token = (self.city.folder / "desk").read_text().strip()

        def listen(last=None):
            connection = http.client.HTTPConnection("127.0.0.1", self.city.admin, timeout=30)
            self.addCleanup(connection.close)
            connection.request("GET", "/api/v1/events", headers={"Authorization": "Bearer " + token,
                                                                 **({"Last-Event-ID": last} if last else {})})
            answer = connection.getresponse()
            self.assertEqual((answer.status, answer.getheader("Content-Type")), (200, "text/event-stream"))
            self.assertEqual(answer.readline(), b": crosstown\n")
            return answer

        def next_event(stream):
            fields = {}
            while True:
                line = stream.readline().decode().rstrip("\n")
                if line.startswith(("id:", "data:")):
                    name, value = line.split(": ", 1)
                    fields[name] = value
                elif not line and fields:
                    return fields["id"], json.loads(fields["data"])

        stream = listen()
        number = self.text("an event")
        last, event = next_event(stream)
        self.assertEqual((event["kind"], event["messages"][0]["tracking"]), ("received", number))
        self.call("POST", "requests/%s/notes" % number, {"text": "x"})
        self.assertEqual(next_event(stream)[1]["kind"], "note")
        stream.close()
        self.assertEqual(next_event(listen(last))[1]["kind"], "note")
        self.assertEqual(self.call("GET", "events?after=x")[0], 400)

    def test_content_is_never_run(self):
        long_text = "long " * 10_000
        number = self.call("POST", "requests", {"channel": "kiosk", "text": long_text, "from": "caller-8"},
                           **{"Idempotency-Key": "long"})[1]["tracking"]
        attachment = self.thread(number)[0]["event"]["data"]["attachments"][0]
        token = (self.city.folder / "desk").read_text().strip()
        path = "/api/v1/content/%s?type=text/html&name=../a%%22b.html" % attachment["id"]
        status, body, head = self.city.ask("GET", path, headers={"Authorization": "Bearer " + token}, port=self.city.admin)
        self.assertEqual((status, body.strip()), (200, long_text.strip()))
        self.assertEqual(head["Content-Type"], "application/octet-stream")
        self.assertEqual(head["Content-Disposition"], 'attachment; filename="_a_b.html"')
        self.assertEqual(head["X-Content-Type-Options"], "nosniff")
        self.assertEqual(self.call("GET", "content/" + "0" * 64)[0], 404)
        self.assertEqual(self.call("GET", "content/..%2f..%2fcity.yaml")[0], 404)

    def test_the_contract_is_served(self):
        self.assertTrue(self.call("GET", "openapi.yaml")[1].startswith("openapi: 3.1.0"))


unittest.main(verbosity=2)
