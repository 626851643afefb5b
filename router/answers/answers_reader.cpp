#include "router/answers/answers_reader.h"

#include <absl/time/time.h>
#include <fmt/format.h>

#include <algorithm>

#include "router/hours/notation.h"
#include "router/message/text.h"
#include "router/texts/segments.h"
#include "router/texts/texts.h"

namespace crosstown {
namespace {

// Bytes; ten text messages. Questions and titles are one line.
constexpr std::size_t longest_answer = 1600;
constexpr std::size_t longest_line = 200;
constexpr std::size_t most_questions = 50;
constexpr std::size_t most_segments = 2;
constexpr std::chrono::days warned_before(30);

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 63 && text.front() != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

class Reader {
 public:
  Reader(const AnswerRules& rules, std::vector<ScriptedAnswer>& all) : rules_(rules), all_(all) {
    if (!absl::LoadTimeZone(rules.timezone, &zone_)) zone_ = absl::UTCTimeZone();
  }

  void read(const config::Value& item, const std::string& file) {
    ScriptedAnswer answer;
    answer.file = file;
    answer.mark = item.mark();
    config::Section section = item.section();
    if (!item.is_map()) return;
    answer.id = section.required_text("id");
    check_id(section, answer);
    answer.title = texts(section, "title", longest_line);
    answer.questions = questions(section);
    answer.text = texts(section, "answer", longest_answer);
    if (const auto owner = section.require("owner")) {
      if (const auto index = owner->one_of(rules_.owners)) answer.owner = rules_.owners[*index];
    }
    if (const auto expires = section.find("expires")) answer.expires = end_of_day(*expires);
    section.finish();
    all_.push_back(std::move(answer));
  }

 private:
  void check_id(const config::Section& section, const ScriptedAnswer& answer) const {
    if (answer.id.empty()) return;
    if (!is_id(answer.id))
      return section.problem_at(
          "id", fmt::format("the id \"{}\" must be made of a-z, 0-9 and \"-\", at most 63 of them",
                            answer.id));
    const auto other = std::find_if(all_.begin(), all_.end(),
                                    [&](const ScriptedAnswer& one) { return one.id == answer.id; });
    if (other == all_.end()) return;
    section.problem_at("id", fmt::format("the id \"{}\" is taken: {}:{}", answer.id, other->file,
                                         other->mark.line));
  }

  static std::string line(const config::Value& value, std::size_t longest) {
    std::string text = value.text();
    if (!value.is_scalar()) return {};
    if (text.empty()) value.problem("there must be a text");
    if (text.size() > longest)
      value.problem(fmt::format("this has {} bytes; {} are the most", text.size(), longest));
    if (clean(text) != text)
      value.problem("a text holds no control characters and no space at its ends");
    return text;
  }

  ByLanguage<std::string> texts(config::Section& section, std::string_view key,
                                std::size_t longest) const {
    ByLanguage<std::string> out;
    if (!section.require(key)) return out;
    config::Section languages = section.section(key);
    for (const std::string& tag : rules_.languages) {
      const std::string language = primary_subtag(tag);
      if (const auto value = languages.require(language)) out[language] = line(*value, longest);
    }
    languages.finish();
    return out;
  }

  ByLanguage<std::vector<std::string>> questions(config::Section& section) const {
    ByLanguage<std::vector<std::string>> out;
    if (!section.require("questions")) return out;
    config::Section languages = section.section("questions");
    for (const std::string& tag : rules_.languages) {
      const std::string language = primary_subtag(tag);
      const auto value = languages.require(language);
      if (!value) continue;
      const auto items = value->list_or_one();
      if (items.empty() || items.size() > most_questions)
        value->problem(fmt::format("there must be 1 to {} questions", most_questions));
      for (const config::Value& item : items) out[language].push_back(line(item, longest_line));
    }
    languages.finish();
    return out;
  }

  std::optional<Time> end_of_day(const config::Value& value) const {
    const std::string text = value.text();
    if (!value.is_scalar()) return std::nullopt;
    auto day = parse_date(text);
    if (auto* mistake = std::get_if<HoursMistake>(&day)) {
      value.problem(std::move(mistake->text));
      return std::nullopt;
    }
    const absl::Time end = absl::FromCivil(std::get<absl::CivilDay>(day) + 1, zone_);
    return Time(std::chrono::milliseconds(absl::ToUnixMillis(end)));
  }

  const AnswerRules& rules_;
  std::vector<ScriptedAnswer>& all_;
  absl::TimeZone zone_;
};

void warn_of_expiry(const ScriptedAnswer& answer, Time now,
                    std::vector<config::Problem>& warnings) {
  if (!answer.expires || *answer.expires - warned_before > now) return;
  const auto left = std::chrono::ceil<std::chrono::days>(*answer.expires - now).count();
  warnings.push_back(
      {answer.file, answer.mark,
       left <= 0 ? fmt::format("warning: the answer {} has expired and is not given any more; ask "
                               "{} for a new one, or take it out",
                               answer.id, answer.owner)
                 : fmt::format("warning: the answer {} expires in {} day{}; ask {} whether it "
                               "still holds",
                               answer.id, left, left == 1 ? "" : "s", answer.owner)});
}

void warn_of_size(const ScriptedAnswer& answer, std::vector<config::Problem>& warnings) {
  for (const auto& [language, text] : answer.text) {
    const SmsSize size = sms_size(text);
    if (size.segments <= most_segments) continue;
    warnings.push_back(
        {answer.file, answer.mark,
         fmt::format("warning: the answer {} ({}) is sent in {} parts as a text message{}",
                     answer.id, language, size.segments,
                     size.gsm7 ? ""
                               : ", since a character in it (such as á, í, ó, ú or –) makes it "
                                 "take twice the room")});
  }
}

}  // namespace

void read_answers(const config::Document& document, const AnswerRules& rules,
                  std::vector<ScriptedAnswer>& answers) {
  Reader reader(rules, answers);
  for (const config::Value& item : document.items("answer")) reader.read(item, document.file());
}

std::vector<config::Problem> answer_warnings(const std::vector<ScriptedAnswer>& answers, Time now) {
  std::vector<config::Problem> warnings;
  for (const ScriptedAnswer& answer : answers) {
    warn_of_expiry(answer, now, warnings);
    warn_of_size(answer, warnings);
  }
  return warnings;
}

}  // namespace crosstown
