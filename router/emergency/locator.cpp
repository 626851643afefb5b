#include "router/emergency/locator.h"

#include <hs/hs.h>

#include "router/rules/borders.h"

namespace crosstown {
namespace {

struct FreeScratch {
  void operator()(hs_scratch_t* scratch) const { hs_free_scratch(scratch); }
};

struct Scan {
  bool phrase;
  std::string_view text;
  std::vector<Located>& places;
};

int on_match(unsigned, unsigned long long from, unsigned long long to, unsigned, void* context) {
  auto& scan = *static_cast<Scan*>(context);
  if (scan.phrase && !(is_word_border(scan.text, from) && is_word_border(scan.text, to))) return 0;
  scan.places.push_back({from, to});
  return 0;
}

// As flags_of(), but every place instead of the first.
unsigned flags_for_places(const Pattern& pattern) {
  return (flags_of(pattern) & ~unsigned{HS_FLAG_SINGLEMATCH}) | HS_FLAG_SOM_LEFTMOST;
}

hs_database_t* compiled(const Pattern& pattern) {
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  hs_compile(pattern.expression.c_str(), flags_for_places(pattern), HS_MODE_BLOCK, nullptr,
             &database, &error);
  hs_free_compile_error(error);  // null is nothing
  return database;
}

}  // namespace

void Locator::FreeDatabase::operator()(hs_database* database) const { hs_free_database(database); }

Locator::Locator(std::vector<Pattern> patterns)
    : patterns_(std::move(patterns)), ready_(patterns_.size()) {}
Locator::~Locator() = default;

const hs_database* Locator::database(std::size_t pattern) const {
  Ready& ready = ready_[pattern];
  std::call_once(ready.once, [&] { ready.database.reset(compiled(patterns_[pattern])); });
  return ready.database.get();
}

bool Locator::locate(std::size_t pattern, std::string_view folded,
                     std::vector<Located>& places) const {
  const hs_database* const prepared = database(pattern);
  if (!prepared) return false;
  hs_scratch_t* scratch = nullptr;
  if (hs_alloc_scratch(prepared, &scratch) != HS_SUCCESS) return false;
  const std::unique_ptr<hs_scratch_t, FreeScratch> own_scratch(scratch);
  Scan scan{!patterns_[pattern].words.empty(), folded, places};
  return hs_scan(prepared, folded.data(), static_cast<unsigned>(folded.size()), 0, scratch,
                 on_match, &scan) == HS_SUCCESS;
}

}  // namespace crosstown
