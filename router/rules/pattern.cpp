#include "router/rules/pattern.h"

#include <fmt/format.h>
#include <hs/hs_compile.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

#include "router/message/text.h"
#include "router/rules/regex_size.h"

namespace crosstown {
namespace {

constexpr std::size_t max_size = 512;

struct FreeError {
  void operator()(hs_compile_error_t* error) const { hs_free_compile_error(error); }
};
struct FreeDatabase {
  void operator()(hs_database_t* database) const { hs_free_database(database); }
};

// What vectorscan says, by a piece of it, and what that means to somebody who writes rules.
constexpr std::array<std::pair<std::string_view, std::string_view>, 13> refusals{{
    {"Zero-width assertions", "look-around such as (?=…) or (?<!…)"},
    {"Back-references", "a back-reference such as \\1"},
    {"back reference", "a back-reference such as \\1"},
    {"Atomic groups", "an atomic group, (?>…)"},
    {"Possessive quantifiers", "a possessive quantifier such as a++"},
    {"conditional reference", "a condition, (?(…)…)"},
    {"Subpattern reference", "a call of another group, (?&…)"},
    {"Embedded code", "embedded code, (?{…})"},
    {"\\C", "\\C"},
    {"\\K", "\\K"},
    {"\\G", "\\G"},
    {"\\R", "\\R"},
    {"\\X", "\\X"},
}};

std::string explained(std::string_view expression, std::string_view message) {
  if (expression.find("(?R)") != std::string_view::npos)
    return "it uses recursion, (?R), which one-pass matching cannot do";
  for (const auto& [piece, construct] : refusals) {
    if (message.find(piece) != std::string_view::npos) {
      return fmt::format("it uses {}, which one-pass matching cannot do", construct);
    }
  }
  if (message.find("UCP mode") != std::string_view::npos)
    return "it uses \\b in Unicode mode; leave out (*UCP): what is matched has no accents any more";
  if (message.find("Bounded repeat") != std::string_view::npos ||
      message.find("too large") != std::string_view::npos) {
    return "it repeats something too often; a smaller count is needed";
  }
  if (message.ends_with('.')) message.remove_suffix(1);
  return fmt::format("it is not well-formed ({})", message);
}

// Empty: vectorscan takes it.
std::optional<std::string> refusal_of(const Pattern& pattern) {
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  const auto result = hs_compile(pattern.expression.c_str(), flags_of(pattern), HS_MODE_BLOCK,
                                 nullptr, &database, &error);
  const std::unique_ptr<hs_database_t, FreeDatabase> own_database(database);
  const std::unique_ptr<hs_compile_error_t, FreeError> own_error(error);
  if (result == HS_SUCCESS) return std::nullopt;
  return explained(pattern.expression, error->message);
}

// Also of ^, $ and \b, which vectorscan takes although they need no character.
bool matches_nothing_at_all(const Pattern& pattern) {
  hs_expr_info_t* info = nullptr;
  hs_compile_error_t* error = nullptr;
  // With ALLOWEMPTY, so that the answer is the width and not vectorscan's own refusal.
  const auto result = hs_expression_info(pattern.expression.c_str(),
                                         flags_of(pattern) | HS_FLAG_ALLOWEMPTY, &info, &error);
  const std::unique_ptr<hs_compile_error_t, FreeError> own_error(error);
  if (result != HS_SUCCESS) return false;
  const bool empty = info->min_width == 0;
  std::free(info);
  return empty;
}

constexpr bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

// Accents alone: lower case would turn \S into \s.
std::string accents_folded(std::string_view expression) {
  std::string out;
  while (!expression.empty()) {
    const bool ascii = is_ascii(expression.front());
    const auto end = std::find_if(expression.begin(), expression.end(),
                                  [&](char c) { return is_ascii(c) != ascii; });
    const auto run = expression.substr(0, static_cast<std::size_t>(end - expression.begin()));
    out += ascii ? std::string(run) : fold(run);
    expression.remove_prefix(run.size());
  }
  return out;
}

std::variant<Pattern, PatternMistake> read_expression(std::string_view written) {
  const std::string_view source = written.substr(1, written.size() - 2);
  const Pattern pattern{accents_folded(source), {}};
  if (source.empty()) return PatternMistake{"the regular expression // is empty"};
  if (regex_size(source) > regex_size_limit) {
    return PatternMistake{
        fmt::format("the regular expression {} cannot be used: it repeats something too often; "
                    "with its counts written out it has more than {} characters",
                    written, regex_size_limit)};
  }
  if (matches_nothing_at_all(pattern)) {
    return PatternMistake{fmt::format(
        "the regular expression {} also matches no text at all, and so every message", written)};
  }
  if (const auto refusal = refusal_of(pattern)) {
    return PatternMistake{
        fmt::format("the regular expression {} cannot be used: {}", written, *refusal)};
  }
  return pattern;
}

std::vector<std::string> words_of(std::string_view folded) {
  std::vector<std::string> words;
  for (auto at = folded.begin(); at != folded.end();) {
    at = std::find_if_not(at, folded.end(), separates_words);
    const auto end = std::find_if(at, folded.end(), separates_words);
    if (at != end) words.emplace_back(at, end);
    at = end;
  }
  return words;
}

// Every byte as \xHH: nothing in it can mean anything but itself.
std::string literally(std::string_view word) {
  std::string out;
  for (const char c : word) out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  return out;
}

std::variant<Pattern, PatternMistake> read_phrase(std::string_view written) {
  Pattern pattern{{}, words_of(fold(written))};
  if (pattern.words.empty()) return PatternMistake{fmt::format("\"{}\" holds no word", written)};
  for (const auto& word : pattern.words) {
    if (!pattern.expression.empty()) pattern.expression += "[ \\t\\n-]+";
    pattern.expression += literally(word);
  }
  return pattern;
}

}  // namespace

std::variant<Pattern, PatternMistake> read_pattern(std::string_view written) {
  if (written.size() > max_size)
    return PatternMistake{fmt::format("a text pattern has at most {} bytes", max_size)};
  if (clean(std::string(written)) != written) {
    return PatternMistake{
        fmt::format("\"{}\" begins or ends with a space, or holds a control character",
                    clean(std::string(written)))};
  }
  if (!written.starts_with('/')) return read_phrase(written);
  if (written.size() > 1 && written.ends_with('/')) return read_expression(written);
  return PatternMistake{fmt::format(
      "the regular expression {} must end with / (capitals never matter, so no letters follow it)",
      written)};
}

unsigned flags_of(const Pattern& pattern) {
  // Every place of a phrase is needed: the first may be inside a longer word and the second not.
  if (!pattern.words.empty()) return 0;
  return HS_FLAG_CASELESS | HS_FLAG_UTF8 | HS_FLAG_SINGLEMATCH;
}

}  // namespace crosstown
