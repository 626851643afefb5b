#include "router/store/dead_letters.h"

#include <fmt/format.h>

#include <boost/asio/this_coro.hpp>
#include <charconv>
#include <utility>

#include "router/awaited.h"
#include "router/message/envelope.h"
#include "router/store/library.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using Arguments = std::vector<std::string>;
using Letters = std::vector<DeadLetter>;

constexpr std::size_t words_of_letter = 10;  // care.lua's ct_dead
constexpr std::string_view spool_prefix = "spool-";

template <class Number>
bool read_whole(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

DeadLetter letter_at(const Reply& reply, std::size_t i, int partition) {
  DeadLetter letter;
  letter.id.partition = partition;
  letter.id.entry = reply.text_at(i);
  letter.tracking = reply.text_at(i + 1);
  letter.channel = reply.text_at(i + 2);
  letter.type = reply.text_at(i + 3);
  letter.queue = reply.text_at(i + 4);
  letter.priority = reply.text_at(i + 5);
  read_whole(reply.text_at(i + 6), letter.deliveries);
  letter.reason = reply.text_at(i + 7);
  std::int64_t ms = 0;
  read_whole(reply.text_at(i + 8), ms);
  letter.time = Time(std::chrono::milliseconds(ms));
  letter.event = reply.text_at(i + 9);
  return letter;
}

DeadLetter letter_of(const SpoolAside& aside, int partition) {
  DeadLetter letter;
  letter.id.spooled = true;
  letter.id.partition = partition;
  letter.id.place = aside.place;
  letter.reason = aside.reason;
  if (!aside.entry) return letter;
  const Delivery& delivery = aside.entry->delivery;
  letter.tracking = aside.entry->tracking;
  letter.channel = delivery.channel;
  letter.type = delivery.type;
  letter.queue = delivery.queue;
  letter.priority = delivery.priority;
  letter.time = aside.entry->accepted;
  return letter;
}

}  // namespace

std::optional<DeadId> parse_dead_id(std::string_view text, int partitions) {
  DeadId id;
  id.spooled = text.starts_with(spool_prefix);
  if (id.spooled) text.remove_prefix(spool_prefix.size());
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos || !read_whole(text.substr(0, dash), id.partition) ||
      id.partition < 0 || id.partition >= partitions)
    return std::nullopt;
  text.remove_prefix(dash + 1);
  if (id.spooled) return read_whole(text, id.place) ? std::optional(id) : std::nullopt;
  const std::size_t middle = text.find('-');
  std::uint64_t ms = 0, place = 0;
  if (middle == std::string_view::npos || !read_whole(text.substr(0, middle), ms) ||
      !read_whole(text.substr(middle + 1), place))
    return std::nullopt;
  id.entry = fmt::format("{}-{}", ms, place);
  return id;
}

std::string to_text(const DeadId& id) {
  if (id.spooled) return fmt::format("{}{}-{}", spool_prefix, id.partition, id.place);
  return fmt::format("{}-{}", id.partition, id.entry);
}

asio::awaitable<std::optional<Reply>> DeadLetters::ask(int partition, std::string from,
                                                       std::size_t limit, bool events) {
  Lane& lane = *lanes_[static_cast<std::size_t>(partition)];
  Arguments call{"FCALL",           care_library().dead, "1",
                 lane.base(),       std::move(from),     std::to_string(limit),
                 events ? "1" : "0"};
  auto reply = co_await lane.command(std::move(call));
  if (reply && reply->is_error()) reply.reset();
  co_return reply;
}

asio::awaitable<std::vector<SpoolAside>> DeadLetters::set_aside(int partition, std::uint64_t from,
                                                                std::size_t limit) {
  using All = std::vector<SpoolAside>;
  if (!spool_) co_return All{};
  const auto here = co_await asio::this_coro::executor;
  std::function<void(std::function<void(All)>)> start = [=, this](std::function<void(All)> done) {
    spool_->aside(partition, from, limit, here, std::move(done));
  };
  auto reading = awaited<All>(std::move(start));
  co_return co_await std::move(reading);
}

