"""A provider that speaks as Twilio does, over HTTPS, and can fail in every way between taking a message and saying so."""
import base64
import email.utils
import http.server
import json
import pathlib
import ssl
import subprocess
import threading
import time
import urllib.parse

from city import ACCOUNT


def make_authority(folder):
    """ca.pem and a certificate for 127.0.0.1, made for this run."""
    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
            "-subj", "/CN=Test CA", "-keyout", "ca.key", "-out", "ca.pem")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=provider",
            "-keyout", "provider.key", "-out", "provider.csr")
    (pathlib.Path(folder) / "san").write_text("subjectAltName=IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", "provider.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "1",
            "-extfile", "san", "-out", "provider.pem")


class Provider:
    """plan(to, body, attempt) names what happens to a call: "ok", or one of what `answer` knows."""

    def __init__(self, folder, token):
        self.token, self.plan = token, lambda to, body, attempt: "ok"
        self.taken, self.calls, self.look_ups = [], {}, 0
        self.deaf = False  # look-ups are told nothing
        self.lock, self.changed = threading.Lock(), threading.Condition()
        make_authority(folder)
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            do_POST = lambda self: provider.post(self)
            do_GET = lambda self: provider.get(self)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pathlib.Path(folder) / "provider.pem", pathlib.Path(folder) / "provider.key")
        # The handshake on the connection's own thread: one that hangs holds up nobody.
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.url = "https://127.0.0.1:%d" % self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def say(self, handler, status, answer, headers=()):
        body = json.dumps(answer).encode()
        handler.send_response(status)
        for name, value in [("Content-Type", "application/json"), ("Content-Length", str(len(body))), *headers]:
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    def is_ours(self, handler):
        wanted = "Basic " + base64.b64encode((ACCOUNT + ":" + self.token).encode()).decode()
        if handler.headers["Authorization"] == wanted:
            return True
        self.say(handler, 401, {"code": 20003})
        return False

    def take(self, form):
        sid = "SM%032x" % (len(self.taken) + 1)
        self.taken.append({"sid": sid, "to": form["To"], "from": form["From"], "body": form["Body"],
                           "direction": "outbound-api", "date_created": email.utils.formatdate().replace("-0000", "+0000"),
                           "callback": form.get("StatusCallback")})
        with self.changed:
            self.changed.notify_all()
        return sid

    def post(self, handler):
        form = dict(urllib.parse.parse_qsl(handler.rfile.read(int(handler.headers["Content-Length"])).decode()))
        if not self.is_ours(handler):
            return
        with self.lock:
            key = form["To"], form["Body"]
            attempt = self.calls[key] = self.calls.get(key, 0) + 1
            what = self.plan(form["To"], form["Body"], attempt)
            sid = self.take(form) if what in ("ok", "500 after", "drop after", "hang after") else None
        if what == "ok":
            self.say(handler, 201, {"sid": sid, "status": "queued"})
        elif what.startswith("500"):
            self.say(handler, 500, {"status": 500})
        elif what == "429":
            self.say(handler, 429, {"code": 20429}, [("Retry-After", "1")])
        elif what.isdigit():
            self.say(handler, 400, {"code": int(what)})
        else:  # "drop …", "hang …"
            if what.startswith("hang"):
                time.sleep(3)
            handler.close_connection = True
            handler.connection.close()

    def get(self, handler):
        if not self.is_ours(handler):
            return
        if self.deaf:
            self.say(handler, 503, {})
            return
        wanted = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(handler.path).query))
        with self.lock:
            self.look_ups += 1
            found = [one for one in reversed(self.taken) if one["to"] == wanted["To"]]
        self.say(handler, 200, {"messages": found[:int(wanted["PageSize"])], "next_page_uri": None})

    def bodies(self, to=None):
        with self.lock:
            return [one["body"] for one in self.taken if to in (None, one["to"])]

    def wait_for(self, count, seconds=60):
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            if len(self.taken) >= count:
                return
            with self.changed:
                self.changed.wait(0.2)
        raise AssertionError("%d of %d came" % (len(self.taken), count))
