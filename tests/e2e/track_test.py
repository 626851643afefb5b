"""The page on which residents look a request up, as a browser gets it.
    track_test.py BIN_FOLDER"""
import base64
import hashlib
import os
import re
import signal
import sys
import unittest
import xml.etree.ElementTree as xml

import twilio
from city import URL, City

BIN = sys.argv.pop(1)


class Track(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.city = City(BIN).start()
        body = twilio.post(cls.city, twilio.form("SM" + "1" * 32, "the kettle & the teapot are broken"))[1]
        cls.receipt = body
        cls.number = re.search(r"\d\d-\d{7,9}-\d", body)[0]

    @classmethod
    def tearDownClass(cls):
        cls.city.close()

    def get(self, path, status=200, **headers):
        """The page's text, its document and its headers; well-formed in any case."""
        answered, body, more = self.city.ask("GET", path, headers=headers)
        self.assertEqual(answered, status, body)
        self.assertTrue(body.startswith("<!DOCTYPE html>\n"))
        document = xml.fromstring(body.split("\n", 1)[1])
        self.assertEqual(more["Cache-Control"], "no-store")
        self.assertEqual(document.findall(".//script"), [])
        return body, document, more

    def test_the_receipt_carries_its_address(self):
        self.assertIn(URL + "/track/" + self.number, self.receipt)

    def test_tells_how_it_stands_and_not_what_was_written(self):
        for path in ("/track/" + self.number, "/track?number=" + self.number.replace("-", "+")):
            body, document, _ = self.get(path)
            said = [one.text for one in document.findall(".//dd")][:3]
            self.assertEqual(said, [self.number, "received", "Front desk"])
            self.assertRegex(document.find(".//time").text, r"^20\d\d-\d\d-\d\d$")
            self.assertNotIn("kettle", body)
            self.assertNotIn("5550123", body)

    def test_in_the_readers_language(self):
        for path, accept in (("/track/" + self.number, "es-419,es;q=0.9,en;q=0.5"),
                             ("/track/" + self.number + "?lang=es", "en")):
            body, document, headers = self.get(path, **{"Accept-Language": accept})
            self.assertEqual((document.get("lang"), headers["Content-Language"]), ("es", "es"))
            self.assertIn("Recepción", body)
        self.assertEqual(self.get("/track")[1].get("lang"), "en")

    def test_a_wrong_digit_and_an_unknown_number_are_told_apart(self):
        wrong = self.number[:-1] + str((int(self.number[-1]) + 1) % 10)
        self.assertIn("digit", self.get("/track/" + wrong, 400)[0])
        answers = [self.city.ask("GET", "/track/26-0999999-%d" % n)[0] for n in range(10)]
        self.assertEqual(sorted(answers), [400] * 9 + [404])
        body, _, _ = self.get("/track?number=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", 400)
        self.assertNotIn("<script", body)

    def test_its_style_is_the_only_one_allowed(self):
        body, document, headers = self.get("/track")
        style = document.find(".//style").text
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        self.assertIn("style-src 'sha256-%s'" % digest, headers["Content-Security-Policy"])
        self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
        self.assertIn("width=device-width", body)
        self.assertIn("color-scheme:light dark", style)

    def test_other_methods(self):
        status, body, _ = self.city.ask("HEAD", "/track")
        self.assertEqual((status, body), (200, ""))
        status, _, headers = self.city.ask("POST", "/track", "number=1")
        self.assertEqual((status, headers["Allow"]), (405, "GET, HEAD, OPTIONS"))
        self.assertEqual(self.city.ask("GET", "/tracks")[0], 404)

    def test_who_guesses_has_to_wait(self):
        with City(BIN) as city:
            answers = [city.ask("GET", "/track/" + self.number)[0] for _ in range(40)]
            self.assertEqual(answers[:30], [404] * 30)
            self.assertIn(429, answers[30:])
            self.assertEqual(city.ask("GET", "/track")[0], 200, "the form alone guesses nothing")

    def test_while_redis_is_away(self):
        os.kill(self.city.redis_pid(), signal.SIGSTOP)
        try:
            # Nobody waits for ever: the connection is given up after five seconds.
            self.get("/track/" + self.number, 503)
            body = twilio.post(self.city, twilio.form("SM" + "2" * 32, "another", "+18015550127"))[1]
            spooled = re.search(r"\d\d-\d{7,9}-\d", body)[0]
            self.assertIn("received", self.get("/track/" + spooled)[0])
        finally:
            os.kill(self.city.redis_pid(), signal.SIGCONT)
        self.city.wait_for(lambda store: store["spool"]["entries"] == 0)


if __name__ == "__main__":
    unittest.main(verbosity=1)
