// The daemon's part of a spoken dialogue: it runs the pure function (router/dialogue/) and finds
// out or keeps what that wants. Whatever is away or slow, the reply is there in time: the resident
// waits, and the assistant gives up.
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include "daemon/intake.h"
#include "daemon/visit.h"
#include "daemon/within.h"
#include "router/dialogue/dialogue.h"
#include "router/task.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

// From when the request had come to when the reply is written. One want leaves some of it to the
// next, and even the last is asked for.
constexpr auto whole_time = 1850ms;
constexpr auto most_time = 1700ms;
constexpr auto least_time = 50ms;
constexpr auto address_kept_for = std::chrono::hours(24 * 400);
constexpr auto last_kept_for = std::chrono::hours(24 * 90);

std::chrono::milliseconds time_left(Steady::time_point began) {
  const auto used = std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - began);
  return std::clamp<std::chrono::milliseconds>(whole_time - used, least_time, most_time);
}

Identity identity_of(const Channel& channel, const dialogue::Turn& turn, int partitions) {
  Message of;
  of.channel = channel.name;
  of.from = turn.user;
  of.provider_id = turn.id;
  return identify(of, partitions);
}

dialogue::Desk desk_of(const City& city) {
  return {city.self_service(), city.spoken, city.emergency ? &*city.emergency : nullptr,
          city.places.get(), city.normaliser.phone_region};
}

}  // namespace

// One want, by its kind.
struct Intake::Fulfilling {
  Intake& intake;
  Visit& visit;
  const dialogue::Turn& turn;
  Identity identity;
  Steady::time_point began;

  asio::awaitable<dialogue::Fact> operator()(dialogue::WantStatus want) const {
    co_return co_await intake.told_status(visit, turn, want.tracking, time_left(began));
  }
  asio::awaitable<dialogue::Fact> operator()(dialogue::WantLastStatus) const {
    auto asking = intake.store_.note(identity.partition, identity.conversation, "last");
    const auto note = co_await within(time_left(began), std::move(asking));
    dialogue::ToldStatus none;
    none.reachable = note && note->answered;
    if (!none.reachable || note->text.empty()) co_return none;
    auto telling = intake.told_status(visit, turn, note->text, time_left(began));
    dialogue::ToldStatus told = co_await std::move(telling);
    if (!told.found) co_return told;
    // Only to whom it was written: who knows the number alone hears no more than the status.
    auto reading = intake.store_.note(identity.partition, told.request, "reply");
    auto reply = co_await within(time_left(began), std::move(reading));
    if (reply) told.reply = std::move(reply->text);
    co_return told;
  }
  asio::awaitable<dialogue::Fact> operator()(dialogue::WantKept want) const {
    visit.patience = time_left(began);
    visit.request_of_its_own = true;
    const bool emergency = want.purpose == dialogue::WantKept::For::emergency;
    visit.messages.push_back(std::move(want.message));
    visit.messages.back().answered_inline = false;  // what comes of it is said by the dialogue
    const Outcome outcome = co_await intake.keep(visit, visit.messages.back());
    const auto executor = co_await asio::this_coro::executor;
    dialogue::ToldKept told;
    if (const auto* const accepted = std::get_if<Accepted>(&outcome)) {
      told.tracking = accepted->tracking;
      if (identity.remembered && !emergency) intake.note_last(executor, identity, told.tracking);
    } else if (const auto* const lost = std::get_if<NotKept>(&outcome)) {
      visit.books.refused(lost->code);
    }
    co_return told;
  }
  asio::awaitable<dialogue::Fact> operator()(dialogue::WantAddress) const {
    auto asking = intake.store_.note(identity.partition, identity.conversation, "address");
    auto note = co_await within(time_left(began), std::move(asking));
    if (!note || !note->answered) co_return dialogue::ToldAddress{};
    dialogue::ToldAddress told;
    told.reachable = true;
    told.address = std::move(note->text);
    co_return told;
  }
  asio::awaitable<dialogue::Fact> operator()(dialogue::WantAddressNoted want) const {
    auto noting = intake.store_.set_note(identity.partition, identity.conversation, "address",
                                         want.address, address_kept_for);
    const auto noted = co_await within(time_left(began), std::move(noting));
    dialogue::ToldAddress told;
    told.reachable = noted.value_or(false);
    told.address = std::move(want.address);
    co_return told;
  }
  // The number lies with the request, where Replies finds it.
  asio::awaitable<dialogue::Fact> operator()(dialogue::WantTextNoted want) const {
    dialogue::ToldText told;
    auto asking = intake.store_.note(identity.partition, identity.conversation, "last");
    const auto last = co_await within(time_left(began), std::move(asking));
    if (!last || last->text != want.tracking) co_return told;
    auto noting = intake.store_.set_note(identity.partition, want.tracking, "text",
                                         std::move(want.phone), last_kept_for);
    const auto noted = co_await within(time_left(began), std::move(noting));
    told.noted = noted.value_or(false);
    co_return told;
  }
};

asio::awaitable<dialogue::Reply> Intake::converse(Visit& visit, const dialogue::Turn& turn) {
  const City& city = *visit.city;
  const dialogue::Desk desk = desk_of(city);
  const Fulfilling fulfilling{*this, visit, turn,
                              identity_of(visit.channel, turn, store_.partitions()), visit.began};
  dialogue::Step step = dialogue::talk(turn, desk, visit.now);
  while (auto* const wanted = std::get_if<dialogue::Want>(&step)) {
    const dialogue::Want want = std::move(*wanted);
    auto finding = std::visit(fulfilling, want);
    const dialogue::Fact fact = co_await std::move(finding);
    step = dialogue::go_on(turn, desk, visit.now, want, fact);
  }
  co_return std::get<dialogue::Reply>(std::move(step));
}

asio::awaitable<dialogue::ToldStatus> Intake::told_status(Visit& visit, const dialogue::Turn& turn,
                                                          std::string tracking,
                                                          std::chrono::milliseconds limit) {
  dialogue::ToldStatus told;
  told.tracking = tracking;
  auto asking = store_.request(std::move(tracking));
  const auto lookup = co_await within(limit, std::move(asking));
  if (!lookup || !lookup->answered) co_return told;
  told.reachable = true;
  if (!lookup->record) co_return told;
  told.found = true;
  told.request = lookup->record->tracking;
  told.status = lookup->record->status;
  told.queue_name = visit.city->queue_name(lookup->record->queue, primary_subtag(turn.language));
  told.opened = visit.city->calendar.date(lookup->record->opened);
  co_return told;
}

// Nobody waits for it: where Redis is away, "my request" finds the one before.
void Intake::note_last(const asio::any_io_executor& executor, const Identity& identity,
                       const std::string& tracking) {
  auto noting =
      store_.set_note(identity.partition, identity.conversation, "last", tracking, last_kept_for);
  asio::co_spawn(executor, std::move(noting), task("note"));
}

}  // namespace crosstown
