"""What is left of what was done, sync by sync. disk_log_test.py"""
import pathlib
import random
import struct
import tempfile
import unittest

from disk_log import Disk, Log

ROOT, FILE, NEW, SUB = 1, 2, 3, 4  # inodes, made up


def record(kind, node=0, data=b"", folder=0, other=0, number=0):
    return struct.pack("=IIQQQQ", ord(kind), len(data), node, folder, other, number) + data


def create(name, node=NEW, folder=ROOT):
    return record("C", node, name, folder, number=0o600)


def write(data, offset=0, node=FILE, kind="W"):
    return record(kind, node, data, number=offset)


def sync(node):
    return record("S", node, b"fsync:somewhere")


class DiskLogTest(unittest.TestCase):
    def images(self, *records, cut=0):
        """(nothing, everything) after the records, on a disk with a file `old` of eight bytes."""
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "old").write_bytes(b"original")
            log = folder / "log"
            bytes_ = b"".join(records)
            log.write_bytes(bytes_[:len(bytes_) - cut])
            entries = Log(log)
            log.unlink()
            self.disk = Disk(folder)
            nodes = self.disk.nodes
            nodes[ROOT], nodes[FILE] = self.disk.root, self.disk.root.entries["old"]
            self.disk.play(entries)
        images = [self.disk.image(how) for how in ("nothing", "everything")]
        for image in images:
            del image[""]
        return images

    def test_table(self):
        old = {"old": b"original"}
        changed = {"old": b"ORIGinal"}
        made = {**old, "new": b"text"}
        link = record("L", NEW, b"linked", ROOT)
        rename = record("R", NEW, b"new\0old", ROOT, ROOT)
        make = record("M", SUB, b"sub", ROOT, number=0o700)
        table = {
            "an overwrite": ([write(b"ORIG")], old, changed),
            "synced": ([write(b"ORIG"), sync(FILE)], changed, changed),
            "synced too early": ([sync(FILE), write(b"ORIG")], old, changed),
            "through O_DSYNC": ([write(b"ORIG", kind="D")], changed, changed),
            "which syncs nothing else": ([write(b"AL", 6), write(b"ORIG", kind="D")], changed, {"old": b"ORIGinAL"}),
            "nor is undone by what was before": ([write(b"xxxx"), write(b"ORIG", kind="D")], changed, changed),
            "cut short": ([record("T", FILE, number=2)], old, {"old": b"or"}),
            "cut short and synced": ([record("T", FILE, number=2), sync(FILE)], {"old": b"or"}, {"old": b"or"}),
            "behind a hole": ([write(b"x", 9)], old, {"old": b"original\0x"}),
            "a new file": ([create(b"new"), write(b"text", node=NEW)], old, made),
            "its bytes without its name": ([create(b"new"), write(b"text", node=NEW), sync(NEW)], old, made),
            "its name without its bytes": ([create(b"new"), write(b"text", node=NEW), sync(ROOT)], {**old, "new": b""}, made),
            "both": ([create(b"new"), write(b"text", node=NEW), sync(NEW), sync(ROOT)], made, made),
            "a second name": ([create(b"new"), write(b"text", node=NEW), sync(ROOT), sync(NEW), link], made,
                              {**made, "linked": b"text"}),
            "renamed onto another": ([create(b"new"), write(b"text", node=NEW), sync(NEW), rename], old, {"old": b"text"}),
            "and synced": ([create(b"new"), write(b"text", node=NEW), sync(NEW), rename, sync(ROOT)], {"old": b"text"},
                           {"old": b"text"}),
            "removed": ([record("U", FILE, b"old", ROOT)], old, {}),
            "removed and synced": ([record("U", FILE, b"old", ROOT), sync(ROOT)], {}, {}),
            "in a folder without a name": ([make, create(b"new", folder=SUB), sync(SUB), sync(NEW)], old,
                                           {**old, "sub": None, "sub/new": b""}),
        }
        for name, (records, nothing, everything) in table.items():
            with self.subTest(name):
                self.assertEqual(self.images(*records), [nothing, everything])

    def test_a_record_that_was_cut_short_is_none(self):
        self.assertEqual(self.images(sync(FILE), write(b"ORIG"), cut=1)[1], {"old": b"original"})

    def test_something_is_between(self):
        records = [write(b"ORIG"), write(b"x" * 2048, 8), write(b"y" * 512, 2056)]
        _, everything = self.images(*records)
        seen = set()
        for seed in range(300):
            content = self.disk.image("something", random.Random(seed))["old"]
            self.assertIn(content[:8], (b"original", b"ORIGinal"))
            grown = content[8:]
            self.assertTrue(everything["old"][8:].startswith(grown), "growth has no holes")
            seen.add((content[:8], len(grown)))
        self.assertGreaterEqual(len(seen), 10)
        self.assertEqual({size % 512 for _, size in seen}, {0})

    def test_sites_are_told(self):
        with tempfile.NamedTemporaryFile() as file:
            file.write(sync(FILE) + record("N", FILE, b"dsync:x") + write(b"fsync:no"))
            file.flush()
            self.assertEqual(Log(file.name).syncs(), {"fsync:somewhere", "dsync:x"})


if __name__ == "__main__":
    unittest.main()
