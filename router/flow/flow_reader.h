// `flows:` of the configuration. Every mistake of shape is told with its place; what a whole flow
// must keep to is proved afterwards (flow_proof.h).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "router/config/reader.h"
#include "router/flow/flow.h"

namespace crosstown::flow {

// What a flow may name.
struct FlowNames {
  std::vector<std::string> languages;  // of the city, the default first
  std::vector<std::string> calendars;
  std::vector<std::string> answers;  // ids of the answer book
  std::vector<std::string> queues;
  std::map<std::string, std::string, std::less<>> queue_phones;  // of queues that have one: E.164
  std::vector<std::string> text_channels;
};

[[nodiscard]] Flows read_flows(config::Section& root, const FlowNames& names);

}  // namespace crosstown::flow
