// Where powercut.cpp writes what it saw, and what of it is to be seen: the folder, the log, the
// sites.
#pragma once

#include <dlfcn.h>
#include <pthread.h>
#include <sys/stat.h>

#include <climits>
#include <cstddef>
#include <cstdint>

namespace powercut {

template <class F>
F* next(F*, const char* name) {
  return reinterpret_cast<F*>(dlsym(RTLD_NEXT, name));
}
// The C library's own function, looked up once.
#define REAL(name)                                           \
  ([]() -> decltype(&::name) {                               \
    static const auto real = powercut::next(&::name, #name); \
    return real;                                             \
  }())

enum class Kind : std::uint32_t {
  create = 'C',
  mkdir = 'M',
  write = 'W',
  durable_write = 'D',
  truncate = 'T',
  sync = 'S',
  site = 'N',  // of a durable write: for who wants to know which there are
  link = 'L',
  unlink = 'U',
  rename = 'R',
};

// In the log as it lies here, followed by `size` bytes: data, a name, or two names with a NUL
// between.
struct Record {
  Kind kind;
  std::uint32_t size;
  std::uint64_t node;    // inode number of the file or folder
  std::uint64_t folder;  // of the folder whose entry changes
  std::uint64_t other;   // rename: of the folder it goes to
  std::uint64_t number;  // offset, new size, or mode
};
static_assert(sizeof(Record) == 40);

// True: this process was told what to record.
[[nodiscard]] bool is_recording();

extern pthread_mutex_t mutex;  // over each operation and its record

struct Lock {
  Lock() { pthread_mutex_lock(&mutex); }
  ~Lock() { pthread_mutex_unlock(&mutex); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
};

[[noreturn]] void give_up(const char* why);

// Appends one record; `size` of it is set here.
void note(Record record, const void* bytes, std::size_t size);
// Of a sync or a durable write: "call:place".
void note_site(Kind kind, std::uint64_t node, const char* call, const char* place);

// "spool/data.mdb" for the descriptor, "." for the folder itself; false: it lies elsewhere.
[[nodiscard]] bool place_of(int file, char (&place)[PATH_MAX]);

// Where an entry lies: its folder's inode and its name there.
struct Entry {
  bool ours = false;
  std::uint64_t folder = 0;
  char name[NAME_MAX + 1] = "";
};

[[nodiscard]] Entry entry_of(const char* path);
void note_entry(Kind kind, const Entry& entry, const struct stat& facts);

// True: this sync is to be done and recorded. May not return (POWERCUT_KILL).
[[nodiscard]] bool is_honest(const char* call, const char* place);

}  // namespace powercut
