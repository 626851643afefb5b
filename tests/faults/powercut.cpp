// A recorder of what processes do to one folder, so that a power cut can be played afterwards: kill
// -9 alone shows no missing sync, because the page cache survives it. Preloaded (LD_PRELOAD) into
// crosstownd and redis-server; it changes nothing of what they do. disk_log.py reads the log and
// builds the folder as the disk would have it.
//
//   POWERCUT_ROOT    the folder; what lies elsewhere is not recorded
//   POWERCUT_LOG     the log, elsewhere; all processes append to it, one write(2) a record
//   POWERCUT_IGNORE  syncs that are neither done nor recorded but said to be done, as
//                    "call:path|…": fnmatch(3) on the path in the folder,
//                    "fdatasync:spool/data.mdb"; call "dsync" is a write through a descriptor
//                    opened with O_DSYNC or O_SYNC
//   POWERCUT_KILL    like it: the process dies there, by SIGKILL, before the sync
//
// A mutex is held over each operation and its record, also over a sync: so a sync's record stands
// behind every write that it covers and before every one that it does not. Between operation and
// record a kill can lose the record, which is sound: nobody was told of that operation's success.
//
// What stdio writes does not pass through here; of a file opened with fopen(3) a sync records the
// whole content. Shared maps are not seen: LMDB's lock file is the only one, and needs no disk.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdio>
#include <cstring>

#include "tests/faults/powercut_log.h"

namespace {

using namespace powercut;

struct Descriptor {
  std::uint64_t node = 0;  // 0: none of ours
  bool stdio = false;
};
constexpr int most_descriptors = 4096;

Descriptor descriptors[most_descriptors];

Descriptor* find(int file) {
  if (!is_recording() || file < 0 || file >= most_descriptors) return nullptr;
  return descriptors[file].node ? &descriptors[file] : nullptr;
}

// A descriptor that the C library closed by itself may by now be a socket.
bool is_still(int file, const Descriptor& descriptor, struct stat& facts) {
  return fstat(file, &facts) == 0 && facts.st_ino == descriptor.node &&
         (S_ISREG(facts.st_mode) || S_ISDIR(facts.st_mode));
}

void forget(int file) {
  if (file >= 0 && file < most_descriptors) descriptors[file] = {};
}

void opened(int file, const char* path, bool existed, bool truncated, bool stdio) {
  char place[PATH_MAX];
  struct stat facts;
  if (file >= most_descriptors) give_up("too many descriptors");
  forget(file);
  if (!place_of(file, place) || fstat(file, &facts) != 0) return;
  if (!S_ISREG(facts.st_mode) && !S_ISDIR(facts.st_mode)) return;
  descriptors[file] = {facts.st_ino, stdio};
  if (!existed)
    note_entry(Kind::create, entry_of(path), facts);
  else if (truncated)
    note({Kind::truncate, 0, facts.st_ino, 0, 0, 0}, "", 0);
}

bool exists(const char* path) {
  struct stat facts;
  return stat(path, &facts) == 0;
}

template <class Open>
int open_and_note(Open open, const char* path, int flags) {
  if (!is_recording() || (flags & O_TMPFILE) == O_TMPFILE) return open();  // no name: never durable
  const Lock lock;
  const bool existed = !(flags & O_CREAT) || exists(path);
  const int file = open();
  if (file >= 0) opened(file, path, existed, flags & O_TRUNC, false);
  return file;
}

template <class Open>
FILE* fopen_and_note(Open open, const char* path, const char* mode) {
  if (!is_recording()) return open();
  const Lock lock;
  const bool existed = mode[0] == 'r' || exists(path);
  FILE* const stream = open();
  if (stream) opened(fileno(stream), path, existed, mode[0] == 'w', true);
  return stream;
}

void note_written(int file, const Descriptor& descriptor, off_t offset, const void* bytes,
                  std::size_t size) {
  const bool durable = fcntl(file, F_GETFL) & O_DSYNC;  // which O_SYNC holds, too
  char place[PATH_MAX];
  const bool honest = durable && place_of(file, place) && is_honest("dsync", place);
  note({honest ? Kind::durable_write : Kind::write, 0, descriptor.node, 0, 0,
        static_cast<std::uint64_t>(offset)},
       bytes, size);
  if (honest) note_site(Kind::site, descriptor.node, "dsync", place);
}

// Where the last `size` bytes went that were written without an offset.
off_t offset_before(int file, const struct stat& facts, ssize_t size) {
  if (fcntl(file, F_GETFL) & O_APPEND) return facts.st_size;
  return lseek(file, 0, SEEK_CUR) - size;
}

// By a descriptor of its own, since the stream may be open for writing only.
void note_content(int file, const Descriptor& descriptor) {
  char link[64], block[65536];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const int content = REAL(open)(link, O_RDONLY | O_CLOEXEC);
  off_t at = 0;
  for (ssize_t got; (got = pread(content, block, sizeof block, at)) > 0; at += got)
    note_written(file, descriptor, at, block, static_cast<std::size_t>(got));
  REAL(close)(content);
}

template <class Sync>
int sync_and_note(Sync sync, const char* call, int file) {
  const Descriptor* const descriptor = find(file);
  struct stat facts;
  char place[PATH_MAX];
  if (!descriptor || !place_of(file, place)) return sync();
  const Lock lock;
  if (!is_still(file, *descriptor, facts)) return sync();
  if (!is_honest(call, place)) return 0;
  if (descriptor->stdio) note_content(file, *descriptor);
  const int result = sync();
  if (result == 0) note_site(Kind::sync, descriptor->node, call, place);
  return result;
}

}  // namespace

