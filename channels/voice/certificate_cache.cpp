#include "channels/voice/certificate_cache.h"

#include <algorithm>
#include <tuple>

namespace crosstown::alexa {

bool CertificateCache::fresh(const Kept& kept, Time now) {
  return now <= kept.until && (!kept.entry.key || kept.entry.key->valid_at(now));
}

std::optional<CertificateCache::Entry> CertificateCache::find(std::string_view path,
                                                              Time now) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(path);
  if (found == entries_.end() || !fresh(found->second, now)) return std::nullopt;
  return found->second.entry;
}

void CertificateCache::put(const std::string& path, Entry entry, Time now) {
  const Time until = entry.key ? entry.key->until() : now + wrong_for;
  const std::lock_guard lock(mutex_);
  const auto old = entries_.find(path);
  if (old != entries_.end()) {
    old->second = {std::move(entry), until};
    return;
  }
  if (entries_.size() >= capacity && !make_room(entry.key != nullptr, now)) return;
  entries_.emplace(path, Kept{std::move(entry), until});
}

// Takes out what is out of date, else the mistake that ends first, else, for a key alone, the key
// that does.
bool CertificateCache::make_room(bool for_key, Time now) {
  const auto rank = [now](const auto& each) {
    const Kept& kept = each.second;
    return std::tuple(fresh(kept, now), kept.entry.key != nullptr, kept.until);
  };
  const auto least = std::min_element(entries_.begin(), entries_.end(),
                                      [&](auto& a, auto& b) { return rank(a) < rank(b); });
  if (fresh(least->second, now) && least->second.entry.key && !for_key) return false;
  entries_.erase(least);
  return true;
}

}  // namespace crosstown::alexa
