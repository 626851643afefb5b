"""The few Redis commands an audit needs, over RESP2 on a unix socket or TCP. Standard library only."""

import socket


class RedisError(Exception):
    """What the server answered with '-', or an answer that is no RESP."""


class RedisClient:
    """Blocking, one thread. `address`: "unix:/path" or "host:port"."""

    def __init__(self, address, password=None, timeout=30):
        if address.startswith("unix:"):
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self._socket.settimeout(timeout)
            self._socket.connect(address[len("unix:"):])
        else:
            host, _, port = address.rpartition(":")
            self._socket = socket.create_connection((host.strip("[]"), int(port)), timeout)
        self._reader = self._socket.makefile("rb", buffering=1 << 18)
        if password is not None:
            self.call("AUTH", password)

    def close(self):
        self._reader.close()
        self._socket.close()

    def call(self, *command):
        return self.pipeline([command])[0]

    def pipeline(self, commands):
        """One answer for each command, in order. Raises RedisError for the first that failed."""
        self._socket.sendall(b"".join(_encoded(command) for command in commands))
        answers = [self._answer() for _ in commands]
        for answer in answers:
            if isinstance(answer, RedisError):
                raise answer
        return answers

    def keys(self, pattern):
        """Every key that matches, once, in order."""
        found, cursor = set(), "0"
        while True:
            cursor, some = self.call("SCAN", cursor, "MATCH", pattern, "COUNT", "1000")
            found.update(some)
            if cursor == "0":
                return sorted(found)

    def entries(self, stream, page=1000):
        """(id, fields) of each entry of a stream, oldest first, read page by page."""
        start = "-"
        while True:
            some = self.call("XRANGE", stream, start, "+", "COUNT", str(page))
            for entry_id, flat in some:
                yield entry_id, dict(zip(flat[::2], flat[1::2]))
            if len(some) < page:
                return
            start = "(" + some[-1][0]

    def _answer(self):
        line = self._reader.readline()
        if not line.endswith(b"\r\n"):
            raise RedisError("the connection ended")
        kind, rest = line[:1], line[1:-2]
        if kind == b"+":
            return rest.decode()
        if kind == b"-":
            return RedisError(rest.decode())
        if kind == b":":
            return int(rest)
        if kind == b"$":
            size = int(rest)
            return None if size < 0 else self._reader.read(size + 2)[:-2].decode()
        if kind == b"*":
            size = int(rest)
            return None if size < 0 else [self._answer() for _ in range(size)]
        raise RedisError("not RESP: %r" % line)


def _encoded(command):
    parts = [part.encode() for part in command]
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
