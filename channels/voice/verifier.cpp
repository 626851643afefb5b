#include "channels/voice/verifier.h"

#include <algorithm>
#include <array>

#include "channels/http/base64.h"
#include "channels/voice/certificate_url.h"

namespace crosstown::alexa {
namespace {

constexpr std::string_view url_header = "SignatureCertChainUrl";
constexpr std::string_view signature_header = "Signature-256";

// Amazon answers nothing but 400 to a request that fails a check with approval.
Refusal forged(RefusalCode code, std::string detail) {
  Refusal refusal{code, std::move(detail), false};
  refusal.http_status = 400;
  return refusal;
}

// Those that Amazon sends late; the others have to be as fresh as what is spoken.
constexpr std::array<std::string_view, 5> events{
    "AlexaSkillEvent.SkillEnabled", "AlexaSkillEvent.SkillDisabled",
    "AlexaSkillEvent.SkillPermissionChanged", "AlexaSkillEvent.SkillPermissionAccepted",
    "AlexaSkillEvent.SkillAccountLinked"};

bool is_event(const Envelope& envelope) {
  return std::find(events.begin(), events.end(), envelope.type) != events.end();
}

bool is_timely(const Envelope& envelope, Time now) {
  if (!envelope.timestamp) return false;
  const auto allowed = is_event(envelope) ? Verifier::event_tolerance : Verifier::tolerance;
  const auto apart = *envelope.timestamp - now;
  return apart <= Verifier::tolerance && apart >= -allowed;
}

}  // namespace

std::optional<Refusal> Verifier::refuse_sender(const Envelope& envelope,
                                               const StepContext& context) const {
  if (envelope.application != settings_.skill_id)
    return forged(RefusalCode::wrong_account, "applicationId: not that of this skill");
  if (context.vouched || is_timely(envelope, context.now)) return std::nullopt;
  return forged(RefusalCode::stale, "request.timestamp: too far from now");
}

Verifier::Verdict Verifier::check(const HttpRequest& request, const Envelope& envelope,
                                  const StepContext& context) const {
  if (auto refused = refuse_sender(envelope, context)) return *std::move(refused);
  if (context.vouched) return Verified{};
  const std::string_view url = request.header(url_header);
  if (url.empty() || request.header(signature_header).empty()) {
    return forged(RefusalCode::missing_signature,
                  "SignatureCertChainUrl and Signature-256: headers expected");
  }
  const auto path = certificate_path(url);
  if (!path) return forged(RefusalCode::bad_signature, "SignatureCertChainUrl: not Amazon's");
  if (const auto entry = cache_.find(*path, context.now)) return check_signature(request, *entry);
  return NeedFetch{settings_.certificate_source + *path, largest_chain};
}

Verifier::Verdict Verifier::check_fetched(const HttpRequest& request, const Envelope& envelope,
                                          const StepContext& context,
                                          const Fetched& fetched) const {
  Verdict verdict = check(request, envelope, context);
  if (!std::holds_alternative<NeedFetch>(verdict)) return verdict;  // known by now, by another's
  // Nobody can tell whether it is forged: Amazon, or who hosts the file, is to blame, or the way.
  const bool later = fetched.status == 408 || fetched.status == 429;
  if (fetched.status == 0 || fetched.status >= 500 || later)
    return Refusal{RefusalCode::unavailable, "the certificate cannot be fetched", false};
  const CertificateCache::Entry entry = entry_of(fetched, context.now);
  cache_.put(certificate_path(request.header(url_header)).value(), entry, context.now);
  return check_signature(request, entry);
}

CertificateCache::Entry Verifier::entry_of(const Fetched& fetched, Time now) const {
  if (fetched.status != 200) return {nullptr, "there is no such certificate"};
  auto read = read_chain(fetched.body, roots_, now);
  if (auto* const mistake = std::get_if<ChainMistake>(&read)) return {nullptr, std::move(*mistake)};
  return {std::get<std::shared_ptr<const SigningKey>>(std::move(read)), {}};
}

Verifier::Verdict Verifier::check_signature(const HttpRequest& request,
                                            const CertificateCache::Entry& entry) const {
  if (!entry.key) return forged(RefusalCode::bad_signature, "certificate: " + entry.mistake);
  const auto signature = base64_decode(request.header(signature_header));
  if (signature && entry.key->signed_by(*signature, request.body)) return Verified{};
  return forged(RefusalCode::bad_signature, "Signature-256: not of these bytes");
}

}  // namespace crosstown::alexa
