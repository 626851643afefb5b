"""Chat from outside: what a widget is promised, and what happens to who breaks the rules."""
import json
import os
import pathlib
import signal
import sys
import time
import unittest

from chat_client import ORIGIN, Closed, Widget, frame, handshake
from city import City

BIN = sys.argv.pop(1)
CHAT = ('  web-chat: { adapter: chat-widget, allowed_origins: ["%s"], text_by: city-sms, '
        'rates: { connections: 10000, sessions: 10000, sockets: 1000, messages: 100000 } }\n' % ORIGIN)
SLOW = ('  slow-chat: { adapter: chat-widget, allowed_origins: ["%s"], '
        'rates: { connections: 10000, sessions: 10000, sockets: 2, messages: 2 } }\n' % ORIGIN)


def make(**options):
    city = City(BIN, **options)
    text = city.file.read_text()
    city.file.write_text(text.replace("channels:\n", "channels:\n" + CHAT + SLOW, 1))
    return city


def reply(city, tracking, text, key=None):
    body = json.dumps({"text": text})
    token = (city.folder / "lead").read_text().strip()
    headers = {"Authorization": "Bearer " + token, "Content-Type": "application/json"}
    if key:
        headers["Idempotency-Key"] = key
    status, answer, _ = city.ask("POST", "/api/v1/requests/%s/replies" % tracking, body, headers, city.admin)
    assert status in (200, 201, 202), (status, answer)
    return json.loads(answer)


def until(condition, seconds=30):
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("in vain")


