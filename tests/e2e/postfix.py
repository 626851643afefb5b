"""A private Postfix on a free port, which hands mail over by LMTP: exactly the lines of docs/channels/email.md, and what a
second instance needs. Only root can start one."""
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

MAIN = """
compatibility_level = 3.6
virtual_mailbox_domains = riverbend.example
virtual_transport = lmtp:unix:%(socket)s
recipient_delimiter = +
virtual_mailbox_maps = static:all
queue_directory = %(folder)s/queue
data_directory = %(folder)s/data
maillog_file = %(folder)s/log
maillog_file_prefixes = /tmp
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.riverbend.example
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
default_transport = discard:
message_size_limit = 40000000
mailbox_size_limit = 0
virtual_mailbox_limit = 0
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
lmtp_connect_timeout = 5s
"""
MASTER = """
127.0.0.1:%(port)d inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def is_there():
    return os.geteuid() == 0 and shutil.which("postfix", path="/usr/sbin:/usr/bin") is not None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postfix:
    def __init__(self, lmtp_socket):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pf-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.port = free_port()
        names = {"folder": self.folder, "socket": lmtp_socket, "port": self.port}
        for name in ("queue", "data"):
            (self.folder / name).mkdir()
        shutil.chown(self.folder / "data", "postfix")
        (self.folder / "main.cf").write_text(MAIN % names)
        (self.folder / "master.cf").write_text(MASTER % names)

    def run(self, *words):
        done = subprocess.run(["/usr/sbin/postfix", "-c", self.folder, *words], capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout + done.stderr

    def __enter__(self):
        code, said = self.run("start")
        if code != 0:
            raise RuntimeError("postfix does not start: " + said + self.log())
        return self

    def __exit__(self, *_):
        self.run("stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self):
        path = self.folder / "log"
        return path.read_text() if path.exists() else ""
