#include "router/store/library.h"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <array>
#include <string_view>
#include <utility>

// Made from the files of the same names by CMake: books_source, care_source …
#include "accept.lua.h"
#include "books.lua.h"
#include "care.lua.h"
#include "chat.lua.h"
#include "conversations.lua.h"
#include "desk.lua.h"
#include "face.lua.h"
#include "holding.lua.h"
#include "library.lua.h"
#include "lines.lua.h"
#include "moves.lua.h"
#include "outbox.lua.h"
#include "places.lua.h"
#include "requests.lua.h"
#include "sending.lua.h"
#include "sessions.lua.h"
#include "work.lua.h"

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

// What libraries consist of beside their own text, by the line that stands for it there.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> shared_sources{{
    {"--@places@", places_source},
    {"--@requests@", requests_source},
    {"--@sessions@", sessions_source},  // of requests.lua
    {"--@conversations@", conversations_source},
    {"--@accept@", accept_source},
    {"--@moves@", moves_source},
    {"--@holding@", holding_source},
    {"--@lines@", lines_source},
    {"--@sending@", sending_source},
}};

struct Versioned {
  std::string code;
  std::string version;
};

// A library's text with its parts, under names that end in its own version.
Versioned versioned(std::string_view source) {
  std::string code(source);
  for (const auto& [mark, shared] : shared_sources) replace_all(code, mark, shared);
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

WorkLibrary build_work() {
  auto [code, version] = versioned(work_source);
  const auto named = [&version = version](const char* what) {
    return fmt::format("ct_work_{}_{}", what, version);
  };
  return {std::move(code),  named("lease"), named("pick"),   named("ack"),      named("extend"),
          named("release"), named("fail"),  named("expire"), named("transfer"), named("probe")};
}

DeskLibrary build_desk() {
  auto [code, version] = versioned(desk_source);
  const auto named = [&version = version](const char* what) {
    return fmt::format("ct_desk_{}_{}", what, version);
  };
  return {std::move(code),   named("show"),   named("thread"), named("search"),
          named("resident"), named("queues"), named("counts"), named("note_place"),
          named("at_place"), named("change"), named("note")};
}

OutboxLibrary build_outbox() {
  auto [code, version] = versioned(outbox_source);
  return {std::move(code),
          "ct_reply_origin_" + version,
          "ct_reply_queue_" + version,
          "ct_sender_hold_" + version,
          "ct_sender_let_go_" + version,
          "ct_outbox_take_" + version,
          "ct_outbox_adopt_" + version,
          "ct_outbox_settle_" + version,
          "ct_reply_report_" + version,
          "ct_outbox_depth_" + version,
          "ct_outbox_probe_" + version};
}

ChatLibrary build_chat() {
  auto [code, version] = versioned(chat_source);
  const auto named = [&version = version](const char* what) {
    return fmt::format("ct_chat_{}_{}", what, version);
  };
  return {std::move(code), named("append"), named("reply"), named("read"),
          named("older"),  named("set"),    named("probe")};
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

const WorkLibrary& work_library() {
  static const WorkLibrary library = build_work();
  return library;
}

const DeskLibrary& desk_library() {
  static const DeskLibrary library = build_desk();
  return library;
}

const std::string& face_library_code() {
  static const std::string code = versioned(face_source).code;
  return code;
}

const OutboxLibrary& outbox_library() {
  static const OutboxLibrary library = build_outbox();
  return library;
}

const ChatLibrary& chat_library() {
  static const ChatLibrary library = build_chat();
  return library;
}

}  // namespace crosstown