class Chat(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.city = make()
        cls.city.start()
        cls.city.wait_for(lambda store: store["ready"])

    @classmethod
    def tearDownClass(cls):
        cls.city.close()

    def widget(self, **more):
        widget = Widget(self.city.public, **more)
        self.addCleanup(widget.close)
        return widget

    def test_a_message_gets_its_number_once(self):
        widget = self.widget()
        ack = widget.acknowledged("There is a pothole", cid="client-id-1")
        self.assertRegex(ack["track"], r"^\d\d-\d{7}-\d$")
        self.assertEqual(ack["seq"], 1)
        receipt = widget.entry(kind="auto")
        self.assertIn(ack["track"], receipt["text"])
        again = widget.acknowledged("There is a pothole", cid="client-id-1")
        self.assertEqual((again["track"], again["seq"]), (ack["track"], 1))
        status, request = self.city.admin_api("GET", "/api/v1/requests/" + ack["track"])
        self.assertEqual(status, 200)
        self.assertEqual(request["channel"], "web-chat")

    def test_resume_brings_what_was_missed(self):
        first = self.widget()
        ack = first.acknowledged("The light is out")
        first.entry(kind="auto")
        first.close()
        reply(self.city, ack["track"], "We are on our way.")
        reply(self.city, ack["track"], "It is mended.")
        second = self.widget(token=first.token, last=first.last)
        self.assertTrue(second.welcome["resumed"])
        self.assertEqual(second.welcome["session"], first.welcome["session"])
        self.assertEqual(second.entry(text="It is mended.")["kind"], "agent")
        texts = [one["text"] for one in second.entries.values() if one["kind"] == "agent"]
        self.assertEqual(texts, ["We are on our way.", "It is mended."])
        whole = self.widget(token=first.token)
        whole.entry(text="It is mended.")
        self.assertEqual([whole.entries[seq]["kind"] for seq in sorted(whole.entries)][:2], ["resident", "auto"])

    def test_replies_at_the_moment_of_reconnecting(self):
        widget = self.widget()
        ack = widget.acknowledged("Who is there?")
        widget.entry(kind="auto")
        seen = []
        for i in range(20):
            reply(self.city, ack["track"], "answer %d" % i)
            widget.close()
            last = widget.last
            seen += [one["text"] for one in widget.entries.values() if one["kind"] == "agent"]
            widget = self.widget(token=widget.token, last=last)
            if i % 3 == 0:
                widget.entry(text="answer %d" % i)
        if "answer 19" not in seen:
            widget.entry(text="answer 19")
        seen += [one["text"] for one in widget.entries.values() if one["kind"] == "agent"]
        self.assertEqual(seen, ["answer %d" % i for i in range(20)])

    def test_two_tabs_see_each_other(self):
        one = self.widget()
        two = self.widget(token=one.token)
        one.acknowledged("from the first", cid="tab-one-1")
        self.assertEqual(two.entry(cid="tab-one-1", kind="resident")["text"], "from the first")
        two.acknowledged("from the second", cid="tab-two-1")
        self.assertEqual(one.entry(cid="tab-two-1", kind="resident")["text"], "from the second")

    def test_a_read_reply_is_delivered(self):
        widget = self.widget()
        ack = widget.acknowledged("My fence has fallen over")
        reply(self.city, ack["track"], "Yes?")
        entry = widget.entry(kind="agent")

        def states():
            thread = json.loads(self.city.redis("--json", "XRANGE", "ct:{0}:thread:" + ack["track"], "-", "+"))
            return [fields[fields.index("state") + 1] for _, fields in thread if "state" in fields]
        until(lambda: "sent" in states())
        widget.send({"t": "read", "seq": entry["seq"]})
        until(lambda: "delivered" in states())

    def test_status_of_what_was_said(self):
        widget = self.widget()
        ack = widget.acknowledged("Is anybody reading this?")
        queue = self.city.admin_api("GET", "/api/v1/requests/" + ack["track"])[1]["queue"]
        token = (self.city.folder / "lead").read_text().strip()
        status, body, _ = self.city.ask("POST", "/api/v1/requests/%s/lease" % ack["track"], "{}",
                                        {"Authorization": "Bearer " + token, "Content-Type": "application/json"},
                                        self.city.admin)
        self.assertEqual(status, 200, (queue, body))
        self.assertEqual(widget.entry(kind="status")["status"], "taken")

    def test_self_service_answers_in_the_log(self):
        widget = self.widget()
        ack = widget.acknowledged("are you open?")
        self.assertNotIn("track", ack)
        self.assertEqual(widget.entry(kind="auto")["cid"], ack["cid"])

    def test_contact_and_text_me(self):
        widget = self.widget()
        ack = widget.acknowledged("Please call")
        widget.send({"t": "contact", "phone": "nonsense", "text_me": True})
        self.assertEqual(widget.next("err")["code"], "phone")
        widget.send({"t": "contact", "name": "Ana", "phone": "(801) 555-0123", "text_me": True})
        card = widget.next("contact")
        self.assertEqual((card["phone"], card["text_me"]), ("+18015550123", True))
        self.assertEqual(self.city.redis("GET", "ct:{0}:note:text:" + ack["track"]), "+18015550123")
        back = self.widget(token=widget.token)
        self.assertEqual(back.welcome["contact"]["name"], "Ana")
        self.assertIn("Ana", self.city.redis("XRANGE", "ct:{0}:thread:" + ack["track"], "-", "+"))

    def is_connected(self, widget):
        """As the daemon's side has it in the kernel's table: "local:port remote:port state", 01 is established."""
        ends = ["%04X" % self.city.public, "%04X" % widget.connection.getsockname()[1]]
        lines = pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]
        sockets = [([end.split(":")[1] for end in line.split()[1:3]], line.split()[3]) for line in lines]
        return (ends, "01") in sockets

    def test_who_does_not_read_is_cut_off(self):
        other = self.widget()
        for i in range(50):
            other.acknowledged("%d " % i + "x" * 3900)
        slow = self.widget(token=other.token)
        self.assertTrue(self.is_connected(slow))
        for _ in range(100):  # 200 KB each: far more than the kernel keeps for it
            slow.send({"t": "history", "before": other.last + 1, "count": 50})
        until(lambda: not self.is_connected(slow), 15)
        other.acknowledged("not I")

    def test_history_survey_end(self):
        widget = self.widget()
        for i in range(4):
            widget.acknowledged("message %d" % i)
        widget.send({"t": "history", "before": 3, "count": 2})
        self.assertEqual([one["seq"] for one in widget.next("history")["entries"]], [1, 2])
        widget.send({"t": "survey", "thumb": "up", "word": "Thanks"})
        self.assertEqual(widget.next("survey")["thumb"], "up")
        widget.send({"t": "ping", "n": 7})
        self.assertEqual(widget.next("pong")["n"], 7)
        widget.send({"t": "end"})
        widget.entry(kind="ended")
        self.assertEqual(widget.closed(), 4001)
        over = self.widget(token=widget.token, last=widget.last)
        self.assertTrue(over.welcome["closed"])

    def test_an_upload_reaches_the_worker(self):
        widget = self.widget()
        other = self.widget()
        png = b"\x89PNG\r\n\x1a\n" + b"\0" * 100

        def upload(body, token=widget.token, **headers):
            told = {"Authorization": "Bearer " + token, "X-File-Name": "..%2Fbache%20grande.png"}
            status, answer, _ = self.city.ask("POST", "/chat/web-chat/upload", body, dict(told, **headers))
            return status, json.loads(answer)
        status, file = upload(png)
        self.assertEqual((status, file["type"], file["name"], file["size"]), (201, "image/png", "bache grande.png", 108))
        self.assertEqual(upload(b"<html><script>1</script>")[0], 415)
        self.assertEqual(upload(png, token="c1.forged.0.AAAA")[0], 401)
        self.assertEqual(upload(png, Origin="https://elsewhere.example")[0], 403)
        cid = other.say("look", files=[file["upload"]])
        self.assertEqual(other.next("err", cid=cid)["code"], "file")
        ack = widget.acknowledged("", files=[file["upload"]])
        event = json.loads([item for item in self.city.redis(
            "XRANGE", "ct:{0}:queue:front-desk:normal", "-", "+").splitlines() if ack["track"] in item and "{" in item][0])
        attachment = event["data"]["attachments"][0]
        self.assertEqual(attachment["content_type"], "image/png")
        token = (self.city.folder / "lead").read_text().strip()
        status, _, headers = self.city.ask("HEAD", "/api/v1/content/" + attachment["id"],
                                           headers={"Authorization": "Bearer " + token}, port=self.city.admin)
        self.assertEqual(status, 200)
        self.assertIn("Content-Disposition", headers)

    def test_pages(self):
        page = self.city.ask("GET", "/chat/web-chat/")
        self.assertEqual(page[0], 200)
        self.assertIn("frame-ancestors 'none'", page[2]["Content-Security-Policy"])
        status, body, headers = self.city.ask("GET", "/chat/web-chat/frame")
        self.assertIn("frame-ancestors 'self' " + ORIGIN, headers["Content-Security-Policy"])
        self.assertEqual(self.city.ask("GET", "/chat/web-chat/frame", headers={"If-None-Match": headers["ETag"]})[0], 304)
        self.assertRegex(body, r'assets/widget\.js\?v=[0-9a-f]{16}"')
        versioned = body.split('"assets/widget.js', 1)[1].split('"')[0]
        self.assertIn("immutable", self.city.ask("GET", "/chat/web-chat/assets/widget.js" + versioned)[2]["Cache-Control"])
        self.assertEqual(self.city.ask("GET", "/chat/web-chat/assets/widget.js?v=0")[2]["Cache-Control"], "no-cache")
        loader = self.city.ask("GET", "/chat/web-chat/widget.js")[2]
        self.assertEqual((loader["Access-Control-Allow-Origin"], loader["Cache-Control"]), ("*", "public, max-age=300"))
        notice = json.loads(self.city.ask("GET", "/chat/web-chat/config.json?lang=es")[1])
        self.assertEqual((notice["lang"], notice["emergency"], notice["text_me"]), ("es", "911", True))
        self.assertEqual(self.city.ask("GET", "/chat/web-chat")[2]["Location"], "/chat/web-chat/")
        for path in ("/chat/nobody/", "/chat/city-sms/", "/chat/web-chat/assets/../x", "/chat/web-chat/assets/nothing.js"):
            self.assertEqual(self.city.ask("GET", path)[0], 404, path)

    def test_handshakes_that_are_refused(self):
        cases = [({"Origin": "https://elsewhere.example"}, (), 403), ({}, ("Origin",), 403),
                 ({"Sec-WebSocket-Version": "8"}, (), 426), ({"Sec-WebSocket-Key": "short"}, (), 400),
                 ({"Sec-WebSocket-Protocol": "mqtt"}, (), 400), ({}, ("Upgrade",), 426),
                 ({"Origin": "http://127.0.0.1:%d" % self.city.public}, (), 101)]
        for headers, drop, wanted in cases:
            connection, status, head = handshake(self.city.public, headers, drop=drop)
            connection.close()
            self.assertEqual(status, wanted, head)

    def test_who_breaks_the_rules_is_closed_and_others_are_not(self):
        witness = self.widget()
        witness.acknowledged("I was here before")
        hello = frame(json.dumps({"t": "hello", "v": 1}))
        cases = [
            (frame("no json"), 1008), (frame("[]"), 1008), (frame('{"t":"say"}'), 1008),
            (frame('{"t":"hello","v":2}'), 1008), (hello + hello, 1008), (frame(b"\xff\xfe"), 1007),
            (frame(b"bytes", opcode=2), 1003), (frame("x", opcode=3), 1002), (frame("{}", masked=False), 1002),
            (frame("{}", reserved=4), 1002), (frame("x", opcode=0), 1002),
            (frame("{", last=False) + frame("}"), 1002), (frame("p", opcode=9, last=False), 1002),
            (frame(b"p" * 126, opcode=9), 1002), (frame(b"\x03", opcode=8), 1002), (frame(b"\x03\xed", opcode=8), 1002),
            (frame("x" * 32769), 1009), (frame("x" * 20000, last=False) + frame("x" * 20000, opcode=0), 1009),
            (b"\x81\xff" + b"\x7f" + b"\xff" * 7 + b"mask", 1009), (b"\x81\xfe\x00\x05maskhello", 1002),
        ]
        for data, wanted in cases:
            widget = self.widget(hello=False)
            widget.raw(data)
            self.assertEqual(widget.closed(), wanted, data[:40])
        witness.acknowledged("and I still am")

    def test_frames_that_are_wrong_are_told_and_the_rest_goes_on(self):
        widget = self.widget()
        cases = [({"t": "dance"}, "unknown"), ({"t": "say", "cid": "x", "text": "a"}, "bad"),
                 ({"t": "say", "cid": "12345678", "text": 7}, "bad"), ({"t": "say", "cid": "12345678", "text": " "}, "empty"),
                 ({"t": "say", "cid": "12345678", "text": "x" * 4001}, "too_long"),
                 ({"t": "say", "cid": "12345678", "text": "a", "files": ["u1.no"]}, "file"),
                 ({"t": "say", "cid": "12345678", "text": "a", "files": "no"}, "bad"),
                 ({"t": "read", "seq": -1}, "bad"), ({"t": "history"}, "bad"), ({"t": "survey", "thumb": "side"}, "bad")]
        for message, code in cases:
            widget.send(message)
            self.assertEqual(widget.next("err")["code"], code, message)
        message = json.dumps({"t": "say", "cid": "in-pieces-1", "text": "<b>¿Sí?</b>"}, ensure_ascii=False).encode()
        for i, piece in enumerate(message[j:j + 1] for j in range(len(message))):
            widget.raw(frame(piece, opcode=0 if i else 1, last=i == len(message) - 1))
            if i == 3:
                widget.raw(frame(b"in between", opcode=9))
        self.assertEqual(widget.next("ack")["cid"], "in-pieces-1")
        self.assertEqual(widget.pongs, 1)

    def test_floods_and_crowds(self):
        path = "/chat/slow-chat/socket"
        one, two = self.widget(path=path), self.widget(path=path)
        connection, status, _ = handshake(self.city.public, path=path)
        connection.close()
        self.assertEqual(status, 429)
        for i in range(60):
            one.say("flood %d" % i)
        self.assertEqual(one.closed(), 4029)
        self.assertEqual(len(one.acks), 1)
        self.assertGreaterEqual(len([m for m in one.others if m.get("code") == "rate" and m["retry_ms"] > 0]), 50)
        two.acknowledged("not I")

    def test_a_forged_token_begins_anew(self):
        widget = self.widget()
        widget.acknowledged("mine")
        other = self.widget(path="/chat/slow-chat/socket", token=widget.token)
        self.assertTrue(other.welcome["gone"])
        for token in ("", "c1", widget.token[:-2] + "AA", widget.token.replace("c1.", "c2."), "x" * 5000):
            forged = self.widget(token=token or None)
            self.assertNotIn("resumed", forged.welcome)
            self.assertNotEqual(forged.welcome["session"], widget.welcome["session"])


