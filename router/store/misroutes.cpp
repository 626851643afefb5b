#include "router/store/misroutes.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>
#include <utility>

namespace crosstown {
namespace {

namespace asio = boost::asio;

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

bool is_worse(const Misroute& a, const Misroute& b) {
  if (a.moved != b.moved) return a.moved > b.moved;
  return std::tie(a.rule, a.from, a.to) < std::tie(b.rule, b.from, b.to);
}

}  // namespace

std::optional<Misroute> parse_misroute(std::string_view field) {
  const auto last = field.rfind('|');
  if (last == std::string_view::npos || last == 0) return std::nullopt;
  const auto first = field.rfind('|', last - 1);
  if (first == std::string_view::npos) return std::nullopt;
  return Misroute{std::string(field.substr(0, first)),
                  std::string(field.substr(first + 1, last - first - 1)),
                  std::string(field.substr(last + 1)), 0};
}

asio::awaitable<std::optional<std::vector<Misroute>>> Misroutes::of(
    std::vector<std::string> days) const {
  std::map<std::string, std::uint64_t> sums;
  for (Lane* const lane : lanes_) {
    for (const std::string& day : days) {
      std::vector<std::string> ask{"HGETALL", lane->base() + "moved:" + day};
      const auto counts = co_await lane->command(std::move(ask));
      if (!counts || counts->is_error()) co_return std::nullopt;
      for (std::size_t i = 0; i + 1 < counts->size(); i += 2)
        sums[std::string(counts->text_at(i))] += number(counts->text_at(i + 1));
    }
  }
  std::vector<Misroute> all;
  for (const auto& [field, moved] : sums) {
    auto one = parse_misroute(field);
    if (!one || moved == 0) continue;
    one->moved = moved;
    all.push_back(std::move(*one));
  }
  std::sort(all.begin(), all.end(), is_worse);
  co_return all;
}

}  // namespace crosstown
