#include "bench/load/request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "bench/load/text.h"

namespace crosstown::load {
namespace {

constexpr std::size_t field_count = 18;
using Fields = std::array<Field, field_count>;

// In the order in which they are sent; the signature's order is another.
constexpr std::array<std::string_view, field_count> names = {
    "ToCountry", "ToState",     "SmsMessageSid", "NumMedia",   "ToCity", "FromZip",
    "SmsSid",    "FromState",   "SmsStatus",     "FromCity",   "Body",   "FromCountry",
    "To",        "NumSegments", "MessageSid",    "AccountSid", "From",   "ApiVersion"};

constexpr std::array<std::size_t, field_count> signature_order = [] {
  std::array<std::size_t, field_count> order{};
  for (std::size_t i = 0; i < field_count; ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [](std::size_t a, std::size_t b) { return names[a] < names[b]; });
  return order;
}();

constexpr std::array<std::string_view, 6> cities = {"RIVERBEND", "FAIRVIEW",   "EAST HARBOR",
                                                    "MILLTOWN",  "OAK SPRING", "ST MARTIN"};

constexpr std::array<bool, 256> unreserved = [] {
  std::array<bool, 256> plain{};
  for (unsigned c = '0'; c <= '9'; ++c) plain[c] = true;
  for (unsigned c = 'A'; c <= 'Z'; ++c) plain[c] = plain[c | 0x20] = true;
  for (const char c : {'-', '_', '.', '*'}) plain[static_cast<unsigned char>(c)] = true;
  return plain;
}();

// application/x-www-form-urlencoded (WHATWG URL, section 5.2).
void append_encoded(std::string& out, std::string_view value) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (unreserved[byte]) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
}

void append_form(std::string& out, const Fields& fields) {
  for (const auto& [name, value] : fields) {
    if (!out.empty()) out += '&';
    out.append(name) += '=';
    append_encoded(out, value);
  }
}

std::string_view authority(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  return url.substr(url.rfind('@') + 1);
}

std::string head_of(const RequestSettings& settings) {
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n"
      "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n",
      settings.path, authority(settings.url_signed));
}

// What makes the random choices of one message: the same for each delivery.
std::uint64_t root(std::uint64_t seed, Planned request) {
  const std::uint64_t forged = request.kind == Kind::forged ? std::uint64_t{1} << 63 : 0;
  return mix(mix(seed) ^ request.index ^ forged);
}

}  // namespace

std::string provider_id(std::uint64_t seed, Planned request) {
  return fmt::format("SM{:016x}{:016x}", mix(~seed), root(seed, request));
}

Authorship author_of(Planned request, const RequestSettings& settings) {
  const Authorship author = authorship(request.index, settings.residents);
  return request.kind == Kind::forged ? Authorship{author.resident, 0} : author;
}

RequestMaker::RequestMaker(RequestSettings settings)
    : settings_(std::move(settings)),
      head_(head_of(settings_)),
      signer_(settings_.token, settings_.url_signed),
      forger_(settings_.token + "?", settings_.url_signed) {}

void RequestMaker::append_rest(Planned request, std::string& out) {
  Random random(root(settings_.seed, request));
  const Authorship author = author_of(request, settings_);
  const std::string id = provider_id(settings_.seed, request);
  const std::string from = phone_number(author.resident);
  const std::string zip = fmt::format("{}", 10'000 + random.below(80'000));
  const std::string_view city = cities[random.below(cities.size())];
  const std::string_view to = settings_.to[random.below(settings_.to.size())];
  text_.clear();
  append_text(text_, random, settings_.keywords, author);

  const std::array<std::string_view, field_count> values = {
      "US", "UT", id,  "0", "RIVERBEND",       zip,  id,          "UT", "received", city, text_,
      "US", to,   "1", id,  settings_.account, from, "2010-04-01"};
  Fields sent;
  Fields sorted;
  for (std::size_t i = 0; i < field_count; ++i) sent[i] = {names[i], values[i]};
  for (std::size_t i = 0; i < field_count; ++i) sorted[i] = sent[signature_order[i]];

  body_.clear();
  append_form(body_, sent);
  Signer& signer = request.kind == Kind::forged ? forger_ : signer_;
  fmt::format_to(std::back_inserter(out), "X-Twilio-Signature: {}\r\nContent-Length: {}\r\n\r\n{}",
                 signer.sign(sorted), body_.size(), body_);
}

}  // namespace crosstown::load
