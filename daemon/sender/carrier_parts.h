// What the files of the carrier share; of use in carrier*.cpp only.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "channels/outbound.h"
#include "daemon/http/outgoing/http_client.h"

namespace crosstown {

// What the adapter reads, with views into the answer.
struct AnswerView {
  explicit AnswerView(const http::OutgoingAnswer& answer) {
    for (const auto& [name, value] : answer.headers) headers.push_back({name, value});
    view = {answer.status, headers, answer.body};
  }
  std::vector<Header> headers;
  ProviderAnswer view;
};

// Off the list whatever way the coroutine ends.
class FlightEntry {
 public:
  FlightEntry(std::shared_ptr<std::set<std::string>> list, const std::string& id)
      : list_(std::move(list)), id_(id) {
    list_->insert(id_);
  }
  ~FlightEntry() { list_->erase(id_); }
  FlightEntry(const FlightEntry&) = delete;
  FlightEntry& operator=(const FlightEntry&) = delete;

 private:
  const std::shared_ptr<std::set<std::string>> list_;
  const std::string id_;
};

}  // namespace crosstown
