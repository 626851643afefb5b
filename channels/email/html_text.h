// What a person reads in a mail that is HTML alone.
//
// A small reader of our own: Debian's HTML parsers build a tree of the document (gumbo, which
// nobody keeps any more, and libxml2, whose HTML is that of 1999), dozens of times the mail's size,
// to answer a question that needs the words alone. This one goes over the bytes once, keeps a
// bounded stack, and takes whatever a tag is to a browser for one (html.spec.whatwg.org, 13.2.5).
#pragma once

#include <string>
#include <string_view>

namespace crosstown::mail {

// `html` and the result are UTF-8. Paragraphs are parted by an empty line, other blocks and <br> by
// a line's end; list items begin with "- ", the cells of a table are parted by a space. Each line
// of a <blockquote> begins with "> ", so that quoted history is told apart as in plain text. A link
// is followed by its address unless it shows that itself. Scripts, styles and comments are left
// out. Linear in time and memory: the result has at most `limit` bytes and a few more.
[[nodiscard]] std::string html_to_text(std::string_view html, std::size_t limit = 4U << 20);

}  // namespace crosstown::mail
