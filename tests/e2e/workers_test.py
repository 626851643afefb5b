"""The proof: 20 workers of the API and 10 with Redis clients of their own empty one queue, die and hang at random, and
the daemon is killed in the middle. What the API or ct_finish finishes is finished once, nothing is lost, and what bare
XACK repeats is counted and shown.
    workers_test.py BIN_FOLDER [MESSAGES]"""
import collections
import http.client
import json
import random
import signal
import sys
import threading
import time
import unittest

import twilio
from city import City
from resp import Redis, Refused

BIN = sys.argv.pop(1)
MESSAGES = int(sys.argv.pop(1)) if len(sys.argv) > 1 else 2000
LEASE = 2  # s
API_WORK, REDIS_WORK = 0.02, 0.3  # s at most, for each lease and each entry: so that both have their share
DIES, HANGS = 0.02, 0.02
STREAMS = ["ct:{0}:queue:front-desk:" + priority for priority in ("urgent", "normal", "low")]


class Ledger:
    """Who did what to which message, by its provider id."""

    def __init__(self):
        self.lock = threading.Lock()
        self.fenced = collections.Counter()  # finished, and the answer said so: by the API or ct_finish
        self.by_api = collections.Counter()  # those of them by the API
        self.unclear = collections.Counter()  # the answer to a finish got lost
        self.acked = collections.Counter()  # XACK answered 1
        self.bare = collections.Counter()  # worked at by a bare worker, whatever XACK answered
        self.happened = collections.Counter()

    def add(self, book, ids):
        with self.lock:
            book.update(ids)


class Api:
    """One worker's connection to the admin address of a daemon that may be gone or elsewhere by now."""

    def __init__(self, city):
        self.city, self.port, self.connection = city, None, None
        self.token = (city.folder / "desk").read_text().strip()

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def ask(self, method, path, body=None):
        """(status, answer); 0: the connection broke, and what happened is not known."""
        try:
            if self.port != self.city.admin or self.connection is None:
                self.close()
                self.port = self.city.admin
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            self.connection.request(method, "/api/v1/" + path, body and json.dumps(body),
                                    {"Authorization": "Bearer " + self.token})
            answer = self.connection.getresponse()
            text = answer.read().decode()
            return answer.status, json.loads(text) if text else None
        except (OSError, http.client.HTTPException):
            self.close()
            return 0, None


