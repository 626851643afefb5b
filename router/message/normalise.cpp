#include "router/message/normalise.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "router/message/phone.h"
#include "router/message/text.h"

namespace crosstown {
namespace {

// Bytes. An address is at most as long as an email's (RFC 5321 section 4.5.3.1), a subject as a
// mail's line (RFC 5322 section 2.1.1).
constexpr std::size_t max_address = 320;
constexpr std::size_t max_name = 256;
constexpr std::size_t max_provider_id = 255;
constexpr std::size_t max_subject = 998;
constexpr std::size_t max_url = 4096;
constexpr std::size_t max_slot = 1024;

constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr char to_lower(char c) { return is_upper(c) ? static_cast<char>(c + 0x20) : c; }
constexpr char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - 0x20) : c; }

void lower(std::string& text) { std::transform(text.begin(), text.end(), text.begin(), to_lower); }

bool is_printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7F; });
}

// One line of clean text, of bounded size: a name or a subject goes into headers later.
void clean_line(std::string& line, std::size_t limit) {
  if (line.empty()) return;
  if (line.size() <= limit && line.front() != ' ' && line.back() != ' ' && is_printable_ascii(line))
    return;
  line = clean(std::move(line));
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  if (line.size() <= limit) return;
  line.resize(cut(line, limit).size());
  line = clean(std::move(line));
}

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  std::string hex;
  for (const unsigned char byte : digest) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 0xF];
  }
  return hex;
}

// "Once" is judged by this id, so two different ones must never be cleaned or cut into the same.
void normalise_provider_id(std::string& id) {
  const bool simple =
      id.size() <= max_provider_id && is_printable_ascii(id) && id.find(' ') == std::string::npos;
  if (!simple) id = "sha256-" + sha256_hex(id);
}

// What carriers, PBXs and Twilio send instead of a number that the caller withheld. Twilio's
// numbers spell the words on a keypad.
bool is_withheld(std::string_view address) {
  constexpr std::array<std::string_view, 4> words{"anonymous", "restricted", "unavailable",
                                                  "unknown"};
  constexpr std::array<std::string_view, 5> numbers{"+266696687", "+7378742833", "+2562533",
                                                    "+8656696", "+86282452253"};
  const auto same_word = [address](std::string_view word) {
    return std::equal(word.begin(), word.end(), address.begin(), address.end(),
                      [](char a, char b) { return a == to_lower(b); });
  };
  if (address.starts_with('+'))
    return std::find(numbers.begin(), numbers.end(), address) != numbers.end();
  return std::any_of(words.begin(), words.end(), same_word);
}

void normalise_phone(std::string& address, const std::string& region) {
  if (address.empty()) return;
  if (auto number = to_e164(address, region)) address = std::move(*number);
  if (is_withheld(address)) address.clear();
}

void normalise_addresses(Message& message, const NormaliserSettings& settings) {
  // Who it is from decides whose conversation it joins: two long ones must not be cut into the
  // same.
  if (message.from.size() > max_address) message.from = "sha256-" + sha256_hex(message.from);
  clean_line(message.from, max_address);
  clean_line(message.to, max_address);
  clean_line(message.from_name, max_name);
  if (message.medium == Medium::phone || message.medium == Medium::sms) {
    normalise_phone(message.from, settings.phone_region);
    normalise_phone(message.to, settings.phone_region);
  } else if (message.medium == Medium::email) {
    lower(message.from);
    lower(message.to);
  }
}

// Whether it has the shape of a BCP 47 tag: subtags of letters and digits, the first of two or
// three letters (RFC 5646 section 2.1).
bool is_language_tag(std::string_view tag) {
  if (tag.size() > 35 || tag.ends_with('-') || tag.find("--") != std::string_view::npos)
    return false;
  const auto is_letter = [](char c) { return is_lower(to_lower(c)); };
  const auto primary = tag.substr(0, tag.find('-'));
  if (primary.size() < 2 || primary.size() > 3 ||
      !std::all_of(primary.begin(), primary.end(), is_letter))
    return false;
  return std::all_of(tag.begin(), tag.end(),
                     [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; });
}

