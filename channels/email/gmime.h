// GMime's objects with an owner. Of use in channels/email/mime*.cpp only.
#pragma once

#include <gmime/gmime.h>

#include <memory>
#include <string>
#include <string_view>

namespace crosstown::mail::gmime {

struct Unref {
  template <class T>
  void operator()(T* object) const {
    if (object) g_object_unref(object);
  }
};
template <class T>
using Ref = std::unique_ptr<T, Unref>;

struct Free {
  void operator()(char* text) const { g_free(text); }
};
using Text = std::unique_ptr<char, Free>;

inline std::string_view view(const char* text) { return text ? std::string_view(text) : ""; }

// Once a process; thread-safe.
inline void start() {
  [[maybe_unused]] static const bool started = [] {
    g_mime_init();
    return true;
  }();
}

// What a raw 8-bit header is taken for. Shared by all threads, never changed.
inline GMimeParserOptions* options() {
  static GMimeParserOptions* const shared = [] {
    start();
    GMimeParserOptions* made = g_mime_parser_options_new();
    const char* charsets[] = {"utf-8", "windows-1252", nullptr};
    g_mime_parser_options_set_fallback_charsets(made, charsets);
    return made;
  }();
  return shared;
}

}  // namespace crosstown::mail::gmime