def number_of(resident):
    """Reserved ones, +1 NPA 555 01xx: 57,600 residents."""
    area = resident // 100 % 576
    return "+1%d%d%d55501%02d" % (2 + area // 72, area // 9 % 8, area % 9, resident % 100)


def ids_of(messages):
    return [message["event"]["data"]["provider_id"] for message in messages]


class Proof(unittest.TestCase):
    def setUp(self):
        self.city = City(BIN)
        front_desk = "front-desk: { name: { en: Front desk, es: Recepción }"
        text = self.city.file.read_text()
        self.assertIn(front_desk, text)
        self.city.file.write_text(text.replace(front_desk, front_desk + ", lease: %ds, max_deliveries: 1000" % LEASE))
        self.city.start()
        self.addCleanup(self.city.close)
        self.ledger = Ledger()
        self.over = threading.Event()
        self.failures = []

    def fate(self, chance, work, certainly_hangs):
        self.over.wait(chance.random() * work)
        one = DIES if certainly_hangs else chance.random()
        what = "dies" if one < DIES else "hangs" if one < DIES + HANGS else "works"
        self.ledger.add(self.ledger.happened, [what])
        return what

    def hang(self, is_lost):
        """Until its work is another's: whatever it does from then on must be refused."""
        while not self.over.is_set() and not is_lost():
            self.over.wait(0.2)

    # Workers of the API.
    def api_worker(self, number):
        chance, api, taken = random.Random(number), Api(self.city), 0
        while not self.over.is_set():
            status, lease = api.ask("POST", "queues/front-desk/lease", {"wait": 1, "seconds": LEASE})
            if status == 200:
                taken += 1
                fate = self.fate(chance, API_WORK, number == 0 and taken == 1)
                if fate == "hangs":
                    self.hang(lambda: self.is_lost(api, lease))
                if fate != "dies":
                    self.finish(api, lease["lease"], lease["messages"], fate == "works")
            elif status != 204:
                self.over.wait(0.2)
        api.close()

    @staticmethod
    def is_lost(api, lease):
        status, request = api.ask("GET", "requests/" + lease["request"]["tracking"])
        return status == 200 and request.get("lease") != lease["lease"]

    def finish(self, api, lease, messages, in_time):
        unclear = False
        while not self.over.is_set():
            status, answer = api.ask("POST", "leases/%s/ack" % lease, {"seen": messages[-1]["id"]})
            if status == 200:
                assert in_time, "a late worker was let in"
                self.ledger.add(self.ledger.fenced, ids_of(messages))
                self.ledger.add(self.ledger.by_api, ids_of(messages))
                if answer["finished"]:
                    return
                messages, unclear = answer["messages"], False
            elif status in (0, 503):
                unclear = True
                self.over.wait(0.2)
            else:
                self.ledger.add(self.ledger.happened, [answer["error"]])
                if unclear:
                    self.ledger.add(self.ledger.unclear, ids_of(messages))
                return

    # Workers with Redis.
    def redis_worker(self, number, fenced):
        chance, redis = random.Random(1000 + number), Redis(self.city.folder / "state/redis/redis.sock")
        life, taken = 0, 0
        while not self.over.is_set():
            me = "w%d-%d" % (number, life)
            for stream, entries in self.take(redis, me):
                for entry, fields in entries:
                    event = json.loads(dict(zip(fields[::2], fields[1::2]))["event"])
                    taken += 1
                    fate = self.fate(chance, REDIS_WORK, number == 0 and taken == 1)
                    if fate == "hangs":
                        self.hang(lambda: not redis("XPENDING", stream, "workers", entry, entry, 1, me))
                    if fate == "dies":
                        life += 1
                    elif fenced:
                        self.finish_fenced(redis, stream, entry, me, event["data"]["provider_id"], fate == "works")
                    else:
                        self.finish_bare(redis, stream, entry, event["data"]["provider_id"])
        redis.close()

    @staticmethod
    def take(redis, me):
        read = ("XREADGROUP", "GROUP", "workers", me, "COUNT", "1")
        for stream in STREAMS:
            found = redis(*read, "STREAMS", stream, ">")
            if found:
                return found
        return redis(*read, "BLOCK", "500", "STREAMS", *STREAMS, ">", ">", ">") or []

    def finish_fenced(self, redis, stream, entry, me, provider_id, in_time):
        if self.over.is_set() and not in_time:
            return  # nobody waited for its end
        try:
            redis("FCALL", "ct_finish", 1, stream, entry, me)
            assert in_time, "a late worker was let in"
            self.ledger.add(self.ledger.fenced, [provider_id])
        except Refused as late:
            assert str(late).startswith("CT_LATE"), late
            self.ledger.add(self.ledger.happened, ["CT_LATE"])

    def finish_bare(self, redis, stream, entry, provider_id):
        self.ledger.add(self.ledger.bare, [provider_id])
        if redis("XACK", stream, "workers", entry) == 1:
            self.ledger.add(self.ledger.acked, [provider_id])

    # Residents.
    def send(self):
        """One in five writes to an open request of theirs. What an answer did not confirm is sent again."""
        chance, ids = random.Random(7), ["SM%032d" % n for n in range(MESSAGES)]
        for at in range(0, MESSAGES, 50):
            events = []
            for one in ids[at:at + 50]:
                resident = chance.randrange(max(1, MESSAGES * 4 // 5))
                events.append(twilio.event(one, "a matter for people", number_of(resident)))
            while twilio.post_events(self.city, events)[0] // 100 != 2:
                time.sleep(0.1)
        return ids

    def guarded(self, work, *arguments):
        try:
            work(*arguments)
        except Exception as failure:
            self.failures.append(repr(failure))

    def is_empty(self):
        status, answer = self.city.admin_api("GET", "/api/v1/queues")
        desk = next(one for one in answer["queues"] if one["queue"] == "front-desk")
        entries = sum(desk[priority]["waiting"] + desk[priority]["pending"] for priority in ("urgent", "normal", "low"))
        return status == 200 and entries == 0 and desk["taken"] == 0

    def test_finished_once_and_nothing_lost(self):
        workers = [(self.api_worker, n) for n in range(20)] + [(self.redis_worker, n, n % 2 == 0) for n in range(10)]
        threads = [threading.Thread(target=self.guarded, args=one) for one in workers]
        for thread in threads:
            thread.start()
        sent = []
        sender = threading.Thread(target=lambda: sent.extend(self.send()))
        sender.start()
        killed = False
        began, limit = time.monotonic(), time.monotonic() + 120 + MESSAGES / 20
        try:
            while sender.is_alive() or not self.is_empty():
                self.assertLess(time.monotonic(), limit, "in vain: %s" % self.ledger.happened)
                self.assertEqual(self.failures, [])
                done = sum(self.ledger.fenced.values()) + sum(self.ledger.acked.values())
                if not killed and done > MESSAGES / 3:
                    killed = True
                    self.city.stop(signal.SIGKILL)
                    self.city.start()
                time.sleep(0.25)
        finally:
            self.over.set()
            for thread in threads:
                thread.join()
            sender.join()
        self.judge(sent, killed, time.monotonic() - began)

    def judge(self, sent, killed, seconds):
        books = self.ledger
        self.assertEqual(self.failures, [])
        self.assertEqual(len(sent), MESSAGES)
        finished = books.fenced + books.acked
        by_api, fenced = sum(books.by_api.values()), sum(books.fenced.values())
        print("%d messages in %.0f s: finished by the API %d, by ct_finish %d, by XACK %d; answers lost: %d" %
              (MESSAGES, seconds, by_api, fenced - by_api, sum(books.acked.values()), len(books.unclear)))
        worked = finished + (books.bare - books.acked)
        repeats = sum(worked[one] - 1 for one in books.bare if worked[one] > 1)
        print("worked at more than once by bare XACK: %d; %s" % (repeats, dict(books.happened)))
        self.assertEqual([one for one, times in finished.items() if times > 1], [], "finished twice")
        self.assertEqual([one for one in sent if not finished[one] and not books.unclear[one]], [], "lost")
        self.assertTrue(killed)
        for late in ("late", "CT_LATE"):
            self.assertGreater(books.happened[late], 0, "nobody was late: nothing was proved")
        balanced, said = self.city.books_balance(50 + MESSAGES // 500)
        self.assertTrue(balanced, said)


unittest.main(verbosity=2)
