"""The console in a real browser, before a real daemon with a real Redis and a provider that takes replies.
    console_test.py BIN_FOLDER NODE_FOLDER FILE.test.mjs
NODE_FOLDER has node_modules of package.json (script/bootstrap test)."""
import json
import os
import pathlib
import secrets
import shutil
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))

import twilio  # noqa: E402
from city import ACCOUNT, NUMBER, URL, City, configuration  # noqa: E402
from provider import Provider  # noqa: E402

BIN, NODE, FILE = sys.argv[1:4]
del sys.argv[1:4]
if not pathlib.Path(NODE, "installed").exists() or not shutil.which("chromium"):
    print("without a browser and what drives it (script/bootstrap test): left out")
    sys.exit(77)


class Console(unittest.TestCase):
    def setUp(self):
        self.city = City(BIN)
        self.addCleanup(self.city.close)
        self.city.secret("desk-2", secrets.token_urlsafe(32))
        self.provider = Provider(self.city.folder, (self.city.folder / "token").read_text().strip())
        self.addCleanup(self.provider.close)
        self.city.file.write_text(configuration(
            reply='{ api: "%s", interval: 1ms, burst: 1000 }' % self.provider.url,
            extra='outgoing: { allow: [127.0.0.1], ca_file: "%s" }\n' % (self.city.folder / "ca.pem"),
        ).replace("access:\n", "access:\n  - { name: desk-2, role: agent, token: { file: desk-2 } }\n"))
        self.city.start()

    def test_in_a_browser(self):
        # For the quarantine's page.
        forged = twilio.post(self.city, twilio.form("SM%032d" % 1, "signed with another secret", "+18015550150"), token="0" * 32)
        self.assertGreaterEqual(forged[0], 400)
        tokens = {name: (self.city.folder / name).read_text().strip() for name in ("desk", "desk-2", "lead")}
        sms = {"url": "http://127.0.0.1:%d%s" % (self.city.public, twilio.PATH), "signed": URL + twilio.PATH,
               "secret": (self.city.folder / "token").read_text().strip(), "account": ACCOUNT, "number": NUMBER}
        environment = dict(os.environ, CROSSTOWN_NODE=NODE, CROSSTOWN_CONSOLE=json.dumps(
            {"url": "http://127.0.0.1:%d" % self.city.admin, "tokens": tokens, "chromium": shutil.which("chromium"), "sms": sms}))
        done = subprocess.run(["node", "--test", HERE / FILE], env=environment)
        self.assertEqual(done.returncode, 0)
        if FILE == "desk.test.mjs":  # the resident's side got the answer
            self.assertIn("A crew comes on Tuesday.", self.provider.bodies("+18015550111"))


unittest.main(verbosity=2)