// What follows takes the place of the C library's functions of the same names.
extern "C" {

#define MODE_OF(flags)                                    \
  mode_t mode = 0;                                        \
  if ((flags) & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))) { \
    va_list rest;                                         \
    va_start(rest, flags);                                \
    mode = static_cast<mode_t>(va_arg(rest, unsigned));   \
    va_end(rest);                                         \
  }

int open(const char* path, int flags, ...) {
  MODE_OF(flags)
  return open_and_note([&] { return REAL(open)(path, flags, mode); }, path, flags);
}
int open64(const char* path, int flags, ...) {
  MODE_OF(flags)
  return open_and_note([&] { return REAL(open64)(path, flags, mode); }, path, flags);
}
FILE* fopen(const char* path, const char* mode) {
  return fopen_and_note([&] { return REAL(fopen)(path, mode); }, path, mode);
}
FILE* fopen64(const char* path, const char* mode) {
  return fopen_and_note([&] { return REAL(fopen64)(path, mode); }, path, mode);
}

int close(int file) {
  forget(file);
  return REAL(close)(file);
}
int fclose(FILE* stream) {
  if (stream) forget(fileno(stream));
  return REAL(fclose)(stream);
}
int dup2(int from, int to) {
  const int result = REAL(dup2)(from, to);
  if (result >= 0 && from != to && to < most_descriptors)
    descriptors[to] = from < most_descriptors ? descriptors[from] : Descriptor{};
  return result;
}

ssize_t write(int file, const void* bytes, size_t size) {
  const Descriptor* const descriptor = find(file);
  struct stat facts;
  if (!descriptor) return REAL(write)(file, bytes, size);
  const Lock lock;
  if (!is_still(file, *descriptor, facts)) return REAL(write)(file, bytes, size);
  const ssize_t written = REAL(write)(file, bytes, size);
  if (written > 0)
    note_written(file, *descriptor, offset_before(file, facts, written), bytes,
                 static_cast<std::size_t>(written));
  return written;
}

ssize_t writev(int file, const iovec* parts, int count) {
  const Descriptor* const descriptor = find(file);
  struct stat facts;
  if (!descriptor) return REAL(writev)(file, parts, count);
  const Lock lock;
  if (!is_still(file, *descriptor, facts)) return REAL(writev)(file, parts, count);
  const ssize_t written = REAL(writev)(file, parts, count);
  off_t offset = written > 0 ? offset_before(file, facts, written) : 0;
  for (ssize_t rest = written; rest > 0; ++parts) {
    const auto size = static_cast<ssize_t>(parts->iov_len) < rest ? parts->iov_len
                                                                  : static_cast<std::size_t>(rest);
    note_written(file, *descriptor, offset, parts->iov_base, size);
    offset += static_cast<off_t>(size);
    rest -= static_cast<ssize_t>(size);
  }
  return written;
}

ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset) {
  const Descriptor* const descriptor = find(file);
  struct stat facts;
  if (!descriptor) return REAL(pwrite)(file, bytes, size, offset);
  const Lock lock;
  const ssize_t written = REAL(pwrite)(file, bytes, size, offset);
  if (written > 0 && is_still(file, *descriptor, facts))
    note_written(file, *descriptor, offset, bytes, static_cast<std::size_t>(written));
  return written;
}
ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t offset) {
  return pwrite(file, bytes, size, offset);
}

