// docs/routing-table.tsv: messages of residents, and where a clerk would have sent each.
#pragma once

#include <string>
#include <vector>

#include "daemon/config/foresee.h"
#include "router/message/message.h"

namespace crosstown::routing {

struct JudgedRow {
  std::string id;  // "M001"
  Medium medium = Medium::sms;
  std::string language;  // "en" or "es": what a reader says it is
  std::string subject;   // emails begin "Subject: … | "
  std::string text;
  std::vector<std::string> queues;  // any of them is right; or one of the two words below
  std::string type_hint;
  std::string priority;
  std::string note;

  [[nodiscard]] bool is_emergency() const { return queues.front() == "emergency"; }
  [[nodiscard]] bool is_self_service() const { return queues.front() == "self-service"; }
};

// Asserts that the file is there and well-formed.
[[nodiscard]] std::vector<JudgedRow> read_judged_table();

struct Verdict {
  std::string came;      // a queue, "emergency" or "self-service"
  std::string owner;     // the queue whose answer of the book was given; empty: none was
  std::string language;  // as it was judged
  std::string priority;  // empty for self-service
  std::string rule;
  std::string why;
  bool right = false;  // `came` is what was expected, or the expected queue's own answer was given
};
[[nodiscard]] Verdict judge(const Judges& judges, const JudgedRow& row);

}  // namespace crosstown::routing
