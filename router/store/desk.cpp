#include "router/store/desk.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "router/message/tracking.h"
#include "router/store/library.h"
#include "router/store/work.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using Outcome = Desk::Outcome;

constexpr std::size_t words_of_request = 4;
constexpr std::size_t words_of_thread = 2;

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string text(ReplyView view) { return std::string(view.text()); }

Outcome outcome_of(std::string_view word) {
  if (word == "ok") return Outcome::done;
  if (word == "missing") return Outcome::missing;
  if (word == "held") return Outcome::held;
  return word == "busy" ? Outcome::busy : Outcome::refused;
}

// False: the answer is none, and the result says why.
template <class T>
bool answered(const std::optional<Reply>& reply, Desk::Result<T>& result) {
  if (!reply) return false;
  if (!reply->is_error()) return true;
  result.outcome = Outcome::refused;
  result.detail = reply->text();
  return false;
}

Fields fields_of(ReplyView flat, std::size_t from) {
  Fields fields;
  for (std::size_t i = from; i + 1 < flat.size(); i += 2)
    fields.emplace_back(text(flat.at(i)), text(flat.at(i + 1)));
  return fields;
}

RequestView view_of(const Reply& reply) {
  RequestView view;
  view.record = read_record(std::string(reply.text_at(1)), reply.text_at(2));
  if (const auto due = reply.text_at(3); !due.empty()) view.due = time_of(due);
  for (const auto& [name, value] : fields_of(reply.view(), words_of_request)) {
    if (name == "epoch") view.epoch = value;
    if (name == "holder") view.holder = value;
    if (name == "until") view.held_until = time_of(value);
    if (name == "closed") view.closed = time_of(value);
    if (name == "reason") view.reason = value;
  }
  return view;
}

QueueView::Entries entries_of(ReplyView flat) {
  return {number(flat.at(0).text()), flat.at(1).text() == "1", number(flat.at(3).text())};
}

QueueView queue_of(std::string name, ReplyView flat) {
  QueueView view;
  view.name = std::move(name);
  view.received = number(flat.at(0).text());
  view.taken = number(flat.at(1).text());
  view.in_progress = number(flat.at(2).text());
  view.overdue = number(flat.at(3).text());
  if (const auto oldest = flat.at(4).text(); !oldest.empty()) view.oldest = time_of(oldest);
  view.urgent = entries_of(flat.at(5));
  view.normal = entries_of(flat.at(6));
  view.low = entries_of(flat.at(7));
  return view;
}

// What several partitions have of a queue.
void add(QueueView& to, const QueueView& more) {
  to.received += more.received;
  to.taken += more.taken;
  to.in_progress += more.in_progress;
  to.overdue += more.overdue;
  if (more.oldest && (!to.oldest || *more.oldest < *to.oldest)) to.oldest = more.oldest;
  for (const auto entries : {&QueueView::urgent, &QueueView::normal, &QueueView::low}) {
    (to.*entries).waiting += (more.*entries).waiting;
    (to.*entries).more |= (more.*entries).more;
    (to.*entries).pending += (more.*entries).pending;
  }
}

}  // namespace

std::string_view ThreadItem::field(std::string_view name) const {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const auto& one) { return one.first == name; });
  return found == fields.end() ? std::string_view{} : found->second;
}

Lane* Desk::lane_of(std::string_view tracking) const {
  const auto number = parse_tracking(tracking);
  return number ? lanes_[number->sequence % lanes_.size()] : nullptr;
}

asio::awaitable<Desk::Result<RequestView>> Desk::show(std::string tracking) {
  Result<RequestView> result;
  result.outcome = Outcome::missing;
  Lane* const lane = lane_of(tracking);
  if (!lane) co_return result;
  result.outcome = Outcome::unavailable;
  Arguments call{"FCALL", desk_library().show, "1", lane->base(), std::move(tracking)};
  const auto reply = co_await lane->command(std::move(call));
  if (!answered(reply, result)) co_return result;
  result.outcome = outcome_of(reply->text_at(0));
  if (result.outcome == Outcome::done) result.value = view_of(*reply);
  co_return result;
}