asio::awaitable<std::optional<Letters>> DeadLetters::list(std::optional<DeadId> after,
                                                          std::size_t limit) {
  Letters letters;
  const int partitions = static_cast<int>(lanes_.size());
  const bool in_spool = after && after->spooled;
  for (int p = after && !in_spool ? after->partition : 0; !in_spool && p < partitions; ++p) {
    if (letters.size() == limit) co_return letters;
    const std::string from = after && after->partition == p ? "(" + after->entry : "-";
    const auto reply = co_await ask(p, from, limit - letters.size(), false);
    if (!reply) co_return std::nullopt;
    for (std::size_t i = 0; i + words_of_letter <= reply->size(); i += words_of_letter)
      letters.push_back(letter_at(*reply, i, p));
  }
  for (int p = in_spool ? after->partition : 0; p < partitions; ++p) {
    if (letters.size() == limit) break;
    const std::uint64_t from = in_spool && after->partition == p ? after->place + 1 : 0;
    auto reading = set_aside(p, from, limit - letters.size());
    const auto some = co_await std::move(reading);
    for (const SpoolAside& one : some) letters.push_back(letter_of(one, p));
  }
  co_return letters;
}

asio::awaitable<DeadLetters::Found> DeadLetters::find(DeadId id) {
  Found found;
  if (id.spooled) {
    auto looking = find_in_spool(std::move(id));
    co_return co_await std::move(looking);
  }
  const auto reply = co_await ask(id.partition, id.entry, 1, true);
  if (!reply) co_return found;
  found.outcome = Outcome::missing;
  if (reply->size() < words_of_letter || reply->text_at(0) != id.entry) co_return found;
  found.outcome = Outcome::done;
  found.letter = letter_at(*reply, 0, id.partition);
  co_return found;
}

asio::awaitable<DeadLetters::Found> DeadLetters::find_in_spool(DeadId id) {
  Found found;
  found.outcome = Outcome::missing;
  auto reading = set_aside(id.partition, id.place, 1);
  const auto some = co_await std::move(reading);
  if (some.empty() || some.front().place != id.place) co_return found;
  found.outcome = Outcome::done;
  found.letter = letter_of(some.front(), id.partition);
  if (const auto& entry = some.front().entry) {
    const Delivery& delivery = entry->delivery;
    append_joined(found.letter.event, delivery.head, delivery.tail, entry->tracking, 1, true,
                  delivery.queue);
  }
  co_return found;
}

asio::awaitable<DeadLetters::Decided> DeadLetters::decide(DeadId id, Arguments call) {
  Decided decided;
  Lane& lane = *lanes_[static_cast<std::size_t>(id.partition)];
  const auto reply = co_await lane.command(std::move(call));
  if (!reply) co_return decided;
  const std::string_view word = reply->text_at(0);
  decided.outcome = word == "ok"        ? Outcome::done
                    : word == "missing" ? Outcome::missing
                    : word == "busy"    ? Outcome::busy
                                        : Outcome::refused;
  if (decided.outcome == Outcome::refused)
    decided.error = reply->is_error() ? reply->text() : reply->text_at(1);
  co_return decided;
}

asio::awaitable<DeadLetters::Decided> DeadLetters::decide_in_spool(
    std::function<void(asio::any_io_executor, std::function<void(Spool::Decided)>)> start) {
  Decided decided;
  decided.outcome = Outcome::missing;
  if (!spool_) co_return decided;
  const asio::any_io_executor here = co_await asio::this_coro::executor;
  std::function<void(std::function<void(Spool::Decided)>)> begin =
      [start, here](std::function<void(Spool::Decided)> done) { start(here, std::move(done)); };
  auto changing = awaited<Spool::Decided>(std::move(begin));
  const Spool::Decided result = co_await std::move(changing);
  decided.error = result.error;
  decided.outcome = !result.error.empty()                               ? Outcome::refused
                    : result.outcome == SpoolFile::Replayed::done       ? Outcome::done
                    : result.outcome == SpoolFile::Replayed::unreadable ? Outcome::unreadable
                                                                        : Outcome::missing;
  co_return decided;
}

asio::awaitable<DeadLetters::Decided> DeadLetters::replay(DeadId id, std::string queue) {
  if (!id.spooled) {
    const std::string base = lanes_[static_cast<std::size_t>(id.partition)]->base();
    Arguments call{"FCALL", care_library().replay, "1", base, id.entry, std::move(queue)};
    return decide(std::move(id), std::move(call));
  }
  return decide_in_spool([this, id, queue](asio::any_io_executor here, auto done) {
    spool_->replay_aside(id.partition, id.place, queue, here, std::move(done));
  });
}

asio::awaitable<DeadLetters::Decided> DeadLetters::drop(DeadId id) {
  if (!id.spooled) {
    const std::string base = lanes_[static_cast<std::size_t>(id.partition)]->base();
    Arguments call{"FCALL", care_library().drop, "1", base, id.entry};
    return decide(std::move(id), std::move(call));
  }
  return decide_in_spool([this, id](asio::any_io_executor here, auto done) {
    spool_->drop_aside(id.partition, id.place, here, std::move(done));
  });
}

}  // namespace crosstown
