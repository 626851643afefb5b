"""The Debian package as script/package makes it, out of the build in BUILD_FOLDER: what is in it, what lintian and systemd
say of it. Installing it is tried on a machine of its own: docs/operations.md.
    package_test.py BUILD_FOLDER"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
ENVIRONMENT = dict(os.environ, SOURCE_DATE_EPOCH="1795348800", LC_ALL="C.UTF-8")


def run(*words, **options):
    done = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          env=ENVIRONMENT, **options)
    return done.returncode, done.stdout


def pack(folder):
    status, said = run("cpack", "--config", BUILD / "CPackConfig.cmake", "-B", folder)
    assert status == 0, said
    (package,) = folder.glob("*.deb")
    return package


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.package = pack(cls.folder / "first")
        cls.root = cls.folder / "root"
        subprocess.run(["dpkg-deb", "-x", cls.package, cls.root], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def test_the_same_build_gives_the_same_bytes(self):
        self.assertEqual(pack(self.folder / "second").read_bytes(), self.package.read_bytes())

    def test_lintian_has_nothing_to_say(self):
        status, said = run("lintian", "--allow-root", "--fail-on", "error,warning", self.package)
        self.assertEqual((status, said), (0, ""))

    def test_what_is_where(self):
        for path in ("usr/sbin/crosstownd", "usr/bin/crosstownctl", "etc/crosstown/crosstown.yaml",
                     "lib/systemd/system/crosstownd.service", "lib/systemd/system/crosstownd.socket",
                     "usr/lib/sysusers.d/crosstown.conf", "usr/lib/tmpfiles.d/crosstown.conf",
                     "usr/share/doc/crosstown/examples/riverbend.yaml", "usr/share/bash-completion/completions/crosstownctl",
                     "usr/share/man/man8/crosstownd.8.gz", "usr/share/man/man1/crosstownctl.1.gz"):
            self.assertTrue((self.root / path).is_file(), path)
        conffiles = run("dpkg-deb", "-I", self.package, "conffiles")[1]
        self.assertEqual(conffiles, "/etc/crosstown/crosstown.yaml\n")
        self.assertEqual(list(self.root.rglob("secrets")), [], "no secret, nor where one would be")

    def test_the_configuration_is_right_and_its_doors_are_those_of_the_sockets(self):
        secrets = self.folder / "credentials"
        secrets.mkdir()
        (secrets / "secrets_kiosk").write_text(run("sh", "-c", "printf 'whsec_%s\n' \"$(head -c 32 /dev/urandom | base64)\"")[1])
        (secrets / "secrets_kiosk").chmod(0o600)
        file = self.root / "etc/crosstown/crosstown.yaml"
        done = subprocess.run([BUILD / "bin/crosstownd", "check", file], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, env=dict(ENVIRONMENT, CREDENTIALS_DIRECTORY=str(secrets)))
        self.assertEqual(done.returncode, 0, done.stdout)
        doors = set(re.findall(r'address: "([^"]+)"', file.read_text()))
        sockets = (self.root / "lib/systemd/system/crosstownd.socket").read_text()
        self.assertEqual(doors, set(re.findall(r"ListenStream=(\S+)", sockets)))

    def test_systemd_takes_the_units(self):
        units = sorted((self.root / "lib/systemd/system").iterdir())
        self.assertEqual(len(units), 4)
        for unit in units:
            text = re.sub(r"(?m)^Documentation=.*\n", "", unit.read_text())  # man pages that are not installed here
            text = text.replace("=/usr/sbin/", "=%s/usr/sbin/" % self.root).replace("=/usr/bin/", "=%s/usr/bin/" % self.root)
            unit.write_text(text)
        status, said = run("systemd-analyze", "verify", *units)
        self.assertEqual((status, said), (0, ""))

    def test_the_sandbox_leaves_little_exposed(self):
        status, said = run("systemd-analyze", "security", "--offline=true", "--threshold=15",
                           self.root / "lib/systemd/system/crosstownd.service")
        self.assertEqual(status, 0, said)  # exposure 1.5 at most

    def test_the_manual_has_every_command(self):
        page = run("sh", "-c", "zcat %s/usr/share/man/man1/crosstownctl.1.gz" % self.root)[1]
        usage = run(BUILD / "bin/crosstownctl", "--help")[1]
        commands = re.findall(r"(?m)^  ([a-z][a-z-]*) ", usage.split("Subcommands:")[1].split("\n\n")[0])
        self.assertGreater(len(commands), 5)
        for command in commands:
            self.assertIn(".SH CROSSTOWNCTL %s\n" % command.upper(), page)
        warnings = run("man", "-l", "--warnings", "-E", "UTF-8", self.root / "usr/share/man/man1/crosstownctl.1.gz")[1]
        self.assertNotIn("warning:", warnings)


if __name__ == "__main__":
    unittest.main()
