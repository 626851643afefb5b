"""A chat widget without a browser: a raw WebSocket (RFC 6455) that can also say what no browser would."""
import base64
import hashlib
import json
import os
import socket
import struct
import time
import uuid

ORIGIN = "https://riverbend.example"


class Closed(Exception):
    """The daemon closed; `code` is that of its close frame, None where there was none."""

    def __init__(self, code):
        super().__init__("closed: %s" % code)
        self.code = code


def handshake(port, headers=None, path="/chat/web-chat/socket", drop=()):
    """Returns the socket, the status and the head of the answer."""
    key = base64.b64encode(os.urandom(16)).decode()
    told = {"Host": "127.0.0.1:%d" % port, "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": key,
            "Sec-WebSocket-Version": "13", "Sec-WebSocket-Protocol": "crosstown.chat.v1", "Origin": ORIGIN}
    told.update(headers or {})
    for name in drop:
        told.pop(name)
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    lines = ["GET %s HTTP/1.1" % path] + ["%s: %s" % pair for pair in told.items()]
    connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
    head = b""
    while b"\r\n\r\n" not in head:
        more = connection.recv(1)
        if not more:
            break
        head += more
    status = int(head.split()[1]) if head else 0
    if status == 101:
        accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
        assert accept in head.decode(), head
    return connection, status, head.decode()


def frame(payload, opcode=1, last=True, masked=True, reserved=0):
    data = payload.encode() if isinstance(payload, str) else payload
    head = bytes([(0x80 if last else 0) | reserved << 4 | opcode])
    mask_bit = 0x80 if masked else 0
    if len(data) < 126:
        head += bytes([mask_bit | len(data)])
    elif len(data) < 65536:
        head += bytes([mask_bit | 126]) + struct.pack(">H", len(data))
    else:
        head += bytes([mask_bit | 127]) + struct.pack(">Q", len(data))
    if not masked:
        return head + data
    mask = os.urandom(4)
    return head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))


class Widget:
    """One connection. What comes is kept in `entries` (by seq) and `acks` (by cid), like a widget would."""

    def __init__(self, port, token=None, last=0, hello=True, path="/chat/web-chat/socket", **more):
        self.connection, status, head = handshake(port, path=path)
        assert status == 101, head
        self.buffer, self.known = b"", last
        self.entries, self.acks, self.others, self.pongs = {}, {}, [], 0
        self.welcome = None
        if hello:
            self.send(dict({"t": "hello", "v": 1, "token": token, "last": last, "lang": "en"}, **more))
            self.welcome = self.next("welcome")

    @property
    def token(self):
        return self.welcome["token"]

    @property
    def last(self):
        return max(self.entries, default=self.known)

    def raw(self, data):
        self.connection.sendall(data)

    def send(self, message):
        self.raw(frame(json.dumps(message)))

    def say(self, text, cid=None, **more):
        cid = cid or str(uuid.uuid4())
        self.send(dict({"t": "say", "cid": cid, "text": text}, **more))
        return cid

    def read_frame(self, seconds=30):
        """The next (opcode, payload)."""
        limit = time.monotonic() + seconds
        while True:
            if len(self.buffer) >= 2:
                size, at = self.buffer[1] & 0x7F, 2
                if size == 126 and len(self.buffer) >= 4:
                    size, at = struct.unpack(">H", self.buffer[2:4])[0], 4
                elif size == 127 and len(self.buffer) >= 10:
                    size, at = struct.unpack(">Q", self.buffer[2:10])[0], 10
                elif size >= 126:
                    at = 1 << 30
                if len(self.buffer) >= at + size:
                    opcode, payload = self.buffer[0] & 0x0F, self.buffer[at:at + size]
                    self.buffer = self.buffer[at + size:]
                    return opcode, payload
            self.connection.settimeout(max(0.001, limit - time.monotonic()))
            try:
                more = self.connection.recv(65536)
            except ConnectionError:
                more = b""
            if not more:
                raise Closed(None)
            self.buffer += more

    def read(self, seconds=30):
        """The next message, noted."""
        while True:
            opcode, payload = self.read_frame(seconds)
            if opcode == 8:
                raise Closed(struct.unpack(">H", payload[:2])[0])
            if opcode == 9:
                self.raw(frame(payload, opcode=10))
            elif opcode == 10:
                self.pongs += 1
            else:
                break
        message = json.loads(payload)
        if message["t"] == "entry":
            assert message["seq"] not in self.entries, ("shown twice", message)
            assert message["seq"] > self.last, ("out of order", message)
            self.entries[message["seq"]] = message
        elif message["t"] == "ack":
            self.acks[message["cid"]] = message
        else:
            self.others.append(message)
        return message

    def next(self, t, seconds=30, /, **wanted):
        """The next message of that kind that has these members."""
        limit = time.monotonic() + seconds
        while True:
            message = self.read(max(0.001, limit - time.monotonic()))
            if message["t"] == t and all(message.get(name) == value for name, value in wanted.items()):
                return message

    def entry(self, seconds=30, **wanted):
        """That entry, whether it came already or not."""
        for one in self.entries.values():
            if all(one.get(name) == value for name, value in wanted.items()):
                return one
        return self.next("entry", seconds, **wanted)

    def acknowledged(self, text, cid=None, **more):
        """Says it, and waits for its ack."""
        cid = self.say(text, cid, **more)
        return self.next("ack", cid=cid)

    def closed(self, seconds=30):
        """Reads until the daemon closes; the code."""
        limit = time.monotonic() + seconds
        while True:
            try:
                self.read(max(0.001, limit - time.monotonic()))
            except Closed as closed:
                return closed.code

    def close(self):
        self.connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
