// A temporary file without a name: written once, then mapped read-only; gone with the object, or
// with the process. Every function but view() may block on the disk.
#pragma once

#include <boost/system/error_code.hpp>
#include <cstddef>
#include <string>
#include <string_view>

namespace crosstown::http {

class TempFile {
 public:
  TempFile() = default;
  ~TempFile();
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;

  [[nodiscard]] boost::system::error_code create(const std::string& directory);
  [[nodiscard]] boost::system::error_code append(std::string_view bytes);
  // Ends writing; view() is then the whole content.
  [[nodiscard]] boost::system::error_code map();
  [[nodiscard]] std::string_view view() const { return {mapped_, mapped_ ? size_ : 0}; }

 private:
  int fd_ = -1;
  std::size_t size_ = 0;
  char* mapped_ = nullptr;
};

}  // namespace crosstown::http
