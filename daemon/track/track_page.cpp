#include "daemon/track/track_page.h"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <array>

#include "channels/http/base64.h"
#include "channels/http/form.h"
#include "router/texts/words.h"

namespace crosstown {
namespace {

using Outcome = TrackView::Outcome;

// The browser's own colours, light and dark, have the contrast that people need; widths are the
// text's own, so it fits any screen.
constexpr std::string_view style =
    ":root{color-scheme:light dark}"
    "body{font:1.125rem/1.5 system-ui,sans-serif;max-width:34rem;margin:0 auto;padding:1rem;"
    "overflow-wrap:anywhere}"
    "h1{font-size:1.5rem;line-height:1.25}"
    "label,input,button{display:block;font:inherit;box-sizing:border-box}"
    "input{width:100%;max-width:20rem;padding:.6rem;margin:.25rem 0 1rem}"
    "button{padding:.6rem 1.25rem;min-height:2.75rem}"
    "dt{font-weight:bold}dd{margin:0 0 .75rem}"
    ".said{border-left:.3rem solid;padding-left:.75rem}"
    "nav a{color:inherit;display:inline-block;padding:.5rem 1rem .5rem 0}";

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

class Page {
 public:
  Page(const TrackView& view, const Texts& texts, const std::vector<std::string>& languages)
      : view_(view), texts_(texts), languages_(languages) {}

  [[nodiscard]] std::string whole() const {
    const std::string title = text(TextId::track_title);
    std::string out = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"{0}\"><head><meta charset=\"utf-8\"/>"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>"
        "<title>{1} – {2}</title><style>{3}</style></head>\n"
        "<body><main><p>{2}</p>\n<h1>{1}</h1>\n",
        escaped(view_.language), title, escaped(view_.city), style);
    out += outcome();
    out += form();
    out += fmt::format("<p>{}</p></main>\n", text(TextId::track_privacy));
    out += other_languages();
    return out + "</body></html>\n";
  }

 private:
  [[nodiscard]] std::string text(TextId id) const {
    return escaped(texts_.text(view_.language, id));
  }

  [[nodiscard]] std::string outcome() const {
    switch (view_.outcome) {
      case Outcome::form: return {};
      case Outcome::found: return found();
      case Outcome::unknown:
        return said(
            texts_.filled(view_.language, TextId::track_unknown, {{"tracking", view_.tracking}}));
      case Outcome::bad_number: return said(texts_.text(view_.language, TextId::track_bad_number));
      case Outcome::wait: return said(texts_.text(view_.language, TextId::track_wait));
      case Outcome::away: return said(texts_.text(view_.language, TextId::track_away));
    }
    return {};
  }
  [[nodiscard]] static std::string said(std::string_view text) {
    return fmt::format("<p class=\"said\">{}</p>\n", escaped(text));
  }

  [[nodiscard]] std::string found() const {
    std::string out = "<dl>";
    out += row(TextId::track_label, view_.tracking);
    out += row(TextId::track_status, words::state(texts_, view_.language, view_.state));
    if (!view_.type.empty()) out += row(TextId::track_type, view_.type);
    if (!view_.queue.empty()) out += row(TextId::track_queue, view_.queue);
    out += date_row(TextId::track_opened, view_.opened);
    out += date_row(TextId::track_changed, view_.changed);
    out += date_row(TextId::track_due, view_.due);
    return out + "</dl>\n";
  }
  [[nodiscard]] std::string row(TextId id, std::string_view value) const {
    return fmt::format("<dt>{}</dt><dd>{}</dd>", text(id), escaped(value));
  }

  [[nodiscard]] std::string date_row(TextId id, std::string_view date) const {
    if (date.empty()) return {};
    return fmt::format("<dt>{}</dt><dd><time>{}</time></dd>", text(id), escaped(date));
  }

  // Relative, since a proxy may have put a path of its own before ours.
  [[nodiscard]] std::string form() const {
    return fmt::format(
        "<form action=\"{}\" method=\"get\"><label for=\"number\">{}</label>"
        "<input id=\"number\" name=\"number\" inputmode=\"numeric\" autocomplete=\"off\" "
        "maxlength=\"40\" required=\"required\" value=\"{}\"/>"
        "<input type=\"hidden\" name=\"lang\" value=\"{}\"/>"
        "<button type=\"submit\">{}</button></form>\n",
        view_.in_path ? "../track" : "track", text(TextId::track_label), escaped(view_.typed),
        escaped(view_.language), text(TextId::track_button));
  }

  [[nodiscard]] std::string other_languages() const {
    std::string links;
    for (const std::string& one : languages_) {
      if (one == view_.language) continue;
      std::string query;
      if (!view_.in_path && !view_.typed.empty()) append_form_field(query, "number", view_.typed);
      append_form_field(query, "lang", one);
      links +=
          fmt::format("<a href=\"?{0}\" lang=\"{1}\" hreflang=\"{1}\">{2}</a> ", escaped(query),
                      escaped(one), escaped(texts_.text(one, TextId::language_name)));
    }
    return links.empty() ? links : "<nav>" + links + "</nav>\n";
  }

  const TrackView& view_;
  const Texts& texts_;
  const std::vector<std::string>& languages_;
};

}  // namespace

std::string track_page(const TrackView& view, const Texts& texts,
                       const std::vector<std::string>& languages) {
  return Page(view, texts, languages).whole();
}

const std::string& track_page_policy() {
  static const std::string policy = [] {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
    SHA256(reinterpret_cast<const unsigned char*>(style.data()), style.size(), digest.data());
    return fmt::format(
        "default-src 'none'; style-src 'sha256-{}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'",
        base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()}));
  }();
  return policy;
}

}  // namespace crosstown
