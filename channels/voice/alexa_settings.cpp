// The keys of an `alexa` channel.
#include <filesystem>
#include <stdexcept>

#include "channels/voice/alexa.h"
#include "channels/voice/model.h"
#include "router/message/phone.h"

namespace crosstown::alexa {
namespace {

constexpr std::string_view skill_prefix = "amzn1.ask.skill.";

// Plain http will do for a mirror inside: a certificate proves itself by its chain.
std::string read_source(config::Section& channel, std::string fallback) {
  std::string source = channel.text("certificate_source", std::move(fallback));
  while (source.ends_with('/')) source.pop_back();
  const bool url = source.starts_with("https://") || source.starts_with("http://");
  if (!url || source.find_first_of(" ?#@") != std::string::npos) {
    channel.problem_at("certificate_source",
                       "certificate_source: \"https://host\" or \"http://host:port\" expected, "
                       "where /echo.api/… is found");
  }
  return source;
}

TrustRoots read_roots(config::Section& channel) {
  const std::string file = channel.text("trust_roots");
  try {
    if (file.empty()) return TrustRoots::system();
    return TrustRoots::from_file((channel.folder() / file).string());
  } catch (const std::runtime_error& error) {
    channel.problem_at("trust_roots", std::string("trust_roots: ") + error.what());
    return TrustRoots::none();
  }
}

// invocation: { en-US: riverbend three one one, es-US: tres uno uno de riverbend }
void read_invocation(config::Section& channel, SkillWords& words) {
  if (!channel.has("invocation")) return;
  config::Section section = channel.section("invocation");
  for (const std::string_view locale : locales()) {
    const auto value = section.find(locale);
    if (!value) continue;
    const std::string name = value->text();
    if (const auto mistake = invocation_mistake(name)) value->problem("invocation: " + *mistake);
    words.invocation.emplace(locale, name);
  }
  section.finish();
}

// issues: { pothole: { en: [pothole, hole in the road], es: [bache] } }
void read_issues(config::Section& channel, SkillWords& words) {
  if (!channel.has("issues")) return;
  for (const auto& [kind, value] : channel.section("issues").named_entries()) {
    config::Section languages = value.section();
    for (const std::string language : {"en", "es"})
      words.issues[kind][language] = languages.texts(language);
    languages.finish();
  }
}

}  // namespace

std::unique_ptr<HttpAdapter> make_alexa(config::Section& channel, Medium) {
  VerifierSettings settings;
  settings.skill_id = channel.required_text("skill_id");
  if (!settings.skill_id.empty() && !settings.skill_id.starts_with(skill_prefix)) {
    channel.problem_at("skill_id",
                       "skill_id: \"amzn1.ask.skill.\" and what follows it expected, "
                       "as the developer console shows it");
  }
  settings.certificate_source = read_source(channel, settings.certificate_source);
  std::string phone = channel.text("phone");
  if (!phone.empty() && to_e164(phone, "") != phone)
    channel.problem_at("phone", "phone: E.164 (\"+18015550100\") expected");
  SkillWords words;
  read_invocation(channel, words);
  read_issues(channel, words);
  return std::make_unique<Alexa>(std::move(settings), read_roots(channel), std::move(phone),
                                 std::move(words), channel.text("text_by"));
}

}  // namespace crosstown::alexa
