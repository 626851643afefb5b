"""Reads what crosstown-load wrote with --ledger: one line a request, tab-separated."""

import dataclasses

FORMAT = "# crosstown-load ledger 2"

# The sender does not know what became of such a request: it may have been stored.
UNCERTAIN = {"lost", "timed_out", "malformed"}


@dataclasses.dataclass
class Message:
    """One provider id, with all its deliveries."""

    resident: int
    address: str
    number: int  # the resident's messages count from 1
    accepted: bool = False  # some delivery was answered 200
    settled: bool = False  # the first one was: its place in the resident's order is certain
    uncertain: bool = False
    told: list = dataclasses.field(default_factory=list)  # tracking numbers, one a delivery that got one
    targets: set = dataclasses.field(default_factory=set)  # which daemons it was sent to

    @property
    def ordered(self):
        """Order is what one daemon accepted: a message that two were given may come before its time."""
        return self.settled and len(self.targets) == 1

    @property
    def mark(self):
        return "[r%d n%d]" % (self.resident, self.number)


@dataclasses.dataclass
class Ledger:
    ordered: bool
    messages: dict  # provider id -> Message
    forged: set  # provider ids


def read_ledger(path):
    """Raises ValueError when the file is no ledger."""
    with open(path, encoding="utf-8") as lines:
        head = next(lines, "").rstrip("\n").split("\t")
        if head[0] != FORMAT:
            raise ValueError("%s is no ledger of crosstown-load" % path)
        ledger = Ledger("ordered=yes" in head, {}, set())
        for line in lines:
            if not line.startswith("#"):
                _add(ledger, *line.rstrip("\n").split("\t"))
    return ledger


def _add(ledger, provider_id, resident, address, number, kind, status, tracking, error, target):
    if kind == "forged":
        ledger.forged.add(provider_id)
        return
    message = ledger.messages.get(provider_id)
    if message is None:
        message = ledger.messages[provider_id] = Message(int(resident), address, int(number))
    message.targets.add(target)
    if status == "200":
        message.accepted = True
        message.settled |= kind == "unique"
    elif error in UNCERTAIN or status.startswith("5"):
        message.uncertain = True
    if tracking != "-":
        message.told.append(tracking)
