#include "router/language/memory.h"

#include <utility>

namespace crosstown {

std::string LanguageMemory::of(std::string_view conversation) {
  const std::lock_guard guard(mutex_);
  const std::string key(conversation);
  for (const Languages* all : {&recent_, &older_}) {
    if (const auto found = all->find(key); found != all->end()) return found->second;
  }
  return {};
}

void LanguageMemory::note(std::string_view conversation, std::string_view language) {
  const std::lock_guard guard(mutex_);
  recent_.insert_or_assign(std::string(conversation), std::string(language));
  if (recent_.size() < most_) return;
  older_ = std::exchange(recent_, {});
}

}  // namespace crosstown
