#include "tests/faults/powercut_log.h"

#include <fcntl.h>
#include <fnmatch.h>
#include <libgen.h>
#include <signal.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace powercut {

pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

namespace {

char root[PATH_MAX];
std::size_t root_size = 0;  // 0: nothing is recorded
int log_file = -1;

// Before main() of a process, and after it has become another one.
__attribute__((constructor)) void begin() {
  const char* const folder = getenv("POWERCUT_ROOT");
  const char* const log = getenv("POWERCUT_LOG");
  if (!folder || !log) return;
  if (!realpath(folder, root)) give_up("no such folder: POWERCUT_ROOT");
  const int file = REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  log_file = fcntl(file, F_DUPFD_CLOEXEC, 700);  // out of the way of what the program expects
  if (log_file < 0) give_up("the log cannot be opened: POWERCUT_LOG");
  REAL(close)(file);
  // Redis forks to rewrite its journal, maybe while another thread of it holds the mutex.
  pthread_atfork([] { pthread_mutex_lock(&mutex); }, [] { pthread_mutex_unlock(&mutex); },
                 [] { pthread_mutex_unlock(&mutex); });
  root_size = std::strlen(root);
}

bool is_ours(const char* path) {
  return std::strncmp(path, root, root_size) == 0 &&
         (path[root_size] == '/' || path[root_size] == '\0');
}

bool matches(const char* variable, const char* call, const char* place) {
  const char* const wanted = getenv(variable);
  if (!wanted) return false;
  char site[PATH_MAX + 32], list[4096];
  std::snprintf(site, sizeof site, "%s:%s", call, place);
  std::snprintf(list, sizeof list, "%s", wanted);
  char* rest = nullptr;
  for (char* one = strtok_r(list, "|", &rest); one; one = strtok_r(nullptr, "|", &rest)) {
    if (fnmatch(one, site, FNM_PATHNAME) == 0) return true;
  }
  return false;
}

}  // namespace

bool is_recording() { return root_size > 0; }

void give_up(const char* why) {
  std::fprintf(stderr, "powercut: %s\n", why);
  abort();
}

void note(Record record, const void* bytes, std::size_t size) {
  record.size = static_cast<std::uint32_t>(size);
  const iovec parts[] = {{&record, sizeof record}, {const_cast<void*>(bytes), size}};
  const auto whole = static_cast<ssize_t>(sizeof record + size);
  if (REAL(writev)(log_file, parts, 2) != whole) give_up("the log cannot be written");
}

void note_site(Kind kind, std::uint64_t node, const char* call, const char* place) {
  char site[PATH_MAX + 32];
  const int size = std::snprintf(site, sizeof site, "%s:%s", call, place);
  note({kind, 0, node, 0, 0, 0}, site, static_cast<std::size_t>(size));
}

bool place_of(int file, char (&place)[PATH_MAX]) {
  char link[64], path[PATH_MAX];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t size = readlink(link, path, sizeof path - 1);
  if (size <= 0) return false;
  path[size] = '\0';
  if (!is_ours(path)) return false;
  std::snprintf(place, sizeof place, "%s", path[root_size] ? path + root_size + 1 : ".");
  return true;
}

Entry entry_of(const char* path) {
  Entry entry;
  char folder[PATH_MAX], last[PATH_MAX], real[PATH_MAX];
  std::snprintf(folder, sizeof folder, "%s", path);
  std::snprintf(last, sizeof last, "%s", path);
  struct stat facts;
  if (!realpath(dirname(folder), real) || !is_ours(real) || stat(real, &facts) != 0) return entry;
  entry.ours = true;
  entry.folder = facts.st_ino;
  std::snprintf(entry.name, sizeof entry.name, "%s", basename(last));
  return entry;
}

void note_entry(Kind kind, const Entry& entry, const struct stat& facts) {
  note({kind, 0, facts.st_ino, entry.folder, 0, facts.st_mode & 07777}, entry.name,
       std::strlen(entry.name));
}

bool is_honest(const char* call, const char* place) {
  if (matches("POWERCUT_KILL", call, place)) kill(getpid(), SIGKILL);
  return !matches("POWERCUT_IGNORE", call, place);
}

}  // namespace powercut
