"""A network that misbehaves when told to: stands between a daemon and a separate Redis, in one thread of its own.

Bytes go in and out unchanged unless a fault is on. What lies in the proxy is bounded: beyond that it stops to read, as a
full socket buffer would."""
import collections
import contextlib
import selectors
import socket
import struct
import threading
import time

BLOCK = 1 << 16
MOST_HELD = 1 << 20  # bytes, a direction of a connection
DRIP = 64  # bytes each DRIP_EVERY seconds
DRIP_EVERY = 0.005


class Pipe:
    """One direction of a connection."""

    def __init__(self, source, sink, way):
        self.source, self.sink, self.way = source, sink, way  # way: "requests" or "replies"
        self.held = collections.deque()  # [when it may go on, bytes]
        self.size = 0
        self.next_drip = 0.0
        self.ended = False


class FaultProxy(threading.Thread):
    """`target`: path of a unix socket. Listens on a port of 127.0.0.1, `port`, as long as it lives."""

    def __init__(self, target):
        super().__init__(daemon=True)
        self.target = str(target)
        self.lock = threading.RLock()
        self.selector = selectors.DefaultSelector()
        self.waker, self.woken = socket.socketpair()
        self.woken.setblocking(False)
        self.selector.register(self.woken, selectors.EVENT_READ)
        self.connections = {}  # socket -> its two pipes
        self.delay, self.dripping, self.swallowed, self.closing = 0.0, False, None, False
        self.listener = socket.socket()
        with socket.socket() as probe:  # by number, so that the port stays ours while nobody may connect
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", self.port))
        self.listener.setblocking(False)
        self.accept()
        self.start()

    # The faults. Each may be called from any thread, and holds until it is taken back.
    def set_delay(self, seconds):
        """On each way."""
        with self._change():
            self.delay = seconds

    def drip(self, on):
        with self._change():
            self.dripping = on

    def swallow(self, way):
        """"requests" or "replies" vanish; None: nothing does. Whatever lost bytes must be cut afterwards."""
        with self._change():
            self.swallowed = way

    def refuse(self):
        """New connections are refused by the system: nobody listens. Those that are there stay."""
        with self._change():
            with contextlib.suppress(KeyError):
                self.selector.unregister(self.listener)
            self.listener.shutdown(socket.SHUT_RDWR)

    def accept(self):
        with self._change():
            self.listener.listen(64)
            self.selector.register(self.listener, selectors.EVENT_READ)

    def cut(self):
        """All connections end at once, with a reset to both sides. What they held is lost."""
        with self._change():
            for pipes in list(self.connections.values()):
                self._end(pipes)

    def close(self):
        with self._change():
            self.closing = True
        self.join()
        self.cut()
        for one in self.listener, self.waker, self.woken, self.selector:
            one.close()

    @contextlib.contextmanager
    def _change(self):
        with self.lock:
            yield
        self.waker.send(b"x")

    def run(self):
        while not self.closing:
            with self.lock:
                pause = self._forward_all()
            for key, events in self.selector.select(pause):
                with self.lock:
                    self._handle(key.fileobj, events)

    def _handle(self, readable, events):
        if readable is self.woken:
            with contextlib.suppress(BlockingIOError):
                self.woken.recv(4096)
        elif readable is self.listener:
            self._accept_one()
        elif readable in self.connections and events & selectors.EVENT_READ:
            self._read(readable)

    def _accept_one(self):
        try:
            client, _ = self.listener.accept()
        except OSError:  # it went again, or may not connect any more
            return
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(self.target)
        except OSError:
            server.close()
            _reset(client)
            return
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        pipes = Pipe(client, server, "requests"), Pipe(server, client, "replies")
        for one in client, server:
            one.setblocking(False)
            self.connections[one] = pipes
            self.selector.register(one, selectors.EVENT_READ)

    def _read(self, source):
        pipes = self.connections[source]
        pipe = next(one for one in pipes if one.source is source)
        try:
            data = source.recv(BLOCK)
        except BlockingIOError:
            return
        except OSError:
            return self._end(pipes)
        if not data:
            pipe.ended = True  # what it said before still arrives
        elif self.swallowed != pipe.way:
            pipe.held.append([time.monotonic() + self.delay, data])
            pipe.size += len(data)

    def _forward_all(self):
        """Returns how many seconds nothing more can be done without a socket's event; None: for ever."""
        now, waits = time.monotonic(), [None]
        for pipes in {id(pipes): pipes for pipes in self.connections.values()}.values():
            try:
                blocked = set()
                for pipe in pipes:
                    waits.append(self._forward(pipe, now, blocked))
                for pipe in pipes:
                    self._watch(pipe, blocked)
            except OSError:
                self._end(pipes)
        return min((one for one in waits if one is not None), default=None)

    def _forward(self, pipe, now, blocked):
        while pipe.held:
            due, data = pipe.held[0]
            due = max(due, pipe.next_drip if self.dripping else 0)
            if due > now:
                return due - now
            try:
                sent = pipe.sink.send(data[:DRIP] if self.dripping else data)
            except BlockingIOError:
                blocked.add(pipe.sink)
                return None
            pipe.size -= sent
            pipe.next_drip = now + DRIP_EVERY
            if sent == len(data):
                pipe.held.popleft()
            else:
                pipe.held[0][1] = data[sent:]
        if pipe.ended:
            raise ConnectionError("the other side has gone")
        return None

    def _watch(self, pipe, blocked):
        events = selectors.EVENT_READ if pipe.size < MOST_HELD and not pipe.ended else 0
        events |= selectors.EVENT_WRITE if pipe.source in blocked else 0
        if self.selector.get_map().get(pipe.source) is None:
            if events:
                self.selector.register(pipe.source, events)
        elif not events:
            self.selector.unregister(pipe.source)
        else:
            self.selector.modify(pipe.source, events)

    def _end(self, pipes):
        for pipe in pipes:
            if self.connections.pop(pipe.source, None) is None:
                continue
            with contextlib.suppress(KeyError):
                self.selector.unregister(pipe.source)
            _reset(pipe.source)


def _reset(one):
    if one.family == socket.AF_INET:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    one.close()
