// One turn on its way through a flow; of use in router/flow/*.cpp only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "router/flow/engine.h"

namespace crosstown::flow {

// A call that begins more steps than this says good-bye.
inline constexpr int most_jumps = 100;
// Of a recogniser, 0 … 1: less was not understood; less than the second is asked back. For words of
// emergency it need not be as sure.
inline constexpr double least_confidence = 0.4;
inline constexpr double sure_confidence = 0.7;
inline constexpr double emergency_confidence = 0.3;

class Walk {
 public:
  Walk(const Turn& turn, Reply reply, const Desk& desk, Time now)
      : turn_(turn), desk_(desk), now_(now), reply_(std::move(reply)) {}

  // The events.
  [[nodiscard]] Step begin(const Began& event);
  [[nodiscard]] Step pressed(const std::string& digits);
  [[nodiscard]] Step spoke(const Spoke& event);
  [[nodiscard]] Step recorded(const Recorded& event);
  [[nodiscard]] Step returned(const Returned& event);
  [[nodiscard]] Step waited(const Waiting& event);
  [[nodiscard]] Step ended(const Ended& event);
  // What was asked last, once more; nothing changes.
  [[nodiscard]] Step repeat();
  // An apology in all languages, and a recording.
  [[nodiscard]] Step apologise_and_record();

  // The facts.
  [[nodiscard]] Step told(const dialogue::ToldStatus& told);
  [[nodiscard]] Step told(const dialogue::ToldKept& told, const WantKept& want);
  [[nodiscard]] Step told(const ToldTextable& told);

 private:
  State& state() { return reply_.state; }
  [[nodiscard]] const FlowStep* step() const { return desk_.flow.find(reply_.state.step); }

  // walk.cpp: from step to step
  Step enter(std::string_view name);
  bool pass(const FlowStep& at, std::string& next);  // false: it waits for something
  bool pass_language(const FlowStep& at, std::string& next);
  bool tell_answer(std::string_view id);
  Step present(const FlowStep& at);
  Step present_callback(const FlowStep& at);
  Step present_wait(const FlowStep& at);
  Step ask(const FlowStep& at, std::size_t most);
  Step wait_for(Action action);
  Step finish(Result result);
  void note_event(std::string_view name);

  // words.cpp: what is said
  std::string placeholders(std::string_view words) const;
  void say(const Prompt& prompt, std::string_view name);
  void say_step(const FlowStep& at);
  void say_again(const FlowStep& at);
  void say(TextId id, TextValues values = {});
  void say_notice();
  void say_in_all(TextId id, TextValues values = {});
  [[nodiscard]] std::string text(TextId id, TextValues values = {}) const;

  // answers.cpp: what the caller pressed
  Step miss(TextId why);
  Step person();
  Step notice();
  Step star(const FlowStep& at);
  Step pressed_at(const FlowStep& at, const std::string& digits);
  Step chosen(const FlowStep& at, char key);
  Step language_chosen(const FlowStep& at, char key);
  Step gathered(const FlowStep& at, const std::string& digits);
  Step number_given(const std::string& digits);
  Step callback_pressed(const FlowStep& at, const std::string& digits);
  Step callback_number(const FlowStep& at, const std::string& digits);
  Step confirmed(const FlowStep& at, bool yes);
  Step flooded(const std::string& digits);
  void note_choice(std::string_view name, std::string_view value);

  // speech.cpp: what the caller said
  [[nodiscard]] std::optional<std::string> meaning(const FlowStep& at,
                                                   const std::string& words) const;
  Step mean(const FlowStep& at, const std::string& meant);
  [[nodiscard]] bool is_emergency(const Spoke& event) const;
  Step unheard();
  Step understood(const FlowStep& at, const Spoke& event, const std::string& words);

  // work.cpp: what becomes a message, and how a call ends
  [[nodiscard]] Message message(std::string_view intent, std::string words) const;
  Step keep(Message message, WantKept::For purpose, std::optional<Priority> priority = {});
  Step keep_callback();
  Step nothing_recorded(bool hung_up);
  Step part();
  Step judge();
  Step keep_abandoned(std::optional<Priority> priority);
  Step kept_emergency(const dialogue::ToldKept& told);
  Step kept_abandoned(const dialogue::ToldKept& told);
  [[nodiscard]] std::int64_t seconds_waited() const;

  const Turn& turn_;
  const Desk& desk_;
  const Time now_;
  Reply reply_;
};

// Read in groups: "26, 0001234, 9", each marked as digits (router/dialogue/speech.h).
[[nodiscard]] std::string in_groups(std::string_view tracking);

// Of what was pressed or said, the digits alone.
[[nodiscard]] std::string digits_of(std::string_view text);

}  // namespace crosstown::flow
