#include "channels/voice/model.h"

#include <algorithm>
#include <array>
#include <set>

#include "channels/voice/model_words.h"
#include "router/message/json.h"
#include "router/message/text.h"

namespace crosstown::alexa {
namespace {

constexpr std::size_t longest_value = 140;  // characters; bytes are no fewer
constexpr std::size_t most_values = 3000;   // of one type: a model has 1.5 MB at most
constexpr std::array<std::string_view, 8> amazons{
    "AMAZON.CancelIntent",       "AMAZON.HelpIntent",
    "AMAZON.StopIntent",         "AMAZON.FallbackIntent",
    "AMAZON.NavigateHomeIntent", "AMAZON.RepeatIntent",
    "AMAZON.YesIntent",          "AMAZON.NoIntent"};

// Appends JSON; a comma stands where one belongs.
class Writer {
 public:
  std::string text;

  void begin(char bracket) {
    separate();
    text += bracket;
  }
  void end(char bracket) { text += bracket; }
  Writer& name(std::string_view name) {
    separate();
    json::append_string(text, name);
    text += ':';
    return *this;
  }
  void value(std::string_view value) {
    separate();
    json::append_string(text, value);
  }
  void flag(bool value) { text += value ? "true" : "false"; }
  void member(std::string_view member_name, std::string_view member_value) {
    name(member_name).value(member_value);
  }

