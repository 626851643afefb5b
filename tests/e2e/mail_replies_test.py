"""Replies by mail: over a real Postfix into a mailbox and back, and over a relay that fails in every way.
    mail_replies_test.py BIN_FOLDER"""
import email
import email.policy
import json
import secrets
import smtplib
import sys
import time
import unittest

import postfix
from mail_city import TO, MailCity, mail
from provider import make_authority
from relay import USER, Relay

BIN = sys.argv.pop(1)
HANDLE = r"\d\d-\d{7,9}-\d\.[0-9a-f-]{36}"


class Mailing(unittest.TestCase):
    """A city with a mailbox, and what a resident and a worker do."""

    def make_city(self, reply):
        self.city = MailCity(BIN)
        self.addCleanup(self.city.close)
        make_authority(self.city.folder)
        text = self.city.file.read_text().replace('addresses: ["%s"]' % TO, 'addresses: ["%s"], reply: %s' % (TO, reply))
        self.city.file.write_text(text + 'outgoing: { ca_file: "%s/ca.pem" }\n' % self.city.folder)

    def wait_until(self, condition, seconds=60):
        limit = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), limit, self.city.log.read_text()[-4000:])
            time.sleep(0.05)

    def api(self, method, path, body, content_type="application/json"):
        token = (self.city.folder / "desk").read_text().strip()
        status, answer, _ = self.city.ask(method, path, body, {"Authorization": "Bearer " + token, "Content-Type": content_type},
                                          port=self.city.admin)
        return status, json.loads(answer)

    def reply(self, tracking, text, **more):
        status, answer = self.api("POST", "/api/v1/requests/%s/replies" % tracking, json.dumps({"text": text, **more}))
        self.assertEqual(status, 202, answer)
        return answer["id"]

    def thread(self, tracking, reply=None):
        entries = json.loads(self.city.redis("--json", "XRANGE", "ct:{0}:thread:" + tracking, "-", "+") or "[]")
        found = [dict(zip(fields[::2], fields[1::2])) for _, fields in entries]
        return [each for each in found if each["kind"] == "reply" and reply in (None, each["reply"])]

    def wait_for_state(self, tracking, reply, wanted):
        self.wait_until(lambda: self.thread(tracking, reply)[-1]["state"] == wanted)
        return self.thread(tracking, reply)[-1]

    def write_in(self, name="maria", number=1, more="", body="The light is out.\r\n"):
        """By LMTP, from name@example.org. The tracking number."""
        data = mail(number, body, more).replace(b"maria%d@" % number, name.encode() + b"@")
        self.assertEqual(self.city.hand_over(data)[1], 250)
        return [each for each in self.city.events_of(number)][-1]["subject"]


