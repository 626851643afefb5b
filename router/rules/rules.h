// The city's rules: first match wins. Built once from the configuration, immutable, shared by all
// threads.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "router/config/reader.h"
#include "router/message/message.h"
#include "router/message/routing.h"

namespace crosstown {

// What the rules may point at; for checking names.
struct RuleNames {
  std::vector<std::string> queues;
  std::vector<std::string> channels;
};

class Rules {
 public:
  // Reads `routes:`, a list of
  //
  //   name: potholes                          # required, unique
  //   when: { channel: city-sms, text: [pothole, "street light", "/pot ?holes?/"] }
  //   then: { queue: public-works, type: pothole, priority: normal }
  //
  // `when`: all its keys must hold, of a list any one. channel, medium; to (E.164, short code or
  // email address); text (router/rules/pattern.h says how it matches), which is looked for in the
  // first 64 KiB of subject and text. `then`: queue is required; type is "general" and priority
  // normal unless said. First match wins; the last rule has no `when`, so nothing is without a
  // queue.
  //
  // Mistakes become problems at their place. Null when the rules cannot be used; an unknown key
  // alone is a problem that the document's Problems tell, and not null.
  [[nodiscard]] static std::unique_ptr<const Rules> read(const config::Value& routes,
                                                         const RuleNames& names);

  ~Rules();

  // `message` must be normalised. Thread-safe; a microsecond or two with hundreds of patterns.
  [[nodiscard]] Routing route(const Message& message) const;

 private:
  struct Impl;
  explicit Rules(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace crosstown
