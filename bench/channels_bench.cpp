// What one request costs in the adapters, from the fixtures.
#include <benchmark/benchmark.h>

#include <array>
#include <filesystem>

#include "channels/http/form.h"
#include "channels/sms/twilio_sms.h"
#include "channels/webhook/webhook.h"
#include "tests/channels/request_file.h"

namespace crosstown {
namespace {

constexpr std::string_view account = "AC00000000000000000000000000000311";
const std::string secret = "a-secret-of-thirty-two-characters";
const StepContext context{.now = Time(std::chrono::seconds(1764000000))};

std::string fixture(const char* path) {
  return read_file(std::filesystem::path(SOURCE_DIR) / "channels" / path);
}

std::string signed_sms() {
  const std::string text = fixture("sms/fixtures/valid.request");
  const RequestFile draft(text);
  Form form;
  if (!form.decode(draft.view().body)) return {};
  const std::string url = std::string(draft.view().public_url) + std::string(draft.view().target);
  return replaced(text, "{{signature}}", TwilioSignature({&secret, 1}).sign(url, form.fields()));
}

std::string signed_webhook() {
  const std::string text = fixture("webhook/fixtures/small.request");
  const RequestFile draft(text);
  const WebhookHeaders headers = webhook_headers(draft.view());
  const StandardWebhooks signature({&secret, 1});
  return replaced(text, "{{signature}}",
                  signature.sign(headers.id, headers.timestamp, draft.view().body));
}

void mac_of_600_bytes(benchmark::State& state) {
  const HmacKey key(Hash::sha1, secret);
  const std::string message(600, 'x');
  for (auto _ : state) benchmark::DoNotOptimize(key.mac({message}));
}

void form_decode(benchmark::State& state) {
  const RequestFile file(signed_sms());
  Form form;
  for (auto _ : state) benchmark::DoNotOptimize(form.decode(file.view().body));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * file.view().body.size()));
}

void twilio_verify(benchmark::State& state) {
  const RequestFile file(signed_sms());
  const HttpRequest request = file.view();
  const TwilioSignature signature({&secret, 1});
  const std::string_view header = request.header("X-Twilio-Signature");
  Form form;
  if (!form.decode(request.body) || !signature.matches(request, form.fields(), header)) {
    state.SkipWithError("not signed");
  }
  for (auto _ : state) benchmark::DoNotOptimize(signature.matches(request, form.fields(), header));
}

// With the eight headers more that a gateway and a proxy send.
void receive(benchmark::State& state, const HttpAdapter& adapter, const std::string& text) {
  const RequestFile file(text);
  HttpRequest request = file.view();
  std::vector<Header> headers = {
      {"Host", "311.riverbend.example"},   {"User-Agent", "TwilioProxy/1.1"},
      {"Content-Length", "470"},           {"Accept", "*/*"},
      {"Cache-Control", "max-age=259200"}, {"X-Forwarded-For", "203.0.113.7"},
      {"X-Forwarded-Proto", "https"},      {"Connection", "keep-alive"}};
  headers.insert(headers.end(), request.headers.begin(), request.headers.end());
  request.headers = headers;
  if (!std::holds_alternative<Messages>(adapter.receive(request, context)))
    state.SkipWithError("refused");
  for (auto _ : state) benchmark::DoNotOptimize(adapter.receive(request, context));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * request.body.size()));
}

void twilio_receive(benchmark::State& state) {
  receive(state, TwilioSms({std::string(account), {secret}, {"+18015550100"}, {}}, Medium::sms),
          signed_sms());
}

void twilio_receive_forged(benchmark::State& state) {
  const TwilioSms adapter({std::string(account), {"another"}, {}, {}}, Medium::sms);
  const RequestFile file(signed_sms());
  for (auto _ : state) benchmark::DoNotOptimize(adapter.receive(file.view(), context));
}

void twilio_conclude(benchmark::State& state) {
  const TwilioSms adapter({std::string(account), {secret}, {}, {}}, Medium::sms);
  const Messages messages(1);
  const std::array<Outcome, 1> outcomes = {Accepted{
      "26-0001234-9", false, "Thanks, we have your message. Your request number is 26-0001234-9."}};
  for (auto _ : state) benchmark::DoNotOptimize(adapter.conclude(messages, outcomes));
}

void webhook_receive(benchmark::State& state) {
  receive(state, Webhook({&secret, 1}, Medium::app), signed_webhook());
}

BENCHMARK(mac_of_600_bytes);
BENCHMARK(form_decode);
BENCHMARK(twilio_verify);
BENCHMARK(twilio_receive);
BENCHMARK(twilio_receive_forged);
BENCHMARK(twilio_conclude);
BENCHMARK(webhook_receive);

}  // namespace
}  // namespace crosstown