@unittest.skipUnless(postfix.is_there(), "needs Postfix, and to be root")
class RealPostfix(Mailing):
    def setUp(self):
        self.make_city("{ relay: RELAY, signature: { en: City of Riverbend, es: Ciudad de Riverbend }, name: Riverbend 311 }")
        self.server = postfix.Postfix(self.city.socket, self.city.folder)
        self.city.file.write_text(self.city.file.read_text().replace("RELAY", '"smtp://127.0.0.1:%d"' % self.server.port))
        self.city.start()
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def post(self, data, sender="maria@example.org", to=TO):
        with smtplib.SMTP("127.0.0.1", self.server.port) as client:
            client.sendmail(sender, [to], data)

    def inbox(self, count):
        self.wait_until(lambda: len(self.server.mailbox()) >= count)
        found = self.server.mailbox()
        self.assertEqual(len(found), count, [str(each) for each in found])
        return found

    def opened(self, name, number=1):
        """A request by mail from name@example.org, through Postfix."""
        self.post(mail(number).replace(b"maria%d@" % number, name.encode() + b"@"), name + "@example.org")
        self.wait_until(lambda: self.city.events_of(number))
        return self.city.events_of(number)[0]["subject"]

    def test_a_mail_is_answered_in_its_thread(self):
        self.post(mail(1, more="References: <m0@example.org>\r\n"))
        receipt, = self.inbox(1)
        tracking = self.city.events_of(1)[0]["subject"]
        self.assertEqual(receipt["Return-Path"], "<>")
        self.assertEqual(receipt["Auto-Submitted"], "auto-replied")
        self.assertEqual(receipt["Subject"], "Re: Light [%s]" % tracking)
        self.assertIn(tracking, receipt.get_body(("plain",)).get_content())

        status, answer = self.api("POST", "/api/v1/content", b"%PDF plan", "application/pdf")
        self.assertEqual(status, 201, answer)
        reply = self.reply(tracking, "It is mended.\nThank you.", language="es", attachments=[
            {"id": answer["id"], "name": "plan de la calle Añón.pdf", "content_type": "application/pdf"}])
        last = self.wait_for_state(tracking, reply, "sent")
        _, mailed = self.inbox(2)
        self.assertRegex(mailed["Message-ID"], "^<%s@riverbend.example>$" % HANDLE)
        self.assertEqual(mailed["Message-ID"], "<%s.%s@riverbend.example>" % (tracking, reply))
        self.assertEqual(last["provider_id"], mailed["Message-ID"][1:-1])
        self.assertEqual(mailed["Return-Path"], "<311+%s.%s@riverbend.example>" % (tracking, reply))
        self.assertEqual(mailed["From"], "Riverbend 311 <311@riverbend.example>")
        self.assertEqual(mailed["To"], "maria1@example.org")
        self.assertEqual(mailed["Reply-To"], "311+%s@riverbend.example" % tracking)
        self.assertEqual(mailed["In-Reply-To"], "<m1@example.org>")
        self.assertEqual(mailed["References"].split(), ["<m0@example.org>", "<m1@example.org>"])
        self.assertIsNone(mailed["Auto-Submitted"])
        self.assertEqual(mailed.get_body(("plain",)).get_content(), "It is mended.\nThank you.\n\n-- \nCiudad de Riverbend\n")
        self.assertIn("It is mended.<br>", mailed.get_body(("html",)).get_content())
        file, = mailed.iter_attachments()
        self.assertEqual((file.get_filename(), file.get_content_type(), file.get_content()),
                         ("plan de la calle Añón.pdf", "application/pdf", b"%PDF plan"))
        self.assertIn("with ESMTPS", mailed["Received"])

        self.post(mail(2, more="In-Reply-To: %s\r\n" % mailed["Message-ID"]).replace(b"maria2@", b"maria1@"))
        self.wait_until(lambda: self.city.events_of(2))
        answer, = self.city.events_of(2)
        self.assertEqual(answer["subject"], tracking)
        self.assertEqual(answer["data"]["mail"]["names_request"], tracking)

    def test_a_refusal_is_told_in_the_servers_words(self):
        tracking = self.opened("refused")
        last = self.wait_for_state(tracking, self.reply(tracking, "Hello"), "failed")
        self.assertIn("550 5.1.1", last["reason"])
        self.assertIn("No such person in Riverbend", last["reason"])
        self.assertNotIn("refused@example.org", self.city.log.read_text())

    def test_what_the_relay_defers_goes_later(self):
        tracking = self.opened("later")
        self.reply(tracking, "Hello")
        self.wait_until(lambda: "Not before noon" in self.city.log.read_text())
        self.assertEqual({each["state"] for each in self.thread(tracking)}, {"queued"})

    def test_a_relay_that_is_down_is_waited_for(self):
        tracking = self.opened("maria")
        self.inbox(1)
        self.server.run("stop")
        reply = self.reply(tracking, "Hello")
        self.wait_until(lambda: "event=reply_retried" in self.city.log.read_text())
        self.server.run("start")
        self.wait_for_state(tracking, reply, "sent")
        self.inbox(2)

    def test_a_bounce_finds_its_reply_and_is_no_message(self):
        tracking = self.opened("bounced")
        reply = self.reply(tracking, "Hello")
        last = self.wait_for_state(tracking, reply, "failed")
        self.assertIn("5.1.1", last["reason"])
        self.assertIn("no such mailbox here", last["reason"])
        self.assertEqual([each["state"] for each in self.thread(tracking, reply)], ["queued", "sent", "failed"])
        self.assertEqual(len(self.city.events()), 1)
        balanced, said = self.city.books_balance()
        self.assertTrue(balanced, said)

    def test_a_resident_who_goes_on_is_told_once_a_day(self):
        self.opened("maria")
        for number in (2, 3, 4):
            self.opened("maria", number)
        fence = self.reply(self.opened("maria", 5), "A person's words")
        self.wait_for_state(self.city.events_of(1)[0]["subject"], fence, "sent")
        kinds = [each["Auto-Submitted"] for each in self.inbox(3)]
        self.assertEqual(sorted(map(str, kinds)), ["None", "auto-replied", "auto-replied"])

    def test_no_loop_begins(self):
        """Whatever a machine does with our mail, no machine of ours answers."""
        tracking = self.opened("maria")
        receipt, = self.inbox(1)
        self.post(b"From: maria@example.org\r\nTo: %s\r\nSubject: Automatic reply: Light\r\nMessage-ID: <m2@example.org>\r\n"
                  b"Auto-Submitted: auto-replied\r\nIn-Reply-To: %s\r\n\r\nI am away.\r\n"
                  % (TO.encode(), receipt["Message-ID"].encode()), "")
        self.post(bytes(receipt).replace(b"To: <maria", b"To: <other"), "")  # our own, sent back
        self.wait_until(lambda: len(self.city.events()) == 3)
        kinds = sorted(each["data"]["mail"].get("automatic", "") for each in self.city.events())
        self.assertEqual(kinds, ["", "auto-replied", "own"])
        fence = self.reply(tracking, "A person's words")
        self.wait_for_state(tracking, fence, "sent")
        self.inbox(2)


