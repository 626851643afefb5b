"""A private Postfix on a free port, which hands mail over by LMTP: exactly the lines of docs/channels/email.md, and what a
second instance needs. Only root can start one."""
import email
import email.policy
import mailbox
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
virtual unix - n n - - virtual
tlsmgr unix - - n 1000? 1 tlsmgr
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


# What also takes mail for example.org into one mailbox, as a city's relay, over TLS with the certificate in %(tls)s; and who
# has difficulties there: "bounced" is taken, and then refused by the next one, who is the daemon itself.
RELAY = """
virtual_mailbox_domains = riverbend.example, example.org
virtual_mailbox_base = %(folder)s/mail
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
transport_maps = inline:{ {bounced@example.org = lmtp:unix:%(socket)s}, {example.org = virtual:} }
smtpd_recipient_restrictions = check_recipient_access inline:{
  {refused@example.org = 550 5.1.1 No such person in Riverbend}, {later@example.org = 450 4.2.1 Not before noon} }, permit
smtpd_tls_security_level = may
smtpd_tls_cert_file = %(tls)s/provider.pem
smtpd_tls_key_file = %(tls)s/provider.key
"""


class Postfix:
    def __init__(self, lmtp_socket, tls=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pf-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.port = free_port()
        names = {"folder": self.folder, "socket": lmtp_socket, "port": self.port, "tls": tls}
        for name in ("queue", "data", "mail"):
            (self.folder / name).mkdir()
        shutil.chown(self.folder / "data", "postfix")
        shutil.chown(self.folder / "mail", 65534)
        (self.folder / "main.cf").write_text((MAIN + (RELAY if tls else "")) % names)
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

    def mailbox(self):
        """The mails that came to example.org, as Postfix put them there."""
        path = self.folder / "mail" / "all"
        if not path.exists():
            return []
        box = mailbox.mbox(path)
        try:
            return [email.message_from_bytes(box.get_bytes(key), policy=email.policy.default) for key in box.keys()]
        finally:
            box.close()

    def log(self):
        path = self.folder / "log"
        return path.read_text() if path.exists() else ""
