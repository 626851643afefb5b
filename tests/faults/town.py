"""A city that outlives its processes: one or two daemons, a Redis of the daemon's own or a separate one, and what can be done
to them while load runs."""
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time

from city import City
from fault_proxy import FaultProxy
from recorded import Recorder
from small_disk import SmallDisk

SETTLE_SECONDS = 180


class SeparateRedis:
    """A server that is not the daemon's child: whoever runs it starts it again."""

    def __init__(self, folder):
        self.folder = folder
        self.socket = folder / "r.sock"
        self.environment = None
        self.folder.mkdir(exist_ok=True)
        self.start()

    def start(self):
        self._mend_journal()
        with open(self.folder / "redis.log", "a") as log:
            self.process = subprocess.Popen(
                ["redis-server", "--port", "0", "--unixsocket", self.socket, "--dir", self.folder, "--save", "",
                 "--appendonly", "yes", "--appendfsync", "always"], stdout=log, stderr=log, env=self.environment)

    def _mend_journal(self):
        """As docs/reliability.md asks of whoever runs a Redis 7.0 (router/store/redis_journal.h says why)."""
        manifest = self.folder / "appendonlydir/appendonly.aof.manifest"
        if not manifest.exists() or not manifest.stat().st_size:
            return
        check = subprocess.run(["redis-check-aof", "--fix", manifest], input="y\n", text=True, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, env=self.environment)
        if check.returncode or "Unexpected" in check.stdout:
            raise RuntimeError("the journal cannot be mended: %s" % check.stdout)

    def address(self):
        return "unix:%s" % self.socket

    def pid(self):
        return self.process.pid

    def kill(self):
        self.process.kill()
        self.process.wait()

    def revive(self):
        self.start()


