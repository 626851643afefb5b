// What a step of a dialogue works with; of use in router/dialogue/*.cpp only.
#pragma once

#include <string>
#include <string_view>

#include "router/dialogue/dialogue.h"

namespace crosstown::dialogue {

// Of what is heard, bytes. A spoken sentence is far shorter.
inline constexpr std::size_t longest_heard = 1000;

class Scene {
 public:
  // The slots of the turn are cleaned, and laid over those of the state when the topic goes on.
  Scene(const Turn& turn, const Desk& desk, Time now);

  const Turn& turn;
  const Desk& desk;
  const Time now;
  Topic topic;          // that this turn is about: the turn's own, or that of what was asked
  Slots slots;          // of the topic
  std::string request;  // State::request, while the topic goes on

  [[nodiscard]] std::string text(TextId id, TextValues values = {}) const {
    return desk.spoken.filled(turn.language, id, values);
  }
  // Empty unless it was said; "" too where there is nothing to say: ask has().
  [[nodiscard]] std::string heard(std::string_view slot) const;
  [[nodiscard]] bool has(std::string_view slot) const { return slots.contains(slot); }
  // All that was heard in this turn.
  [[nodiscard]] std::string all_heard() const;
  [[nodiscard]] const State& state() const { return turn.state; }

  // The replies. `before`: said before the question.
  [[nodiscard]] Reply ask_slot(std::string_view slot, TextId question,
                               std::string_view before = {}) const;
  [[nodiscard]] Reply ask_confirm(std::string question) const;
  [[nodiscard]] Reply ask_yes_no(std::string question, std::string_view before = {}) const;
  [[nodiscard]] Reply ask_more(std::string_view before) const;   // the topic is done
  [[nodiscard]] Reply open(std::string_view before = {}) const;  // "What would you like?"
  [[nodiscard]] Reply end(std::string words) const;
  // What was asked last, once more, with something before it; open() where nothing was.
  [[nodiscard]] Reply ask_again(std::string_view before) const;

  // A message of this resident, in this turn.
  [[nodiscard]] Message message(std::string_view intent, std::string text) const;
  void put_card(Reply& reply) const;  // what is said, to be read

 private:
  [[nodiscard]] Reply reply(std::string_view before, std::string question, Ask ask) const;
};

// "One. Two."
[[nodiscard]] std::string joined(std::string_view first, std::string_view second);

// The topics. Each goes on from its own slots and what was asked.
[[nodiscard]] Step report(Scene& scene);
[[nodiscard]] Reply report_kept(const Scene& scene, const ToldKept& told);
// Behind a report: shall its answer be texted, too?
[[nodiscard]] bool talks_about_text(const Scene& scene);
[[nodiscard]] Reply offer_text(const Scene& scene, const Reply& kept, const ToldKept& told);
[[nodiscard]] Step text_back(Scene& scene);
[[nodiscard]] Reply text_noted(const Scene& scene, const ToldText& told);
[[nodiscard]] Step status(Scene& scene);
[[nodiscard]] Reply status_told(const Scene& scene, const ToldStatus& told, bool newest);
[[nodiscard]] Step question(Scene& scene);
[[nodiscard]] Reply question_kept(const Scene& scene, const ToldKept& told);
[[nodiscard]] Reply office_hours(const Scene& scene);
[[nodiscard]] Step trash_day(Scene& scene);
[[nodiscard]] Reply trash_day_at(const Scene& scene, const ToldAddress& told);
[[nodiscard]] Reply address_noted(const Scene& scene, const WantAddressNoted& want,
                                  const ToldAddress& told);
[[nodiscard]] Step person(Scene& scene);
[[nodiscard]] Reply person_kept(const Scene& scene, const ToldKept& told);
[[nodiscard]] Reply help(const Scene& scene);
[[nodiscard]] Reply not_understood(const Scene& scene);
[[nodiscard]] Reply not_kept(const Scene& scene);

}  // namespace crosstown::dialogue
