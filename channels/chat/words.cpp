#include "channels/chat/words.h"

#include <concepts>

#include "router/message/json.h"

namespace crosstown::chat::words {
namespace {

// Appends members; the braces are the caller's.
class Members {
 public:
  explicit Members(std::string& out) : out_(out) {}

  Members& text(std::string_view name, std::string_view value) {
    json::append_string(open(name), value);
    return *this;
  }
  // Left out where it is empty.
  Members& known(std::string_view name, std::string_view value) {
    return value.empty() ? *this : text(name, value);
  }
  Members& number(std::string_view name, std::integral auto value) {
    json::append_number(open(name), value);
    return *this;
  }
  Members& flag(std::string_view name, bool value) {
    open(name) += value ? "true" : "false";
    return *this;
  }
  void raw(std::string_view members) { out_ += members; }
  std::string& open(std::string_view name) {
    if (!out_.empty() && out_.back() != '{') out_ += ',';
    json::append_string(out_, name);
    return out_ += ':';
  }

 private:
  std::string& out_;
};

// An object with its `t`, if it has one; `write` appends the other members.
template <class Write>
std::string object(std::string_view kind, Write write) {
  std::string out = "{";
  Members members(out);
  members.known("t", kind);
  write(members);
  return out += '}';
}

// What a browser may be given to upload: channels/chat/sniff.h.
constexpr std::string_view upload_types =
    R"(["image/jpeg","image/png","image/gif","image/webp","image/heic","application/pdf","text/plain"])";

void append_notice(Members& members, const Notice& notice) {
  members.text("city", notice.city).text("lang", notice.language);
  std::string& out = members.open("languages");
  out += '[';
  for (const std::string& language : notice.languages) {
    if (out.back() != '[') out += ',';
    json::append_string(out, language);
  }
  out += ']';
  members.flag("open", notice.open)
      .known("hours", notice.hours)
      .known("emergency", notice.emergency)
      .known("privacy", notice.privacy)
      .flag("text_me", notice.text_me)
      .number("max_text", notice.max_text);
  if (notice.max_upload == 0) return;
  std::string& uploads = members.open("uploads");
  uploads += "{\"max_size\":";
  json::append_number(uploads, notice.max_upload);
  uploads += ",\"types\":";
  uploads += upload_types;
  uploads += '}';
}

void append_card(Members& members, const Card& card) {
  members.known("name", card.name)
      .known("phone", card.phone)
      .known("email", card.email)
      .flag("text_me", card.text_me);
}

std::int64_t ms(Time time) { return time.time_since_epoch().count(); }

}  // namespace

std::string notice(const Notice& notice) {
  return object("", [&](Members& members) { append_notice(members, notice); });
}

std::string welcome(const Welcome& welcome, const Notice& notice) {
  return object("welcome", [&](Members& members) {
    members.number("v", 1).text("token", welcome.token).text("session", welcome.session);
    if (welcome.resumed) members.flag("resumed", true);
    if (welcome.gone) members.flag("gone", true);
    members.number("first", welcome.first).number("seq", welcome.last);
    members.flag("closed", welcome.ended).number("hb", 25);
    append_notice(members, notice);
    if (!welcome.card) return;
    members.open("contact") += '{';
    append_card(members, *welcome.card);
    members.raw("}");
  });
}

std::string ack(std::string_view id, std::uint64_t seq, std::string_view tracking,
                std::string_view answer, Time time) {
  return object("ack", [&](Members& members) {
    members.text("cid", id);
    if (seq > 0) members.number("seq", seq);
    members.known("track", tracking).known("text", answer).number("ts", ms(time));
  });
}

std::string entry(const Entry& entry) {
  return object("entry", [&](Members& members) {
    members.number("seq", entry.seq);
    members.raw("," + entry.body);
  });
}

std::string history(std::span<const Entry> entries, bool more) {
  return object("history", [&](Members& members) {
    std::string& out = members.open("entries");
    out += '[';
    for (const Entry& entry : entries) {
      if (out.back() != '[') out += ',';
      out += "{\"seq\":";
      json::append_number(out, entry.seq);
      out += ',' + entry.body + '}';
    }
    out += ']';
    members.flag("more", more);
  });
}

std::string card(const Card& card) {
  return object("contact", [&](Members& members) { append_card(members, card); });
}

std::string surveyed(bool up) {
  return object("survey", [&](Members& members) { members.text("thumb", up ? "up" : "down"); });
}

std::string typing(bool on) {
  return object("typing", [&](Members& members) { members.flag("on", on); });
}

std::string pong(std::int64_t number) {
  return object("pong", [&](Members& members) { members.number("n", number); });
}

std::string refusal(std::string_view code, std::string_view id, std::chrono::milliseconds retry) {
  return object("err", [&](Members& members) {
    members.text("code", code).known("cid", id);
    if (retry.count() > 0) members.number("retry_ms", retry.count());
  });
}

std::string resident_body(const wish::Say& say, std::span<const Attachment> files,
                          std::string_view tracking, Time time) {
  std::string out;
  Members members(out);
  members.text("kind", "resident").text("cid", say.id).text("text", say.text);
  if (!files.empty()) {
    members.open("files") += '[';
    for (const Attachment& file : files) {
      if (out.back() != '[') out += ',';
      out += '{';
      Members(out)
          .text("name", file.name)
          .text("type", file.content_type)
          .number("size", file.size);
      out += '}';
    }
    out += ']';
  }
  members.known("track", tracking).number("ts", ms(time));
  return out;
}

std::string automatic_body(std::string_view id, std::string_view text, std::string_view tracking,
                           std::string_view language, Time time) {
  std::string out;
  Members(out)
      .text("kind", "auto")
      .text("cid", id)
      .text("text", text)
      .known("track", tracking)
      .known("lang", language)
      .number("ts", ms(time));
  return out;
}

std::string agent_body(std::string_view id, std::string_view text, std::string_view tracking,
                       std::string_view language, Time time) {
  std::string out;
  Members(out)
      .text("kind", "agent")
      .text("id", id)
      .text("text", text)
      .text("track", tracking)
      .known("lang", language)
      .number("ts", ms(time));
  return out;
}

std::string ended_body(Time time) {
  std::string out;
  Members(out).text("kind", "ended").text("by", "resident").number("ts", ms(time));
  return out;
}

}  // namespace crosstown::chat::words
