#include "bench/load/recorded.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace crosstown::load {

RecordedRequests::RecordedRequests(const std::string& file, const RecordedSettings& settings)
    : head_(fmt::format("POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n",
                        settings.path, settings.host)),
      name_(settings.header + ": ") {
  for (const std::string& header : settings.headers) head_ += header + "\r\n";
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.find('\t') == std::string::npos) throw std::runtime_error("no tab in " + file);
    lines_.push_back(std::move(line));
  }
  if (lines_.empty()) throw std::runtime_error("no requests in " + file);
}

void RecordedRequests::append_rest(Planned request, std::string& out) const {
  const std::string_view line = lines_[request.index];
  const std::size_t tab = line.find('\t');
  const std::string_view body = line.substr(tab + 1);
  fmt::format_to(std::back_inserter(out), "{}{}\r\nContent-Length: {}\r\n\r\n{}", name_,
                 line.substr(0, tab), body.size(), body);
}

}  // namespace crosstown::load
