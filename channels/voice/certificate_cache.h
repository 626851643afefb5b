// The keys of chains that were found right, and for a short while what was not, by the path that
// they were fetched from. Any thread.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "channels/voice/certificate.h"

namespace crosstown::alexa {

class CertificateCache {
 public:
  // A stranger chooses the paths, so there is a bound; what is right is never put out for what is
  // wrong. Amazon uses one file at a time, and one more while it changes it.
  static constexpr std::size_t capacity = 64;
  // A file that is not there or not right is not asked for again so long.
  static constexpr std::chrono::seconds wrong_for{60};

  // One of the two is set.
  struct Entry {
    std::shared_ptr<const SigningKey> key;
    ChainMistake mistake;
  };

  // Empty: it has to be fetched (again).
  [[nodiscard]] std::optional<Entry> find(std::string_view path, Time now) const;
  void put(const std::string& path, Entry entry, Time now);

 private:
  struct Kept {
    Entry entry;
    Time until;
  };
  static bool fresh(const Kept& kept, Time now);
  bool make_room(bool for_key, Time now);

  mutable std::mutex mutex_;
  std::map<std::string, Kept, std::less<>> entries_;
};

}  // namespace crosstown::alexa
