// A small city to talk to, and a daemon that finds something of everything it is asked: what the
// fuzzers of the spoken dialogue's doors stand on.
#pragma once

#include <optional>
#include <string>

#include "router/dialogue/dialogue.h"
#include "tests/fuzz/check.h"

namespace crosstown::dialogue {

class SpokenDesk {
 public:
  SpokenDesk() { emergency_.tripwire = std::get<0>(Tripwire::shipped()); }

  // The whole turn. A dialogue wants two things of the daemon at most.
  [[nodiscard]] Reply talk_through(const Turn& turn, bool found) const {
    const Desk desk{{texts_, answers_, hours_, "Riverbend", "911"}, spoken_, &emergency_, nullptr};
    Step step = talk(turn, desk, Time{});
    int wants = 0;
    while (const auto* const wanted = std::get_if<Want>(&step)) {
      FUZZ_CHECK(++wants <= 2);
      const Want want = *wanted;
      step = go_on(turn, desk, Time{}, want, std::visit(Finding{found}, want));
    }
    return std::get<Reply>(std::move(step));
  }

 private:
  struct Finding {
    bool found;

    Fact operator()(const WantStatus& want) const { return status(want.tracking); }
    Fact operator()(const WantLastStatus&) const { return status("26-0001234-9"); }
    Fact operator()(const WantKept& want) const {
      FUZZ_CHECK(!want.message.text.empty() && want.message.intent);
      return ToldKept{found ? "26-0001234-9" : ""};
    }
    Fact operator()(const WantAddress&) const { return ToldAddress{found, "115 N Main St"}; }
    Fact operator()(const WantAddressNoted& want) const { return ToldAddress{found, want.address}; }
    Fact operator()(const WantTextNoted& want) const {
      FUZZ_CHECK(!want.tracking.empty() && want.phone.starts_with('+'));
      return ToldText{found};
    }
    [[nodiscard]] Fact status(const std::string& tracking) const {
      ToldStatus told;
      told.reachable = told.found = found;
      told.tracking = tracking;
      told.status = "taken";
      told.queue_name = "Streets & <Sidewalks>";
      told.opened = "2026-11-22";
      return told;
    }
  };

  static AnswerBook book() {
    ScriptedAnswer one;
    one.id = "pool";
    one.title = {{"en", "The pool"}, {"es", "La alberca"}};
    one.questions = {{"en", {"when does the pool open"}}, {"es", {"cuándo abre la alberca"}}};
    one.text = {{"en", "In May."}, {"es", "En mayo."}};
    return {{one}, {"en", "es"}};
  }

  Texts texts_;
  AnswerBook answers_ = book();
  std::optional<Hours> hours_;
  Texts spoken_ = spoken_texts(texts_, {"en", "es"});
  EmergencyDesk emergency_{};
};

}  // namespace crosstown::dialogue
