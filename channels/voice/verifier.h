// Whether a request comes from Amazon, is ours, is whole and is new: what Amazon demands of who
// hosts a skill (its page "Host a Custom Skill as a Web Service"). docs/channels/alexa.md lists the
// checks, and where they are stricter than Amazon's own library.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <variant>

#include "channels/channel.h"
#include "channels/voice/certificate.h"
#include "channels/voice/certificate_cache.h"
#include "channels/voice/envelope.h"

namespace crosstown::alexa {

struct VerifierSettings {
  std::string skill_id;  // "amzn1.ask.skill.…"
  // Where the certificates are fetched from; a city without a way out has a mirror of its own.
  std::string certificate_source = "https://s3.amazonaws.com";
};

// Shared by all threads: only the cache of certificates changes.
class Verifier {
 public:
  static constexpr std::chrono::seconds tolerance{150};
  static constexpr std::chrono::seconds event_tolerance{3600};  // late; of some events

  Verifier(VerifierSettings settings, TrustRoots roots)
      : settings_(std::move(settings)), roots_(std::move(roots)) {}

  struct Verified {};
  using Verdict = std::variant<Verified, Refusal, NeedFetch>;

  // NeedFetch: the certificate is not known yet; call again with what was fetched. Who cannot name
  // the skill, or comes late, causes no fetch.
  [[nodiscard]] Verdict check(const HttpRequest& request, const Envelope& envelope,
                              const StepContext& context) const;
  [[nodiscard]] Verdict check_fetched(const HttpRequest& request, const Envelope& envelope,
                                      const StepContext& context, const Fetched& fetched) const;

 private:
  [[nodiscard]] std::optional<Refusal> refuse_sender(const Envelope& envelope,
                                                     const StepContext& context) const;
  [[nodiscard]] Verdict check_signature(const HttpRequest& request,
                                        const CertificateCache::Entry& entry) const;
  [[nodiscard]] CertificateCache::Entry entry_of(const Fetched& fetched, Time now) const;

  VerifierSettings settings_;
  TrustRoots roots_;
  mutable CertificateCache cache_;
};

}  // namespace crosstown::alexa
