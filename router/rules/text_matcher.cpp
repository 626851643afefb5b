#include "router/rules/text_matcher.h"

#include <fmt/format.h>
#include <hs/hs.h>

#include <mutex>
#include <new>
#include <optional>
#include <tuple>
#include <utility>

#include "router/rules/borders.h"

namespace crosstown {
namespace {

// Vectorscan's working memory for one scan. hs_alloc_scratch() sums up the whole database before it
// answers, which takes a hundred times longer than to scan a text (docs/routing.md): so it is asked
// once for each matcher, when that is compiled, and what it gives is large enough for that one and
// all before it. Threads copy it.
class ScratchForAll {
 public:
  ScratchForAll() = default;
  ScratchForAll(const ScratchForAll&) = delete;
  ScratchForAll& operator=(const ScratchForAll&) = delete;
  ~ScratchForAll() { hs_free_scratch(scratch_); }

  // Any thread. The generation: copies made from now on are large enough for `database`.
  std::uint64_t include(const hs_database_t* database) {
    const std::scoped_lock lock(mutex_);
    if (hs_alloc_scratch(database, &scratch_) != HS_SUCCESS) throw std::bad_alloc();
    return ++generation_;
  }

  // Any thread; the caller frees it. Its generation is the newest.
  std::pair<hs_scratch_t*, std::uint64_t> copy() {
    const std::scoped_lock lock(mutex_);
    hs_scratch_t* copied = nullptr;
    if (hs_clone_scratch(scratch_, &copied) != HS_SUCCESS) throw std::bad_alloc();
    return {copied, generation_};
  }

 private:
  std::mutex mutex_;
  hs_scratch_t* scratch_ = nullptr;
  std::uint64_t generation_ = 0;
};

ScratchForAll& scratch_for_all() {
  static ScratchForAll scratch;
  return scratch;
}

// A thread's own.
class Scratch {
 public:
  Scratch() = default;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { hs_free_scratch(scratch_); }

  hs_scratch_t* fit(std::uint64_t generation) {
    if (generation > generation_) {
      hs_free_scratch(scratch_);
      scratch_ = nullptr;
      std::tie(scratch_, generation_) = scratch_for_all().copy();
    }
    return scratch_;
  }

 private:
  hs_scratch_t* scratch_ = nullptr;
  std::uint64_t generation_ = 0;
};

// Where the phrase that ends at `end` begins. Vectorscan tells only ends; beginnings would cost it
// half its speed.
std::optional<std::size_t> beginning(const std::vector<std::string>& words, std::string_view text,
                                     std::size_t end) {
  std::size_t at = end;
  for (auto word = words.rbegin(); word != words.rend(); ++word) {
    if (word != words.rbegin()) {
      while (at > 0 && separates_words(text[at - 1])) --at;
    }
    if (!text.substr(0, at).ends_with(*word)) return std::nullopt;
    at -= word->size();
  }
  return at;
}

struct Scan {
  const std::vector<Pattern>& patterns;
  std::string_view text;
  BitSet& hits;
  std::size_t places = 0;
};

int on_match(unsigned number, unsigned long long, unsigned long long end, unsigned, void* context) {
  auto& scan = *static_cast<Scan*>(context);
  ++scan.places;
  const auto& words = scan.patterns[number].words;
  if (scan.hits.test(number)) return 0;
  if (words.empty()) {
    scan.hits.set(number);
    return 0;
  }
  const auto start = beginning(words, scan.text, end);
  if (start && is_word_border(scan.text, *start) && is_word_border(scan.text, end))
    scan.hits.set(number);
  return 0;
}

}  // namespace

void TextMatcher::FreeDatabase::operator()(hs_database* database) const {
  hs_free_database(database);
}

TextMatcher::TextMatcher(std::vector<Pattern> patterns, hs_database* database)
    : patterns_(std::move(patterns)),
      database_(database),
      generation_(database ? scratch_for_all().include(database) : 0) {}

std::variant<TextMatcher, PatternMistake> TextMatcher::compile(std::vector<Pattern> patterns) {
  if (patterns.empty()) return TextMatcher({}, nullptr);
  if (hs_valid_platform() != HS_SUCCESS) {
    return PatternMistake{"matching text needs a processor with SSE4.2 (x86-64-v2)"};
  }
  std::vector<const char*> expressions;
  std::vector<unsigned> flags;
  std::vector<unsigned> numbers;
  for (const auto& pattern : patterns) {
    expressions.push_back(pattern.expression.c_str());
    flags.push_back(flags_of(pattern));
    numbers.push_back(static_cast<unsigned>(numbers.size()));
  }
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_compile_multi(expressions.data(), flags.data(), numbers.data(),
                       static_cast<unsigned>(numbers.size()), HS_MODE_BLOCK, nullptr, &database,
                       &error) != HS_SUCCESS) {
    PatternMistake mistake{
        fmt::format("the text patterns of all rules together cannot be used: {}", error->message)};
    hs_free_compile_error(error);
    return mistake;
  }
  return TextMatcher(std::move(patterns), database);
}

std::size_t TextMatcher::scan(std::string_view folded, BitSet& hits) const {
  static thread_local Scratch scratch;
  if (!database_ || folded.empty()) return 0;
  Scan scan{patterns_, folded, hits};
  hs_scan(database_.get(), folded.data(), static_cast<unsigned>(folded.size()), 0,
          scratch.fit(generation_), on_match, &scan);
  return scan.places;
}

}  // namespace crosstown