 private:
  void separate() {
    if (!text.empty() && !text.ends_with('{') && !text.ends_with('[') && !text.ends_with(':'))
      text += ',';
  }
};

void write_list(Writer& out, std::string_view name, const std::vector<std::string_view>& values) {
  out.name(name).begin('[');
  for (const std::string_view value : values) out.value(value);
  out.end(']');
}

void write_intent(Writer& out, const ModelIntent& intent) {
  out.begin('{');
  out.member("name", intent.name);
  out.name("slots").begin('[');
  for (const ModelSlot& slot : intent.slots) {
    out.begin('{');
    out.member("name", slot.name);
    out.member("type", slot.type);
    write_list(out, "samples", slot.answers);
    out.end('}');
  }
  out.end(']');
  write_list(out, "samples", intent.samples);
  out.end('}');
}

// As it may be said: Amazon takes letters, digits, spaces and a few marks.
std::string spoken(std::string_view written) {
  constexpr std::string_view marks = "?!\"{}<>/\\,;:()[]";
  std::string out;
  for (const char c : clean(std::string(written))) out += marks.find(c) < marks.size() ? ' ' : c;
  for (const std::string_view opening : {"¿", "¡"}) {
    for (auto at = out.find(opening); at != std::string::npos; at = out.find(opening))
      out.erase(at, opening.size());
  }
  return clean(std::move(out));
}

void write_values(Writer& out, const std::vector<ModelValue>& values) {
  std::set<std::string> said;
  std::size_t written = 0;
  for (const ModelValue& value : values) {
    std::vector<std::string> names;
    for (const std::string& name : value.names) {
      std::string words = spoken(name);
      if (words.empty() || words.size() > longest_value || !said.insert(fold(words)).second)
        continue;
      names.push_back(std::move(words));
    }
    if (names.empty() || ++written > most_values) continue;
    out.begin('{');
    out.member("id", value.id);
    out.name("name").begin('{');
    out.member("value", names.front());
    write_list(out, "synonyms", {names.begin() + 1, names.end()});
    out.end('}');
    out.end('}');
  }
}

void write_type(Writer& out, std::string_view name, const std::vector<ModelValue>& values,
                const std::vector<std::string_view>& common) {
  out.begin('{');
  out.member("name", name);
  out.name("values").begin('[');
  if (!values.empty()) {
    write_values(out, values);
  } else {
    std::vector<ModelValue> usual;
    for (const std::string_view each : common) usual.push_back({"", {std::string(each)}});
    for (std::size_t i = 0; i < usual.size(); ++i) usual[i].id = "common-" + std::to_string(i + 1);
    write_values(out, usual);
  }
  out.end(']');
  out.end('}');
}

std::string prompt_of(const ModelIntent& intent, std::string_view slot) {
  return slot.empty() ? "Confirm." + std::string(intent.name)
                      : "Elicit." + std::string(intent.name) + "." + std::string(slot);
}

void write_dialog_intent(Writer& out, const ModelIntent& intent) {
  out.begin('{');
  out.member("name", intent.name);
  out.name("confirmationRequired").flag(!intent.confirmation.empty());
  out.name("prompts").begin('{');
  if (!intent.confirmation.empty()) out.member("confirmation", prompt_of(intent, ""));
  out.end('}');
  out.name("slots").begin('[');
  for (const ModelSlot& slot : intent.slots) {
    out.begin('{');
    out.member("name", slot.name);
    out.member("type", slot.type);
    out.name("confirmationRequired").flag(false);
    out.name("elicitationRequired").flag(true);
    out.name("prompts").begin('{');
    out.member("elicitation", prompt_of(intent, slot.name));
    out.end('}');
    out.end('}');
  }
  out.end(']');
  out.end('}');
}

void write_prompt(Writer& out, std::string_view id, std::string_view words) {
  out.begin('{');
  out.member("id", id);
  out.name("variations").begin('[');
  out.begin('{');
  out.member("type", "PlainText");
  out.member("value", words);
  out.end('}');
  out.end(']');
  out.end('}');
}

void write_dialog(Writer& out, const ModelLanguage& language) {
  out.name("dialog").begin('{');
  out.member("delegationStrategy", "SKILL_RESPONSE");
  out.name("intents").begin('[');
  for (const ModelIntent& intent : language.intents) {
    if (!intent.slots.empty()) write_dialog_intent(out, intent);
  }
  out.end(']');
  out.end('}');
  out.name("prompts").begin('[');
  for (const ModelIntent& intent : language.intents) {
    for (const ModelSlot& slot : intent.slots)
      write_prompt(out, prompt_of(intent, slot.name), slot.question);
    if (!intent.confirmation.empty()) write_prompt(out, prompt_of(intent, ""), intent.confirmation);
  }
  out.end(']');
}

void write_language(Writer& out, const ModelInput& input, const ModelLanguage& language) {
  out.name("languageModel").begin('{');
  out.member("invocationName", input.invocation);
  out.name("intents").begin('[');
  for (const ModelIntent& intent : language.intents) write_intent(out, intent);
  for (const std::string_view name : amazons) write_intent(out, {name, {}, {}, {}});
  out.end(']');
  out.name("types").begin('[');
  write_type(out, "ISSUE_TYPE", input.issues, language.issues);
  write_type(out, "CITY_PLACE", input.places, language.places);
  write_type(out, "CITY_QUESTION", input.questions, language.questions);
  out.end(']');
  out.end('}');
}

}  // namespace

std::span<const std::string_view> locales() {
  static constexpr std::array<std::string_view, 2> all{"en-US", "es-US"};
  return all;
}

std::optional<std::string> interaction_model(const ModelInput& input, std::string_view locale) {
  const auto& languages = model_languages();
  const auto found = std::find_if(languages.begin(), languages.end(),
                                  [&](const ModelLanguage& each) { return each.locale == locale; });
  if (found == languages.end()) return std::nullopt;
  Writer out;
  out.begin('{');
  out.name("interactionModel").begin('{');
  write_language(out, input, *found);
  write_dialog(out, *found);
  out.end('}');
  out.end('}');
  return std::move(out.text);
}

std::optional<std::string> invocation_mistake(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || c == ' ' || c == '\'' || c == '.' ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  if (!std::all_of(name.begin(), name.end(), fits))
    return "small letters and spaces expected; digits are written as words (\"three one one\")";
  const std::size_t space = name.find(' ');
  if (space == std::string_view::npos || space == 0 || name.ends_with(' ') || name.size() > 50)
    return "two words or more expected, of at most 50 letters";
  return std::nullopt;
}

}  // namespace crosstown::alexa
