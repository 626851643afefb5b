// What is done about one attempt to send a reply: a pure function of what the provider said.
#pragma once

#include <chrono>
#include <string>

#include "channels/outbound.h"
#include "daemon/http/outgoing/http_client.h"
#include "router/outbox/outbox.h"

namespace crosstown {

struct Verdict {
  enum class Kind {
    sent,
    later,     // it goes again, `after`
    failed,    // it will never go
    find_out,  // the provider may have it: it is asked
    unknown,   // somebody may have it, and nobody can be asked
  };
  Kind kind = Kind::later;
  std::string provider_id;
  std::string reason;  // for the thread and the log: no resident text
  std::chrono::milliseconds after{0};
  bool opted_out = false;
  bool pause_channel = false;  // nothing of the channel goes before `after` is over
};

// A call that had no answer, as an outcome. Not for `stopped`.
[[nodiscard]] SendOutcome outcome_of(const http::CallFailure& failure);

// `luck`: 0 to 1, for the spread of pauses.
[[nodiscard]] Verdict judge(const SendOutcome& outcome, const ReplyWriter& writer,
                            const TakenReply& reply, Time now, double luck);

// Of a reply that went nowhere, or whose going is not known and does no harm: again, as long as the
// channel's patience lasts.
[[nodiscard]] Verdict try_again(std::string reason, const ReplySettings& settings,
                                const TakenReply& reply, Time now, double luck);

}  // namespace crosstown
