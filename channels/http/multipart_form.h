// multipart/form-data (RFC 7578), as views into the body: nothing is copied, so a body that lies in
// a mapped file stays there.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crosstown {

struct FormPart {
  std::string_view name;
  std::string_view file_name;     // empty: a field
  std::string_view content_type;  // as sent; may be empty
  std::string_view bytes;
};

class MultipartForm {
 public:
  static constexpr std::size_t max_parts = 1000;

  // `content_type`: the request's header, which names the boundary. Empty: this is no such body, or
  // it is cut short, or has too many parts. Linear.
  [[nodiscard]] static std::optional<MultipartForm> read(std::string_view content_type,
                                                         std::string_view body);

  [[nodiscard]] std::span<const FormPart> parts() const { return parts_; }
  // Of the first part of that name; an empty view if there is none.
  [[nodiscard]] std::string_view operator[](std::string_view name) const;

 private:
  std::vector<FormPart> parts_;
};

}  // namespace crosstown
