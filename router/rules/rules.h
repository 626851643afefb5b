// The city's rules: first match wins. Built once from the configuration, immutable, shared by all
// threads.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "router/config/reader.h"
#include "router/message/message.h"
#include "router/message/routing.h"
#include "router/rules/circumstances.h"
#include "router/rules/explanation.h"

namespace crosstown {

struct RuleSet;

// What the rules may point at; for checking names. A rule that asks for something of which there is
// none at all is told so ("no calendars are configured").
struct RuleNames {
  std::vector<std::string> queues;
  std::vector<std::string> channels;
  std::vector<std::string> languages{};  // BCP 47
  std::vector<std::string> calendars{};  // their order is that of Circumstances::calendar_open
  std::map<std::string, std::string, std::less<>> queue_calendars{};  // queue → calendar
  std::vector<std::string> area_kinds{};
  std::vector<std::string> answers{};  // ids
};

class Rules {
 public:
  // Reads `routes:`, a list of
  //
  //   name: potholes                          # required, unique
  //   when: { channel: city-sms, text: [pothole, "street light", "/pot ?holes?/"] }
  //   then: { queue: public-works, type: pothole, priority: normal }
  //
  // docs/routing.md explains every condition and result. First match wins; the last rule has no
  // `when`, so nothing is without a queue.
  //
  // Mistakes become problems at their place. Null when the rules cannot be used; an unknown key
  // alone is a problem that the document's Problems tell, and not null.
  [[nodiscard]] static std::unique_ptr<const Rules> read(const config::Value& routes,
                                                         const RuleNames& names);

  ~Rules();

  // `message` must be normalised. Thread-safe. A microsecond with hundreds of text patterns, a few
  // with ten thousand; text is looked at up to 64 KiB, subject included.
  [[nodiscard]] Routing route(const Message& message, const Circumstances& circumstances) const;

  // The same decision, and what became of every rule before it. For operators, not for each
  // message: costs a string for each rule.
  [[nodiscard]] Explanation explain(const Message& message,
                                    const Circumstances& circumstances) const;

  // As they were read (router/rules/rule.h); for what judges the rules themselves.
  [[nodiscard]] const RuleSet& set() const;

 private:
  struct Impl;
  explicit Rules(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace crosstown
