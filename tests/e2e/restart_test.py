"""Restarts as systemd does them: it holds the listening sockets, is told of readiness, reloads and the end.
    restart_test.py BIN_FOLDER"""
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import unittest

import twilio
from city import City

BIN = sys.argv.pop(1)


class Systemd:
    """Holds sockets for a city's doors and starts daemons on them, as systemd.socket(5) does."""

    def __init__(self, city):
        self.city = city
        self.sockets = [self.tcp(), self.tcp()]
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(str(city.folder / "notify"))
        self.notify.settimeout(60)

    @staticmethod
    def tcp():
        listening = socket.create_server(("127.0.0.1", 0), backlog=4096)
        listening.set_inheritable(True)
        return listening

    def start(self, names="public:admin", sockets=None):
        """A daemon's process; its log goes to the city's."""
        sockets = self.sockets if sockets is None else sockets
        # The shell puts the sockets at 3, 4 … as sd_listen_fds(3) wants them, and its own id is the daemon's.
        moves = " ".join("%d<&%d" % (10 + i, one.fileno()) for i, one in enumerate(sockets))
        places = " ".join("%d<&%d %d<&-" % (3 + i, 10 + i, 10 + i) for i in range(len(sockets)))
        script = "exec %s; exec %s; LISTEN_PID=$$ exec \"$0\" --config \"$1\"" % (moves, places)
        self.city.log = self.city.folder / "log"
        with open(self.city.log, "a") as log:
            self.city.process = subprocess.Popen(
                ["/bin/bash", "-c", script, self.city.bin / "crosstownd", self.city.file], stdout=log, stderr=log,
                pass_fds=[one.fileno() for one in sockets],
                env=dict(os.environ, LISTEN_FDS=str(len(sockets)), LISTEN_FDNAMES=names,
                         NOTIFY_SOCKET=str(self.city.folder / "notify")))
        return self.city.process

    def close(self):
        for one in self.sockets + [self.notify]:
            one.close()

    def told(self):
        return self.notify.recv(4096).decode()

    def wait_for(self, word):
        while word not in self.told():
            pass


class Restart(unittest.TestCase):
    def setUp(self):
        self.city = City(BIN)
        self.systemd = Systemd(self.city)
        self.city.public, self.city.admin = (one.getsockname()[1] for one in self.systemd.sockets)

    def tearDown(self):
        self.city.close()
        self.systemd.close()

    def test_readiness_reload_and_end_are_told(self):
        process = self.systemd.start()
        self.assertEqual(self.systemd.told(), "READY=1")
        self.assertEqual(self.city.ask("GET", "/readyz", port=self.city.admin)[0], 200, "a message can be kept by now")
        process.send_signal(signal.SIGHUP)
        self.assertRegex(self.systemd.told(), r"^RELOADING=1\nMONOTONIC_USEC=\d+$")
        self.assertEqual(self.systemd.told(), "READY=1")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.systemd.told(), "STOPPING=1")
        self.assertEqual(process.wait(60), 0)

    def test_a_socket_that_is_no_door_is_refused(self):
        stranger = Systemd.tcp()
        process = self.systemd.start("public:admin:other", self.systemd.sockets + [stranger])
        self.assertNotEqual(process.wait(60), 0)
        self.assertIn("that systemd holds is none of listen:", self.city.log.read_text())
        self.city.process = None
        stranger.close()

    def test_restarts_under_load_refuse_nobody(self):
        """Senders that never repeat, each on a new connection, while daemons come and go."""
        self.systemd.start()
        self.systemd.wait_for("READY=1")
        answers, done = queue.Queue(), threading.Event()

        def send(sender):
            number = 0
            while not done.is_set():
                number += 1
                fields = twilio.form("SM%016x%016x" % (sender, number), "pothole", "+1801555%04d" % (100 + sender))
                answers.put(twilio.post(self.city, fields))

        senders = [threading.Thread(target=send, args=(n,)) for n in range(8)]
        for one in senders:
            one.start()
        for _ in range(4):
            for _ in range(60):  # some traffic in between
                self.assertEqual(answers.get(timeout=60)[0], 200)
            self.assertEqual(self.city.stop(signal.SIGTERM), 0)
            self.systemd.start()
            self.systemd.wait_for("READY=1")
        done.set()
        for one in senders:
            one.join()
        numbers = []
        while not answers.empty():
            status, body = answers.get()
            self.assertEqual(status, 200, body)
            numbers += re.findall(r"\d\d-\d{7,9}-\d", body)
        self.assertGreater(len(numbers), 0)
        self.assertEqual(self.city.stop(), 0)


if __name__ == "__main__":
    unittest.main()
