// Requests that another program made and signed, to be posted as they are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bench/load/plan.h"

namespace crosstown::load {

struct RecordedSettings {
  std::string path;                  // request target
  std::string host;                  // of the Host header
  std::string header;                // whose value each line begins with
  std::vector<std::string> headers;  // further ones of every request: "Name: value"
};

// The lines of a file, in their order: value of the header, tab, body of JSON.
class RecordedRequests {
 public:
  // Throws std::runtime_error when the file cannot be read, is empty, or a line has no tab.
  RecordedRequests(const std::string& file, const RecordedSettings& settings);

  [[nodiscard]] std::size_t size() const { return lines_.size(); }
  // A request is head() followed by what append_rest() adds.
  [[nodiscard]] std::string_view head() const { return head_; }
  // request.index: below size().
  void append_rest(Planned request, std::string& out) const;

 private:
  std::string head_;
  std::string name_;  // "Signature-256: "
  std::vector<std::string> lines_;
};

}  // namespace crosstown::load