asio::awaitable<Desk::Result<Desk::ThreadPage>> Desk::thread(std::string tracking,
                                                             std::string after, std::size_t limit) {
  Result<ThreadPage> result;
  result.outcome = Outcome::missing;
  Lane* const lane = lane_of(tracking);
  if (!lane) co_return result;
  result.outcome = Outcome::unavailable;
  Arguments call{"FCALL",
                 desk_library().thread,
                 "1",
                 lane->base(),
                 std::move(tracking),
                 after.empty() ? "0-0" : std::move(after),
                 std::to_string(limit)};
  const auto reply = co_await lane->command(std::move(call));
  if (!answered(reply, result)) co_return result;
  result.outcome = outcome_of(reply->text_at(0));
  result.value.next = reply->text_at(1);
  for (std::size_t i = words_of_thread; i < reply->size(); ++i) {
    const ReplyView item = reply->view().at(i);
    result.value.items.push_back({text(item.at(0)), fields_of(item, 1)});
  }
  co_return result;
}

asio::awaitable<Desk::Result<std::vector<RequestRecord>>> Desk::of_resident(
    int partition, Conversations conversations, std::size_t limit) {
  Result<std::vector<RequestRecord>> result;
  Lane& lane = *lanes_[static_cast<std::size_t>(partition)];
  Arguments call{"FCALL", desk_library().of_resident, "1", lane.base(), std::to_string(limit)};
  for (auto& [channel, conversation] : conversations) {
    call.push_back(std::move(channel));
    call.push_back(std::move(conversation));
  }
  const auto reply = co_await lane.command(std::move(call));
  if (!answered(reply, result)) co_return result;
  result.outcome = Outcome::done;
  for (std::size_t i = 0; i < reply->size(); ++i) {
    const ReplyView one = reply->view().at(i);
    result.value.push_back(read_record(text(one.at(0)), one.at(2).text()));
  }
  co_return result;
}

asio::awaitable<Desk::Result<std::vector<QueueView>>> Desk::queues(std::vector<std::string> names) {
  Result<std::vector<QueueView>> result;
  for (Lane* lane : lanes_) {
    Arguments call{"FCALL", desk_library().queues, "1", lane->base()};
    call.insert(call.end(), names.begin(), names.end());
    const auto reply = co_await lane->command(std::move(call));
    if (!answered(reply, result)) co_return result;
    for (std::size_t i = 0; i < names.size(); ++i) {
      QueueView one = queue_of(names[i], reply->view().at(i));
      if (i < result.value.size())
        add(result.value[i], one);
      else
        result.value.push_back(std::move(one));
    }
  }
  result.outcome = Outcome::done;
  co_return result;
}

asio::awaitable<Desk::Result<Desk::Nothing>> Desk::do_at(std::string tracking, Arguments call) {
  Result<Nothing> result;
  result.outcome = Outcome::missing;
  Lane* const lane = lane_of(tracking);
  if (!lane) co_return result;
  result.outcome = Outcome::unavailable;
  call.insert(call.begin(), "FCALL");
  call.insert(call.begin() + 2, {"1", lane->base()});
  const auto reply = co_await lane->command(std::move(call));
  if (!answered(reply, result)) co_return result;
  result.outcome = outcome_of(reply->text_at(0));
  result.detail = reply->text_at(1);
  if (result.outcome == Outcome::done) bell_.ring_all(Work::everything);
  co_return result;
}

asio::awaitable<Desk::Result<Desk::Nothing>> Desk::change(Change change) {
  Arguments call{desk_library().change,    change.tracking,
                 std::move(change.by),     change.over_holder ? "1" : "0",
                 std::move(change.status), std::move(change.reason)};
  return do_at(std::move(change.tracking), std::move(call));
}

asio::awaitable<Desk::Result<Desk::Nothing>> Desk::note(std::string tracking, std::string by,
                                                        std::string text) {
  Arguments call{desk_library().note, tracking, std::move(by), std::move(text)};
  return do_at(std::move(tracking), std::move(call));
}

asio::awaitable<Desk::Result<std::vector<DeskEvent>>> Desk::events(int partition, std::string after,
                                                                   std::size_t limit) {
  Result<std::vector<DeskEvent>> result;
  Lane& lane = *lanes_[static_cast<std::size_t>(partition)];
  const bool at_end = after == "$";
  Arguments call{at_end ? "XREVRANGE" : "XRANGE",
                 lane.base() + "events",
                 at_end ? "+" : "(" + after,
                 at_end ? "-" : "+",
                 "COUNT",
                 at_end ? "1" : std::to_string(limit)};
  const auto reply = co_await lane.command(std::move(call));
  if (!answered(reply, result)) co_return result;
  result.outcome = Outcome::done;
  for (std::size_t i = 0; i < reply->size(); ++i) {
    const ReplyView entry = reply->view().at(i);
    result.value.push_back({text(entry.at(0)), at_end ? Fields{} : fields_of(entry.at(1), 0)});
  }
  co_return result;
}

}  // namespace crosstown
