// What the quarantine gives, as others want it: a request for an adapter, an error for people.
#include "daemon/quarantine/quarantine.h"

namespace crosstown {

HttpRequest view_of(const QuarantinedRequest& kept, std::vector<Header>& headers) {
  headers.clear();
  for (const auto& [name, value] : kept.headers) headers.push_back({name, value});
  HttpRequest request;
  request.method = kept.method;
  request.target = kept.target;
  request.public_url = kept.public_url;
  request.headers = headers;
  request.body = kept.body;
  return request;
}

std::string_view name_of(QuarantineFault fault) {
  switch (fault) {
    case QuarantineFault::invalid_channel: return "invalid_channel";
    case QuarantineFault::invalid_id: return "invalid_id";
    case QuarantineFault::not_found: return "not_found";
    case QuarantineFault::too_large: return "too_large";
    case QuarantineFault::full: return "full";
    case QuarantineFault::busy: return "busy";
    case QuarantineFault::damaged: return "damaged";
    case QuarantineFault::disk: return "disk";
  }
  return "unknown";
}

std::string to_text(const QuarantineError& error) {
  std::string text(name_of(error.fault));
  if (!error.detail.empty()) text.append(": ").append(error.detail);
  return text;
}

}  // namespace crosstown
