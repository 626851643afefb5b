"""Stands between a mail server and the daemon's door, and cuts the line at one exact point of a mail."""
import os
import select
import socket
import threading

IN_THE_MAIL = 20_000  # bytes of the mail that have gone through


class CutRelay:
    """Passes everything on from `path` to `target` (unix sockets). After arm() the next mail is cut short, once: `then` is
    called with the line still up, then both its ends are closed."""

    def __init__(self, path, target):
        self.target = target
        self.then = None
        self.at_answer = False
        self.was_cut = threading.Event()
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(path)
        os.chmod(path, 0o666)
        self.door.listen(16)
        threading.Thread(target=self.accept, daemon=True).start()

    def arm(self, then, at_answer):
        """`at_answer`: when the daemon has answered the mail, which the mail server never hears. Else in the middle of it."""
        self.at_answer, self.then = at_answer, then
        self.was_cut.clear()

    def close(self):
        self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()

    def accept(self):
        while True:
            try:
                client, _ = self.door.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        with client, socket.socket(socket.AF_UNIX) as server:
            try:
                server.connect(self.target)
                self.pass_on(client, server)
            except OSError:
                pass  # the daemon is away: the mail server sees a line that ends

    def pass_on(self, client, server):
        passed = None  # bytes of the mail; None: none is under way
        while True:
            for end in select.select([client, server], [], [])[0]:
                data = end.recv(4096)
                if not data:
                    return
                if end is server and passed is not None and self.then and self.at_answer:
                    return self.cut()
                if end is server:
                    passed = 0 if data.startswith(b"354") or b"\r\n354" in data else None
                    client.sendall(data)
                    continue
                server.sendall(data)
                if passed is not None:
                    passed += len(data)
                    if passed >= IN_THE_MAIL and self.then and not self.at_answer:
                        return self.cut()

    def cut(self):
        then, self.then = self.then, None
        then()
        self.was_cut.set()
