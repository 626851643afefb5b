// Self-signed certificates, made when a test runs.
#pragma once

#include <string>

namespace crosstown::http {

// A folder that goes with the object.
class TestFolder {
 public:
  TestFolder();
  ~TestFolder();
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return path_ + '/' + name; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Writes PEM files for `common_name`.
void write_certificate(const std::string& common_name, const std::string& certificate_file,
                       const std::string& key_file);

}  // namespace crosstown::http
