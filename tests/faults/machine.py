"""A city whose power can be cut, what residents do there, and what must be there afterwards."""
import base64
import contextlib
import hashlib
import hmac
import json
import os
import re
import shutil
import signal
import time

import twilio
from city import City
from recorded import Recorder


class Lost(AssertionError):
    """Something that was accepted is not there."""


class Machine:
    """A city whose power can be cut. `installed`: its daemon ran before and everything of that is on the disk; else there
    are the configuration and the empty state folder that a package brings."""

    binaries = None  # folder of the programs and of powercut.so
    installed = None  # folder to copy, made once

    def __init__(self, ignore=(), kill=(), installed=True):
        self.city = City(self.binaries)
        if installed:
            self._install()
        else:
            (self.city.folder / "state").mkdir()
        self.recorder = Recorder(self.binaries / "powercut.so", self.city.folder)
        self.sites = set()
        self.start(ignore, kill)

    def _install(self):
        if not Machine.installed:
            first = City(self.binaries).start()
            first.wait_for(lambda store: store["up"] and store["spool"]["numbers"] > 0)
            first.stop()
            Machine.installed = first.folder
        shutil.rmtree(self.city.folder)
        shutil.copytree(Machine.installed, self.city.folder, ignore=lambda _, names: [n for n in names if n.endswith(".sock")])

    def start(self, ignore=(), kill=()):
        self.city.environment = self.recorder.environment(ignore, kill)
        self.city.start()
        self.city.wait_for(lambda store: self._redis_lives() and store["up"] and store["spool"]["numbers"] > 0)

    def cut(self):
        """And on again, with all syncs honest, until all that was spooled is in Redis."""
        self.recorder.kill_all()
        self.city.stop(signal.SIGKILL)
        self.sites |= self.recorder.cut_power("nothing").syncs()
        try:
            self.start()
            self.city.wait_for(lambda store: self._redis_lives() and store["up"] and store["spool"]["entries"] == 0)
        except RuntimeError as error:
            raise Lost("the daemon does not run on what is left") from error

    def _redis_lives(self):
        if "event=embedded_redis_died" in self.city.log.read_text():
            raise Lost("Redis does not start with what is left")
        return True

    def close(self):
        self.recorder.close()
        self.city.stop(signal.SIGKILL)
        shutil.rmtree(self.city.folder, ignore_errors=True)

    # What residents do.
    def text(self, provider_id=None, sender="+18015550123"):
        """(provider id, number) of a text that was accepted."""
        provider_id = provider_id or "SM" + os.urandom(16).hex()
        status, body = twilio.post(self.city, twilio.form(provider_id, "a question", sender))
        assert status == 200, (status, body)
        return provider_id, re.search(r"\d\d-\d{7,9}-\d", body)[0]

    def kiosk(self, photo):
        """The status of a message of the kiosk with a photo."""
        body = json.dumps({"text": "look", "attachments": [{"name": "a.jpg", "content_type": "image/jpeg",
                                                            "content": base64.b64encode(photo).decode()}]}).encode()
        key = base64.b64decode((self.city.folder / "kiosk").read_text().strip()[len("whsec_"):])
        name, stamp = "msg_" + os.urandom(8).hex(), str(int(time.time()))
        digest = hmac.new(key, b".".join([name.encode(), stamp.encode(), body]), hashlib.sha256).digest()
        headers = {"Content-Type": "application/json", "webhook-id": name, "webhook-timestamp": stamp,
                   "webhook-signature": "v1," + base64.b64encode(digest).decode()}
        return self.city.ask("POST", "/hooks/kiosk", body, headers)[0]

    def suspect(self):
        """Somebody who names our account and signs with another secret."""
        assert twilio.post(self.city, twilio.form("SM" + os.urandom(16).hex(), "suspicious"), "f" * 32)[0] == 403

    def suspects(self):
        return [one["id"] for one in json.loads(self.city.ctl("quarantine", "list")[1])["entries"]]

    # What must be there afterwards.
    def stored(self, provider_id):
        """Numbers under which it lies in the queue."""
        words = self.city.redis("--json", "XRANGE", "ct:{0}:queue:front-desk:normal", "-", "+")
        entries = [dict(zip(fields[::2], fields[1::2])) for _, fields in json.loads(words)]
        return [one["tracking"] for one in entries if json.loads(one["event"])["data"]["provider_id"] == provider_id]

    def expect_text(self, provider_id, number):
        if self.stored(provider_id) != [number]:
            raise Lost("%s was accepted as %s, stored is %s" % (provider_id, number, self.stored(provider_id)))
        if self.text(provider_id)[1] != number:
            raise Lost("the repeat got another number")

    def content(self, photo):
        digest = hashlib.sha256(photo).hexdigest()
        return self.city.folder / "state/content" / digest[:2] / digest[2:4] / digest

    def expect_photo(self, photo):
        place = self.content(photo)
        if not place.exists() or place.read_bytes() != photo:
            raise Lost("the photo is %s" % ("damaged" if place.exists() else "missing"))


@contextlib.contextmanager
def standing_still(pid):
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)
