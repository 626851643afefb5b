#include "router/store/chat_log.h"

#include <algorithm>
#include <charconv>

#include "router/store/identity.h"
#include "router/store/library.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using Arguments = std::vector<std::string>;

std::uint64_t number_in(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::vector<ChatLog::Entry> entries_in(const Reply& reply, std::size_t from) {
  std::vector<ChatLog::Entry> entries;
  for (std::size_t i = from; i + 2 < reply.size(); i += 3)
    entries.push_back({number_in(reply.text_at(i)), std::string(reply.text_at(i + 1)),
                       std::string(reply.text_at(i + 2))});
  return entries;
}

}  // namespace

ChatLog::Place ChatLog::place_of(std::string channel, std::string session,
                                 std::chrono::seconds keep_for) const {
  const Identity identity = conversation_with(channel, session, partitions());
  return {identity.partition, std::move(session), std::move(channel), keep_for};
}

asio::awaitable<std::optional<Reply>> ChatLog::ask(Place place, std::string function,
                                                   std::vector<std::string> more) {
  Lane& lane = *lanes_[static_cast<std::size_t>(place.partition)];
  Arguments call{"FCALL", std::move(function), "1", lane.base(), std::move(place.session)};
  for (std::string& argument : more) call.push_back(std::move(argument));
  auto answer = co_await lane.command(std::move(call));
  if (answer && answer->is_error()) answer.reset();
  co_return answer;
}

asio::awaitable<ChatLog::Added> ChatLog::add(Place place, Addition addition) {
  Added added;
  Arguments more{place.channel,
                 std::to_string(place.keep_for.count()),
                 std::to_string(addition.floor),
                 std::move(addition.once),
                 std::move(addition.tracking),
                 addition.ends ? "1" : ""};
  for (std::string& body : addition.bodies) more.push_back(std::move(body));
  std::string function = chat_library().append;
  auto asking = ask(std::move(place), std::move(function), std::move(more));
  const auto answer = co_await std::move(asking);
  if (!answer) co_return added;
  const std::string_view word = answer->text_at(0);
  added.state = word == "ok"      ? Added::State::done
                : word == "known" ? Added::State::known
                                  : Added::State::ended;
  added.first = number_in(answer->text_at(1));
  if (added.state == Added::State::known)
    added.tracking = answer->text_at(2);
  else
    added.last = number_in(answer->text_at(2));
  co_return added;
}

asio::awaitable<ChatLog::Log> ChatLog::read(Place place, std::uint64_t after, std::size_t most) {
  Log log;
  Arguments more{std::to_string(after), std::to_string(most)};
  std::string function = chat_library().read;
  auto asking = ask(std::move(place), std::move(function), std::move(more));
  const auto answer = co_await std::move(asking);
  if (!answer) co_return log;
  log.answered = true;
  log.exists = !answer->text_at(0).empty();
  log.last = number_in(answer->text_at(0));
  log.first = number_in(answer->text_at(1));
  log.ended = answer->text_at(2) == "1";
  log.name = answer->text_at(3);
  log.phone = answer->text_at(4);
  log.email = answer->text_at(5);
  log.text_me = answer->text_at(6) == "1";
  log.entries = entries_in(*answer, 7);
  co_return log;
}

asio::awaitable<std::optional<std::vector<ChatLog::Entry>>> ChatLog::older(Place place,
                                                                           std::uint64_t before,
                                                                           std::size_t most) {
  Arguments more{std::to_string(before), std::to_string(most)};
  std::string function = chat_library().older;
  auto asking = ask(std::move(place), std::move(function), std::move(more));
  const auto answer = co_await std::move(asking);
  if (!answer) co_return std::nullopt;
  std::vector<Entry> entries = entries_in(*answer, 0);
  std::reverse(entries.begin(), entries.end());
  co_return entries;
}

asio::awaitable<std::optional<std::vector<std::string>>> ChatLog::set(Place place, Facts facts) {
  Arguments more{std::to_string(place.keep_for.count())};
  for (auto& [name, value] : facts) {
    more.push_back(std::move(name));
    more.push_back(std::move(value));
  }
  std::string function = chat_library().set;
  auto asking = ask(std::move(place), std::move(function), std::move(more));
  const auto answer = co_await std::move(asking);
  if (!answer) co_return std::nullopt;
  std::vector<std::string> requests;
  for (std::size_t i = 0; i < answer->size(); ++i) requests.emplace_back(answer->text_at(i));
  co_return requests;
}

asio::awaitable<ChatLog::Wakes> ChatLog::wakes(int partition, std::string after, std::size_t most) {
  Wakes wakes;
  Lane& lane = *lanes_[static_cast<std::size_t>(partition)];
  const bool at_the_end = after == "$";
  wakes.last = at_the_end ? "0-0" : after;
  Arguments call;
  if (at_the_end)
    call = {"XREVRANGE", lane.base() + "chats", "+", "-", "COUNT", "1"};
  else
    call = {"XRANGE", lane.base() + "chats", "(" + after, "+", "COUNT", std::to_string(most)};
  const auto answer = co_await lane.command(std::move(call));
  if (!answer || answer->is_error()) co_return wakes;
  wakes.answered = true;
  for (std::size_t i = 0; i < answer->size(); ++i) {
    const ReplyView one = answer->view().at(i);
    wakes.last = one.at(0).text();
    if (at_the_end) break;
    const ReplyView fields = one.at(1);
    wakes.sessions.push_back({std::string(fields.at(1).text()), number_in(fields.at(3).text())});
  }
  co_return wakes;
}

asio::awaitable<std::optional<std::string>> ChatLog::key(std::string fresh) {
  Lane& lane = *lanes_.front();
  const std::string name = lane.base() + "chat-key";
  Arguments make{"SET", name, std::move(fresh), "NX"};
  const auto made = co_await lane.command(std::move(make));
  if (!made || made->is_error()) co_return std::nullopt;
  Arguments get{"MGET", name};
  const auto answer = co_await lane.command(std::move(get));
  if (!answer || answer->is_error() || answer->text_at(0).empty()) co_return std::nullopt;
  co_return std::string(answer->text_at(0));
}

}  // namespace crosstown
