"""A Redis client of the tests' own: one connection, one command at a time."""
import socket


class Refused(Exception):
    """Redis answered with an error."""


class Redis:
    def __init__(self, path):
        self.link = socket.socket(socket.AF_UNIX)
        self.link.settimeout(60)
        self.link.connect(str(path))
        self.replies = self.link.makefile("rb")

    def __call__(self, *words):
        words = [str(word).encode() for word in words]
        self.link.sendall(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words))
        return self._reply()

    def _reply(self):
        line = self.replies.readline()
        kind, rest = line[:1], line[1:-2].decode()
        if kind == b"-":
            raise Refused(rest)
        if kind == b"*":
            return None if rest == "-1" else [self._reply() for _ in range(int(rest))]
        if kind == b"$":
            return None if rest == "-1" else self.replies.read(int(rest) + 2)[:-2].decode()
        if not line:
            raise ConnectionError("Redis is gone")
        return int(rest) if kind == b":" else rest

    def close(self):
        self.replies.close()
        self.link.close()
