// The languages that conversations were in, as far as this daemon remembers: in memory alone, so
// that no message waits for it. A daemon that was restarted, or another one, begins with what the
// next text shows.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace crosstown {

// Thread-safe.
class LanguageMemory {
 public:
  // Remembers the latest `conversations` for certain, and twice as many at most: some 150 bytes
  // each.
  explicit LanguageMemory(std::size_t conversations) : most_(conversations) {}

  // BCP 47; empty: not known.
  [[nodiscard]] std::string of(std::string_view conversation);
  void note(std::string_view conversation, std::string_view language);

 private:
  using Languages = std::unordered_map<std::string, std::string>;

  const std::size_t most_;
  std::mutex mutex_;
  Languages recent_;
  Languages older_;  // forgotten at once when `recent_` is full
};

}  // namespace crosstown
