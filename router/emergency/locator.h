// Where patterns stand in a text. TextMatcher tells which ones are there, in one fast pass; this
// tells from where to where, for the few that are asked for, and is asked rarely.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "router/rules/pattern.h"

struct hs_database;

namespace crosstown {

// Bytes: begin ≤ … < end.
struct Located {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Shared by all threads. A pattern is made ready when it is asked for first, which takes some
// milliseconds; making all of them ready would double the time that a city takes to load.
class Locator {
 public:
  explicit Locator(std::vector<Pattern> patterns);
  ~Locator();

  // Adds every place of a pattern to `places`; of a regular expression from its leftmost beginning
  // to each of its ends. `folded` as for TextMatcher. False: it cannot be told where it stands.
  [[nodiscard]] bool locate(std::size_t pattern, std::string_view folded,
                            std::vector<Located>& places) const;

 private:
  struct FreeDatabase {
    void operator()(hs_database* database) const;
  };
  struct Ready {
    std::once_flag once;
    std::unique_ptr<hs_database, FreeDatabase> database;  // null: vectorscan cannot
  };
  const hs_database* database(std::size_t pattern) const;

  std::vector<Pattern> patterns_;
  mutable std::vector<Ready> ready_;  // each written once, under its flag
};

}  // namespace crosstown
