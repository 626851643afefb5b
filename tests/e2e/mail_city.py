"""A whole Crosstown with a mailbox, for the tests of mail."""
import json
import pathlib
import re
import smtplib
import subprocess

from city import City

TO = "311@riverbend.example"


def mail(number, body="The light is out.\r\n", more=""):
    return ("From: Maria <maria%s@example.org>\r\nTo: %s\r\nSubject: Light\r\nMessage-ID: <m%s@example.org>\r\n%s\r\n%s"
            % (number, TO, number, more, body)).encode()


class MailCity(City):
    """Its door for LMTP is a unix socket; `smtp`: there is one for SMTP, too, which asks for TLS."""

    def __init__(self, bin_folder, smtp=False):
        super().__init__(bin_folder)
        self.folder.chmod(0o755)  # the mail server is another user
        self.socket = str(self.folder / "lmtp.sock")
        doors = '  lmtp: { address: "unix:%s", host: ct.riverbend.example }\n' % self.socket
        if smtp:
            self.make_certificate()
            doors += '  smtp: { address: "127.0.0.1:0", tls: { certificate: tls.pem, key: tls.key }, require_tls: true }\n'
        text = self.file.read_text()
        text = text.replace("listen:\n", "listen:\n" + doors)
        text = text.replace("channels:\n", 'channels:\n  mailbox: { adapter: lmtp, addresses: ["%s"] }\n' % TO)
        self.file.write_text(text)

    def make_certificate(self):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-subj", "/CN=ct.riverbend.example", "-days", "1", "-keyout", self.folder / "tls.key",
                        "-out", self.folder / "tls.pem"], check=True, capture_output=True, timeout=60)
        (self.folder / "tls.key").chmod(0o600)

    def smtp_port(self):
        return int(re.search(r"event=listening smtp=127\.0\.0\.1:(\d+)", self.log.read_text())[1])

    def hand_over(self, data, recipients=(TO,)):
        """The server's words: [(code, words) of each recipient], code and words of the mail."""
        client = smtplib.LMTP(self.socket)
        try:
            client.ehlo_or_helo_if_needed()
            client.mail("maria@example.org")
            answers = [client.rcpt(each) for each in recipients]
            try:
                code, words = client.data(data)
            except smtplib.SMTPDataError as refused:  # before the text
                code, words = refused.smtp_code, refused.smtp_error
            return answers, code, words
        finally:
            client.close()

    def events(self):
        words = self.redis("--json", "XRANGE", "ct:{0}:queue:front-desk:normal", "-", "+")
        entries = [dict(zip(fields[::2], fields[1::2])) for _, fields in json.loads(words)]
        return [json.loads(entry["event"]) for entry in entries if entry["channel"] == "mailbox"]

    def events_of(self, number):
        return [each for each in self.events() if each["data"]["mail"]["message_id"] == "m%s@example.org" % number]

    def peak_memory(self):
        """Kilobytes of the daemon's own."""
        status = pathlib.Path("/proc/%d/status" % self.process.pid).read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1])
