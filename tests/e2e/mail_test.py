"""Mail: handed over by LMTP, once, whatever dies; and by a real Postfix.
    mail_test.py BIN_FOLDER"""
import json
import signal
import smtplib
import socket
import sys
import time
import unittest

import jsonschema
import postfix
from city import ROOT
from cut_relay import CutRelay
from mail_city import TO, MailCity, mail

BIN = sys.argv.pop(1)
SCHEMA = jsonschema.Draft202012Validator(json.loads((ROOT / "docs/envelope.schema.json").read_text()))


class Lmtp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.city = MailCity(BIN).start()

    @classmethod
    def tearDownClass(cls):
        cls.city.close()

    def test_a_mail_becomes_a_tracked_work_item(self):
        body = ("Hay un bache.\r\n\r\nEl 22 nov 2026, a las 9:14, 311 <311@riverbend.example> escribió:\r\n> ¿Dónde?\r\n")
        _, code, words = self.city.hand_over(mail(1, body, "Content-Type: text/plain; charset=utf-8\r\n"))
        self.assertEqual(code, 250, words)
        event, = self.city.events_of(1)
        SCHEMA.validate(event)
        self.assertIn(event["subject"], words.decode())
        self.assertEqual(event["data"]["medium"], "email")
        self.assertEqual(event["data"]["from"], {"address": "maria1@example.org", "name": "Maria"})
        self.assertEqual(event["data"]["text"], "Hay un bache.")
        self.assertIn("¿Dónde?", event["data"]["mail"]["quoted"])

    def test_the_same_mail_again_is_the_same_message(self):
        first = self.city.hand_over(mail(2))
        second = self.city.hand_over(mail(2, more="Received: by another\r\n"))
        self.assertEqual(first, second)
        self.assertEqual(len(self.city.events_of(2)), 1)
        self.city.hand_over(mail(2, body="Another mail with the same id.\r\n"))
        self.assertEqual(len(self.city.events_of(2)), 2)

    def test_who_has_no_mailbox_is_refused(self):
        answers, code, _ = self.city.hand_over(mail(3), ["nobody@riverbend.example"])
        self.assertEqual(answers[0][0], 550)
        self.assertEqual(code, 503)

    def test_files_lie_in_the_content_store(self):
        more = "Content-Type: multipart/mixed; boundary=b\r\n"
        body = "--b\r\n\r\nSee\r\n--b\r\nContent-Type: image/png; name=a.png\r\n\r\nPNG\r\n--b--\r\n"
        self.assertEqual(self.city.hand_over(mail(4, body, more))[1], 250)
        event, = self.city.events_of(4)
        SCHEMA.validate(event)
        file, = event["data"]["attachments"]
        found = list((self.city.folder / "state").rglob(file["id"]))
        self.assertEqual([each.read_bytes() for each in found], [b"PNG"])

    def test_a_large_mail_leaves_memory_flat(self):
        """What one costs, the tenth costs, too: nothing of it stays."""
        more = "Content-Type: multipart/mixed; boundary=b\r\n"
        text = ("x" * 76 + "\r\n") * (25_000_000 // 78)
        body = "--b\r\n\r\nSee\r\n--b\r\nContent-Type: text/plain; name=a.txt\r\n\r\n" + text + "--b--\r\n"
        before = self.city.peak_memory()
        for number in ("6a", "6b", "6c"):
            self.assertEqual(self.city.hand_over(mail(number, body, more))[1], 250)
        first = self.city.peak_memory()
        self.assertLess(first - before, 150_000)
        for number in range(60, 70):
            self.assertEqual(self.city.hand_over(mail(number, body, more))[1], 250)
        self.assertLess(self.city.peak_memory() - first, 30_000)

    def test_a_mail_that_is_too_large_is_refused_for_good(self):
        _, code, _ = self.city.hand_over(mail(7, ("x" * 76 + "\r\n") * 400_000))
        self.assertEqual(code, 552)

    def status_of(self, tracking):
        return self.city.admin_api("GET", "/api/v1/requests/" + tracking)[1]["status"]

    def test_a_machine_closes_nothing(self):
        self.city.hand_over(mail(8))
        tracking = self.city.events_of(8)[0]["subject"]
        answers = [("8a", "Auto-Submitted: auto-replied\r\n", "received"), ("8b", "", "closed")]
        for number, more, status in answers:
            again = mail(number, "It's fixed, thanks.\r\n", more).replace(b"maria" + number.encode(), b"maria8")
            self.assertEqual(self.city.hand_over(again)[1], 250)
            self.assertEqual(self.city.events_of(number)[0]["subject"], tracking)
            self.assertEqual(self.status_of(tracking), status)

    def test_the_books_balance(self):
        balanced, said = self.city.books_balance()
        self.assertTrue(balanced, said)


class Death(unittest.TestCase):
    """kill -9 at any instant: the sender repeats, and exactly one message exists."""

    def half_a_mail(self, city, number):
        client = socket.socket(socket.AF_UNIX)
        client.connect(city.socket)
        client.sendall(b"LHLO mx.riverbend.example\r\nMAIL FROM:<maria@example.org>\r\nRCPT TO:<311@riverbend.example>\r\nDATA\r\n")
        said = b""
        while b"354" not in said:
            said += client.recv(4096)
        client.sendall(mail(number)[:-5])
        return client

    def test_in_mid_data(self):
        with MailCity(BIN) as city:
            client = self.half_a_mail(city, 1)
            city.stop(signal.SIGKILL)
            client.close()
            city.start()
            self.assertEqual(city.events_of(1), [])
            self.assertEqual(city.hand_over(mail(1))[1], 250)
            self.assertEqual(len(city.events_of(1)), 1)

    def test_around_the_final_dot(self):
        with MailCity(BIN) as city:
            for number in range(5):
                client = self.half_a_mail(city, number)
                client.sendall(mail(number)[-5:] + b".\r\n")
                time.sleep(0.002 * number)  # any instant will do
                city.stop(signal.SIGKILL)
                client.close()
                city.start()
                self.assertEqual(city.hand_over(mail(number))[1], 250)
                self.assertEqual(len(city.events_of(number)), 1)

    def test_a_stop_lets_a_mail_end(self):
        with MailCity(BIN) as city:
            client = self.half_a_mail(city, 1)
            city.process.send_signal(signal.SIGTERM)
            client.sendall(mail(1)[-5:] + b".\r\n")
            said = b""
            while b"\r\n250 " not in b"\r\n" + said:
                more = client.recv(4096)
                self.assertTrue(more, said)
                said += more
            client.close()
            city.process.wait(60)


@unittest.skipUnless(postfix.is_there(), "needs Postfix, and to be root")
class RealPostfix(unittest.TestCase):
    def wait_until(self, condition, server, seconds=60):
        limit = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), limit, server.log())
            time.sleep(0.05)

    def test_relays_to_the_daemon_also_while_it_dies(self):
        with MailCity(BIN) as city, postfix.Postfix(city.socket) as server:
            with smtplib.SMTP("127.0.0.1", server.port) as client:
                client.sendmail("maria@example.org", ["311+x@riverbend.example"], mail(1))
            self.wait_until(lambda: city.events_of(1), server)
            self.assertEqual(city.events_of(1)[0]["data"]["to"]["address"], "311+x@riverbend.example")

            city.stop(signal.SIGKILL)
            with smtplib.SMTP("127.0.0.1", server.port) as client:
                for number in range(2, 12):
                    client.sendmail("maria@example.org", [TO], mail(number))
            self.wait_until(lambda: "status=deferred" in server.log(), server)
            city.start()
            self.wait_until(lambda: len(city.events()) >= 11, server)
            for number in range(1, 12):
                self.assertEqual(len(city.events_of(number)), 1)

    def cut(self, number, at_answer):
        """The daemon is killed at this point of a mail; the mail server repeats it."""
        with MailCity(BIN) as city:
            relay = CutRelay(str(city.folder / "relay.sock"), city.socket)
            with postfix.Postfix(str(city.folder / "relay.sock")) as server:
                relay.arm(lambda: city.stop(signal.SIGKILL), at_answer)
                with smtplib.SMTP("127.0.0.1", server.port) as client:
                    client.sendmail("maria@example.org", [TO], mail(number, ("x" * 76 + "\r\n") * 1000))
                self.assertTrue(relay.was_cut.wait(60), server.log())
                city.start()
                self.assertEqual(len(city.events_of(number)), 1 if at_answer else 0)
                self.wait_until(lambda: "status=sent" in server.log(), server)
            relay.close()
            self.assertEqual(len(city.events_of(number)), 1)

    def test_repeats_a_mail_that_was_cut_in_the_middle(self):
        self.cut(1, at_answer=False)

    def test_repeats_a_mail_whose_answer_it_never_heard(self):
        self.cut(2, at_answer=True)

    def test_bounces_what_has_no_mailbox(self):
        with MailCity(BIN) as city, postfix.Postfix(city.socket) as server:
            with smtplib.SMTP("127.0.0.1", server.port) as client:
                client.sendmail("maria@example.org", ["nobody@riverbend.example"], mail(1))
            self.wait_until(lambda: "status=bounced" in server.log(), server)
            self.assertIn("no such mailbox here", server.log())


if __name__ == "__main__":
    unittest.main(verbosity=2)
