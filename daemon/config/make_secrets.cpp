// `crosstownd make-secrets FILE`.
#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ostream>
#include <stdexcept>

#include "daemon/config/check.h"
#include "daemon/config/fields.h"
#include "daemon/config/sections.h"

namespace crosstown {
namespace {

namespace fs = std::filesystem;
using Key = std::array<unsigned char, 32>;

Key random_key() {
  Key key{};
  // Without randomness there is no secret, and nothing to go on with.
  if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1)
    throw std::runtime_error("no randomness");
  return key;
}

std::string base64(const Key& key) {
  std::array<unsigned char, 48> out{};
  const int size = EVP_EncodeBlock(out.data(), key.data(), static_cast<int>(key.size()));
  return {out.begin(), out.begin() + size};
}

std::string base64url(const Key& key) {
  std::string text = base64(key);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  text.resize(43);  // without the padding
  return text;
}

// In the shape that the reader of `key` takes: Twilio's auth tokens, Standard Webhooks' secrets,
// and tokens for everything else. "secrets #2" is one of a list.
std::string secret_for(std::string_view key) {
  key = key.substr(0, key.find(' '));
  const Key random = random_key();
  if (key == "auth_token")
    return fmt::format("{:02x}", fmt::join(random.begin(), random.begin() + 16, ""));
  if (key == "secret" || key == "secrets") return "whsec_" + base64(random);
  return base64url(random);
}

// Empty when the folder is there now.
std::string make_folders(const fs::path& folder) {
  if (folder.empty() || fs::is_directory(folder)) return {};
  if (std::string wrong = make_folders(folder.parent_path()); !wrong.empty()) return wrong;
  if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return fmt::format("{}: {}", folder.string(), std::strerror(errno));
}

// Empty when the file holds the secret. O_EXCL: a secret that is there is never overwritten.
std::string write_secret(const fs::path& file, std::string text) {
  if (std::string wrong = make_folders(file.parent_path()); !wrong.empty()) return wrong;
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return fmt::format("{}: {}", file.string(), std::strerror(errno));
  text += '\n';
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       ::fsync(fd) == 0;
  const int error = errno;
  ::close(fd);
  if (written) return {};
  ::unlink(file.c_str());  // half a secret would be taken for a whole one
  return fmt::format("{}: {}", file.string(), std::strerror(error));
}

bool is_missing(const fs::path& file) {
  struct stat status {};
  return ::lstat(file.c_str(), &status) != 0 && errno == ENOENT;
}

}  // namespace

int make_secrets_command(const fs::path& file, std::ostream& out) {
  config::Problems before;
  std::size_t made = 0;
  for (const config::SecretFile& secret : read_config(file, before).secret_files) {
    if (!is_missing(secret.path)) continue;  // also: just made for another key
    if (const std::string wrong = write_secret(secret.path, secret_for(secret.key));
        !wrong.empty()) {
      out << wrong << '\n';
      continue;  // check tells it again, with its place
    }
    out << fmt::format("made {} for {}: {}\n", secret.path.string(), secret.where, secret.key);
    ++made;
  }
  if (made == 0) out << "no secret file is missing\n";
  return check_command(file, out);
}

}  // namespace crosstown
