"""Odd dialogues with the doors for mail, as swaks holds them.
    mail_dialogue_test.py BIN_FOLDER"""
import shutil
import subprocess
import sys
import unittest

from mail_city import TO, MailCity, mail

BIN = sys.argv.pop(1)
BROTHER = "311+brother@riverbend.example"


@unittest.skipUnless(shutil.which("swaks"), "needs swaks")
class Dialogue(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.city = MailCity(BIN, smtp=True).start()

    @classmethod
    def tearDownClass(cls):
        cls.city.close()

    def swaks(self, *words):
        done = subprocess.run(["swaks", "--from", "maria@example.org", "--helo", "mx.riverbend.example", *words],
                              capture_output=True, timeout=60)
        return done.stdout.decode(errors="replace") + done.stderr.decode(errors="replace")

    def lmtp(self, *words, protocol="LMTP"):
        return self.swaks("--protocol", protocol, "--socket", self.city.socket, *words)

    def smtp(self, *words, protocol="ESMTP"):
        port = str(self.city.smtp_port())
        return self.swaks("--protocol", protocol, "--server", "127.0.0.1", "--port", port, *words)

    def data_of(self, number, data):
        path = self.city.folder / ("mail-%s" % number)
        path.write_bytes(data)
        return "@%s" % path

    def test_one_answer_for_each_recipient(self):
        said = self.lmtp("--to", "%s,%s,nobody@riverbend.example" % (TO, BROTHER), "--data", self.data_of(1, mail(1)))
        tracking, = {each["subject"] for each in self.city.events_of(1)}
        self.assertEqual(said.count("250 2.0.0 " + tracking), 2, said)
        self.assertEqual(said.count("550 5.1.1"), 1, said)
        self.assertEqual(len(self.city.events_of(1)), 1)

    def test_pipelined(self):
        said = self.lmtp("--pipeline", "--to", TO, "--data", self.data_of(2, mail(2, "..\r\n.dots\r\n")))
        self.assertIn("250 2.0.0", said)
        event, = self.city.events_of(2)
        self.assertEqual(event["data"]["text"].splitlines(), ["..", ".dots"])

    def test_pipelined_to_nobody(self):
        said = self.lmtp("--pipeline", "--to", "nobody@riverbend.example", "--data", self.data_of(3, mail(3)))
        self.assertIn("550 5.1.1", said)
        self.assertIn("503 5.5.1", said)

    def test_the_wrong_hello(self):
        self.assertIn("500 5.5.1 this is LMTP", self.lmtp("--to", TO, protocol="SMTP"))
        self.assertIn("500 5.5.1 this is SMTP", self.smtp("--to", TO, protocol="LMTP"))

    def test_a_null_sender_is_taken_and_is_a_machine(self):
        said = self.lmtp("--from", "<>", "--to", TO, "--data", self.data_of(4, mail(4)))
        self.assertIn("250 2.0.0", said)
        event, = self.city.events_of(4)
        self.assertTrue(event["data"]["mail"]["automatic"])

    def test_smuggling_is_refused(self):
        second = b"MAIL FROM:<a@example.org>\r\nRCPT TO:<%s>\r\nDATA\r\n" % TO.encode() + mail("s")
        for name, end in [("lf", b"\n.\n"), ("lf-crlf", b"\n.\r\n"), ("cr", b"\r.\r"), ("crlf-lf", b"\r\n.\n")]:
            with self.subTest(name):
                smuggled = mail(name) + b"x" + end + second + b"\r\n.\r\n"
                said = self.lmtp("--no-data-fixup", "--to", TO, "--data", self.data_of(name, smuggled))
                self.assertIn("550 5.5.2", said)
                self.assertEqual(self.city.events_of(name) + self.city.events_of("s"), [])

    def test_cut_off_before_the_mail_nothing_is_kept(self):
        self.lmtp("--drop-after", "DATA", "--to", TO, "--data", self.data_of(6, mail(6)))
        self.lmtp("--to", TO, "--data", self.data_of(7, mail(7)))
        self.assertEqual((len(self.city.events_of(6)), len(self.city.events_of(7))), (0, 1))

    def test_without_tls_nothing_is_taken(self):
        said = self.smtp("--to", TO, "--data", self.data_of(8, mail(8)))
        self.assertIn("530 5.7.0", said)
        self.assertEqual(self.city.events_of(8), [])

    def test_with_starttls(self):
        said = self.smtp("--tls", "--to", "%s,nobody@riverbend.example,%s" % (TO, BROTHER), "--data", self.data_of(9, mail(9)))
        self.assertIn("TLS started", said)
        self.assertEqual(said.count("250 2.0.0"), 1, said)
        self.assertEqual(len(self.city.events_of(9)), 1)

    def test_no_words_of_a_guesser_are_believed(self):
        said = self.smtp("--tls", "--auth", "PLAIN", "--auth-user", "maria", "--auth-password", "x", "--to", TO)
        self.assertIn("did not advertise", said)


if __name__ == "__main__":
    unittest.main(verbosity=2)
