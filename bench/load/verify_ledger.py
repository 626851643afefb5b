#!/usr/bin/env python3
"""Compares the books of a load run with Redis: accepted means kept, once, in order.

    verify_ledger.py --ledger run.tsv --redis unix:/var/lib/crosstown/redis.sock

The streams must hold what this run stored, untouched by workers. Exit code 0: the books balance;
1: they do not, and the first differences were printed; 2: the audit could not be made.
"""

import argparse
import collections
import json
import re
import sys

from ledger_file import read_ledger
from redis_client import RedisClient, RedisError

SHOWN = 10
BATCH = 500

FIELDS = {"tracking", "channel", "type", "event", "deliveries"}
TRACKING = re.compile(r"\d\d-\d{7,9}-\d")
# H. M. Damm's quasigroup of order 10; a number is right when it leads back to 0.
DAMM = ("0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
        "3674209581", "5869720134", "8945362017", "9438617205", "2581436790")


def well_formed(tracking):
    if not TRACKING.fullmatch(tracking):
        return False
    state = 0
    for digit in tracking.replace("-", ""):
        state = int(DAMM[state][int(digit)])
    return state == 0


class Verdict:
    """Counts what was examined and what was wrong, check by check, and keeps the first differences."""

    def __init__(self):
        self.checks = {}
        self.differences = []

    def check(self, name, good, difference, *details):
        counts = self.checks.setdefault(name, [0, 0])
        counts[0] += 1
        if good:
            return
        counts[1] += 1
        if len(self.differences) < SHOWN:
            self.differences.append("%s: %s" % (name, difference % details))

    @property
    def good(self):
        return not any(wrong for _, wrong in self.checks.values())

    def table(self):
        lines = ["%-42s %10s %10s" % ("check", "examined", "wrong")]
        lines += ["%-42s %10d %10d" % (name, *counts) for name, counts in self.checks.items()]
        return "\n".join(lines)


