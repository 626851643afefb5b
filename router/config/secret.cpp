// Secrets come from outside the file. No message ever contains one, not even a wrong one.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "router/config/tree.h"

namespace crosstown::config {
namespace {

constexpr std::size_t longest_secret = 64 * 1024;

struct Descriptor {
  int fd;
  explicit Descriptor(int f) : fd(f) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
};

struct Found {
  std::string secret;
  std::string wrong;  // why there is none
};

Found read_secret_file(const std::filesystem::path& path) {
  // O_NONBLOCK: a pipe that somebody put there must not stop the daemon from starting.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.fd < 0) {
    const std::string remedy = errno == ENOENT ? "; crosstownd make-secrets makes it" : "";
    return {{}, fmt::format("secret file {}: {}{}", path.string(), std::strerror(errno), remedy)};
  }
  struct stat status {};
  if (::fstat(file.fd, &status) != 0 || !S_ISREG(status.st_mode)) {
    return {{}, fmt::format("secret file {} is not a file", path.string())};
  }
  if ((status.st_mode & S_IRWXO) != 0) {
    return {{},
            fmt::format("secret file {} is open to everybody; run: chmod 600 {}", path.string(),
                        path.string())};
  }
  std::string bytes(longest_secret + 1, '\0');
  const ssize_t size = ::read(file.fd, bytes.data(), bytes.size());
  if (size < 0) return {{}, fmt::format("secret file {}: {}", path.string(), std::strerror(errno))};
  if (static_cast<std::size_t>(size) > longest_secret) {
    return {{}, fmt::format("secret file {} is larger than 64 KiB", path.string())};
  }
  bytes.resize(static_cast<std::size_t>(size));
  if (bytes.ends_with('\n')) bytes.pop_back();
  if (bytes.ends_with('\r')) bytes.pop_back();
  if (bytes.empty()) return {{}, fmt::format("secret file {} is empty", path.string())};
  return {std::move(bytes), {}};
}

Found read_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (!value || *value == '\0') {
    return {{},
            fmt::format("environment variable {} is {}", shown(name), value ? "empty" : "not set")};
  }
  return {value, {}};
}

Found read_credential(const std::string& name) {
  const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
  if (!directory) {
    return {
        {},
        fmt::format(
            "credential {}: $CREDENTIALS_DIRECTORY is not set; systemd sets it for LoadCredential=",
            shown(name))};
  }
  if (name.find('/') != std::string::npos)
    return {{}, fmt::format("credential {} must be a plain name", shown(name))};
  return read_secret_file(std::filesystem::path(directory) / name);
}

bool is_one_line(std::string_view secret) {
  return std::none_of(secret.begin(), secret.end(),
                      [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

}  // namespace

std::string Value::secret() const {
  if (!is_map()) {
    problem(fmt::format(
        "{} must not stand in this file; write {{ file: secrets/NAME }}, {{ env: NAME }} or "
        "{{ credential: NAME }}",
        impl_->subject()));
    return {};
  }
  Section from = section();
  const bool file = from.has("file");
  const bool environment = from.has("env");
  const bool credential = from.has("credential");
  from.finish();
  if (file + environment + credential != 1) {
    problem(fmt::format("{} must have one of file, env and credential", impl_->subject()));
    return {};
  }
  const std::string_view kind = file ? "file" : environment ? "env" : "credential";
  const std::string name = from.required_text(kind);
  if (name.empty()) return {};

  Found found;
  if (file) {
    const std::filesystem::path path = impl_->source->folder / name;
    impl_->source->secret_files.push_back({path, impl_->where, impl_->name});
    found = read_secret_file(path);
  } else {
    found = environment ? read_environment(name) : read_credential(name);
  }
  if (found.wrong.empty() && !is_one_line(found.secret)) {
    found = {{},
             fmt::format("{} must be one line of text; is {} the right one?", impl_->subject(),
                         shown(name))};
  }
  if (!found.wrong.empty()) from.problem_at(kind, std::move(found.wrong));
  return std::move(found.secret);
}

}  // namespace crosstown::config
