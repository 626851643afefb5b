"""What a disk holds after a power cut, from the log that powercut.cpp wrote and the folder as it was before.

The reading is the strict one of POSIX: a write is on the disk after fsync or fdatasync of its file, and not before; an entry
(a new name, a name that went, a renamed one) after a sync of its folder, and not before. A file's own fsync gives it no
name. ext4, XFS and Btrfs are kinder than that; nothing here relies on it. What was not synced may be there all the same,
as far as it pleases the disk, so there are three images:

    nothing     of what was not synced is there
    something   of it is: of each file's overwrites any, of its growth a beginning that may end within a block's write; of
                each folder's changes a beginning. (A size is written after the data that it covers: ordered journals and
                delayed allocation both do so.)
    everything  is there, as in the page cache: equal to the folder itself, or the log is not the whole truth."""
import os
import pathlib
import stat
import struct

SECTOR = 512


class Log:
    """The records of one log, in order. A last one that a kill cut short is left out."""

    HEAD = struct.Struct("=IIQQQQ")

    def __init__(self, path):
        self.bytes = pathlib.Path(path).read_bytes()

    def __iter__(self):
        at, head = 0, self.HEAD
        while at + head.size <= len(self.bytes):
            kind, size, node, folder, other, number = head.unpack_from(self.bytes, at)
            at += head.size
            if at + size > len(self.bytes):
                return
            yield chr(kind), node, folder, other, number, self.bytes[at:at + size]
            at += size

    def syncs(self):
        """{"fdatasync:spool/data.mdb", …}: every site that was seen."""
        return {data.decode() for kind, *_, data in self if kind in "SN"}


class File:
    def __init__(self, mode, content=b""):
        self.mode = mode
        self.content = bytearray(content)  # on the disk
        self.pending = []  # (offset or None, bytes or size, already durable)

    def write(self, offset, data):
        self.pending.append((offset, data, False))

    def write_durably(self, offset, data):
        _put(self.content, offset, data)
        # Older ones of the same place must not come after it.
        self.pending.append((offset, data, True))

    def truncate(self, size):
        self.pending.append((None, size, False))

    def sync(self):
        for change in self.pending:
            _apply(self.content, change)
        self.pending = []

    def image(self, how, chance):
        content = bytearray(self.content)
        grows = True
        for change in self.pending:
            offset, data, durable = change
            if durable or how == "everything":
                _apply(content, change)
            elif how == "something":
                inside = offset is not None and offset + len(data) <= len(content)
                if inside and chance.random() < 0.5:
                    _apply(content, change)
                elif not inside and grows:
                    grows = chance.random() < 0.7
                    if not grows and offset is not None:
                        change = (offset, data[:chance.randrange(0, len(data) // SECTOR + 1) * SECTOR], False)
                    _apply(content, change)
        return bytes(content)


class Folder:
    def __init__(self, mode):
        self.mode = mode
        self.entries = {}  # name -> File or Folder, on the disk
        self.pending = []  # (name, node or None)

    def change(self, name, node):
        self.pending.append((name, node))

    def sync(self):
        self.entries = self._after(len(self.pending))
        self.pending = []

    def _after(self, count):
        entries = dict(self.entries)
        for name, node in self.pending[:count]:
            if node is None:
                entries.pop(name, None)
            else:
                entries[name] = node
        return entries

    def image(self, how, chance):
        counts = {"nothing": lambda: 0, "everything": lambda: len(self.pending),
                  "something": lambda: chance.randrange(len(self.pending) + 1)}
        return self._after(counts[how]())


class Disk:
    """`folder` as it lies there is on the disk; what a log says comes on top of it."""

    def __init__(self, folder):
        self.nodes = {}
        self.root = self._read(pathlib.Path(folder))

    def _read(self, path):
        facts = path.lstat()
        if stat.S_ISDIR(facts.st_mode):
            node = Folder(stat.S_IMODE(facts.st_mode))
            for one in path.iterdir():
                if one.is_dir() or (one.is_file() and not one.is_symlink()):
                    node.entries[one.name] = self._read(one)
        else:
            node = self.nodes.get(facts.st_ino) or File(stat.S_IMODE(facts.st_mode), path.read_bytes())
        self.nodes[facts.st_ino] = node
        return node

    def play(self, log):
        for record in log:
            self._play(*record)

    def _play(self, kind, node, folder, other, number, data):
        if kind == "C" or kind == "M":
            self.nodes[node] = (File if kind == "C" else Folder)(number)
            self.nodes[folder].change(data.decode(), self.nodes[node])
        elif kind == "W":
            self.nodes[node].write(number, data)
        elif kind == "D":
            self.nodes[node].write_durably(number, data)
        elif kind == "T":
            self.nodes[node].truncate(number)
        elif kind == "S":
            self.nodes[node].sync()
        elif kind == "L":
            self.nodes[folder].change(data.decode(), self.nodes[node])
        elif kind == "U":
            self.nodes[folder].change(data.decode(), None)
        elif kind == "R":
            old, new = data.decode().split("\0")
            self.nodes[other].change(new, self.nodes[node])
            self.nodes[folder].change(old, None)

    def image(self, how, chance=None):
        """{relative path: bytes, or None for a folder} of what is there after the cut."""
        found = {}
        self._collect(self.root, "", how, chance, lambda path, node, content: found.__setitem__(path, content))
        return found

    def build(self, target, how, chance=None):
        """Writes that image into the folder `target`, which is made."""
        target = pathlib.Path(target)

        def write(path, node, content):
            place = target / path
            if content is None:
                place.mkdir()
            else:
                place.write_bytes(content)
            os.chmod(place, node.mode)

        self._collect(self.root, "", how, chance, write)

    def _collect(self, node, path, how, chance, found):
        if isinstance(node, File):
            found(path, node, node.image(how, chance))
            return
        found(path, node, None)
        for name, entry in sorted(node.image(how, chance).items()):
            self._collect(entry, path + "/" + name if path else name, how, chance, found)


def _put(content, offset, data):
    if offset > len(content):
        content.extend(bytes(offset - len(content)))
    content[offset:offset + len(data)] = data


def _apply(content, change):
    offset, data, _ = change
    if offset is not None:
        _put(content, offset, data)
    elif data < len(content):
        del content[data:]
    else:
        content.extend(bytes(data - len(content)))
