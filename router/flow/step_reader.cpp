#include "router/flow/step_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "router/flow/prompt_reader.h"
#include "router/message/phone.h"

namespace crosstown::flow {
namespace {

using namespace std::chrono_literals;
constexpr std::string_view relay_key_name = "relay";
constexpr std::string_view all_keys = "0123456789*#";

// What each kind may have beside its own key. `next`, `error`: r required, o optional, - not there.
struct Shape {
  Kind kind;
  char next;
  char error;
};
constexpr Shape shapes[] = {
    {Kind::say, 'r', '-'},      {Kind::menu, '-', 'r'},     {Kind::gather, 'r', 'r'},
    {Kind::language, 'r', '-'}, {Kind::record, 'r', 'r'},   {Kind::status, 'r', 'r'},
    {Kind::answer, 'r', 'o'},   {Kind::hours, '-', '-'},    {Kind::transfer, 'o', 'r'},
    {Kind::enqueue, 'o', 'r'},  {Kind::callback, 'r', 'r'}, {Kind::hangup, '-', '-'},
};

// `say` beside it is what it says on its way.
bool says_first(Kind kind) { return kind == Kind::transfer || kind == Kind::enqueue; }

std::chrono::seconds seconds(config::Section& section, std::string_view key,
                             std::chrono::seconds low, std::chrono::seconds high,
                             std::chrono::seconds usual) {
  return std::chrono::duration_cast<std::chrono::seconds>(bounded(section, key, low, high, usual));
}

class StepReader {
 public:
  StepReader(config::Section section, FlowStep& step, const FlowNames& names)
      : section_(std::move(section)), step_(step), names_(names) {}

  void read() {
    const Shape* const shape = read_kind();
    if (!shape) return;
    read_way("next", shape->next, step_.next);
    read_way("error", shape->error, step_.error);
    step_.quiet = section_.text("silence_next");
    step_.helps = section_.flag("helps", false);
    step_.in_all = section_.flag("in_all_languages", false);
    if (const auto queue = section_.find("queue")) {
      if (const auto index = queue->one_of(names_.queues)) step_.queue = names_.queues[*index];
    }
    read_own();
    section_.finish();
  }

 private:
  const Shape* read_kind() {
    const Shape* found = nullptr;
    for (const Shape& shape : shapes) {
      if (!section_.has(to_text(shape.kind))) continue;
      const bool said_before = found && found->kind == Kind::say && says_first(shape.kind);
      if (found && !said_before) {
        section_.problem_at(to_text(shape.kind),
                            fmt::format("a step does one thing: either {} or {}",
                                        to_text(found->kind), to_text(shape.kind)));
        continue;
      }
      found = &shape;
    }
    if (!found && !section_.has("play")) {
      section_.problem(
          "the step does nothing; it needs one of say, play, menu, gather, language, record, "
          "status, "
          "answer, hours, transfer, enqueue, callback, hangup");
      return nullptr;
    }
    if (!found) {  // `play` is `say` with the city's own recordings
      found = &shapes[0];
      step_.prompt = read_prompt(*section_.find("play"), names_.languages);
      step_.prompt.is_recording = true;
    }
    step_.kind = found->kind;
    return found;
  }

  void read_way(std::string_view key, char wanted, std::string& way) {
    if (wanted == '-') return;
    way = wanted == 'r' ? section_.required_text(key) : section_.text(key);
  }

  void prompt_at(std::string_view key) {
    if (const auto value = section_.find(key)) step_.prompt = read_prompt(*value, names_.languages);
  }

  void read_asking() {
    step_.tries = static_cast<int>(section_.integer("tries", 1, 5, step_.tries));
    step_.timeout = bounded(section_, "timeout", 1s, 60s, step_.timeout);
    if (const auto again = section_.find("not_understood"))
      step_.again = read_prompt(*again, names_.languages);
  }

  void read_own() {
    switch (step_.kind) {
      case Kind::say:
        if (!step_.prompt.is_recording) prompt_at("say");
        return;
      case Kind::menu: return read_menu();
      case Kind::gather: return read_gather();
      case Kind::language: return read_language();
      case Kind::record: return read_record();
      case Kind::status:
        prompt_at("status");
        step_.most = 12;
        step_.least = 10;
        step_.speech = section_.flag("speech", true);
        return read_asking();
      case Kind::answer: return read_answer();
      case Kind::hours: return read_hours();
      case Kind::transfer: return read_transfer();
      case Kind::enqueue: return read_enqueue();
      case Kind::callback:
        prompt_at("callback");
        step_.type = section_.text("type");
        step_.most = 15;
        read_keys(true);
        read_words();
        return read_asking();
      case Kind::hangup: return prompt_at("hangup");
    }
  }

  void read_keys(bool ways) {
    const auto value = section_.find("keys");
    if (!value) return;
    for (const auto& [key, target] : value->section().entries()) {
      if (!ways && key == relay_key_name) {
        const std::string relay = target.text();
        step_.relay = relay.size() == 1 ? relay.front() : 0;
        continue;
      }
      if (key.size() != 1 || all_keys.find(key.front()) == std::string_view::npos) {
        target.problem(fmt::format("\"{}\" is no key of a telephone; 0 to 9, * and # are", key));
        continue;
      }
      if (ways) {
        step_.keys.emplace(key.front(), target.text());
      } else if (const auto index = target.one_of(names_.languages)) {
        step_.keys.emplace(key.front(), names_.languages[*index]);
      }
    }
  }

