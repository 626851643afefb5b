"""What one resident's messages have to do with each other, through real sockets.
    conversation_test.py BIN_FOLDER"""
import json
import re
import signal
import os
import sys
import unittest

import twilio
from city import City

BIN = sys.argv.pop(1)
EMERGENCY = "emergency: { queue: fire }\n"


def number_in(body):
    found = re.search(r"\d\d-\d{7,9}-\d", body)
    return found and found[0]


class Conversation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.city = City(BIN, extra=EMERGENCY, queues="  fire: { name: { en: Fire, es: Bomberos } }\n").start()
        cls.sent = 0

    @classmethod
    def tearDownClass(cls):
        cls.city.close()

    def send(self, text, resident):
        """What is answered."""
        Conversation.sent += 1
        status, body = twilio.post(self.city, twilio.form("SM%032d" % self.sent, text, resident))
        self.assertEqual(status, 200, body)
        return body

    def texts(self, queue, priority="normal"):
        """(tracking number, text) of each entry."""
        words = self.city.redis("--json", "XRANGE", "ct:{0}:queue:%s:%s" % (queue, priority), "-", "+")
        entries = [dict(zip(fields[::2], fields[1::2])) for _, fields in json.loads(words)]
        return [(entry["tracking"], json.loads(entry["event"])["data"]["text"]) for entry in entries]

    def test_an_emergency_in_an_open_conversation_goes_out_urgent(self):
        resident = "+18015550121"
        number = number_in(self.send("my question about the swing", resident))
        answer = self.send("now my kitchen is on fire", resident)
        self.assertIn("911", answer)
        self.assertEqual(number_in(answer), number)
        self.assertIn((number, "now my kitchen is on fire"), self.texts("fire", "urgent"))
        self.send("415 N Main, upstairs", resident)
        self.assertIn((number, "415 N Main, upstairs"), self.texts("fire", "urgent"))

    def test_new_and_close_and_status(self):
        resident = "+18015550123"
        self.assertIn("No open request", self.send("STATUS", resident))
        self.assertIn("No open request", self.send("it's fixed, thanks", resident))
        first = number_in(self.send("my first question", resident))
        self.assertIn("All right", self.send("NEW", resident))
        second = number_in(self.send("quite another question", resident))
        self.assertNotEqual(first, second)
        third = number_in(self.send("NEW: and a third one", resident))
        answer = self.send("status", resident)
        for number in (first, second, third):
            self.assertIn(number + " (received)", answer)
        answer = self.send("ok, it's fixed now, thank you!", resident)
        self.assertIn("closed", answer)
        self.assertEqual(number_in(answer), third)
        self.assertIn((third, "ok, it's fixed now, thank you!"), self.texts("front-desk"))
        self.assertIn("closed", self.send("STATUS " + third, resident))
        self.assertNotIn(third, self.send("STATUS", resident))
        self.assertEqual(number_in(self.send("no, it broke again", resident)), third)
        self.assertIn("is received", self.send("STATUS " + third, resident))
        self.assertNotIn(third, self.send("STATUS", "+18015550124"), "others' requests are not listed")

    def test_the_language_of_a_conversation_holds(self):
        resident = "+18015550125"
        self.assertIn("Gracias", self.send("Hola, hay mucha basura tirada en la calle desde hace una semana", resident))
        self.assertIn("Gracias", self.send("415 N Main", resident))
        self.assertIn("Thanks", self.send("415 N Main", "+18015550126"))

    def test_while_redis_is_away_too(self):
        resident = "+18015550122"
        number = number_in(self.send("a question of mine", resident))
        os.kill(self.city.redis_pid(), signal.SIGSTOP)
        try:
            self.assertIn("911", self.send("she is not breathing", resident))
        finally:
            os.kill(self.city.redis_pid(), signal.SIGCONT)
        self.city.wait_for(lambda store: store["spool"]["entries"] == 0)
        self.assertIn((number, "she is not breathing"), self.texts("fire", "urgent"))
        balanced, said = self.city.books_balance()
        self.assertTrue(balanced, said)


if __name__ == "__main__":
    unittest.main(verbosity=1)
