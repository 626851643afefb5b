#include "daemon/ctl/json_view.h"

namespace crosstown::ctl {
namespace {

template <class Value>
Value value_in(const JsonObject& object, std::string_view key) {
  Value value{};
  if (object.at_key(key).get(value) != simdjson::SUCCESS) return Value{};
  return value;
}

// The elements of an array that are of a type; none where there is no array.
template <class Value>
std::vector<Value> values_in(const JsonObject& object, std::string_view key) {
  std::vector<Value> values;
  JsonArray array;
  if (object.at_key(key).get(array) != simdjson::SUCCESS) return values;
  for (const simdjson::dom::element element : array) {
    Value value;
    if (element.get(value) == simdjson::SUCCESS) values.push_back(value);
  }
  return values;
}

}  // namespace

std::optional<JsonDocument> JsonDocument::parse(std::string_view text) {
  auto parser = std::make_unique<simdjson::dom::parser>();
  JsonObject root;
  if (parser->parse(text.data(), text.size()).get(root) != simdjson::SUCCESS) return std::nullopt;
  return JsonDocument(std::move(parser), root);
}

std::string_view text_in(const JsonObject& object, std::string_view key) {
  return value_in<std::string_view>(object, key);
}

std::uint64_t number_in(const JsonObject& object, std::string_view key) {
  return value_in<std::uint64_t>(object, key);
}

bool flag_in(const JsonObject& object, std::string_view key) { return value_in<bool>(object, key); }

std::optional<JsonObject> object_in(const JsonObject& object, std::string_view key) {
  JsonObject value;
  if (object.at_key(key).get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

std::vector<JsonObject> objects_in(const JsonObject& object, std::string_view key) {
  return values_in<JsonObject>(object, key);
}

std::vector<std::string_view> texts_in(const JsonObject& object, std::string_view key) {
  return values_in<std::string_view>(object, key);
}

std::vector<std::pair<std::string, std::string>> pairs_in(const JsonObject& object,
                                                          std::string_view key) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const JsonArray& pair : values_in<JsonArray>(object, key)) {
    std::string_view name;
    std::string_view value;
    if (pair.size() == 2 && pair.at(0).get(name) == simdjson::SUCCESS &&
        pair.at(1).get(value) == simdjson::SUCCESS) {
      pairs.emplace_back(name, value);
    }
  }
  return pairs;
}

}  // namespace crosstown::ctl
