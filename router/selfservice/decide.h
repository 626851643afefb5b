// What becomes of a message before the rules: answered here, or for people, and with what beside
// it. Pure: the clock is passed in, what only the store knows is left to the caller.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "router/answers/answer_book.h"
#include "router/hours/hours.h"
#include "router/message/message.h"
#include "router/message/routing.h"
#include "router/texts/texts.h"

namespace crosstown {

// What self-service answers from. Views: what they refer to must outlive the call.
struct SelfServiceDesk {
  const Texts& texts;
  const AnswerBook& answers;
  const std::optional<Hours>& hours;  // of the city as a whole; empty: nobody said
  std::string_view city;              // its name
  std::string_view number;            // whom residents call in an emergency
};

struct Decision {
  enum class Kind {
    people,   // the rules decide
    status,   // ask how `tracking` stands
    served,   // `words` are the answer
    opt_out,  // note it, then say `words`
    opt_in,   // the same
    list,     // tell which requests of theirs are open
    anew,     // note that their next message opens a request, then say `words`
    close,    // close their current request
  };
  Kind kind = Kind::people;
  std::string tracking{};
  std::string words{};   // empty: say nothing
  std::string intent{};  // for people: OptOut, OptIn, SpeakToPerson, NewRequest, CloseRequest
  bool for_people_too = false;                 // opt_out in the resident's own words
  bool begins_anew = false;                    // for people: it opens a request of its own
  std::string answer{};                        // of the book, that is given
  std::vector<SuggestedAnswer> suggestions{};  // for people
  bool searched = false;                       // the answer book was asked
};

// `message` must be normalised and have its language. What a provider has answered by itself
// (Message::opt_out) is recognised all the same, and has no words.
[[nodiscard]] Decision decide(const Message& message, const SelfServiceDesk& desk, Time now);

}  // namespace crosstown
