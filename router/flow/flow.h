// A call flow as the configuration has it: steps by name, each of one kind. Immutable once read;
// shared by all threads.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "router/config/reader.h"

namespace crosstown::flow {

// What is said, by primary subtag. Every language of the city is there, or none.
struct Prompt {
  std::map<std::string, std::string, std::less<>> words;
  bool is_recording = false;  // they name the city's own recordings
};

enum class Kind {
  say,
  menu,
  gather,
  language,
  record,
  status,
  answer,
  hours,
  transfer,
  enqueue,
  callback,
  hangup,
};
[[nodiscard]] std::string_view to_text(Kind kind);

struct FlowStep {
  std::string name;
  config::Mark mark{};
  Kind kind = Kind::say;
  Prompt prompt{};
  std::string next{};
  std::string error{};                 // after the last try, or where what was wanted cannot be had
  std::map<char, std::string> keys{};  // a step; of `language` a language
  // What may be said for a key, by language.
  std::map<char, std::map<std::string, std::vector<std::string>, std::less<>>> words{};
  Prompt again{};  // said before the prompt is repeated; none: the city's texts
  int tries = 3;
  std::chrono::milliseconds timeout{5000};
  bool speech = false;
  std::size_t least = 1;  // digits
  std::size_t most = 20;
  std::string quiet{};   // after the last try, of who was silent; empty: as `error`
  std::string enough{};  // of who has entered the provider's queue `times`; empty: as `error`
  std::string queue{};   // the department that the call is about from here on
  bool helps = false;    // who hears it is served
  bool in_all = false;   // said in every language, one after the other
  bool book = false;     // what is said, and no key of it, is looked up in the answer book
  bool other = false;    // of `language`: the next one, without asking
  char relay = 0;        // the key by which a relay service says what it is
  int times = 1;         // that a call may enter the provider's queue
  std::chrono::seconds shortest{2};  // of a recording; less is nothing
  std::string target{};              // calendar, number, the provider's queue, id of an answer
  std::string open{};                // hours
  std::string closed{};
  std::string type{};                 // of the request that is opened
  std::chrono::seconds longest{120};  // of a recording
  std::chrono::seconds silence{5};
  std::chrono::seconds ring{25};
  std::chrono::seconds every{20};  // between announcements
};

struct Abandoned {
  std::chrono::seconds after{0};  // who hung up sooner had a wrong number
  bool callback = true;           // it becomes work
  std::string text_by{};          // a channel of texts; empty: no text is sent
};

struct Flow {
  std::string name;
  config::Mark mark{};
  std::string start;
  std::string person;  // where 0 leads
  std::map<std::string, FlowStep, std::less<>> steps;
  std::vector<std::string> order;  // of the file
  Abandoned abandoned{};
  Prompt emergency{};  // what 9 and 911 are told; none: the city's texts
  std::map<std::string, std::string, std::less<>> phones{};  // of the queues

  [[nodiscard]] const FlowStep* find(std::string_view step) const {
    const auto found = steps.find(step);
    return found == steps.end() ? nullptr : &found->second;
  }
};
using Flows = std::map<std::string, Flow, std::less<>>;

// Whether it waits for the caller, so that no circle through it can spin.
[[nodiscard]] bool waits(Kind kind);
// Whether it brings the caller to a person, now or later.
[[nodiscard]] bool leads_to_person(Kind kind);

// Where a step may lead. `silent`: where it leads who does nothing.
[[nodiscard]] std::vector<std::string> ways_on(const Flow& flow, const FlowStep& step);
[[nodiscard]] std::vector<std::string> silent_ways(const Flow& flow, const FlowStep& step);

// Where 0 leads from a step that asks; empty: nowhere.
[[nodiscard]] std::string way_to_person(const Flow& flow, const FlowStep& step);

}  // namespace crosstown::flow
