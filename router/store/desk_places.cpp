// Which requests are about one place: so that whoever enters one sees what is known already. A
// partition has its own residents' requests, so all are asked. What is noted may get lost with a
// crash, and is then not shown: nothing else depends on it.
#include <algorithm>

#include "router/store/desk.h"
#include "router/store/library.h"

namespace crosstown {

namespace asio = boost::asio;

asio::awaitable<Desk::Result<Desk::Nothing>> Desk::note_place(std::string tracking,
                                                              std::string place) {
  Arguments call{desk_library().note_place, tracking, std::move(place)};
  return do_at(std::move(tracking), std::move(call));
}

asio::awaitable<Desk::Result<std::vector<RequestRecord>>> Desk::at_place(std::string place) {
  Result<std::vector<RequestRecord>> result;
  for (Lane* lane : lanes_) {
    Arguments call{"FCALL", desk_library().at_place, "1", lane->base(), place};
    const auto reply = co_await lane->command(std::move(call));
    if (!reply || reply->is_error()) co_return result;
    for (std::size_t i = 0; i < reply->size(); ++i) {
      const ReplyView one = reply->view().at(i);
      result.value.push_back(read_record(std::string(one.at(0).text()), one.at(2).text()));
    }
  }
  std::stable_sort(
      result.value.begin(), result.value.end(),
      [](const RequestRecord& a, const RequestRecord& b) { return b.opened < a.opened; });
  result.outcome = Outcome::done;
  co_return result;
}

}  // namespace crosstown
