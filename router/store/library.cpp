#include "router/store/library.h"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <string_view>
#include <utility>

// Made from the files of the same names by CMake: books_source, care_source …
#include "books.lua.h"
#include "care.lua.h"
#include "library.lua.h"
#include "places.lua.h"
#include "records.lua.h"

namespace crosstown {
namespace {

std::string version_of(std::string_view source) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(source.data()), source.size(), digest);
  return fmt::format("{:02x}{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2], digest[3]);
}

void replace_all(std::string& text, std::string_view mark, std::string_view by) {
  for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += by.size())
    text.replace(at, mark.size(), by);
}

struct Versioned {
  std::string code;
  std::string version;
};

// A library's text, with what it shares with others, under names that end in its own version.
Versioned versioned(std::string_view source) {
  std::string code(source);
  replace_all(code, "--@places@", places_source);
  replace_all(code, "--@records@", records_source);
  const std::string version = version_of(code);
  replace_all(code, "@VERSION@", version);
  return {std::move(code), version};
}

FunctionLibrary build() {
  auto [code, version] = versioned(library_source);
  return {std::move(code),      "ct_accept_" + version, "ct_lease_" + version, "ct_open_" + version,
          "ct_anew_" + version, "ct_queues_" + version, "ct_probe_" + version};
}

CareLibrary build_care() {
  auto [code, version] = versioned(care_source);
  return {std::move(code),          "ct_return_" + version,  "ct_trim_" + version,
          "ct_has_work_" + version, "ct_waiting_" + version, "ct_dead_" + version,
          "ct_replay_" + version,   "ct_drop_" + version,    "ct_care_probe_" + version};
}

BooksLibrary build_books() {
  auto [code, version] = versioned(books_source);
  return {std::move(code),
          "ct_books_mark_" + version,
          "ct_books_entries_" + version,
          "ct_books_requests_" + version,
          "ct_books_seen_" + version,
          "ct_books_opened_" + version,
          "ct_books_dates_" + version,
          "ct_books_end_" + version,
          "ct_books_probe_" + version};
}

}  // namespace

const FunctionLibrary& function_library() {
  static const FunctionLibrary library = build();
  return library;
}

const CareLibrary& care_library() {
  static const CareLibrary library = build_care();
  return library;
}

const BooksLibrary& books_library() {
  static const BooksLibrary library = build_books();
  return library;
}

}  // namespace crosstown