class EmbeddedRedis:
    """The daemon's child, which the daemon starts again."""

    def __init__(self, city):
        self.city = city
        self.socket = city.folder / "state/redis/redis.sock"

    def address(self):
        return "unix:%s" % self.socket

    def pid(self):
        """The file may name one that has died: the next one may not be there yet, and its number be another's."""
        pid = self.city.redis_pid()
        if not os.path.samefile("/proc/%d/cwd" % pid, self.socket.parent):
            raise ProcessLookupError(pid)
        return pid

    def kill(self):
        try:
            os.kill(self.pid(), signal.SIGKILL)
        except (ProcessLookupError, FileNotFoundError, ValueError):
            pass  # it is just being started

    def revive(self):
        pass


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Town:
    """`recorder`: path of powercut.so, where power cuts are to be played (one daemon); `ignored`: syncs to leave out there.
    `disk`: MiB of the disk that the first daemon's state folder has for itself (small_disk.py). `group`: servers that take
    over from each other (failing_over.py)."""

    def __init__(self, binaries, separate=False, daemons=1, proxied=False, recorder=None, ignored=(), disk=0, group=None):
        self.cities = [City(binaries) for _ in range(daemons)]
        self.city = self.cities[0]
        self.proxy = self.recorder = None
        self.ignored = ignored
        self.disk = SmallDisk(self.city.folder / "state", disk) if disk else None
        self.group = group(self.city.folder / "group") if group else None
        self.redis = self.group or (SeparateRedis(self.city.folder / "r") if separate else EmbeddedRedis(self.city))
        if proxied:
            self.proxy = FaultProxy(self.redis.socket)
        for city in self.cities:
            self._configure(city, separate)
            city.start()
        if recorder:
            self._record(recorder)

    def _configure(self, city, separate):
        for name in "token", "kiosk":  # the same channels at both
            shutil.copy(self.city.folder / name, city.folder / name) if city is not self.city else None
        text = city.file.read_text().replace('"127.0.0.1:0", url', '"127.0.0.1:%d", url' % free_port())
        if self.group:
            text = re.sub(r"store: .*", 'store: { redis: { url: "%s", replicas: %d } }' % (self.group.url, self.group.replicas), text)
        elif separate:
            url = "redis://127.0.0.1:%d" % self.proxy.port if self.proxy else "redis+unix://%s" % self.redis.socket
            text = re.sub(r"store: .*", 'store: { redis: "%s" }' % url, text)
        if self.disk:  # so that there are refusals within a round
            text = text.replace("limits: {", "limits: { accept_timeout: 1s,")
        city.file.write_text(text)

    def _record(self, library):
        """From a quiet moment on; what was there before is on the disk."""
        self.city.stop()
        if isinstance(self.redis, SeparateRedis):
            self.redis.kill()
        self.recorder = Recorder(library, self.city.folder)
        self._start_recorded()

    def _start_recorded(self):
        self.city.environment = self.recorder.environment(self.ignored)
        if isinstance(self.redis, SeparateRedis):
            self.redis.environment = self.city.environment
            self.redis.start()
        self.city.start()

    def close(self):
        for city in self.cities:
            city.stop(signal.SIGKILL)
        if self.proxy:
            self.proxy.close()
        if self.recorder:
            self.recorder.close()
        if self.group:
            self.group.close()
        else:
            with contextlib.suppress(OSError, ValueError):
                os.kill(self.redis.pid(), signal.SIGKILL)
        if isinstance(self.redis, SeparateRedis):
            self.redis.process.wait()
        if self.disk:
            self.disk.close()
        for city in self.cities:
            shutil.rmtree(city.folder, ignore_errors=True)

    def logs(self):
        return "\n".join(city.log.read_text()[-4000:] for city in self.cities)

    # What is done to it. Each returns when the fault is over, and the daemon has been started again.
    def kill_daemon(self, chance):
        city = chance.choice(self.cities)
        city.stop(signal.SIGKILL)
        city.start()

    def kill_redis(self, chance):
        self.redis.kill()
        time.sleep(_a_while(chance))
        self.redis.revive()

    def kill_both(self, chance):
        for city in self.cities:
            city.stop(signal.SIGKILL)
        self.redis.kill()
        self.redis.revive()
        for city in self.cities:
            city.start()

    def stop_redis(self, chance):
        try:
            pid = self.redis.pid()
            os.kill(pid, signal.SIGSTOP)
            time.sleep(_a_while(chance))
            os.kill(pid, signal.SIGCONT)
        except (ProcessLookupError, FileNotFoundError, ValueError):
            pass

    def kill_daemon_while_redis_stands_still(self, chance):
        """The embedded one is woken up by that: its process group is orphaned (setpgid(2))."""
        city = chance.choice(self.cities)
        try:
            pid = self.redis.pid()
            os.kill(pid, signal.SIGSTOP)
        except (ProcessLookupError, FileNotFoundError, ValueError):
            return
        time.sleep(_a_while(chance))
        city.stop(signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)
        city.start()

    def cut_power(self, chance):
        """Half of the time while messages go to the spool."""
        if chance.random() < 0.5:
            try:
                os.kill(self.redis.pid(), signal.SIGSTOP)
                time.sleep(chance.uniform(0.3, 1))
            except (ProcessLookupError, FileNotFoundError, ValueError):
                pass
        self.recorder.cut_power(chance.choice(["nothing", "something"]), chance)
        self.city.stop(signal.SIGKILL)
        if isinstance(self.redis, SeparateRedis):
            self.redis.process.wait()
        self._start_recorded()

    def cut_connections(self, chance):
        self.proxy.cut()

    def delay_connections(self, chance):
        self.proxy.set_delay(chance.choice([0.005, 0.05, 0.15, 0.4]))
        time.sleep(chance.uniform(0.5, 2))
        self.proxy.set_delay(0)

    def swallow(self, chance, way):
        self.proxy.swallow(way)
        time.sleep(_a_while(chance))
        self.proxy.cut()
        self.proxy.swallow(None)

    def drip(self, chance):
        self.proxy.drip(True)
        time.sleep(chance.uniform(0.5, 2))
        self.proxy.drip(False)

    def refuse_connections(self, chance):
        self.proxy.refuse()
        self.proxy.cut()
        time.sleep(_a_while(chance))
        self.proxy.accept()

    def fill_disk(self, chance):
        self.disk.fill()
        time.sleep(_a_while(chance))
        self.disk.free()

    def fill_disk_while_redis_is_away(self, chance, take_away):
        """Before it goes, or after messages went to the spool; freed before it is back, or after."""
        first, last = chance.random() < 0.5, chance.random() < 0.5
        if first:
            self.disk.fill()
        with take_away():
            time.sleep(_a_while(chance))
            if not first:
                self.disk.fill()
                time.sleep(_a_while(chance))
            if not last:
                self.disk.free()
                time.sleep(_a_while(chance))
        time.sleep(_a_while(chance))
        self.disk.free()

    def kill_daemon_on_a_full_disk(self, chance):
        """It starts there, too: Redis is up."""
        self.disk.fill()
        time.sleep(_a_while(chance))
        self.city.stop(signal.SIGKILL)
        self.city.start()
        self.disk.free()

    @contextlib.contextmanager
    def _redis_stopped(self):
        pid = self.redis.pid()
        os.kill(pid, signal.SIGSTOP)
        yield
        os.kill(pid, signal.SIGCONT)

    @contextlib.contextmanager
    def _redis_killed(self):
        self.redis.kill()
        yield
        self.redis.revive()

    def faults(self):
        """{name: function of a random.Random}."""
        faults = {"kill daemon": self.kill_daemon, "kill redis": self.kill_redis, "kill both": self.kill_both,
                  "stop redis": self.stop_redis, "kill daemon, redis stopped": self.kill_daemon_while_redis_stands_still}
        if self.recorder:
            faults = {"cut power": self.cut_power}
        if self.disk:
            faults = {"fill disk": self.fill_disk, "kill daemon, disk full": self.kill_daemon_on_a_full_disk,
                      "fill disk, redis stopped": lambda chance: self.fill_disk_while_redis_is_away(chance, self._redis_stopped),
                      "fill disk, redis killed": lambda chance: self.fill_disk_while_redis_is_away(chance, self._redis_killed)}
        if self.proxy:
            faults |= {"cut connections": self.cut_connections, "delay": self.delay_connections, "drip": self.drip,
                       "swallow replies": lambda chance: self.swallow(chance, "replies"),
                       "swallow requests": lambda chance: self.swallow(chance, "requests"),
                       "refuse connections": self.refuse_connections}
        return faults

    def settle(self):
        """Until Redis answers and the spools are empty."""
        for city in self.cities:
            limit = time.monotonic() + SETTLE_SECONDS
            while time.monotonic() < limit:
                if city.process.poll() is not None:
                    raise RuntimeError("a daemon ended by itself: %d\n%s" % (city.process.returncode, self.logs()))
                status, body, _ = city.ask("GET", "/healthz", port=city.admin)
                if status == 200:
                    store = json.loads(body)["store"]
                    if store["up"] and store["spool"]["entries"] == 0:
                        break
                time.sleep(0.01)
            else:
                raise RuntimeError("the spool is not emptied: %s\n%s" % (body, self.logs()))


def _a_while(chance):
    return chance.choice([0.0, 0.1, 0.5, 1.5])
