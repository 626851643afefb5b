// The requests on the wire: signed inbound texts in Twilio's shape. Everything about a message
// follows from the seed and its index, so that a repeat is made again instead of remembered.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/load/plan.h"
#include "bench/load/resident.h"
#include "bench/load/signature.h"

namespace crosstown::load {

struct RequestSettings {
  std::string url_signed;  // public URL that the signature covers; gives the Host header
  std::string path;        // request target
  std::string token;
  std::string account;                // AccountSid
  std::vector<std::string> to;        // the city's numbers, never empty
  std::vector<std::string> keywords;  // never empty
  std::uint64_t residents = 1;        // at most max_residents
  std::uint64_t seed = 0;
};

// Twilio's MessageSid, unique for kind and index of a seed; a duplicate has its original's.
[[nodiscard]] std::string provider_id(std::uint64_t seed, Planned request);

// Who is said to have written it. A forged text has the number 0: it takes no part in any order.
[[nodiscard]] Authorship author_of(Planned request, const RequestSettings& settings);

// One thread.
class RequestMaker {
 public:
  explicit RequestMaker(RequestSettings settings);

  // A request is head() followed by what append_rest() adds: signature, length, body.
  [[nodiscard]] std::string_view head() const { return head_; }
  void append_rest(Planned request, std::string& out);

 private:
  RequestSettings settings_;
  std::string head_;
  Signer signer_;
  Signer forger_;  // signs alike, with another token
  std::string text_;
  std::string body_;
};

}  // namespace crosstown::load
