"""The audit must pass honest books and name each kind of lie. No Redis: a made-up one in memory."""

import copy
import json
import os
import socket
import tempfile
import threading
import unittest

import verify_ledger
from ledger_file import read_ledger
from redis_client import RedisClient, RedisError

HEAD = "# crosstown-load ledger 2\tordered=yes\tseed=1\tresidents=2\n"
QUEUE = "ct:{0}:queue:roads:normal"
URGENT = "ct:{0}:queue:roads:urgent"
NUMBERS = ("26-0001234-9", "26-0001235-8")  # of residents 0 and 1


def address(resident):
    return "+1201555010%d" % resident


def line(resident, number, kind="unique", status=200, tracking=None, error="-", target=0):
    name = "SMforged" if kind == "forged" else "SM%d.%d" % (resident, number)
    told = tracking or (NUMBERS[resident] if status == 200 else "-")
    return "%s\t%d\t%s\t%d\t%s\t%d\t%s\t%s\t%d\n" % (name, resident, address(resident), number, kind, status, told, error,
                                                  target)


def entry(resident, number, provider_id=None, sequence=None, text=None, **changes):
    event = {"subject": NUMBERS[resident], "data": {
        "provider_id": provider_id or "SM%d.%d" % (resident, number), "channel": "city-sms",
        "sequence": sequence or number, "from": {"address": address(resident)},
        "text": text or "A pothole! [r%d n%d]" % (resident, number)}}
    return {"tracking": NUMBERS[resident], "channel": "city-sms", "type": "pothole", "event": json.dumps(event),
            "deliveries": "0", **changes}


LINES = [line(0, 1), line(1, 1), line(0, 1, "duplicate"), line(0, 2), line(0, 0, "forged", 403), line(0, 3),
         line(1, 2, status=503, error="refused")]
STREAMS = {QUEUE: [entry(0, 1), entry(1, 1), entry(0, 2)], URGENT: [entry(0, 3)]}


class MadeUpRedis:
    def __init__(self):
        self.streams = copy.deepcopy(STREAMS)
        self.values = {("GET", "ct:{0}:request:" + number): "received|streets|pothole|normal|city-sms|0||" for number in NUMBERS}

    def keys(self, pattern):
        assert pattern == "ct:{*}:queue:*"
        return sorted(self.streams)

    def entries(self, stream):
        for place, fields in enumerate(self.streams[stream]):
            yield "%d-0" % place, fields

    def pipeline(self, commands):
        return [self.values.get(tuple(command)) for command in commands]


class AuditTest(unittest.TestCase):
    def setUp(self):
        self.redis = MadeUpRedis()
        self.lines = list(LINES)
        self.head = HEAD

    def audit(self, **options):
        with tempfile.NamedTemporaryFile("w", delete=False) as file:
            file.write(self.head + "# columns\n" + "".join(self.lines))
        self.addCleanup(os.unlink, file.name)
        return verify_ledger.Audit(read_ledger(file.name), self.redis, **options)

    def assert_only(self, *checks):
        """Exactly these checks found something wrong."""
        verdict = self.audit().run()
        wrong = {name for name, counts in verdict.checks.items() if counts[1]}
        self.assertEqual(wrong, set(checks), verdict.differences)
        self.assertEqual(verdict.good, not checks)

    def test_honest_books(self):
        self.assert_only()
        examined = {name: counts[0] for name, counts in self.audit().run().checks.items()}
        self.assertEqual(examined, {
            "entries are well formed": 4, "no forgery is stored": 4, "entries are of this run": 4,
            "messages are stored once": 4, "each stream is in order": 4, "accepted messages are stored": 4,
            "each delivery was told its number": 5, "each number finds its request": 2,
            "sequence follows acceptance": 2})

    def test_a_lost_message(self):
        del self.redis.streams[QUEUE][1]
        self.assert_only("accepted messages are stored")

    def test_a_message_stored_twice(self):
        self.redis.streams[URGENT].append(entry(0, 1))
        self.assert_only("messages are stored once")

    def test_a_forgery_stored(self):
        self.redis.streams[QUEUE].append(entry(0, 9, provider_id="SMforged"))
        self.assert_only("no forgery is stored")

    def test_an_entry_of_nobody(self):
        self.redis.streams[QUEUE].append(entry(0, 9, provider_id="SMother"))
        self.assert_only("entries are of this run")
        self.assertTrue(self.audit(allow_foreign=True).run().good)

    def test_another_text_or_sender(self):
        self.redis.streams[QUEUE][0] = entry(0, 1, text="A pothole! [r0 n2]")
        self.assert_only("entries are of this run")

    def test_a_duplicate_told_another_number(self):
        self.lines[2] = line(0, 1, "duplicate", tracking=NUMBERS[1])
        self.assert_only("each delivery was told its number")

    def test_an_alias_is_as_good(self):
        self.lines[2] = line(0, 1, "duplicate", tracking=NUMBERS[1])
        self.redis.values["GET", "ct:{0}:alias:" + NUMBERS[1]] = NUMBERS[0]
        self.assert_only()

    def test_a_number_without_request(self):
        del self.redis.values["GET", "ct:{0}:request:" + NUMBERS[0]]
        self.assert_only("each number finds its request")

    def test_stream_out_of_order(self):
        stream = self.redis.streams[QUEUE]
        stream[0], stream[2] = stream[2], stream[0]
        self.assert_only("each stream is in order")

    def test_sequence_out_of_order_across_streams(self):
        self.redis.streams[URGENT] = [entry(0, 3, sequence=1)]
        self.assert_only("sequence follows acceptance")

    def test_order_is_not_asked_of_a_message_that_two_daemons_had(self):
        self.lines.append(line(0, 2, "duplicate", target=1))
        stream = self.redis.streams[QUEUE]
        stream[0], stream[2] = stream[2], stream[0]
        self.assert_only()
        self.lines[-1] = line(0, 2, "duplicate", target=0)
        self.assert_only("each stream is in order")

    def test_order_is_not_asked_of_an_unordered_run(self):
        self.head = HEAD.replace("ordered=yes", "ordered=no")
        self.redis.streams[QUEUE].reverse()
        self.assert_only()

    def test_a_refused_message_stored(self):
        self.lines[6] = line(1, 2, status=429, error="refused")
        self.redis.streams[QUEUE].append(entry(1, 2))
        self.assert_only("refused messages are not stored")

    def test_a_message_that_may_have_been_stored(self):
        for how in ("lost", "timed_out"):
            self.lines[6] = line(1, 2, status=0, error=how)
            self.redis = MadeUpRedis()
            self.assert_only()
            self.redis.streams[QUEUE].append(entry(1, 2))
            self.assert_only()

    def test_a_late_delivery_that_was_accepted_must_be_stored(self):
        self.lines.append(line(1, 2, "duplicate"))
        self.assert_only("accepted messages are stored")
        self.redis.streams[QUEUE].append(entry(1, 2))
        self.assert_only()

    def test_unreadable_entries(self):
        whole = entry(0, 1)
        for broken in ({**whole, "event": "{"}, {**whole, "tracking": "26-0001234-8"}, {**whole, "channel": "other"},
                       {**whole, "surplus": "1"}, {"event": "{}"}):
            self.redis.streams[QUEUE][0] = broken
            verdict = self.audit().run()
            self.assertEqual(verdict.checks["entries are well formed"], [4, 1], broken)

    def test_only_the_first_differences_are_kept(self):
        self.redis.streams = {}
        self.lines = [line(0, number + 1) for number in range(50)]
        verdict = self.audit().run()
        self.assertEqual(verdict.checks["accepted messages are stored"], [50, 50])
        self.assertEqual(len(verdict.differences), 10)

    def test_no_ledger(self):
        self.head = "something else\n"
        self.assertRaises(ValueError, self.audit)