// RFC 5646 section 2.1.1: language lower, Script in title case, REGION upper.
void canonicalise_language(std::string& tag) {
  std::replace(tag.begin(), tag.end(), '_', '-');
  lower(tag);
  for (std::size_t start = tag.find('-'); start != std::string::npos;) {
    const std::size_t next = tag.find('-', ++start);
    const std::size_t size = (next == std::string::npos ? tag.size() : next) - start;
    if (size == 1) return;  // extensions and private use stay lower
    if (size == 4) tag[start] = to_upper(tag[start]);
    if (size == 2)
      std::transform(tag.begin() + static_cast<std::ptrdiff_t>(start),
                     tag.begin() + static_cast<std::ptrdiff_t>(start + 2),
                     tag.begin() + static_cast<std::ptrdiff_t>(start), to_upper);
    start = next;
  }
}

void normalise_language(std::string& language, const std::string& fallback) {
  if (language.size() == 2 && is_lower(language[0]) && is_lower(language[1]))
    return;  // nearly always
  canonicalise_language(language);
  if (!is_language_tag(language) || language == "und") language = fallback;
}

void normalise_place(std::optional<Place>& place) {
  if (!place) return;
  clean_line(place->address, max_subject);
  const auto within = [](const std::optional<double>& degrees, double limit) {
    return degrees && std::isfinite(*degrees) && std::abs(*degrees) <= limit;
  };
  if (!within(place->latitude, 90) || !within(place->longitude, 180)) {
    place->latitude.reset();
    place->longitude.reset();
  }
  if (!place->latitude && place->address.empty()) place.reset();
}

void normalise_attachments(Message& message) {
  std::size_t number = 0;
  for (auto& attachment : message.attachments) {
    ++number;
    clean_line(attachment.id, max_provider_id);
    clean_line(attachment.content_type, max_name);
    clean_line(attachment.name, max_name);
    clean_line(attachment.source_url, max_url);
    if (attachment.content_type.empty()) attachment.content_type = "application/octet-stream";
    const bool held_by_provider = !attachment.source_url.empty();
    if (held_by_provider && attachment.id.empty())
      attachment.id = message.id + '.' + std::to_string(number);
  }
}

void normalise_intent(std::optional<Intent>& intent) {
  if (!intent) return;
  clean_line(intent->name, max_name);
  for (auto& [name, value] : intent->slots) {
    clean_line(name, max_name);
    clean_line(value, max_slot);
  }
}

void normalise_mail(std::optional<MailFacts>& mail) {
  if (!mail) return;
  MailFacts& facts = *mail;
  for (std::string* line : {&facts.message_id, &facts.in_reply_to, &facts.proof.spf,
                            &facts.proof.dkim, &facts.proof.dmarc})
    clean_line(*line, max_address);
  for (std::string& each : facts.references) clean_line(each, max_address);
  if (facts.bounce) {
    Bounce& bounce = *facts.bounce;
    for (std::string* line : {&bounce.recipient, &bounce.action, &bounce.status, &bounce.diagnostic,
                              &bounce.message_id})
      clean_line(*line, max_subject);
  }
  facts.quoted = clean(std::move(facts.quoted));
  facts.signature = clean(std::move(facts.signature));
}

}  // namespace

void normalise(Message& message, const NormaliserSettings& settings) {
  normalise_provider_id(message.provider_id);
  normalise_addresses(message, settings);
  normalise_language(message.language, settings.default_language);
  clean_line(message.subject, max_subject);
  message.text = clean(std::move(message.text));
  normalise_attachments(message);
  normalise_intent(message.intent);
  normalise_place(message.place);
  normalise_mail(message.mail);
}

}  // namespace crosstown
