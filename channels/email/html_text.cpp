#include "channels/email/html_text.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "channels/email/html_entities.h"
#include "channels/email/html_lines.h"
#include "channels/http_request.h"

namespace crosstown::mail {
namespace {

constexpr std::size_t longest_style = 1024;  // bytes that are looked at
constexpr std::size_t longest_name = 16;     // of a tag that means something here

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; }

template <std::size_t size>
bool is_one_of(std::string_view name, const std::array<std::string_view, size>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Parted from what is around them by a line's end; those of the second list by an empty line.
constexpr std::array<std::string_view, 16> blocks = {
    "div",     "tr", "li", "table",  "section", "article", "header", "footer",
    "address", "dd", "dt", "center", "figure",  "form",    "hr",     "caption"};
constexpr std::array<std::string_view, 12> paragraphs = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "pre", "main", "nav", "blockquote"};
// Lists are blocks, so that a list stands directly below its sentence.
constexpr std::array<std::string_view, 2> lists = {"ul", "ol"};
// Their text is not for readers.
constexpr std::array<std::string_view, 5> unread = {"script", "style", "title", "head", "object"};

// Those that hide what stands in them, and are closed.
constexpr std::array<std::string_view, 8> containers = {"div",   "span", "p",  "td",
                                                        "table", "tr",   "ul", "section"};
bool is_container(std::string_view name) { return is_one_of(name, containers); }

struct Tag {
  std::string name;  // lower case
  bool closes = false;
  std::string href;  // of <a>
  bool hidden = false;
};

// "display: none", however it is written.
bool is_hidden(std::string_view style) {
  std::string plain;
  for (const char c : style.substr(0, longest_style)) {
    if (!is_space(c)) plain += lower(c);
  }
  return plain.find("display:none") != std::string::npos;
}

class Reader {
 public:
  Reader(std::string_view html, std::size_t limit) : html_(html), limit_(limit) {}

  std::string read() {
    while (at_ < html_.size() && lines_.size() < limit_) {
      const char c = html_[at_];
      if (c == '<' && begins_markup()) {
        markup();
      } else if (c == '&') {
        std::string character;
        at_ += append_reference(character, html_.substr(at_));
        for (const char each : character) put(each);
      } else {
        put(c);
        ++at_;
      }
    }
    return std::move(lines_).take();
  }

 private:
  void put(char c) {
    if (preformatted_ > 0) {
      lines_.raw(c);
    } else {
      lines_.text(c);
    }
  }

  [[nodiscard]] bool begins_markup() const {
    const char next = at_ + 1 < html_.size() ? html_[at_ + 1] : ' ';
    return is_letter(next) || next == '/' || next == '!' || next == '?';
  }

  // Where something ends, just behind `end`; npos would be the end of all.
  void skip_past(std::string_view end) {
    const std::size_t found = html_.find(end, at_);
    at_ = found == std::string_view::npos ? html_.size() : found + end.size();
  }

  void markup() {
    const std::string_view rest = html_.substr(at_);
    if (rest.starts_with("<!--")) {
      at_ += 2;  // "<!-->" is a whole comment
      skip_past("-->");
    } else if (rest.starts_with("<!") || rest.starts_with("<?")) {
      skip_past(">");
    } else {
      const Tag tag = read_tag();
      if (tag.closes) {
        closed(tag.name);
      } else {
        opened(tag);
      }
    }
  }

  Tag read_tag() {
    Tag tag;
    ++at_;
    if (html_[at_] == '/') {
      tag.closes = true;
      ++at_;
    }
    while (at_ < html_.size() && !is_space(html_[at_]) && html_[at_] != '>' && html_[at_] != '/') {
      if (tag.name.size() < longest_name) tag.name += lower(html_[at_]);
      ++at_;
    }
    while (at_ < html_.size() && html_[at_] != '>') read_attribute(tag);
    if (at_ < html_.size()) ++at_;
    return tag;
  }

  void skip_spaces() {
    while (at_ < html_.size() && is_space(html_[at_])) ++at_;
  }

  // Takes at least one byte; stops before ">".
  void read_attribute(Tag& tag) {
    const std::size_t begin = at_;
    while (at_ < html_.size() && !is_space(html_[at_]) && html_[at_] != '>' && html_[at_] != '=')
      ++at_;
    const std::string_view name = html_.substr(begin, at_ - begin);
    skip_spaces();
    if (at_ == html_.size() || html_[at_] != '=') return;
    ++at_;
    skip_spaces();
    const std::string_view value = read_value();
    if (equal_ignoring_case(name, "style")) tag.hidden = is_hidden(value);
    const bool href = equal_ignoring_case(name, "href");
    if (href && tag.name == "a" && value.size() <= 2048) tag.href = without_references(value);
  }