class DammTest(unittest.TestCase):
    def test_catches_each_wrong_digit_and_swap(self):
        self.assertTrue(verify_ledger.well_formed("26-0001234-9"))
        digits = "2600012349"
        for place in range(len(digits)):
            for digit in "0123456789":
                other = digits[:place] + digit + digits[place + 1:]
                self.assertEqual(verify_ledger.well_formed("%s-%s-%s" % (other[:2], other[2:9], other[9])),
                                 other == digits)
        for wrong in ("26-0001243-9", "62-0001234-9", "26-001234-9", "2600012349", "26-0001234-9 "):
            self.assertFalse(verify_ledger.well_formed(wrong), wrong)


class RedisClientTest(unittest.TestCase):
    """Against a listener that plays back fixed answers."""

    def client(self, answers):
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        self.asked = b""

        def play():
            peer, _ = listener.accept()
            with peer:
                peer.sendall(answers)
                peer.shutdown(socket.SHUT_WR)
                while data := peer.recv(4096):
                    self.asked += data

        self.player = threading.Thread(target=play)
        self.player.start()
        client = RedisClient("127.0.0.1:%d" % listener.getsockname()[1])
        self.addCleanup(self.player.join)
        self.addCleanup(client.close)
        return client

    def test_every_kind_of_answer(self):
        client = self.client(b"+OK\r\n:7\r\n$-1\r\n$3\r\na\r\n\r\n*2\r\n$1\r\nx\r\n*-1\r\n")
        self.assertEqual(client.pipeline([("PING",)] * 5), ["OK", 7, None, "a\r\n", ["x", None]])

    def test_commands_are_encoded_by_bytes(self):
        client = self.client(b"+OK\r\n")
        client.call("SET", "k", "ñ")
        client.close()
        self.player.join()
        self.assertEqual(self.asked, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$2\r\nñ\r\n".encode())

    def test_errors_are_raised(self):
        self.assertRaises(RedisError, self.client(b"-NOAUTH no\r\n").call, "PING")
        self.assertRaises(RedisError, self.client(b"").call, "PING")

    def test_keys_and_entries_are_paged(self):
        client = self.client(b"*2\r\n$1\r\n5\r\n*1\r\n$1\r\nb\r\n" b"*2\r\n$1\r\n0\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n")
        self.assertEqual(client.keys("*"), ["a", "b"])
        one = b"*2\r\n$3\r\n%d-0\r\n*2\r\n$1\r\nk\r\n$1\r\nv\r\n"
        client = self.client(b"*2\r\n" + one % 1 + one % 2 + b"*1\r\n" + one % 3)
        self.assertEqual([entry_id for entry_id, _ in client.entries("s", page=2)], ["1-0", "2-0", "3-0"])


if __name__ == "__main__":
    unittest.main()
