// Reading the daemon's JSON. A member that is missing or of another type reads as its default, so
// that this program and a daemon one version apart still understand each other.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crosstown::ctl {

using JsonObject = simdjson::dom::object;
using JsonArray = simdjson::dom::array;

// A parsed answer. What root() gives, and every text read from it, lives as long as this.
class JsonDocument {
 public:
  // Empty when it is not JSON, or not an object.
  [[nodiscard]] static std::optional<JsonDocument> parse(std::string_view text);

  [[nodiscard]] JsonObject root() const { return root_; }

 private:
  JsonDocument(std::unique_ptr<simdjson::dom::parser> parser, JsonObject root)
      : parser_(std::move(parser)), root_(root) {}

  std::unique_ptr<simdjson::dom::parser> parser_;  // root_ points into it: it must not move
  JsonObject root_;
};

[[nodiscard]] std::string_view text_in(const JsonObject& object, std::string_view key);
[[nodiscard]] std::uint64_t number_in(const JsonObject& object, std::string_view key);
[[nodiscard]] bool flag_in(const JsonObject& object, std::string_view key);
[[nodiscard]] std::optional<JsonObject> object_in(const JsonObject& object, std::string_view key);
[[nodiscard]] std::vector<JsonObject> objects_in(const JsonObject& object, std::string_view key);
[[nodiscard]] std::vector<std::string_view> texts_in(const JsonObject& object,
                                                     std::string_view key);
// [["name","value"], …]; pairs of another shape are left out.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> pairs_in(const JsonObject& object,
                                                                        std::string_view key);

}  // namespace crosstown::ctl
