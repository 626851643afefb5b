// The commands. Each asks the daemon, prints what it has to say, and gives the exit code.
#pragma once

#include <string>
#include <vector>

#include "daemon/ctl/session.h"

namespace crosstown::ctl {

// Posts a text through the public door, signed as its provider would sign it. The daemon mints a
// new provider id for each call: the same text twice is two messages.
struct TextOptions {
  std::string text;
  std::string channel;  // empty: the first that can be sampled
  std::string from;     // empty: the daemon's sample number
};
[[nodiscard]] Exit text(Session& session, const TextOptions& options);

// Why a text would go where it would go; nothing is sent.
struct ExplainOptions {
  std::string text;
  std::string channel;   // empty: the daemon's first
  std::string from;      // empty: nobody
  std::string language;  // empty: it is judged
};
[[nodiscard]] Exit explain(Session& session, const ExplainOptions& options);

// The daemon's channels and store, or one request when `tracking` is not empty.
[[nodiscard]] Exit status(Session& session, const std::string& tracking);

// Puts the configuration file into force, or says what is wrong with it.
[[nodiscard]] Exit reload(Session& session);

[[nodiscard]] Exit quarantine_list(Session& session, const std::string& channel);

// `entry`: "ID" or "CHANNEL/ID", as quarantine_list() prints them.
[[nodiscard]] Exit quarantine_show(Session& session, const std::string& entry);

// Either entries, or all of one channel, oldest first. One that fails does not keep the next from
// its turn, unless the daemon is gone; the exit code is the worst.
struct QuarantineSelection {
  std::vector<std::string> entries;
  std::string all_of;  // a channel
};
[[nodiscard]] Exit quarantine_release(Session& session, const QuarantineSelection& selection);
[[nodiscard]] Exit quarantine_drop(Session& session, const QuarantineSelection& selection);

// What no worker finished, and what Redis would not store.
[[nodiscard]] Exit dead_list(Session& session);
[[nodiscard]] Exit dead_show(Session& session, const std::string& id);

// Either entries by their ids, or all of one queue, oldest first.
struct DeadSelection {
  std::vector<std::string> entries;
  std::string all_of;  // a queue
};
// `queue`: where they go; empty: each to its own.
[[nodiscard]] Exit dead_replay(Session& session, const DeadSelection& selection,
                               const std::string& queue);
[[nodiscard]] Exit dead_drop(Session& session, const DeadSelection& selection);

// Which rules' messages people sent elsewhere. `since`: "7d".
[[nodiscard]] Exit misroutes(Session& session, const std::string& since);

// Where the messages of that time would go by the configuration in `file`, which is read and
// judged with in this process. Nothing is changed anywhere.
[[nodiscard]] Exit rehearse(Session& session, const std::string& file, const std::string& since);

// Whether the books balance, of one day or of the last month, of one channel or of all.
[[nodiscard]] Exit audit(Session& session, const std::string& day, const std::string& channel);

}  // namespace crosstown::ctl
