// What Twilio tells of a call, as an event. Source: Twilio, "TwiML for Programmable Voice", and the
// pages of Gather, Record, Dial, Enqueue about what their requests hold.
#pragma once

#include <optional>
#include <string_view>

#include "channels/channel.h"
#include "channels/http/form.h"

namespace crosstown {

// What a callback's URL says (voice_twiml.h, callback_url()).
struct CallbackQuery {
  int partition = -1;
  int turn = -1;
  bool trouble = false;
  bool waiting = false;
  std::string_view language;
};
// `target`: path and query.
[[nodiscard]] CallbackQuery read_callback_query(std::string_view target);

// Empty: nothing that a call goes on with (a recording of one that lives, a failed transcription).
[[nodiscard]] std::optional<flow::Event> twilio_call_event(const Form& form,
                                                           const CallbackQuery& query);

// "anonymous", "client:…", "sip:…" and Twilio's numbers for withheld ones are nobody's: empty.
[[nodiscard]] std::string_view twilio_caller(const Form& form);

}  // namespace crosstown
