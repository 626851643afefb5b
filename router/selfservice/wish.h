// What a resident wants that needs no person. Pure: a message in, a recognised wish out.
//
// Words of both shipped languages are known in every message, whatever its language was judged to
// be: a text of one word hardly shows it. Where it is doubtful nothing is recognised: a report that
// is answered by a machine is worse than a question that people answer.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "router/message/message.h"

namespace crosstown {

// "STATUS 26-0001234-9", "what about my request 26 0001234 9?", "qué pasó con mi reporte …".
// `tracking` is canonical.
struct AskStatus {
  std::string tracking;
};
// The word for status and something like a number, or a question with what has a number's shape,
// but its check digit is wrong: one digit was mistyped.
struct AskStatusBadNumber {};
// STOP, BAJA …: no further texts. `in_own_words` ("please stop texting me"): people should see it,
// too (47 CFR 64.1200(a)(10): any reasonable means). Text messages only.
struct WantOptOut {
  bool in_own_words = false;
};
// START, INICIAR … Text messages only.
struct WantOptIn {};
// STATUS without a number, "my requests".
struct AskList {};
// NEW, "otro asunto", and nothing else.
struct WantAnew {};
// CLOSE, "ya está resuelto, gracias".
struct WantClosed {};
// HELP, AYUDA, INFO.
struct AskHelp {};
// "are you open?", "horario": of the city as a whole. Of a place of its own ("is the pool open?")
// the answer book knows.
struct AskHours {};
// "hola", and nothing else.
struct Greeting {};
// PERSON, "I want to talk to someone": a message for the front desk.
struct WantPerson {};

using Wish = std::variant<AskStatus, AskStatusBadNumber, WantOptOut, WantOptIn, AskList, WantAnew,
                          WantClosed, AskHelp, AskHours, Greeting, WantPerson>;

// Empty: none is recognised. `message` must be normalised.
[[nodiscard]] std::optional<Wish> wish_of(const Message& message);

}  // namespace crosstown
