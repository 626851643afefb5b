#include "daemon/admin/body_reader.h"

#include <fmt/format.h>

#include "daemon/admin/json_pages.h"

namespace crosstown {

BodyReader::BodyReader(std::string_view body) {
  if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return;
  const simdjson::padded_string padded(body);
  empty_ = parser_.parse(padded).get(object_) != simdjson::SUCCESS;
  if (empty_) problem_ = pages::error(400, "malformed", "A JSON object is expected.");
}

void BodyReader::mistake(std::string_view name, std::string_view what) {
  if (!problem_) problem_ = pages::error(400, "bad_field", fmt::format("{}: {}.", name, what));
}

std::optional<simdjson::dom::element> BodyReader::find(std::string_view name) {
  simdjson::dom::element value;
  if (empty_ || object_[name].get(value) != simdjson::SUCCESS || value.is_null())
    return std::nullopt;
  return value;
}

std::string BodyReader::text(std::string_view name, std::size_t most) {
  const auto value = find(name);
  if (!value) return {};
  std::string_view text;
  if (value->get(text) != simdjson::SUCCESS) {
    mistake(name, "a string is expected");
  } else if (text.size() > most) {
    mistake(name, fmt::format("at most {} bytes are taken", most));
    return {};
  }
  return std::string(text);
}

std::string BodyReader::required_text(std::string_view name, std::size_t most) {
  std::string value = text(name, most);
  if (value.empty()) mistake(name, "a string that is not empty is expected");
  return value;
}

std::optional<std::int64_t> BodyReader::integer(std::string_view name, std::int64_t least,
                                                std::int64_t most) {
  const auto value = find(name);
  if (!value) return std::nullopt;
  std::int64_t number = 0;
  if (value->get(number) == simdjson::SUCCESS && number >= least && number <= most) return number;
  mistake(name, fmt::format("a whole number from {} to {} is expected", least, most));
  return std::nullopt;
}

std::optional<double> BodyReader::number(std::string_view name) {
  const auto value = find(name);
  if (!value) return std::nullopt;
  double number = 0;
  if (value->get(number) == simdjson::SUCCESS) return number;
  mistake(name, "a number is expected");
  return std::nullopt;
}

std::optional<simdjson::dom::object> BodyReader::object(std::string_view name) {
  const auto value = find(name);
  if (!value) return std::nullopt;
  simdjson::dom::object object;
  if (value->get(object) == simdjson::SUCCESS) return object;
  mistake(name, "an object is expected");
  return std::nullopt;
}

}  // namespace crosstown
