// The daemon's part of a spoken dialogue: it runs the pure function (router/dialogue/) and finds
// out or keeps what that wants. Whatever is away or slow, the reply is there in time: the resident
// waits, and the assistant gives up.
#include <algorithm>

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
constexpr auto phone_kept_for = std::chrono::hours(24 * 90);

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

void tell(dialogue::ToldStatus& told, const RequestRecord& record, const City& city,
          const std::string& language) {
  told.found = true;
  told.request = record.tracking;
  told.status = record.status;
  told.queue_name = city.queue_name(record.queue, primary_subtag(language));
  told.opened = city.calendar.date(record.opened);
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
    auto asking = intake.last_request(visit.channel, identity, time_left(began));
    const auto last = co_await std::move(asking);
    dialogue::ToldStatus told;
    told.reachable = last.answered;
    if (!last.record) co_return told;
    told.tracking = last.record->tracking;
    tell(told, *last.record, *visit.city, turn.language);
    // Only to whom it was written: who knows the number alone hears no more than the status.
    auto reading = intake.store_.note(identity.partition, told.request, "reply");
    auto reply = co_await within(time_left(began), std::move(reading));
    if (reply) told.reply = std::move(reply->text);
    co_return told;
  }
  asio::awaitable<dialogue::Fact> operator()(dialogue::WantKept want) const {
    visit.patience = time_left(began);
    visit.request_of_its_own = true;
    visit.messages.push_back(std::move(want.message));
    visit.messages.back().answered_inline = false;  // what comes of it is said by the dialogue
    const Outcome outcome = co_await intake.keep(visit, visit.messages.back());
    dialogue::ToldKept told;
    if (const auto* const accepted = std::get_if<Accepted>(&outcome)) {
      told.tracking = accepted->tracking;
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
    auto asking = intake.last_request(visit.channel, identity, time_left(began));
    const auto last = co_await std::move(asking);
    if (!last.record || last.record->tracking != want.tracking) co_return told;
    auto noting = intake.store_.set_note(identity.partition, want.tracking, "text",
                                         std::move(want.phone), phone_kept_for);
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
  if (lookup->record) tell(told, *lookup->record, *visit.city, turn.language);
  co_return told;
}

asio::awaitable<Store::Lookup> Intake::last_request(const Channel& channel,
                                                    const Identity& identity,
                                                    std::chrono::milliseconds limit) {
  Store::Lookup found;
  Desk::Conversations own{{channel.name, identity.conversation}};
  auto asking = store_.desk().of_resident(identity.partition, std::move(own), 1);
  auto answer = co_await within(limit, std::move(asking));
  found.answered = answer && answer->outcome == Desk::Outcome::done;
  if (found.answered && !answer->value.empty()) found.record = std::move(answer->value.front());
  co_return found;
}

}  // namespace crosstown