class Restarts(unittest.TestCase):
    def test_a_daemon_is_killed_in_mid_chat(self):
        with make() as city:
            city.wait_for(lambda store: store["ready"])
            widget = Widget(city.public)
            first = widget.acknowledged("before")
            widget.entry(kind="auto")
            unsure = widget.say("meanwhile")
            city.stop(signal.SIGKILL)
            try:
                while True:
                    widget.read()
            except Closed:
                pass
            city.start()
            again = Widget(city.public, token=widget.token, last=widget.last)
            self.assertTrue(again.welcome["resumed"])
            ack = again.acknowledged("meanwhile", cid=unsure)
            self.assertEqual(ack["track"], first["track"])
            whole = Widget(city.public, token=widget.token)
            whole.acknowledged("after")
            said = [one["text"] for _, one in sorted(whole.entries.items()) if one["kind"] == "resident"]
            self.assertEqual(said.count("meanwhile"), 1)
            ok, told = city.books_balance()
            self.assertTrue(ok, told)

    def test_two_daemons_have_one_log(self):
        with make() as one:
            one.wait_for(lambda store: store["ready"])
            other = make(redis="redis+unix://%s/state/redis/redis.sock" % one.folder)
            self.addCleanup(other.close)
            other.start()
            other.wait_for(lambda store: store["ready"])
            here = Widget(one.public)
            ack = here.acknowledged("said to the one")
            here.entry(kind="auto")
            there = Widget(other.public, token=here.token, last=here.last)
            self.assertTrue(there.welcome["resumed"])
            again = there.acknowledged("said to the one", cid=ack["cid"])
            self.assertEqual((again["track"], again["seq"]), (ack["track"], 1))
            there.acknowledged("said to the other", cid="to-the-other")
            self.assertEqual(here.entry(kind="resident", cid="to-the-other")["text"], "said to the other")
            reply(other, ack["track"], "to both")
            self.assertEqual(here.entry(kind="agent")["seq"], there.entry(kind="agent")["seq"])

    def test_redis_away_and_back(self):
        with make() as city:
            city.wait_for(lambda store: store["ready"])
            widget = Widget(city.public)
            first = widget.acknowledged("while all is well")
            widget.entry(kind="auto")
            pid = city.redis_pid()
            os.kill(pid, signal.SIGSTOP)
            try:
                kept = widget.acknowledged("while Redis is away")
                self.assertNotIn("seq", kept)
            finally:
                os.kill(pid, signal.SIGCONT)
            city.wait_for(lambda store: store["up"] and store["spool"]["entries"] == 0)
            again = widget.acknowledged("while Redis is away", cid=kept["cid"])
            self.assertIn(again["track"], (kept["track"], first["track"]))  # or another name of it
            self.assertGreater(again["seq"], first["seq"])

    def test_a_stop_says_goodbye(self):
        with make() as city:
            city.wait_for(lambda store: store["ready"])
            widget = Widget(city.public)
            self.assertEqual((city.stop(), widget.closed()), (0, 1001))


if __name__ == "__main__":
    unittest.main()