  void read_menu() {
    prompt_at("menu");
    step_.book = section_.flag("book", false);
    if (step_.book) {
      step_.speech = true;
      step_.next = section_.required_text("next");
    }
    read_keys(true);
    if (step_.keys.empty()) section_.problem("a menu needs keys");
    read_words();
    read_asking();
  }

  // What may be said for a key.
  void read_words() {
    const auto words = section_.find("words");
    if (!words) return;
    step_.speech = true;
    for (const auto& [key, value] : words->section().entries()) {
      const bool known =
          key.size() == 1 && (step_.keys.contains(key.front()) || key.front() == step_.relay ||
                              key == "0" || step_.kind == Kind::callback);
      if (!known) {
        value.problem(fmt::format("\"{}\" is none of the keys of this step", key));
        continue;
      }
      step_.words[key.front()] = read_word_lists(value, names_.languages);
    }
  }

  void read_gather() {
    prompt_at("gather");
    step_.speech = section_.flag("speech", false);
    config::Section digits = section_.section("digits");
    step_.least = static_cast<std::size_t>(digits.integer("least", 1, 32, 1));
    step_.most = static_cast<std::size_t>(digits.integer("most", 1, 32, 20));
    if (step_.least > step_.most) digits.problem("least is more than most");
    digits.finish();
    read_asking();
  }

  void read_language() {
    const auto value = section_.find("language");
    if (value->is_scalar() && names_.languages.size() > 1) {
      step_.other = value->text() == "other";
      if (!step_.other) value->problem("either what is said, or \"other\": the next language");
      return;
    }
    prompt_at("language");
    read_keys(false);
    read_words();
    for (const std::string& language : names_.languages) {
      const bool there = std::any_of(step_.keys.begin(), step_.keys.end(),
                                     [&](const auto& key) { return key.second == language; });
      if (!there) section_.problem(fmt::format("no key of this step chooses {}", language));
    }
    read_asking();
  }

  void read_record() {
    prompt_at("record");
    step_.type = section_.text("type");
    // Longer ones are not transcribed (Twilio), and are hard to work with.
    step_.tries = 2;
    step_.shortest = seconds(section_, "shortest", 0s, 30s, step_.shortest);
    step_.longest = seconds(section_, "longest", 5s, 600s, step_.longest);
    step_.silence = seconds(section_, "silence", 1s, 30s, step_.silence);
  }

  void read_answer() {
    const auto value = section_.find("answer");
    if (value->is_map()) {
      step_.prompt = read_prompt(*value, names_.languages);
      step_.speech = true;
      if (step_.error.empty())
        section_.problem("error is missing: where a question leads that the book does not know");
      return read_asking();
    }
    if (const auto index = value->one_of(names_.answers)) step_.target = names_.answers[*index];
  }

  void read_hours() {
    const auto value = section_.find("hours");
    if (const auto index = value->one_of(names_.calendars)) step_.target = names_.calendars[*index];
    step_.open = section_.required_text("open");
    step_.closed = section_.required_text("closed");
  }

  void read_transfer() {
    const auto value = section_.find("transfer");
    const std::string target = value->text();
    if (const auto say = section_.find("say")) step_.prompt = read_prompt(*say, names_.languages);
    step_.ring = seconds(section_, "ring", 5s, 600s, step_.ring);
    if (target == "chosen") return;  // the department that the call is about
    const auto queue = names_.queue_phones.find(target);
    if (queue != names_.queue_phones.end()) {
      step_.target = queue->second;
    } else if (target.starts_with("sip:") || to_e164(target, "") == target) {
      step_.target = target;
    } else {
      value->problem(
          fmt::format("\"{}\" is no E.164 number (\"+18015550100\"), no sip: address and no "
                      "queue with a `phone`",
                      target));
    }
  }

  void read_enqueue() {
    step_.target = section_.required_text("enqueue");
    if (const auto say = section_.find("say")) step_.prompt = read_prompt(*say, names_.languages);
    if (const auto announce = section_.find("announce"))
      step_.again = read_prompt(*announce, names_.languages);
    step_.enough = section_.text("enough");
    step_.times = static_cast<int>(section_.integer("times", 1, 5, step_.times));
    read_keys(true);
    step_.every = seconds(section_, "every", 5s, 300s, step_.every);
  }

  config::Section section_;
  FlowStep& step_;
  const FlowNames& names_;
};

}  // namespace

std::chrono::milliseconds bounded(config::Section& section, std::string_view key,
                                  std::chrono::milliseconds low, std::chrono::milliseconds high,
                                  std::chrono::milliseconds usual) {
  const auto given = section.duration(key, usual);
  if (given >= low && given <= high) return given;
  section.problem_at(key,
                     fmt::format("{} must be from {} ms to {} ms", key, low.count(), high.count()));
  return usual;
}

void read_step(config::Section section, FlowStep& step, const FlowNames& names) {
  StepReader(std::move(section), step, names).read();
}

}  // namespace crosstown::flow
