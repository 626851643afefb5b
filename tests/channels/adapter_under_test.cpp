#include "tests/channels/adapter_under_test.h"

#include <gtest/gtest.h>

#include <random>
#include <stdexcept>

#include "channels/http/base64.h"
#include "channels/http/form.h"
#include "channels/registry.h"
#include "channels/sms/twilio_signature.h"
#include "channels/webhook/standard_webhooks.h"
#include "tests/channels/request_file.h"
#include "tests/config/fixture.h"

namespace crosstown {
namespace {

std::string random_bytes(std::size_t size) {
  std::random_device device;
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(device());
  return bytes;
}

std::string twilio_signature(const std::string& token, const HttpRequest& request) {
  Form form;  // of an event's JSON the URL alone is signed, as of a GET
  const bool is_form = request.method == "POST" &&
                       !has_media_type(request.header("Content-Type"), "application/json");
  if (is_form && !form.decode(request.body)) return "unsigned";
  const std::string url = std::string(request.public_url) + std::string(request.target);
  return TwilioSignature({&token, 1}).sign(url, form.fields());
}

std::string webhook_signature(const std::string& secret, const HttpRequest& request) {
  const std::string key = standard_webhooks_key(secret).value();
  const WebhookHeaders headers = webhook_headers(request);
  return StandardWebhooks({&key, 1}).sign(headers.id, headers.timestamp, request.body);
}

}  // namespace

std::string AdapterUnderTest::filled_in(std::string text) const {
  const std::string hash = TwilioSignature::body_hash(RequestFile(text).view().body);
  text = replaced(std::move(text), "{{body-hash}}", hash);
  const std::string signature = sign(RequestFile(text).view());
  return replaced(std::move(text), "{{signature}}", signature);
}

std::string AdapterUnderTest::sign(const HttpRequest& request) const {
  const bool twilio = !secret.starts_with("whsec_");
  return twilio ? twilio_signature(secret, request) : webhook_signature(secret, request);
}

AdapterUnderTest adapter_under_test(std::string_view name) {
  const bool twilio = name == "twilio-sms";
  AdapterUnderTest made;
  made.secret =
      twilio ? base64_encode(random_bytes(24)) : "whsec_" + base64_encode(random_bytes(32));
  const config::Folder folder;
  folder.write("secret", made.secret + "\n");
  const std::string yaml = twilio ? "account_sid: " + std::string(fixture_account) +
                                        "\nauth_token: { file: secret }\nnumbers: "
                                        "[\"+18015550100\", \"whatsapp:+18015550100\"]\n"
                                  : "secret: { file: secret }\n";
  config::Problems problems;
  config::Section channel =
      config::Document::parse(yaml, folder.path() / "city.yaml", problems).root();
  const AdapterEntry* const entry = find_adapter(name);
  if (entry == nullptr) throw std::invalid_argument("no such adapter");
  std::unique_ptr<Adapter> adapter = entry->make(channel, entry->medium.value_or(Medium::walk_in));
  made.adapter.reset(dynamic_cast<HttpAdapter*>(adapter.release()));
  channel.finish();
  for (const std::string& text : config::texts(problems)) ADD_FAILURE() << text;
  return made;
}

}  // namespace crosstown
