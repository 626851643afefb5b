// The worker API in JSON: facts in, a response out. No store, no socket.
#pragma once

#include <string>
#include <vector>

#include "daemon/city.h"
#include "daemon/http/handler.h"
#include "router/store/desk.h"
#include "router/store/work.h"

namespace crosstown::pages {

[[nodiscard]] http::Response lease(const Lease& lease);
// What became of an act on a lease that was done.
[[nodiscard]] http::Response settled(const Work::Settled& settled, bool finished);
// Why it was not.
[[nodiscard]] http::Response not_settled(Work::Outcome outcome, std::string_view detail);
[[nodiscard]] http::Response not_done(Desk::Outcome outcome, std::string_view detail);

[[nodiscard]] http::Response request(const RequestView& view);
[[nodiscard]] http::Response requests(const SearchPage& page);
[[nodiscard]] http::Response thread(std::string_view tracking, const Desk::ThreadPage& page);
[[nodiscard]] http::Response queues(const City& city, const std::vector<QueueView>& queues);

[[nodiscard]] http::Response bad_number();
// Up to 100 bytes of what a caller sent, fit for JSON.
[[nodiscard]] std::string shown(std::string_view text);
// "1795363445123-0": the id of a stream's entry.
[[nodiscard]] bool is_entry_id(std::string_view text);

// One event as an object; `queue` not empty: nothing (an empty string) if it does not concern it.
[[nodiscard]] std::string event(const DeskEvent& event, std::string_view queue);

}  // namespace crosstown::pages
