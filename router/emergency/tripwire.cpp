#include "router/emergency/tripwire.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "router/emergency/locator.h"
#include "router/message/text.h"
#include "router/rules/text_matcher.h"

namespace crosstown {
namespace {

constexpr std::size_t max_scanned = 256 << 10;

// Memory for one call of check(), kept for the next.
struct Workspace {
  std::string joined;
  std::string folded;
  BitSet hits;
};

bool spoken(const Message& message) { return message.intent && !message.intent->slots.empty(); }

void fold_scanned(const Message& message, Workspace& work) {
  if (message.subject.empty() && !spoken(message))
    return fold_into(cut(message.text, max_scanned), work.folded);
  work.joined = message.subject;
  if (spoken(message)) {
    for (const auto& slot : message.intent->slots) work.joined.append("\n").append(slot.second);
  }
  work.joined.append("\n").append(cut(message.text, max_scanned));
  fold_into(cut(work.joined, max_scanned), work.folded);
}

// What exceptions cover. A text may hold tens of thousands of them.
class Covered {
 public:
  // In any order.
  explicit Covered(std::vector<Located> exceptions) : exceptions_(std::move(exceptions)) {
    std::sort(exceptions_.begin(), exceptions_.end(),
              [](const Located& a, const Located& b) { return a.begin < b.begin; });
    std::size_t farthest = 0;
    for (Located& one : exceptions_) one.end = farthest = std::max(farthest, one.end);
  }

  // Whether one exception has the whole word: the one that ends last of those that begin before it.
  [[nodiscard]] bool holds(const Located& word) const {
    const auto behind =
        std::upper_bound(exceptions_.begin(), exceptions_.end(), word.begin,
                         [](std::size_t at, const Located& one) { return at < one.begin; });
    return behind != exceptions_.begin() && word.end <= std::prev(behind)->end;
  }

 private:
  std::vector<Located> exceptions_;  // by their begins; each end is the farthest so far
};

// One list: words first, then exceptions.
std::vector<Pattern> joined(const EmergencyWords& words) {
  std::vector<Pattern> all = words.words;
  all.insert(all.end(), words.exceptions.begin(), words.exceptions.end());
  return all;
}

}  // namespace

struct Tripwire::Impl {
  explicit Impl(EmergencyWords words, TextMatcher all)
      : written(std::move(words.written)), matcher(std::move(all)), locator(joined(words)) {}

  // Whether a word stands outside of all exceptions; if that cannot be told, it does.
  [[nodiscard]] bool stands(std::size_t word, std::string_view folded,
                            const Covered& exceptions) const {
    std::vector<Located> places;
    if (!locator.locate(word, folded, places) || places.empty()) return true;
    return !std::all_of(places.begin(), places.end(),
                        [&](const Located& place) { return exceptions.holds(place); });
  }

  // The first of the words that were found which stands outside of all exceptions that were.
  [[nodiscard]] std::size_t first_standing(std::string_view folded, const BitSet& hits) const {
    const std::size_t words = written.size();
    std::vector<Located> exceptions;
    for (auto hit = hits.first_from(words); hit != BitSet::none; hit = hits.first_from(hit + 1))
      (void)locator.locate(hit, folded, exceptions);
    const Covered covered(std::move(exceptions));
    auto word = hits.first_from(0);
    while (word < words && !stands(word, folded, covered)) word = hits.first_from(word + 1);
    return word;
  }

  std::vector<std::string> written;
  TextMatcher matcher;
  Locator locator;
};

Tripwire::Tripwire(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Tripwire::~Tripwire() = default;

Tripwire::Made Tripwire::make(EmergencyWords words) {
  auto matcher = TextMatcher::compile(joined(words));
  if (auto* mistake = std::get_if<PatternMistake>(&matcher)) return std::move(*mistake);
  auto impl =
      std::make_unique<const Impl>(std::move(words), std::move(std::get<TextMatcher>(matcher)));
  return std::shared_ptr<const Tripwire>(new Tripwire(std::move(impl)));
}

const Tripwire::Made& Tripwire::shipped() {
  static const Made made = make(shipped_emergency_words());
  return made;
}

std::optional<Emergency> Tripwire::check(const Message& message) const {
  static thread_local Workspace work;
  fold_scanned(message, work);
  work.hits.reset(impl_->matcher.size());
  (void)impl_->matcher.scan(work.folded, work.hits);
  const std::size_t words = impl_->written.size();
  std::size_t first = work.hits.first_from(0);
  if (first >= words) return std::nullopt;  // also when there is none
  if (work.hits.first_from(words) != BitSet::none)
    first = impl_->first_standing(work.folded, work.hits);
  if (first >= words) return std::nullopt;
  return Emergency{impl_->written[first]};
}

}  // namespace crosstown
