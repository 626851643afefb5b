"""The workers of docs/workers.md do what the page says: each is cut out of it and run, where its interpreter is.
    workers_doc_test.py BIN_FOLDER"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

import twilio
from city import ROOT, City

BIN = sys.argv.pop(1)
PAGE = (ROOT / "docs/workers.md").read_text()


def worker(language):
    """The page's worker in that language: the block that begins with a #! line."""
    found = re.findall(r"^```%s\n(#!.*?)^```$" % language, PAGE, re.S | re.M)
    assert len(found) == 1, language
    return found[0]


class Workers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.city = City(BIN).start()
        cls.addClassCleanup(cls.city.close)
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="ct-", dir="/tmp"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.sent = 0

    def text(self, words):
        type(self).sent += 1
        answer = twilio.post(self.city, twilio.form("SM%032d" % self.sent, words, "+180155501%02d" % self.sent))
        self.assertEqual(answer[0], 200)
        return re.search(r"\d\d-\d{7,9}-\d", answer[1])[0]

    def until(self, condition):
        limit = time.monotonic() + 60
        while not condition():
            self.assertLess(time.monotonic(), limit, "in vain")
            time.sleep(0.02)

    def status(self, number):
        return self.city.admin_api("GET", "/api/v1/requests/" + number)[1]["status"]

    def works(self, language, interpreter):
        code = worker(language)
        self.assertLess(len(code.splitlines()), 40)
        if not shutil.which(interpreter):
            self.skipTest(interpreter + " is not there")
        file = self.folder / language
        file.write_text(code)
        early = [self.text("a matter for people, “early”"), self.text("downed wire")]  # normal, urgent
        out = self.folder / "out"
        with open(out, "w") as to:
            process = subprocess.Popen([interpreter, file, "front-desk"], stdout=to, stderr=subprocess.STDOUT,
                                       env=dict(os.environ, CROSSTOWN_REDIS=str(self.city.folder / "state/redis/redis.sock")))
        try:
            self.until(lambda: all(self.status(number) == "in-progress" for number in early))
            late = self.text("another matter, while it waits")
            self.until(lambda: self.status(late) == "in-progress")
        finally:
            process.kill()
            process.wait()
        said = out.read_text()
        self.assertEqual([said.count(number + " ") >= 1 for number in early + [late]], [True] * 3, said)
        self.assertLess(said.index(early[1]), said.index(early[0]), "urgent work comes first")
        self.assertIn("early", said)
        self.assertNotIn("CT_LATE", said)

    def test_shell(self):
        self.works("sh", "sh")

    def test_python(self):
        self.works("python", "python3")

    def test_node(self):
        self.works("js", "node")


unittest.main(verbosity=2)
