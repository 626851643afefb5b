"""A spool that fills its disk to the end, all by itself: it empties again when Redis is back, though LMDB needs room to
remove. Where mounting is not permitted it says so and is left out.

    full_spool_test.py BIN_FOLDER"""
import os
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import twilio  # noqa: E402
from small_disk import enter_namespace  # noqa: E402
from town import Town  # noqa: E402


class FullSpool(unittest.TestCase):
    def setUp(self):
        self.town = Town(BIN, separate=True, disk=12)
        self.addCleanup(self.town.close)
        self.city = self.town.city
        self.city.wait_for(lambda store: store["spool"]["numbers"] > 0)

    def fill(self):
        """Until it is refused: the numbers that were told."""
        numbers = []
        while True:
            fields = twilio.form("SM" + os.urandom(16).hex(), "a long question " * 1500)
            status, body = twilio.post(self.city, fields)
            if status != 200:
                self.assertEqual(status, 503, body)
                return numbers
            numbers += re.findall(r"\d\d-\d{7,9}-\d", body)

    def room(self):
        facts = os.statvfs(self.city.folder / "state")
        return facts.f_bavail * facts.f_frsize

    def test_it_empties_when_redis_is_back(self):
        self.town.redis.kill()
        told = self.fill()
        self.assertGreater(len(told), 100)
        self.assertLess(self.room(), 1 << 17, "the disk itself is full")
        self.city.stop()  # what holds the reserve must be there after a restart, too
        self.city.start()
        self.assertEqual(self.fill(), [], "and stays full")
        self.town.redis.revive()
        self.town.settle()
        for number in set(told):
            self.assertEqual(self.city.admin_api("GET", "/api/v1/requests/" + number)[0], 200)
        self.city.wait_for(lambda store: store["spool"]["numbers"] > 0)
        self.town.redis.kill()
        self.assertGreater(len(self.fill()), len(told) // 2, "the next outage has its room, too")
        self.town.redis.revive()
        self.town.settle()


if __name__ == "__main__":
    if not enter_namespace():
        print("mounting is not permitted here: left out")
        sys.exit(77)
    BIN = sys.argv.pop(1)
    unittest.main()
