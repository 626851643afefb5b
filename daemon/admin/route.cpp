#include "daemon/admin/route.h"

#include <algorithm>
#include <optional>

namespace crosstown {
namespace {

using PathValues = std::vector<std::pair<std::string_view, std::string_view>>;

std::string_view take_segment(std::string_view& path) {
  const std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(std::min(path.size(), segment.size() + 1));
  return segment;
}

// What stands for the {…} of `pattern`; empty: `path` is another one.
std::optional<PathValues> match(std::string_view pattern, std::string_view path) {
  PathValues values;
  if (std::count(pattern.begin(), pattern.end(), '/') != std::count(path.begin(), path.end(), '/'))
    return std::nullopt;
  while (!pattern.empty() || !path.empty()) {
    const std::string_view wanted = take_segment(pattern);
    const std::string_view given = take_segment(path);
    if (wanted.starts_with('{') && !given.empty()) {
      values.emplace_back(wanted.substr(1, wanted.size() - 2), given);
    } else if (wanted != given) {
      return std::nullopt;
    }
  }
  return values;
}

void add_method(std::string& allow, std::string_view method) {
  allow += allow.empty() ? "" : ", ";
  allow += method;
  if (method == "GET") allow += ", HEAD";  // RFC 9110 section 9.3.2: a GET without its content
}

std::string_view value_of(const PathValues& values, std::string_view name) {
  const auto found = std::find_if(values.begin(), values.end(),
                                  [&](const auto& value) { return value.first == name; });
  return found == values.end() ? std::string_view{} : found->second;
}

}  // namespace

std::string_view Call::path(std::string_view name) const { return value_of(path_values, name); }

std::string_view Call::query(std::string_view name) const {
  std::string_view query = request.target;
  query.remove_prefix(std::min(query.size(), query.find('?')));
  while (!query.empty()) {
    query.remove_prefix(1);  // ? or &
    const std::string_view pair = query.substr(0, query.find('&'));
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
      return pair.substr(name.size() + 1);
    query.remove_prefix(pair.size());
  }
  return {};
}

FoundRoute find_route(std::span<const Route> routes, std::string_view method,
                      std::string_view target) {
  const std::string_view path = target.substr(0, target.find('?'));
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  FoundRoute found;
  std::string_view pattern;
  for (const Route& route : routes) {
    if (pattern.empty()) {
      auto values = match(route.path, path);
      if (!values) continue;
      pattern = route.path;
      found.path_values = std::move(*values);
    }
    if (route.path != pattern) continue;
    add_method(found.allow, route.method);
    if (route.method == wanted) found.route = &route;
  }
  if (!found.allow.empty()) add_method(found.allow, "OPTIONS");
  return found;
}

}  // namespace crosstown
