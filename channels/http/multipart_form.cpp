#include "channels/http/multipart_form.h"

#include <algorithm>

#include "channels/http_request.h"

namespace crosstown {
namespace {

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

// `form-data; name="x"; filename="y"`. Quoted strings keep their backslashes: browsers and gateways
// write %22 for a quotation mark (WHATWG HTML, "multipart/form-data encoding").
std::string_view parameter(std::string_view value, std::string_view name) {
  for (std::size_t at = value.find(';'); at != std::string_view::npos;) {
    value.remove_prefix(at + 1);
    value = trim(value);
    const std::size_t equals = value.find('=');
    if (equals == std::string_view::npos) return {};
    const bool wanted = equal_ignoring_case(trim(value.substr(0, equals)), name);
    value.remove_prefix(equals + 1);
    std::size_t end = 0;
    if (value.starts_with('"')) {
      value.remove_prefix(1);
      end = std::min(value.find('"'), value.size());
    } else {
      end = std::min(value.find(';'), value.size());
    }
    if (wanted) return trim(value.substr(0, end));
    value.remove_prefix(end);
    at = value.find(';');
  }
  return {};
}

void read_field(std::string_view line, FormPart& part) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trim(line.substr(colon + 1));
  if (equal_ignoring_case(name, "Content-Disposition")) {
    part.name = parameter(value, "name");
    part.file_name = parameter(value, "filename");
  } else if (equal_ignoring_case(name, "Content-Type")) {
    part.content_type = value;
  }
}

// What lies between two boundaries. False: it has no head.
bool read_part(std::string_view text, FormPart& part) {
  for (;;) {
    const std::size_t end = text.find("\r\n");
    if (end == std::string_view::npos) return false;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 2);
    if (line.empty()) break;
    read_field(line, part);
  }
  part.bytes = text;
  return true;
}

}  // namespace

std::optional<MultipartForm> MultipartForm::read(std::string_view content_type,
                                                 std::string_view body) {
  const std::string_view boundary = parameter(content_type, "boundary");
  if (!has_media_type(content_type, "multipart/form-data") || boundary.empty() ||
      boundary.size() > 70)
    return std::nullopt;
  const std::string mark = "\r\n--" + std::string(boundary);
  MultipartForm form;
  // The first boundary has no line before it.
  if (!body.starts_with(std::string_view(mark).substr(2))) return std::nullopt;
  body.remove_prefix(mark.size() - 2);
  for (;;) {
    if (body.starts_with("--")) return form;
    if (!body.starts_with("\r\n") || form.parts_.size() == max_parts) return std::nullopt;
    body.remove_prefix(2);
    const std::size_t end = body.find(mark);
    if (end == std::string_view::npos) return std::nullopt;
    if (!read_part(body.substr(0, end), form.parts_.emplace_back())) return std::nullopt;
    body.remove_prefix(end + mark.size());
  }
}

std::string_view MultipartForm::operator[](std::string_view name) const {
  const auto found = std::find_if(parts_.begin(), parts_.end(),
                                  [name](const FormPart& each) { return each.name == name; });
  return found == parts_.end() ? std::string_view() : found->bytes;
}

}  // namespace crosstown
