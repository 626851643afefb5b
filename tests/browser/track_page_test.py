"""The page on which residents look a request up, in a real browser: axe finds nothing against it, it fits a
small screen, and it needs neither a mouse nor scripts.
    track_page_test.py BIN_FOLDER"""
import pathlib
import re
import sys
import unittest

import browser

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import twilio  # noqa: E402
from city import City  # noqa: E402

BIN = sys.argv.pop(1)
TYPES = "types: { wires-down: { en: Wires down, es: Cables caídos } }\n"


class TrackPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.city = City(BIN, extra=TYPES)
        cls.addClassCleanup(cls.city.close)
        text = cls.city.file.read_text()
        old = "es: Recepción } }\n"
        assert text.count(old) == 1
        cls.city.file.write_text(text.replace(old, "es: Recepción }, due: 2d }\n"))
        cls.city.start()
        receipt = twilio.post(cls.city, twilio.form("SM" + "1" * 32, "a downed wire on Elm Street"))[1]
        cls.number = re.search(r"\d\d-\d{7,9}-\d", receipt)[0]
        cls.city.redis("XADD", "ct:{0}:thread:" + cls.number, "*", "kind", "status", "status", "taken")
        cls.browser = cls.enterClassContext(browser.Browser())
        cls.page = cls.browser.page()

    def setUp(self):
        self.page.complaints.clear()

    def go(self, path):
        self.page.go("http://127.0.0.1:%d%s" % (self.city.public, path))

    def pages(self):
        wrong = self.number[:-1] + str((int(self.number[-1]) + 1) % 10)
        for language in ("en", "es"):
            for path in ("/track", "/track/" + self.number, "/track/" + wrong, "/track/26-0999999-6"):
                yield "%s?lang=%s" % (path, language)

    def test_axe_finds_nothing(self):
        for width, dark in ((1280, False), (320, True)):
            self.page.look(width, dark)
            for path in self.pages():
                with self.subTest(path=path, width=width, dark=dark):
                    self.go(path)
                    self.assertEqual(self.page.faults(), [])

    def test_a_fault_would_be_found(self):
        self.go("/track")
        self.page.run("document.querySelector('label').remove()")
        self.assertIn("label", " ".join(self.page.faults()))

    def test_fits_a_small_screen(self):
        self.page.look(320)
        for path in self.pages():
            with self.subTest(path=path):
                self.go(path)
                self.assertLessEqual(self.page.run("document.documentElement.scrollWidth"), 320)

    def test_its_style_applies_and_nothing_is_refused(self):
        self.page.look(1280)
        self.go("/track/" + self.number)
        self.assertEqual(self.page.run("getComputedStyle(document.querySelector('dt')).fontWeight"), "700")
        self.assertEqual(self.page.complaints, [])

    def test_tells_what_is_known_in_both_languages(self):
        rows = "[...document.querySelectorAll('dl dt')].map(t => [t.innerText, t.nextElementSibling.innerText])"
        date = r"^20\d\d-\d\d-\d\d$"
        for language, told in (
                ("en", [("Tracking number", self.number), ("Status", "received"), ("About", "Wires down"),
                        ("Department", "Front desk"), ("Opened on", date), ("Last change", date),
                        ("Answer promised by", date)]),
                ("es", [("Folio", self.number), ("Estado", "recibida"), ("Asunto", "Cables caídos"),
                        ("Departamento", "Recepción"), ("Abierta el", date), ("Último cambio", date),
                        ("Respuesta prometida para el", date)])):
            self.go("/track/%s?lang=%s" % (self.number, language))
            self.assertEqual(self.page.run("document.documentElement.lang"), language)
            shown = self.page.run(rows)
            self.assertEqual([name for name, _ in shown], [name for name, _ in told])
            for (name, value), (_, wanted) in zip(shown, told):
                self.assertRegex(value, wanted, name)

    def test_by_the_keyboard_alone(self):
        self.go("/track?lang=es")
        self.page.press("Tab", 9)
        self.assertEqual(self.page.run("document.activeElement.id"), "number")
        self.page.write(self.number.replace("-", " "))
        self.page.press("Tab", 9)
        self.assertEqual(self.page.run("document.activeElement.type"), "submit")
        self.browser.events.clear()
        self.page.press("Enter", 13, "\r")
        self.page.wait_for("Page.loadEventFired")
        self.assertIn(self.number, self.page.run("document.querySelector('dl').innerText"))
        self.assertEqual(self.page.run("document.documentElement.lang"), "es")


if __name__ == "__main__":
    why = browser.missing()
    if why:
        print(why)
        sys.exit(browser.SKIPPED)
    unittest.main(verbosity=1)
