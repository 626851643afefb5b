// The interaction model of the city's Alexa skill, from what the configuration has at this moment.
#include <algorithm>

#include "channels/voice/alexa.h"
#include "channels/voice/model.h"
#include "daemon/admin/calls.h"
#include "daemon/admin/json_pages.h"
#include "router/message/text.h"
#include "router/rules/rule.h"

namespace crosstown::calls {
namespace {

const alexa::Alexa* skill_of(const City& city, std::string_view wanted) {
  for (const auto& [name, channel] : city.channels) {
    const auto* const skill = dynamic_cast<const alexa::Alexa*>(channel.adapter.get());
    if (skill && (wanted.empty() || name == wanted)) return skill;
  }
  return nullptr;
}

// "Riverbend" → "riverbend three one one"; cities that have other signs in their name say it
// themselves.
std::string usual_invocation(const City& city, std::string_view language) {
  const std::string name = fold(city.name);
  return language == "es" ? "tres uno uno de " + name : name + " three one one";
}

std::string with_spaces(std::string name) {
  std::replace(name.begin(), name.end(), '-', ' ');
  return name;
}

// What the channel says of each kind, then the kinds that only the rules know.
std::vector<alexa::ModelValue> issues_of(const City& city, const alexa::SkillWords& words,
                                         const std::string& language) {
  std::vector<alexa::ModelValue> values;
  for (const auto& [kind, by_language] : words.issues) {
    const auto names = by_language.find(language);
    if (names != by_language.end() && !names->second.empty())
      values.push_back({kind, names->second});
  }
  for (const Rule& rule : city.rules->set().rules) {
    const std::string& kind = rule.routing.type;
    const bool known =
        std::any_of(values.begin(), values.end(),
                    [&](const alexa::ModelValue& value) { return value.id == kind; });
    if (!kind.empty() && !known) values.push_back({kind, {with_spaces(kind)}});
  }
  return values;
}

std::vector<alexa::ModelValue> questions_of(const City& city, const std::string& language) {
  std::vector<alexa::ModelValue> values;
  for (const ScriptedAnswer& answer : city.answers->answers()) {
    alexa::ModelValue value{answer.id, {std::string(answer.title_in(language))}};
    const auto questions = answer.questions.find(language);
    if (questions != answer.questions.end())
      value.names.insert(value.names.end(), questions->second.begin(), questions->second.end());
    values.push_back(std::move(value));
  }
  return values;
}

}  // namespace

Answer alexa_model(const AdminParts& parts, Call call) {
  const auto city = parts.city.get();
  const alexa::Alexa* const skill = skill_of(*city, call.query("channel"));
  if (!skill) co_return pages::error(404, "no_channel", "There is no such channel of Alexa's.");
  const std::string locale(call.query("locale"));
  const std::string language = primary_subtag(locale);
  alexa::ModelInput input;
  const auto named = skill->words().invocation.find(locale);
  input.invocation =
      named != skill->words().invocation.end() ? named->second : usual_invocation(*city, language);
  if (const auto mistake = alexa::invocation_mistake(input.invocation))
    co_return pages::error(409, "no_invocation", "invocation." + locale + ": " + *mistake + ".");
  input.issues = issues_of(*city, skill->words(), language);
  input.questions = questions_of(*city, language);
  auto model = alexa::interaction_model(input, locale);
  if (!model) co_return pages::error(404, "no_locale", "locale: en-US or es-US is expected.");
  co_return pages::json(*std::move(model));
}

}  // namespace crosstown::calls
