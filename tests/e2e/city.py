"""A whole Crosstown for a test: a daemon on free ports with an embedded Redis, in a folder of its own."""
import http.client
import json
import os
import pathlib
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
ACCOUNT = "AC00000000000000000000000000000311"
NUMBER = "+18015550100"
URL = "https://311.riverbend.example"
ANSWERS = """
- id: passports
  title: { en: Passports, es: Pasaportes }
  questions: { en: [where can I get a passport], es: [dónde saco el pasaporte] }
  answer: { en: "At the recorder, by appointment.", es: "En el Ayuntamiento, con cita." }
  owner: front-desk
"""


def configuration(bench_keywords=True, threads=2, fsync="always", spool="{}", burst=0, limits="", queues="", extra="",
                  reply="", redis="embedded"):
    """City with a text channel and a kiosk; one rule a queue of bench/load/keywords.tsv."""
    words = {}
    for line in (ROOT / "bench/load/keywords.tsv").read_text().splitlines():
        if line and not line.startswith("#"):
            word, queue = line.split("\t")[:2]
            words.setdefault(queue, []).append(word)
    queues += "".join("  %s: { name: { en: %s, es: %s } }\n" % (q, q, q) for q in words)
    routes = "".join("  - { name: %s, when: { text: %s }, then: { queue: %s, type: %s } }\n" % (q, json.dumps(w), q, q)
                     for q, w in words.items())
    return """
city: { name: Riverbend, timezone: America/Denver, languages: [en, es] }
state: state
threads: %d
listen:
  public: { address: "127.0.0.1:0", url: "%s" }
  admin: { address: "127.0.0.1:0" }
limits: { resident: { burst: %d }%s }
store: { redis: { url: "%s"%s }, spool: %s }
channels:
  city-sms: { adapter: twilio-sms, account_sid: %s, auth_token: { file: token }, numbers: ["%s"]%s }
  kiosk: { adapter: webhook, medium: walk-in, secret: { file: kiosk } }
access:
  - { name: desk, role: agent, token: { file: desk } }
  - { name: lead, role: supervisor, token: { file: lead } }
hours: { city-hall: { mon-sun: 24h } }
self_service: { hours: city-hall }
answers: answers.yaml
queues:
  front-desk: { name: { en: Front desk, es: Recepción } }
%sroutes:
  - { name: wires, when: { text: [downed wire] }, then: { queue: front-desk, type: wires-down, priority: urgent } }
%s  - { name: everything else, then: { queue: front-desk } }
%s""" % (threads, URL, burst, limits, redis,
       ", fsync: " + fsync if redis == "embedded" else "", spool, ACCOUNT, NUMBER,
       ", reply: " + reply if reply else "", queues, routes, extra)


class City:
    def __init__(self, bin_folder, **options):
        self.bin = pathlib.Path(bin_folder)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="ct-", dir="/tmp"))  # short: unix sockets' paths are limited
        self.file = self.folder / "city.yaml"
        self.file.write_text(configuration(**options))
        (self.folder / "answers.yaml").write_text(ANSWERS)
        import base64
        self.secret("token", secrets.token_hex(16))
        self.secret("kiosk", "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode())
        self.secret("desk", secrets.token_urlsafe(32))
        self.secret("lead", secrets.token_urlsafe(32))
        self.process = None
        self.environment = None  # what its processes see; None: what this one sees

    def secret(self, name, value):
        path = self.folder / name
        path.write_text(value + "\n")
        path.chmod(0o600)

    def start(self):
        """Returns when the daemon is ready; its log goes to a file and is read for the ports it was given."""
        self.log = self.folder / "log"
        with open(self.log, "a") as log:
            log.truncate(0)
            self.process = subprocess.Popen([self.bin / "crosstownd", "--config", self.file], stdout=log, stderr=log,
                                            env=self.environment)
        while True:
            text = self.log.read_text()
            if self.process.poll() is not None:
                raise RuntimeError("crosstownd ended at once:\n" + text)
            listening = re.search(r"event=listening public=127\.0\.0\.1:(\d+) admin=127\.0\.0\.1:(\d+)", text)
            if listening:
                self.public, self.admin = int(listening[1]), int(listening[2])
                if self.ask("GET", "/readyz", port=self.admin)[0] == 200:
                    return self

    def wait_for(self, condition, seconds=60):
        """Until what /healthz says of the store fulfils it. RuntimeError where the daemon ends meanwhile."""
        limit = time.monotonic() + seconds
        store = "no answer"
        while time.monotonic() < limit:
            status, text, _ = self.ask("GET", "/healthz", port=self.admin)
            if self.process.poll() is not None:
                raise RuntimeError("crosstownd ended:\n" + self.log.read_text())
            if status:
                store = json.loads(text)["store"]
                if condition(store):
                    return
            time.sleep(0.01)
        raise AssertionError("in vain: %s" % store)

    def stop(self, how=signal.SIGTERM):
        if self.process:
            self.process.send_signal(how)
            self.process.wait(60)
            code, self.process = self.process.returncode, None
            return code

    def redis_pid(self):
        return int((self.folder / "state/redis/redis.pid").read_text())

    def close(self):
        self.stop()
        try:  # after a kill -9 the embedded server is alone
            os.kill(self.redis_pid(), signal.SIGKILL)
        except (OSError, ValueError):
            pass
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.close()

    # How a client reaches it.
    def ask(self, method, path, body=None, headers=None, port=None, timeout=30):
        connection = http.client.HTTPConnection("127.0.0.1", port or self.public, timeout=timeout)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), dict(answer.getheaders())
        except (ConnectionError, http.client.HTTPException, socket.timeout) as error:
            return 0, str(error), {}
        finally:
            connection.close()

    def admin_api(self, method, path, who="lead"):
        token = (self.folder / who).read_text().strip()
        status, body, _ = self.ask(method, path, headers={"Authorization": "Bearer " + token}, port=self.admin)
        return status, json.loads(body)

    def ctl(self, *words, timeout=60):
        done = subprocess.run([self.bin / "crosstownctl", "--socket", self.folder / "state/control.sock", "--json", *words],
                              capture_output=True, text=True, timeout=timeout)
        return done.returncode, done.stdout

    def metrics(self):
        """{(name, (label, …)): value} of every sample."""
        samples = {}
        for line in self.ask("GET", "/metrics", port=self.admin)[1].splitlines():
            found = re.match(r'(\w+)(?:\{(.*)\})? (\S+)$', line)
            if found:
                labels = tuple(sorted(re.findall(r'(\w+)="([^"]*)"', found[2] or "")))
                samples[found[1], labels] = float(found[3])
        return samples

    def books_balance(self, seconds=50):
        """Whether `crosstownctl audit` finds every accepted message; and what it said, for the failure's text."""
        code, said = self.ctl("--timeout", str(seconds), "audit", timeout=seconds + 10)
        return code == 0, said

    def redis(self, *words):
        done = subprocess.run(["redis-cli", "-s", self.folder / "state/redis/redis.sock", *words],
                              capture_output=True, text=True, timeout=60)
        return done.stdout.rstrip("\n")
