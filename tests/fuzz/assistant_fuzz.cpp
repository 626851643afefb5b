// The body of an assistant's turn, and what the dialogue says to it: JSON whatever was in it, whose
// state can be sent back.
#include <simdjson.h>

#include <cstdint>
#include <string>

#include "channels/voice/assistant.h"
#include "tests/fuzz/spoken_desk.h"

using namespace crosstown;

namespace {

// The state of the answer, in a turn of its own, is read without a mistake.
void check_returned(simdjson::dom::object answer) {
  const std::string state = simdjson::minify(answer["state"].value());
  const auto read = read_assistant_body(R"({"topic":"yes","state":)" + state + "}");
  FUZZ_CHECK(std::holds_alternative<dialogue::Turn>(read));
}

// The tripwire's words take seconds to compile under a sanitizer, which is no input's fault.
const dialogue::SpokenDesk& desk() {
  static const dialogue::SpokenDesk made;
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  static_cast<void>(desk());
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto read = read_assistant_body(body);
  if (const auto* const refusal = std::get_if<Refusal>(&read)) {
    FUZZ_CHECK(!refusal->names_our_account && !refusal->detail.empty());
    return 0;
  }
  dialogue::Turn turn = std::get<dialogue::Turn>(read);
  turn.id = "turn-1";
  for (const bool found : {true, false}) {
    const std::string answer = assistant_answer(desk().talk_through(turn, found));
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    FUZZ_CHECK(parser.parse(answer).get(object) == simdjson::SUCCESS);
    check_returned(object);
  }
  return 0;
}