  std::string_view read_value() {
    if (at_ == html_.size()) return {};
    const char quote = html_[at_];
    if (quote != '"' && quote != '\'') {
      const std::size_t begin = at_;
      while (at_ < html_.size() && !is_space(html_[at_]) && html_[at_] != '>') ++at_;
      return html_.substr(begin, at_ - begin);
    }
    const std::size_t begin = ++at_;
    const std::size_t end = std::min(html_.find(quote, at_), html_.size());
    at_ = std::min(end + 1, html_.size());
    return html_.substr(begin, end - begin);
  }

  void opened(const Tag& tag) {
    const std::string& name = tag.name;
    if (is_one_of(name, unread)) return skip_unread(name);
    if (tag.hidden && is_container(name)) return skip_hidden(name);
    if (name == "br") return lines_.line_break();
    if (name == "td" || name == "th") return lines_.space();
    if (name == "a") {
      link_ = {tag.href, lines_.size()};
    } else if (name == "blockquote") {
      lines_.paragraph();
      lines_.quote();
    } else if (is_one_of(name, paragraphs)) {
      lines_.paragraph();
      if (name == "pre") ++preformatted_;
    } else if (is_one_of(name, blocks) || is_one_of(name, lists)) {
      lines_.block();
      if (name == "li") lines_.bullet();
    }
  }

  void closed(const std::string& name) {
    if (name == "a") {
      end_link();
    } else if (name == "blockquote") {
      lines_.paragraph();
      lines_.unquote();
    } else if (is_one_of(name, paragraphs)) {
      lines_.paragraph();
      if (name == "pre" && preformatted_ > 0) --preformatted_;
    } else if (is_one_of(name, blocks) || is_one_of(name, lists)) {
      lines_.block();
    }
  }

  void end_link() {
    const Link link = std::exchange(link_, {});
    const bool web = link.href.starts_with("http://") || link.href.starts_with("https://");
    if (!web || lines_.size() <= link.begin) return;
    if (lines_.since(link.begin).find(link.href) != std::string_view::npos) return;
    lines_.space();
    lines_.text('(');
    lines_.text(link.href);
    lines_.text(')');
  }

  // Up to its closing tag; without one nothing is skipped, else a stray "<style>" hid the mail.
  // Each kind is looked for in vain once.
  void skip_unread(const std::string& name) {
    if (std::find(unclosed_.begin(), unclosed_.end(), name) != unclosed_.end()) return;
    for (std::size_t i = at_; (i = html_.find("</", i)) != std::string_view::npos; i += 2) {
      const std::string_view found = html_.substr(i + 2, name.size());
      const bool same = std::equal(found.begin(), found.end(), name.begin(), name.end(),
                                   [](char a, char b) { return lower(a) == b; });
      if (!same) continue;
      at_ = i;
      skip_past(">");
      return;
    }
    unclosed_.push_back(name);
  }

  // As above, but such elements stand in one another. What a reader does not see are teasers for
  // lists of mails, and tricks.
  void skip_hidden(const std::string& name) {
    if (std::find(unclosed_.begin(), unclosed_.end(), name) != unclosed_.end()) return;
    const std::size_t begin = at_;
    for (std::size_t depth = 1; depth > 0;) {
      at_ = std::min(html_.find('<', at_), html_.size());
      if (at_ == html_.size()) {
        at_ = begin;
        unclosed_.push_back(name);
        return;
      }
      if (!begins_markup() || html_[at_ + 1] == '!' || html_[at_ + 1] == '?') {
        ++at_;
        continue;
      }
      const Tag tag = read_tag();
      if (tag.name == name) depth = tag.closes ? depth - 1 : depth + 1;
    }
    lines_.block();
  }

  struct Link {
    std::string href{};
    std::size_t begin = 0;
  };

  std::string_view html_;
  std::size_t limit_;
  std::size_t at_ = 0;
  TextLines lines_;
  Link link_;
  std::size_t preformatted_ = 0;
  std::vector<std::string> unclosed_;
};

}  // namespace

std::string html_to_text(std::string_view html, std::size_t limit) {
  return Reader(html, limit).read();
}

}  // namespace crosstown::mail
