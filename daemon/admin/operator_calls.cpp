// What changes the daemon or speaks in a provider's name.
#include <simdjson.h>

#include <algorithm>

#include "daemon/admin/calls.h"
#include "daemon/admin/json_pages.h"
#include "router/message/uuid.h"

namespace crosstown::calls {
namespace {

using http::Response;

struct Wish {
  std::optional<std::string> channel;  // none: the first for texts
  std::string from = "+18015550123";
  std::string text;
};

std::optional<Wish> read_wish(std::string_view body, Response& problem) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  const simdjson::padded_string padded(body);
  if (parser.parse(padded).get(object) != simdjson::SUCCESS) {
    problem = pages::error(400, "malformed", "A JSON object is expected.");
    return std::nullopt;
  }
  Wish wish;
  std::string_view value;
  if (object["text"].get(value) != simdjson::SUCCESS) {
    problem = pages::error(400, "missing_field", "text: a string is expected.");
    return std::nullopt;
  }
  wish.text = value;
  if (object["channel"].get(value) == simdjson::SUCCESS) wish.channel = value;
  if (object["from"].get(value) == simdjson::SUCCESS) wish.from = value;
  return wish;
}

SampleText sample_of(Wish wish) {
  SampleText sample;
  sample.from = std::move(wish.from);
  sample.text = std::move(wish.text);
  sample.now = now();
  sample.provider_id = "SM" + uuid_v7(sample.now);
  std::erase(sample.provider_id, '-');
  return sample;
}

}  // namespace

Answer reload(const AdminParts& parts, Call call) {
  auto reloading = parts.reload(call.asker.by);
  const ReloadResult result = co_await std::move(reloading);
  co_return pages::reloaded(result.applied, result.problems);
}

Answer make_sample(const AdminParts& parts, Call call) {
  Response problem;
  auto wish = read_wish(call.request.body, problem);
  if (!wish) co_return problem;
  const auto city = parts.city.get();
  for (const auto& [name, channel] : city->channels) {
    if (wish->channel && name != *wish->channel) continue;
    const auto* sampler = dynamic_cast<const TextSampler*>(channel.adapter.get());
    if (!sampler || (!wish->channel && channel.medium != Medium::sms)) continue;
    const std::string hook = "/hooks/" + name;
    const SampleText text = sample_of(*std::move(wish));
    co_return pages::sample(name, parts.local_url() + hook,
                            sampler->sample(text, city->public_url + hook));
  }
  co_return pages::error(404, "no_channel",
                         "There is no such channel that a sample can be made for.");
}

}  // namespace crosstown::calls
