// What a verified request of Alexa's costs, its certificate being known; and what of it is the one
// RSA verification that nobody can do without.
#include <benchmark/benchmark.h>

#include "channels/http/base64.h"
#include "channels/voice/alexa.h"
#include "tests/channels/voice/amazon.h"
#include "tests/config/fixture.h"

namespace crosstown::alexa {
namespace {

const Time now = Time(std::chrono::seconds(1795348800));

const Amazon& amazon() {
  static const Amazon made(now);
  return made;
}

std::string report() {
  return R"({"type":"IntentRequest","dialogState":"IN_PROGRESS","intent":{"name":"ReportIssueIntent",)"
         R"("confirmationStatus":"NONE","slots":{"issue":{"name":"issue","value":"pothole",)"
         R"("confirmationStatus":"NONE","resolutions":{"resolutionsPerAuthority":[{"authority":"a",)"
         R"("status":{"code":"ER_SUCCESS_MATCH"},"values":[{"value":{"id":"pothole",)"
         R"("name":"pothole"}}]}]}},"place":{"name":"place","value":"main street",)"
         R"("confirmationStatus":"NONE"}}}})";
}

TrustRoots roots() {
  const config::Folder folder;
  return TrustRoots::from_file(folder.write("roots.pem", amazon().root()).string());
}

void verified_request(benchmark::State& state) {
  const Alexa adapter({std::string(skill)}, roots(), "+18015550100");
  const SignedRequest request = signed_by(amazon(), envelope({.request = report()}, now));
  const HttpRequest view = request.view();
  const StepContext context{.now = now};
  (void)adapter.go_on(view, context, {200, amazon().chain()});
  for (auto _ : state) {
    const Step step = adapter.receive(view, context);
    if (!std::holds_alternative<Need>(step)) state.SkipWithError("refused");
    benchmark::DoNotOptimize(&step);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(verified_request);

void signature_alone(benchmark::State& state) {
  const auto read = read_chain(amazon().chain(), roots(), now);
  const auto& key = std::get<std::shared_ptr<const SigningKey>>(read);
  const std::string body = envelope({.request = report()}, now);
  const std::string signature = base64_decode(amazon().sign(body)).value();
  for (auto _ : state) {
    if (!key->signed_by(signature, body)) state.SkipWithError("wrong");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(signature_alone);

void chain_read(benchmark::State& state) {
  const TrustRoots trusted = roots();
  const std::string pem = amazon().chain();
  for (auto _ : state) {
    const auto read = read_chain(pem, trusted, now);
    benchmark::DoNotOptimize(&read);
  }
}
BENCHMARK(chain_read);

}  // namespace
}  // namespace crosstown::alexa
