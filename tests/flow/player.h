// Plays a dialogue of tests/flow/dialogues/ against the engine, and says what came otherwise. The
// store, the clock and the provider are stood in for here.
#pragma once

#include <yaml-cpp/yaml.h>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/flow/line.h"

namespace crosstown::flow {

class Player {
 public:
  // What a door makes of an event and of a reply on their way: the turn that arrives behind it, and
  // why the reply cannot be rendered; the engine alone passes both on.
  struct Door {
    std::function<Turn(const Turn&)> in = [](const Turn& turn) { return turn; };
    std::function<std::string(const Turn&, const Reply&)> out = [](const Turn&, const Reply&) {
      return std::string();
    };
  };

  Player(const Line& line, const YAML::Node& dialogue, Door door);
  // Empty: all went as expected.
  [[nodiscard]] std::string play();

 private:
  void set_world(const YAML::Node& given);
  void event(const YAML::Node& when);
  void special(const YAML::Node& when);
  void hang_up();
  void take(Event event, int turn = -2);
  Fact fact(const Want& want);
  void finish();
  void expect(const YAML::Node& then);
  void expect_said(const YAML::Node& then);
  void expect_action(const YAML::Node& one);
  void expect_ends(const YAML::Node& ends);
  void expect_item(const YAML::Node& item);
  void wrong(const std::string& what);
  void advance_to_waited(const YAML::Node& when);

  const Line& line_;
  const YAML::Node& dialogue_;
  Door door_;
  Time now_{};
  Turn caller_;
  bool away_ = false;
  bool flood_ = false;
  bool relay_ = false;
  bool textable_ = false;
  bool texted_today_ = false;
  std::string language_;
  std::map<std::string, dialogue::ToldStatus> requests_;

  State state_;
  Reply last_;
  bool trouble_ = false;
  int trouble_tries_ = 0;
  std::optional<Turn> sent_;
  std::vector<WantKept> kept_;
  std::set<std::string> ids_;
  int texts_ = 0;
  std::string trouble_text_;
};

}  // namespace crosstown::flow
