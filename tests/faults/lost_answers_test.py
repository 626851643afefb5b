"""A network that swallows: what Redis did without anybody hearing of it happens once, and under the number that was told.

    lost_answers_test.py BIN_FOLDER"""
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import twilio  # noqa: E402
from town import Town  # noqa: E402


class LostAnswers(unittest.TestCase):
    def setUp(self):
        self.town = Town(BIN, separate=True, proxied=True)
        self.addCleanup(self.town.close)
        self.city, self.proxy = self.town.city, self.town.proxy
        self.city.wait_for(lambda store: store["spool"]["numbers"] > 0)

    def text(self, provider_id, words="a question", sender="+18015550123"):
        status, body = twilio.post(self.city, twilio.form(provider_id, words, sender))
        self.assertEqual(status, 200, body)
        return re.search(r"\d\d-\d{7,9}-\d", body)[0]

    def stored(self):
        """[(provider id, number)] as Redis itself says, behind the network's back."""
        words = ["redis-cli", "-s", self.town.redis.socket, "--json", "XRANGE", "ct:{0}:queue:front-desk:normal", "-", "+"]
        entries = json.loads(subprocess.run(words, capture_output=True, check=True, timeout=30).stdout)
        fields = [dict(zip(flat[::2], flat[1::2])) for _, flat in entries]
        return [(json.loads(one["event"])["data"]["provider_id"], one["tracking"]) for one in fields]

    def connect_again(self):
        self.proxy.cut()
        self.proxy.swallow(None)
        self.town.settle()

    def test_the_answer_is_lost_after_redis_did_the_work(self):
        name = "SM" + os.urandom(16).hex()
        self.proxy.swallow("replies")
        number = self.text(name)  # by the spool, since Redis says nothing
        self.assertEqual(self.stored(), [(name, number)], "Redis did it, and has the number that was told")
        self.connect_again()
        self.assertEqual(self.stored(), [(name, number)])
        self.assertEqual(self.text(name), number)
        self.assertEqual(self.stored(), [(name, number)])

    def test_the_question_is_lost(self):
        name = "SM" + os.urandom(16).hex()
        self.proxy.swallow("requests")
        number = self.text(name)
        self.assertEqual(self.stored(), [])
        self.connect_again()
        self.assertEqual(self.stored(), [(name, number)])
        self.assertEqual(self.text(name), number)

    def test_a_follow_up_whose_answer_is_lost(self):
        """Its request was open, and nobody could see that: the number it was told becomes another name of that request."""
        first, second = "SM" + os.urandom(16).hex(), "SM" + os.urandom(16).hex()
        request = self.text(first)
        self.proxy.swallow("replies")
        told = self.text(second, "and another thing")
        self.assertEqual(self.stored(), [(first, request), (second, request)])
        self.connect_again()
        self.assertEqual(self.stored(), [(first, request), (second, request)])
        for number in told, request:
            status, record = self.city.admin_api("GET", "/api/v1/requests/" + number)
            self.assertEqual((status, record["queue"]), (200, "front-desk"))

    def test_the_answer_is_lost_and_then_the_daemon(self):
        name = "SM" + os.urandom(16).hex()
        self.proxy.swallow("replies")
        number = self.text(name)
        self.city.stop(signal.SIGKILL)
        self.city.start()
        self.connect_again()
        self.assertEqual(self.stored(), [(name, number)])
        self.assertEqual(self.text(name), number)


if __name__ == "__main__":
    BIN = sys.argv.pop(1)
    unittest.main()
