"""Redis servers that take over from each other: a master with two replicas and a sentinel, or a cluster of six. What a
daemon is told "accepted" for has reached all replicas (store.redis.replicas): a replica that has not heard of a failover yet
still acknowledges what the old master sends, and forgets it when it follows the new one."""
import os
import shutil
import signal
import socket
import subprocess
import time

DURABLE = "save \"\"\nappendonly yes\nappendfsync always\nrepl-diskless-sync-delay 0\n"
PATIENCE = 60  # seconds


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    def __init__(self, folder, lines, *words):
        self.folder, self.words, self.port = folder, words, free_port()
        folder.mkdir(parents=True)
        self.file = folder / "conf"
        self.file.write_text("port %d\nbind 127.0.0.1\ndir %s\n%s" % (self.port, folder, lines))
        self.start()

    def start(self):
        with open(self.folder / "log", "a") as log:
            self.process = subprocess.Popen(["redis-server", self.file, *self.words], stdout=log, stderr=log)
        wait_until(lambda: self.ask("ping").strip() == "PONG", "redis-server does not start: %s" % self.folder)

    def ask(self, *words):
        done = subprocess.run(["redis-cli", "-p", str(self.port), *words], capture_output=True, text=True, timeout=PATIENCE)
        return done.stdout

    def leads(self):
        return self.process.poll() is None and self.ask("role").startswith("master")

    def slots(self):
        """Who serves them, as this node of a cluster sees it: masters with what they hold, and who is taken for dead."""
        lines = [line.split() for line in self.ask("cluster", "nodes").splitlines()]
        return tuple(sorted((line[0], "fail" in line[2], *line[8:]) for line in lines if "master" in line[2] or "fail" in line[2]))

    def kill(self):
        self.process.kill()
        self.process.wait()


def wait_until(condition, complaint):
    limit = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > limit:
            raise RuntimeError(complaint)
        time.sleep(0.02)


class Group:
    """Whoever of `servers` leads is killed, stopped and revived; the others take its place."""

    def __init__(self, folder):
        self.folder, self.servers, self.others, self.killed = folder, [], [], None

    def pid(self):
        return self.leader().process.pid

    def address(self):
        return "127.0.0.1:%d" % self.leader().port

    def kill(self):
        self.killed = self.leader()
        self.killed.kill()

    def revive(self):
        self.killed.start()

    def close(self):
        for one in self.servers + self.others:
            if one.process.poll() is None:
                os.kill(one.process.pid, signal.SIGCONT)
                one.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class SentinelRedis(Group):
    replicas = 2

    def __init__(self, folder):
        super().__init__(folder)
        master = Server(folder / "a", DURABLE)
        follow = DURABLE + "replicaof 127.0.0.1 %d\n" % master.port
        self.servers = [master, Server(folder / "b", follow), Server(folder / "c", follow)]
        self.sentinel = Server(folder / "s", "sentinel monitor city 127.0.0.1 %d 1\n"
                               "sentinel down-after-milliseconds city 300\nsentinel failover-timeout city 3000\n"
                               % master.port, "--sentinel")
        self.others = [self.sentinel]
        wait_until(lambda: "slaves=2" in self.sentinel.ask("info", "sentinel"), "the replicas are not known")
        self.url = "redis+sentinel://127.0.0.1:%d/city" % self.sentinel.port

    def leader(self):
        port = int(self.sentinel.ask("sentinel", "get-master-addr-by-name", "city").split()[1])
        return next(one for one in self.servers if one.port == port)


class ClusterRedis(Group):
    replicas = 1

    def __init__(self, folder):
        super().__init__(folder)
        self.servers = [Server(folder / str(n), DURABLE + "cluster-enabled yes\ncluster-node-timeout 600\ncluster-port %d\n"
                               % free_port()) for n in range(6)]
        nodes = ["127.0.0.1:%d" % one.port for one in self.servers]
        subprocess.run(["redis-cli", "--cluster", "create", *nodes, "--cluster-replicas", "1", "--cluster-yes"],
                       check=True, stdout=subprocess.DEVNULL, timeout=PATIENCE)
        for one in self.servers:
            wait_until(lambda: "cluster_state:ok" in one.ask("cluster", "info"), "the cluster does not come up")
        self.url = "redis+cluster://" + ",".join(nodes)
        self.slot = int(self.servers[0].ask("cluster", "keyslot", "ct:{0}:").strip())

    def leader(self):
        """Of the one partition's slot; the last one, while nobody is."""
        for one in self.servers:
            if one.leads() and "MOVED" not in one.ask("exists", "ct:{0}:numbers"):
                self.last = one
        return self.last

    def address(self):
        """Of the one whom all name: a master that was stopped leads in its own eyes until it has heard of the other."""
        wait_until(lambda: len({one.slots() for one in self.servers}) == 1, "the cluster's nodes do not agree")
        return super().address()
