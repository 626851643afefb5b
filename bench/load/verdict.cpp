#include "bench/load/verdict.h"

namespace crosstown::load {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t count = 0;
  while (at + count < text.size() && is_digit(text[at + count])) ++count;
  return count;
}

// Length of the tracking number whose digits begin at `at`, which follows no digit; 0 if none does.
std::size_t shape_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  const auto part = [&](std::size_t least, std::size_t most, bool dash) {
    const std::size_t digits = digits_at(text, end);
    end += digits;
    if (digits < least || digits > most) return false;
    if (!dash) return true;
    return end < text.size() && text[end++] == '-';
  };
  return part(2, 2, true) && part(7, 9, true) && part(1, 1, false) ? end - at : 0;
}

}  // namespace

std::string_view to_text(Problem problem) {
  switch (problem) {
    case Problem::none: return "";
    case Problem::lost: return "lost";
    case Problem::timed_out: return "timed_out";
    case Problem::malformed: return "malformed";
    case Problem::refused: return "refused";
    case Problem::no_number: return "no_number";
    case Problem::bad_number: return "bad_number";
    case Problem::forged_accepted: return "forged_accepted";
  }
  return "";
}

std::string_view find_tracking(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t digits = digits_at(text, at);
    if (digits == 0) {
      ++at;
      continue;
    }
    if (const std::size_t size = shape_at(text, at); size > 0) return text.substr(at, size);
    at += digits;
  }
  return {};
}

Verdict judge(Kind kind, const Response& response) {
  Verdict verdict{response.status, std::nullopt, Problem::none};
  const bool accepted = response.status == 200;
  if (kind == Kind::forged) {
    if (accepted) verdict.problem = Problem::forged_accepted;
    return verdict;
  }
  if (!accepted) {
    verdict.problem = Problem::refused;
    return verdict;
  }
  const std::string_view told = find_tracking(response.body);
  verdict.tracking = parse_tracking(told);
  if (told.empty()) {
    verdict.problem = Problem::no_number;
  } else if (!verdict.tracking || to_text(*verdict.tracking) != told) {
    verdict.problem = Problem::bad_number;
    verdict.tracking.reset();
  }
  return verdict;
}

}  // namespace crosstown::load
