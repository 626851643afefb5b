"""The doors for mail against a real Postfix, and killed in the middle; without the rest of the daemon.
    postfix_test.py MAIL_SINK"""
import pathlib
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "e2e"))
import postfix  # noqa: E402

SINK = sys.argv.pop(1)
HEAD = "From: maria@example.org\r\nTo: 311@riverbend.example\r\nSubject: x\r\nMessage-ID: <m%s@example.org>\r\n\r\n"


def mail(number, body="The light is out.\r\n"):
    return (HEAD % number + body).encode()


class Sink:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ms-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.mails = self.folder / "mails"
        self.mails.mkdir()
        self.socket = str(self.folder / "lmtp.sock")
        self.process = None

    def start(self):
        self.process = subprocess.Popen([SINK, "unix:" + self.socket, self.mails], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == "ready\n"

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(60)
        self.process.stdout.close()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()
        shutil.rmtree(self.folder)

    def kept(self):
        """{number: bytes}, what is being written left out."""
        return {each.name[1:]: each.read_bytes() for each in self.mails.iterdir() if not each.name.endswith(".part")}

    def hand_over(self, data):
        client = smtplib.LMTP(self.socket)
        try:
            client.ehlo_or_helo_if_needed()
            client.mail("maria@example.org")
            client.rcpt("311@riverbend.example")
            return client.data(data)[0]
        finally:
            client.close()


class Killed(unittest.TestCase):
    def begin(self, sink, number):
        client = socket.socket(socket.AF_UNIX)
        client.connect(sink.socket)
        client.sendall(b"LHLO a\r\nMAIL FROM:<m@example.org>\r\nRCPT TO:<311@riverbend.example>\r\nDATA\r\n")
        said = b""
        while b"354" not in said:
            said += client.recv(4096)
        client.sendall(mail(number)[:-2])
        return client

    def test_in_mid_data_nothing_is_left(self):
        with Sink() as sink:
            client = self.begin(sink, 1)
            sink.kill()
            client.close()
            sink.start()
            self.assertEqual(sink.kept(), {})
            self.assertEqual(sink.hand_over(mail(1)), 250)
            self.assertEqual(sink.kept(), {"1": mail(1)})

    def test_whatever_was_answered_is_kept(self):
        with Sink() as sink:
            for number in range(10):
                client = self.begin(sink, number)
                client.sendall(b"\r\n.\r\n")
                client.settimeout(0.001 * number if number else None)
                try:
                    said = client.recv(4096)
                except socket.timeout:
                    said = b""
                sink.kill()
                client.close()
                if said.startswith(b"250"):
                    self.assertEqual(sink.kept()[str(number)], mail(number))
                sink.start()


@unittest.skipUnless(postfix.is_there(), "needs Postfix, and to be root")
class RealPostfix(unittest.TestCase):
    def wait_until(self, condition, server, seconds=90):
        limit = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), limit, server.log())
            time.sleep(0.05)

    def test_hands_over_also_while_the_other_side_dies(self):
        with Sink() as sink, postfix.Postfix(sink.socket) as server:
            with smtplib.SMTP("127.0.0.1", server.port) as client:
                client.sendmail("maria@example.org", ["311+x@riverbend.example"], mail(0, "..dots\r\n.\r\n"))
            self.wait_until(lambda: "0" in sink.kept(), server)
            self.assertTrue(sink.kept()["0"].endswith(b"\r\n\r\n..dots\r\n.\r\n"), sink.kept())
            sink.kill()
            with smtplib.SMTP("127.0.0.1", server.port) as client:
                for number in range(1, 21):
                    client.sendmail("maria@example.org", ["311@riverbend.example"], mail(number, "x" * 70 + "\r\n"))
            self.wait_until(lambda: "status=deferred" in server.log(), server)
            sink.start()
            self.wait_until(lambda: len(sink.kept()) == 21, server)

    def test_hands_over_a_large_mail(self):
        with Sink() as sink, postfix.Postfix(sink.socket) as server:
            body = ("x" * 76 + "\r\n") * 200_000  # 15.6 MB
            with smtplib.SMTP("127.0.0.1", server.port) as client:
                client.sendmail("maria@example.org", ["311@riverbend.example"], mail("l", body))
            self.wait_until(lambda: "l" in sink.kept(), server)
            self.assertTrue(sink.kept()["l"].endswith(body.encode()))

    def test_bounces_what_has_no_mailbox(self):
        with Sink() as sink, postfix.Postfix(sink.socket) as server:
            with smtplib.SMTP("127.0.0.1", server.port) as client:
                client.sendmail("maria@example.org", ["nobody@riverbend.example"], mail(1))
            self.wait_until(lambda: "status=bounced" in server.log(), server)
            self.assertIn("no such mailbox here", server.log())


if __name__ == "__main__":
    unittest.main(verbosity=2)
