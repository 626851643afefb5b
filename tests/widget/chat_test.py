"""The chat's widget in a real browser, before a real daemon with a real Redis.
    chat_test.py BIN_FOLDER NODE_FOLDER FILE.test.mjs
NODE_FOLDER has node_modules of tests/console/package.json (script/bootstrap test)."""
import http.server
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))

from city import City  # noqa: E402

BIN, NODE, FILE = sys.argv[1:4]
del sys.argv[1:4]
if not pathlib.Path(NODE, "installed").exists() or not shutil.which("chromium"):
    print("without a browser and what drives it (script/bootstrap test): left out")
    sys.exit(77)

# As chat.mjs has them. Many residents come from one address here.
CHANNEL = """channels:
  web-chat:
    adapter: chat-widget
    allowed_origins: ["http://www.riverbend.example", "http://town.example.org"]
    max_upload: 1MiB
    text_by: city-sms
    privacy: https://riverbend.example/privacy
    rates: { connections: 10000, sessions: 10000, sockets: 1000, messages: 1000 }
    reply: { interval: 1ms, burst: 1000 }
"""
HOURS = "hours: { city-hall: { mon-sun: %s } }"


class Control:
    """Does to the daemon what a test asks for; answers with the ports that it has then."""

    def __init__(self, city):
        self.city = city
        acts = {"/ports": lambda: None, "/kill": lambda: city.stop(signal.SIGKILL), "/start": city.start,
                "/hours/open": lambda: self.hours("24h"), "/hours/closed": lambda: self.hours("closed")}

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                acts[self.path]()
                body = json.dumps({"public": city.public, "admin": city.admin}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d" % self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def hours(self, wanted):
        text = self.city.file.read_text()
        for one in ("24h", "closed"):
            text = text.replace(HOURS % one, HOURS % wanted)
        self.city.file.write_text(text)
        code, said = self.city.ctl("reload")
        if code != 0:
            raise RuntimeError(said)
        limit = time.monotonic() + 60  # until it is in force
        while json.loads(self.city.ask("GET", "/chat/web-chat/config.json")[1])["open"] != (wanted == "24h"):
            if time.monotonic() > limit:
                raise RuntimeError("the hours did not change")
            time.sleep(0.02)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Chat(unittest.TestCase):
    def test_in_a_browser(self):
        city = City(BIN)
        self.addCleanup(city.close)
        text = city.file.read_text().replace("channels:\n", CHANNEL, 1)
        self.assertIn(HOURS % "24h", text)
        city.file.write_text(text)
        city.start()
        control = Control(city)
        self.addCleanup(control.close)
        environment = dict(os.environ, CROSSTOWN_NODE=NODE, CROSSTOWN_CHAT=json.dumps(
            {"control": control.url, "token": (city.folder / "desk").read_text().strip(), "chromium": shutil.which("chromium")}))
        done = subprocess.run(["node", "--test", HERE / FILE], env=environment)
        if done.returncode:
            print((city.folder / "log").read_text()[-4000:])
        self.assertEqual(done.returncode, 0)


unittest.main(verbosity=2)