int ftruncate(int file, off_t size) {
  const Descriptor* const descriptor = find(file);
  struct stat facts;
  if (!descriptor) return REAL(ftruncate)(file, size);
  const Lock lock;
  const int result = REAL(ftruncate)(file, size);
  if (result == 0 && is_still(file, *descriptor, facts))
    note({Kind::truncate, 0, facts.st_ino, 0, 0, static_cast<std::uint64_t>(size)}, "", 0);
  return result;
}
int ftruncate64(int file, off64_t size) { return ftruncate(file, size); }

// What a failed one has left of its growth is there, too.
int posix_fallocate(int file, off_t offset, off_t size) {
  const Descriptor* const descriptor = find(file);
  struct stat facts;
  if (!descriptor) return REAL(posix_fallocate)(file, offset, size);
  const Lock lock;
  const int result = REAL(posix_fallocate)(file, offset, size);
  if (is_still(file, *descriptor, facts))
    note({Kind::truncate, 0, facts.st_ino, 0, 0, static_cast<std::uint64_t>(facts.st_size)}, "", 0);
  return result;
}
int posix_fallocate64(int file, off64_t offset, off64_t size) {
  return posix_fallocate(file, offset, size);
}

int truncate(const char* path, off_t size) {
  const Lock lock;
  const int result = REAL(truncate)(path, size);
  struct stat facts;
  if (result == 0 && is_recording() && entry_of(path).ours && stat(path, &facts) == 0)
    note({Kind::truncate, 0, facts.st_ino, 0, 0, static_cast<std::uint64_t>(size)}, "", 0);
  return result;
}
int truncate64(const char* path, off64_t size) { return truncate(path, size); }

int fsync(int file) {
  return sync_and_note([&] { return REAL(fsync)(file); }, "fsync", file);
}
int fdatasync(int file) {
  return sync_and_note([&] { return REAL(fdatasync)(file); }, "fdatasync", file);
}

int mkdir(const char* path, mode_t mode) {
  const Lock lock;
  const int result = REAL(mkdir)(path, mode);
  struct stat facts;
  if (result != 0 || !is_recording()) return result;
  const Entry entry = entry_of(path);
  if (entry.ours && stat(path, &facts) == 0) note_entry(Kind::mkdir, entry, facts);
  return result;
}

int link(const char* from, const char* to) {
  const Lock lock;
  const int result = REAL(link)(from, to);
  struct stat facts;
  if (result != 0 || !is_recording()) return result;
  const Entry entry = entry_of(to);
  if (entry.ours && lstat(to, &facts) == 0) note_entry(Kind::link, entry, facts);
  return result;
}

int unlink(const char* path) {
  const Lock lock;
  struct stat facts {};
  const Entry entry = is_recording() ? entry_of(path) : Entry{};
  if (entry.ours) lstat(path, &facts);
  const int result = REAL(unlink)(path);
  if (result == 0 && entry.ours) note_entry(Kind::unlink, entry, facts);
  return result;
}

int rename(const char* from, const char* to) {
  const Lock lock;
  const Entry old = is_recording() ? entry_of(from) : Entry{};
  const int result = REAL(rename)(from, to);
  struct stat facts;
  if (result != 0 || !old.ours || lstat(to, &facts) != 0) return result;
  const Entry entry = entry_of(to);
  char names[2 * sizeof entry.name];
  const int size = std::snprintf(names, sizeof names, "%s%c%s", old.name, '\0', entry.name);
  note({Kind::rename, 0, facts.st_ino, old.folder, entry.folder, 0}, names,
       static_cast<std::size_t>(size));
  return result;
}

}  // extern "C"