class Audit:
    """`redis` offers keys, entries, pipeline (RedisClient). Everything found goes into `verdict`."""

    def __init__(self, ledger, redis, prefix="ct", allow_foreign=False):
        self.ledger = ledger
        self.redis = redis
        self.prefix = prefix
        self.allow_foreign = allow_foreign
        self.verdict = Verdict()
        self.stored = {}  # provider id -> (partition, tracking)
        self.sequences = collections.defaultdict(list)  # (channel, resident) -> [(number, sequence)]
        self.never_told = 0

    def run(self):
        for stream in self.redis.keys(self.prefix + ":{*}:queue:*"):
            self._read_stream(stream)
        self._compare_messages()
        self._look_up_requests()
        self._compare_sequences()
        return self.verdict

    def _read_stream(self, stream):
        partition = stream[stream.index("{") + 1:stream.index("}")]
        last = collections.defaultdict(lambda: (0, 0))  # resident -> (number, sequence)
        for entry_id, fields in self.redis.entries(stream):
            where = "%s %s" % (stream, entry_id)
            entry = self._read_entry(where, fields)
            if entry is None:
                continue
            provider_id, message, sequence = entry
            if not self._once(where, provider_id, partition, fields["tracking"]):
                continue
            if self.ledger.ordered and message.ordered:
                before, last[message.resident] = last[message.resident], (message.number, sequence)
                self.verdict.check("each stream is in order", before < last[message.resident]
                                   and before[1] < sequence,
                                   "%s %s comes after n%d, sequence %d", where, message.mark, *before)
                self.sequences[fields["channel"], message.resident].append((message.number, sequence))

    def _read_entry(self, where, fields):
        """(provider id, message, sequence) of an entry that is ours, else None."""
        try:
            event = json.loads(fields["event"])
            data = event["data"]
            provider_id, sequence = data["provider_id"], int(data["sequence"])
            agrees = (fields.keys() == FIELDS and event["subject"] == fields["tracking"]
                      and data["channel"] == fields["channel"])
            text, address = data["text"], data["from"]["address"]
        except (KeyError, TypeError, ValueError) as error:
            self.verdict.check("entries are well formed", False, "%s: %r", where, error)
            return None
        self.verdict.check("entries are well formed", agrees and well_formed(fields["tracking"]),
                           "%s: fields and event disagree", where)
        self.verdict.check("no forgery is stored", provider_id not in self.ledger.forged, "%s %s", where, provider_id)
        message = self.ledger.messages.get(provider_id)
        if message is None:
            if provider_id not in self.ledger.forged and not self.allow_foreign:
                self.verdict.check("entries are of this run", False, "%s %s", where, provider_id)
            return None
        self.verdict.check("entries are of this run", text.endswith(message.mark) and address == message.address,
                           "%s: %s from %s, expected %s from %s", where, text[-20:], address, message.mark,
                           message.address)
        return provider_id, message, sequence

    def _once(self, where, provider_id, partition, tracking):
        first = provider_id not in self.stored
        self.verdict.check("messages are stored once", first, "%s again in %s", provider_id, where)
        if first:
            self.stored[provider_id] = (partition, tracking)
        return first

    def _compare_messages(self):
        for provider_id, message in self.ledger.messages.items():
            stored = self.stored.get(provider_id)
            if message.accepted:
                self.verdict.check("accepted messages are stored", stored is not None, "%s %s is missing",
                                   provider_id, message.mark)
            elif stored:
                self.never_told += 1
                self.verdict.check("refused messages are not stored", message.uncertain, "%s %s", provider_id,
                                   message.mark)
            for told in message.told if stored else ():
                self.verdict.check("each delivery was told its number", told == stored[1] or self._alias(stored, told),
                                   "%s %s was told %s, stored is %s", provider_id, message.mark, told, stored[1])

    def _alias(self, stored, told):
        """A number given while Redis was away may stand for the one that already existed."""
        key = "%s:{%s}:alias:%s" % (self.prefix, stored[0], told)
        return self.redis.pipeline([("GET", key)])[0] == stored[1]

    def _look_up_requests(self):
        numbers = sorted(set(self.stored.values()))
        for start in range(0, len(numbers), BATCH):
            batch = numbers[start:start + BATCH]
            keys = ["%s:{%s}:request:%s" % (self.prefix, *number) for number in batch]
            for key, status in zip(keys, self.redis.pipeline([("GET", key) for key in keys])):
                self.verdict.check("each number finds its request", status is not None, "%s has no status", key)

    def _compare_sequences(self):
        """Across all streams of a channel, a resident's sequence follows the order of acceptance."""
        for (channel, resident), places in self.sequences.items():
            places.sort()
            for (number, sequence), (after, later) in zip(places, places[1:]):
                self.verdict.check("sequence follows acceptance", sequence < later,
                                   "%s r%d: n%d has sequence %d, n%d has %d", channel, resident, number,
                                   sequence, after, later)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ledger", required=True)
    parser.add_argument("--redis", required=True, help="unix:/path or host:port")
    parser.add_argument("--password-file")
    parser.add_argument("--prefix", default="ct")
    parser.add_argument("--json", help="file: {check: [examined, wrong]}")
    parser.add_argument("--allow-foreign", action="store_true", help="the streams hold other runs' entries too")
    options = parser.parse_args()
    try:
        ledger = read_ledger(options.ledger)
        password = None
        if options.password_file:
            with open(options.password_file, encoding="utf-8") as file:
                password = file.read().strip()
        audit = Audit(ledger, RedisClient(options.redis, password), options.prefix, options.allow_foreign)
        verdict = audit.run()
    except (OSError, ValueError, RedisError) as error:
        print("verify_ledger: %s" % error, file=sys.stderr)
        return 2
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(verdict.checks, file)
    print(verdict.table())
    print("%d messages in the ledger, %d stored, %d of them never told a number"
          % (len(ledger.messages), len(audit.stored), audit.never_told))
    if not ledger.ordered:
        print("order not examined: the run was made without --ordered")
    for difference in verdict.differences:
        print("  " + difference)
    print("the books balance" if verdict.good else "THE BOOKS DO NOT BALANCE")
    return 0 if verdict.good else 1


if __name__ == "__main__":
    sys.exit(main())
