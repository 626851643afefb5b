// Plays a widget's bytes to a session, in pieces, and notes what comes of them.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "channels/chat/session.h"

namespace crosstown::chat {

struct Heard {
  std::string said;    // all of output()
  std::string wishes;  // their kinds, by their places in Wish: "0 1 1 "
  bool closed = false;
};

inline Heard play(std::string_view bytes, std::size_t piece, Limits limits = {}) {
  const Session::Time now{};
  Session session(limits, now);
  Heard heard;
  while (!bytes.empty() && !heard.closed) {
    std::string_view input = bytes.substr(0, std::max<std::size_t>(piece, 1));
    bytes.remove_prefix(input.size());
    for (;;) {
      const Event event = session.next(input, now);
      if (std::holds_alternative<event::NeedInput>(event)) break;
      heard.closed = std::holds_alternative<event::Closed>(event);
      if (heard.closed) break;
      heard.wishes += std::to_string(std::get<Wish>(event).index()) + ' ';
    }
  }
  heard.said = session.output();
  return heard;
}

}  // namespace crosstown::chat
