// The body of a request of Alexa's: as it comes, where nothing of it is believed; and vouched for,
// where the dialogue answers it, within the limits of Alexa's interface.
#include <cstdint>
#include <string>

#include "channels/voice/alexa.h"
#include "channels/voice/response.h"
#include "tests/channels/voice/response_shape.h"
#include "tests/fuzz/spoken_desk.h"

using namespace crosstown;

namespace {

constexpr std::string_view skill = "amzn1.ask.skill.00000000-0000-4000-8000-000000000311";
const Time now = Time(std::chrono::seconds(1795348800));  // of the seeds: 2026-11-22T12:00:00Z

void check_answer(const Step& step) {
  const auto* const answer = std::get_if<Answer>(&step);
  FUZZ_CHECK(answer && answer->status == 200 && answer->body.size() <= alexa::most_response);
  FUZZ_CHECK(alexa::shape_mistakes(answer->body).empty());
}

// Nothing but a wish for Amazon's certificate comes of what is not proved.
void check_unproved(const Step& step) {
  if (std::holds_alternative<Refusal>(step)) return;
  const auto* const need = std::get_if<Need>(&step);
  FUZZ_CHECK(need && std::holds_alternative<NeedFetch>(*need));
  FUZZ_CHECK(std::get<NeedFetch>(*need).url == "https://s3.amazonaws.com/echo.api/x.pem");
}

// The tripwire's words take seconds to compile under a sanitizer, which is no input's fault.
const dialogue::SpokenDesk& desk() {
  static const dialogue::SpokenDesk made;
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  static_cast<void>(desk());
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const alexa::Alexa adapter({std::string(skill)}, alexa::TrustRoots::system(),
                                    "+18015550100");
  const Header headers[] = {
      {"SignatureCertChainUrl", "https://s3.amazonaws.com/echo.api/x.pem"},
      {"Signature-256", "AAAA"},
  };
  const HttpRequest request{.method = "POST",
                            .target = "/hooks/alexa",
                            .public_url = {},
                            .headers = headers,
                            .body = {reinterpret_cast<const char*>(data), size}};
  check_unproved(adapter.receive(request, {.now = now}));
  check_unproved(adapter.go_on(request, {.now = now}, {0, ""}));

  const Step step = adapter.receive(request, {.now = now, .vouched = true});
  if (std::holds_alternative<Answer>(step)) check_answer(step);
  const auto* const need = std::get_if<Need>(&step);
  if (!need) return 0;
  const auto& turn = std::get<NeedDialogue>(*need).turn;
  FUZZ_CHECK(!turn.id.empty());
  for (const bool found : {true, false})
    check_answer(adapter.resume({}, desk().talk_through(turn, found)));
  return 0;
}
