"""The faulty network against an echo. fault_proxy_test.py"""
import contextlib
import pathlib
import socket
import socketserver
import tempfile
import threading
import time
import unittest

from fault_proxy import FaultProxy


class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        with contextlib.suppress(OSError):
            while data := self.request.recv(65536):
                self.server.heard.append(data)
                self.request.sendall(data)


class FaultProxyTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name) / "echo"
        self.server = socketserver.ThreadingUnixStreamServer(str(self.path), Echo)
        self.server.daemon_threads = True
        self.server.heard = []
        thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(thread.join)
        self.addCleanup(self.server.shutdown)
        self.proxy = FaultProxy(self.path)
        self.addCleanup(self.proxy.close)

    def connect(self):
        client = socket.create_connection(("127.0.0.1", self.proxy.port), 10)
        self.addCleanup(client.close)
        return client

    def echo(self, client, data=b"ping"):
        client.sendall(data)
        back = b""
        while len(back) < len(data):
            some = client.recv(65536)
            self.assertTrue(some, "it ended")
            back += some
        self.assertEqual(back, data)

    def test_passes_all(self):
        client = self.connect()
        self.echo(client)
        data, back = bytes(range(256)) * 20000, []  # more than all buffers on the way

        def read():
            while sum(map(len, back)) < len(data) and (some := client.recv(65536)):
                back.append(some)

        reader = threading.Thread(target=read)
        reader.start()
        client.sendall(data)
        reader.join(30)
        self.assertEqual(b"".join(back), data)

    def test_delay_is_on_both_ways(self):
        client = self.connect()
        self.proxy.set_delay(0.05)
        began = time.monotonic()
        self.echo(client)
        self.assertGreaterEqual(time.monotonic() - began, 0.1)
        self.proxy.set_delay(0)
        self.echo(client)

    def test_cut_resets(self):
        client = self.connect()
        self.echo(client)
        self.proxy.cut()
        self.assertRaises(ConnectionResetError, client.recv, 1)
        self.echo(self.connect())

    def test_swallowed_replies_were_requests(self):
        client = self.connect()
        self.echo(client)
        self.proxy.swallow("replies")
        client.sendall(b"unanswered")
        limit = time.monotonic() + 10
        while b"".join(self.server.heard) != b"pingunanswered" and time.monotonic() < limit:
            time.sleep(0.001)
        client.settimeout(0.05)
        self.assertRaises(socket.timeout, client.recv, 1)
        self.assertEqual(b"".join(self.server.heard), b"pingunanswered")

    def test_swallowed_requests_are_never_heard(self):
        client = self.connect()
        self.proxy.swallow("requests")
        client.sendall(b"unheard")
        client.settimeout(0.05)
        self.assertRaises(socket.timeout, client.recv, 1)
        self.assertEqual(self.server.heard, [])

    def test_dripping_is_slow_and_whole(self):
        client = self.connect()
        self.proxy.drip(True)
        began = time.monotonic()
        self.echo(client, b"x" * 640)
        self.assertGreater(time.monotonic() - began, 0.04)

    def test_refuses_and_accepts_again(self):
        client = self.connect()
        self.echo(client)
        for _ in range(2):
            self.proxy.refuse()
            self.assertRaises(ConnectionRefusedError, self.connect)
            self.echo(client)
            self.proxy.accept()
            self.echo(self.connect())

    def test_a_target_that_is_not_there(self):
        self.path.unlink()
        with self.assertRaises(ConnectionResetError):  # as fast as the connection itself, or a little later
            self.connect().recv(1)

    def test_ends_with_either_side(self):
        client = self.connect()
        self.echo(client)
        client.sendall(b"last words")
        client.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionResetError):
            while client.recv(100):
                pass
        limit = time.monotonic() + 10
        while self.proxy.connections and time.monotonic() < limit:
            time.sleep(0.001)
        self.assertEqual(b"".join(self.server.heard), b"pinglast words")
        self.assertFalse(self.proxy.connections)


if __name__ == "__main__":
    unittest.main()
