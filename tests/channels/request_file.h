// A request as a text file: fixtures of the adapters, seeds of their fuzzers, inputs of their
// benchmarks. The first line is method and target, then headers, an empty line, and the body; the
// newline that ends the file is not part of it. `{{ff}}` stands for that one byte.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "channels/http_request.h"

namespace crosstown {

class RequestFile {
 public:
  explicit RequestFile(std::string_view text);
  RequestFile(const RequestFile&) = delete;  // views into its own text
  RequestFile& operator=(const RequestFile&) = delete;

  // As received at https://311.riverbend.example. Lives as long as this.
  [[nodiscard]] HttpRequest view() const;

 private:
  std::string text_;
  std::string_view method_;
  std::string_view target_;
  std::vector<Header> headers_;
  std::string_view body_;
};

[[nodiscard]] std::string read_file(const std::filesystem::path& file);

// Every `from` becomes `to`.
[[nodiscard]] std::string replaced(std::string text, std::string_view from, std::string_view to);

}  // namespace crosstown
