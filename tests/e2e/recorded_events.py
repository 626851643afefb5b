"""Recorded messages by the thousand, put into Redis as accepting leaves them: for what reads them again."""
import datetime
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench/load"))
from verify_ledger import DAMM  # noqa: E402


def tracking(year, sequence):
    """26-0001234-9"""
    digits, check = "%02d%07d" % (year, sequence), 0
    for digit in digits:
        check = int(DAMM[check][int(digit)])
    return "%s-%s-%d" % (digits[:2], digits[2:], check)


def texts():
    """What residents of the judged table wrote: (text, language)."""
    lines = (ROOT / "docs/routing-table.tsv").read_text().splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    return [(row[3], row[2]) for row in rows if row[4] not in ("self-service", "emergency")]


def event(number, ms, text, language, queue, channel="city-sms"):
    stamp = datetime.datetime.fromtimestamp(ms / 1000, datetime.timezone.utc)
    return json.dumps({
        "specversion": "1.0", "id": "0198f1c2-7a10-7c3e-9d57-%012x" % ms, "type": "crosstown.message.received",
        "source": "/channels/" + channel, "time": stamp.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (ms % 1000),
        "datacontenttype": "application/json", "subject": number,
        "data": {"sequence": 1, "new_request": True,
                 "routing": {"queue": queue, "type": "general", "priority": "normal", "tier": 1, "rule": "everything else",
                             "why": ["no other rule matched"]},
                 "medium": "sms", "channel": channel, "adapter": "twilio-sms", "provider_id": "SM%032d" % ms,
                 "conversation": "0123456789abcdef0123456789abcdef", "from": {"address": "+18015550123"},
                 "to": {"address": "+18015550100"}, "language": language, "subject": None, "text": text,
                 "attachments": []}}, ensure_ascii=False, separators=(",", ":"))


def resp(*words):
    parts = [b"*%d\r\n" % len(words)]
    for word in words:
        data = word if isinstance(word, bytes) else str(word).encode()
        parts.append(b"$%d\r\n%s\r\n" % (len(data), data))
    return b"".join(parts)


def put(socket, count, first_ms, step_ms, year=26, first=100_000, in_thread=0.5, queue="front-desk"):
    """`count` messages, one each `step_ms`; so many of them are finished already and lie in their threads."""
    words = texts()
    pipe = subprocess.Popen(["redis-cli", "-s", socket, "--pipe"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    for i in range(count):
        number, ms = tracking(year, first + i), first_ms + i * step_ms
        text, language = words[i % len(words)]
        done = i < count * in_thread
        stream = "ct:{0}:thread:" + number if done else "ct:{0}:queue:%s:normal" % queue
        entry = "%d-0" % ms
        one = event(number, ms, text, language, queue)
        fields = ("kind", "message", "event", one, "queue", queue, "priority", "normal") if done else \
            ("tracking", number, "channel", "city-sms", "type", "general", "event", one, "deliveries", "0")
        place = "thread:" + entry if done else entry
        record = "received|%s|general|normal|city-sms|%d|c%d|%s" % (queue, ms, i, place)
        pipe.stdin.write(resp("XADD", stream, entry, *fields) + resp("SET", "ct:{0}:request:" + number, record))
    pipe.stdin.write(resp("HSET", "ct:{0}:numbers", year, first + count - 1))
    pipe.stdin.close()
    if pipe.wait(300) != 0:
        raise RuntimeError("Redis did not take it")