class ScriptedRelay(Mailing):
    def setUp(self):
        self.password = secrets.token_hex(16)

    def begin(self, more="", password=None, authority=True):
        self.make_city("{ relay: RELAY, username: %s, password: { file: relay }, receipts: false%s }" % (USER, more))
        self.city.secret("relay", password or self.password)
        self.relay = Relay(self.city.folder, self.password)
        self.addCleanup(self.relay.close)
        text = self.city.file.read_text().replace("RELAY", '"smtp://127.0.0.1:%d"' % self.relay.port)
        self.city.file.write_text(text if authority else text[:text.index("outgoing:")])
        self.city.start()

    def test_a_connection_serves_many_mails(self):
        self.begin()
        numbers = [self.write_in("r%d" % n, n) for n in range(20)]
        ids = [self.reply(number, "Hello") for number in numbers]
        for number, each in zip(numbers, ids):
            self.wait_for_state(number, each, "sent")
        self.assertEqual(sorted(recipient for _, recipient, _ in self.relay.taken), sorted("r%d@example.org" % n for n in range(20)))
        self.assertLessEqual(self.relay.connections, 4)
        sender = self.relay.taken[0][0]
        self.assertRegex(sender, r"MAIL FROM:<311\+%s@riverbend.example> SIZE=\d+ RET=HDRS ENVID=%s$" % (HANDLE, HANDLE))
        self.assertIn("RCPT TO:<r0@example.org> NOTIFY=FAILURE", self.relay.dialogue)
        whole = email.message_from_bytes(self.relay.taken[0][2], policy=email.policy.default)
        self.assertEqual(whole.get_body(("plain",)).get_content().strip(), "Hello")

    def test_a_relay_that_wants_no_more_is_called_again(self):
        self.begin()
        self.relay.goodbye_after = 1
        for n in range(3):
            number = self.write_in("r%d" % n, n)
            self.wait_for_state(number, self.reply(number, "Hello"), "sent")
        self.assertEqual(len(self.relay.taken), 3)
        self.assertNotIn("event=reply_retried", self.city.log.read_text())

    def test_what_is_unclear_is_left_to_people(self):
        self.begin()
        self.relay.plan = lambda recipient, attempt: "cut"
        number = self.write_in()
        self.wait_for_state(number, self.reply(number, "Hello"), "unknown")
        self.assertEqual(self.relay.tries, {"maria@example.org": 1})

    def test_or_sent_again_if_the_channel_says_so(self):
        self.begin(", unknown: repeat")
        self.relay.plan = lambda recipient, attempt: "cut" if attempt == 1 else "ok"
        number = self.write_in()
        reply = self.reply(number, "Hello")
        self.wait_for_state(number, reply, "sent")
        self.assertEqual(self.relay.tries, {"maria@example.org": 2})

    def test_the_end_of_a_mail_may_be_refused_too(self):
        self.begin()
        self.relay.plan = lambda recipient, attempt: "554 5.7.1 this looks like spam"
        number = self.write_in()
        last = self.wait_for_state(number, self.reply(number, "Hello"), "failed")
        self.assertEqual(last["reason"], "554 5.7.1 this looks like spam")

    def test_a_wrong_password_is_ours_to_mend(self):
        self.begin(password="another")
        self.reply(self.write_in(), "Hello")
        self.wait_until(lambda: "event=reply_channel_broken" in self.city.log.read_text())
        self.assertIn("535 5.7.8 wrong password", self.city.log.read_text())
        self.assertNotIn("MAIL FROM", " ".join(self.relay.dialogue))

    def test_a_certificate_that_nobody_vouches_for_gets_no_password(self):
        self.begin(authority=False)
        self.reply(self.write_in(), "Hello")
        self.wait_until(lambda: "event=reply_channel_broken" in self.city.log.read_text())
        self.assertIn("TLS: ", self.city.log.read_text())
        self.assertEqual([each for each in self.relay.dialogue if each.startswith("AUTH")], [])

    def test_a_stop_leaves_nothing_half_sent(self):
        self.begin()
        number = self.write_in()
        self.wait_for_state(number, self.reply(number, "Hello"), "sent")
        self.assertEqual(self.city.stop(), 0)
        self.city.start().wait_for(lambda store: store["up"])
        self.wait_for_state(number, self.reply(number, "Hello again"), "sent")
        self.assertEqual(len(self.relay.taken), 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
