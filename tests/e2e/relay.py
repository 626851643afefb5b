"""A relay that follows a plan: what Postfix does not do when it is told to. Over STARTTLS, with a login."""
import base64
import socketserver
import ssl
import threading

USER = "crosstown"


class Relay:
    """plan(recipient, how often this one was tried): "ok", or what the relay does to the mail: "cut" (the connection, after its
    end), or the answer to its end ("554 5.7.1 no")."""

    def __init__(self, folder, password):
        self.plan = lambda recipient, attempt: "ok"
        self.tries, self.taken, self.connections, self.dialogue = {}, [], 0, []
        self.goodbye_after = 1000  # mails of a connection; then 421
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "provider.pem", folder / "provider.key")
        relay = self

        class Session(socketserver.BaseRequestHandler):
            def handle(self):
                relay.connections += 1
                try:
                    relay.serve(self.request, context, password)
                except (OSError, ValueError):
                    pass

        socketserver.ThreadingTCPServer.daemon_threads = True
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def serve(self, connection, context, password):
        file = connection.makefile("rb")
        encrypted = logged_in = False
        sender = recipient = None
        mails = 0

        def say(line):
            connection.sendall(line.encode() + b"\r\n")

        try:
            say("220 relay.riverbend.example ESMTP")
            while True:
                line = file.readline().decode().rstrip("\r\n")
                if not line:
                    return
                self.dialogue.append(line)
                word = line.split(" ")[0].split(":")[0].upper()
                if word == "EHLO":
                    offers = ["PIPELINING", "SIZE 20000000", "DSN", "AUTH PLAIN LOGIN" if encrypted else "STARTTLS"]
                    connection.sendall("".join("250-%s\r\n" % each for each in ["relay"] + offers[:-1]).encode())
                    say("250 " + offers[-1])
                elif word == "STARTTLS":
                    say("220 go ahead")
                    connection = context.wrap_socket(connection, server_side=True)
                    file, encrypted = connection.makefile("rb"), True
                elif word == "AUTH":
                    wanted = base64.b64encode(("\0%s\0%s" % (USER, password)).encode()).decode()
                    logged_in = encrypted and line == "AUTH PLAIN " + wanted
                    say("235 2.7.0 welcome" if logged_in else "535 5.7.8 wrong password")
                elif word == "MAIL" and mails == self.goodbye_after:
                    say("421 4.7.0 too many mails")
                    return
                elif word == "MAIL":
                    sender = line
                    say("250 2.1.0 ok" if logged_in else "530 5.7.0 log in first")
                elif word == "RCPT":
                    recipient = line.split("<")[1].split(">")[0]
                    say("250 2.1.5 ok" if logged_in else "530 5.7.0 log in first")
                elif word == "DATA":
                    say("354 go ahead")
                    text = b""
                    while not text.endswith(b"\r\n.\r\n"):
                        more = file.readline()
                        if not more:
                            return
                        text += more
                    mails += 1
                    self.tries[recipient] = self.tries.get(recipient, 0) + 1
                    what = self.plan(recipient, self.tries[recipient])
                    if what == "cut":
                        return
                    if what == "ok":
                        self.taken.append((sender, recipient, text[:-3].replace(b"\r\n..", b"\r\n.")))
                    say("250 2.0.0 queued as 4711" if what == "ok" else what)
                elif word == "QUIT":
                    say("221 bye")
                    return
                else:
                    say("250 ok")
        finally:
            connection.close()
