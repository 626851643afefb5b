// A lane's way round Redis, and back. What goes round is decided here, on the lane's one thread, so
// that a resident's messages cannot overtake each other:
//   - while something of a resident (or of that provider id) is in the spool, so goes what follows;
//   - nothing is brought back before all that was in the lane when Redis stalled, or the lane was
//     too full, has its answer or has lost its connection (`barrier_`).
// Both ways a message may reach Redis twice: `seen` makes it one, and where its sender was told
// another number than Redis has for it, that becomes an alias (router/store/library.lua).
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <utility>

#include "router/lane/answer_lines.h"
#include "router/lane/lane.h"

namespace crosstown {
namespace {

using Clock = std::chrono::steady_clock;

// After its disk failed, the spool is left alone this long.
constexpr std::chrono::milliseconds rest_after_failure{1000};
// What Redis would not store this often, in some three minutes, an operator must look at.
constexpr int most_refusals = 20;
// While live messages come, bringing back gets a quarter of Redis' time.
constexpr int live_share = 3;

std::array<std::string, 2> keys_of(const Delivery& delivery) {
  return {"i" + delivery.channel + '\0' + delivery.provider_id,
          delivery.conversation.empty() ? std::string() : "c" + delivery.conversation};
}

}  // namespace

bool Lane::spool_works() const { return settings_.spool && Clock::now() >= spool_again_; }

bool Lane::spool_takes_new() const {
  if (!spool_works() || settings_.spool->numbers(settings_.partition).left == 0) return false;
  const SpoolUsage usage = settings_.spool->usage();
  return usage.bytes < usage.limit;
}

// Something of this resident, or this very message, is in the spool or on its way there.
bool Lane::follows_into_spool(const Delivery& delivery) const {
  if (!settings_.spool) return false;
  if (diverting_ > 0) {
    for (const std::string& key : keys_of(delivery)) {
      if (diverting_keys_.contains(key)) return true;
    }
  }
  return settings_.spool->holds(settings_.partition, delivery);
}

// They wait here while the disk fails, since in Redis they would be before what they follow.
void Lane::flush_behind_spool() {
  if (behind_spool_.empty() || !spool_works()) return;
  std::vector<Delivery*> all(behind_spool_.begin(), behind_spool_.end());
  behind_spool_.clear();
  divert(std::move(all));
}

bool Lane::waited_too_long(Clock::time_point now) const {
  if (!settings_.spool || !spool_takes_new() || waits_for_note()) return false;
  const auto limit = now - settings_.store.spool_patience;
  const auto waits = [limit](const Delivery* one) { return one && one->since < limit; };
  for (const Batch& batch : under_way_) {
    if (batch.drained.empty() && batch.sent < limit &&
        std::any_of(batch.deliveries.begin(), batch.deliveries.end(), waits))
      return true;
  }
  return (!returned_.empty() && waits(returned_.front())) ||
         (!backlog_.empty() && waits(backlog_.front()));
}

// Redis has had its time. Everything that waits goes to the spool, in its order.
void Lane::stall() {
  if (!stalled_.exchange(true)) {
    SPDLOG_WARN("event=redis_stalled lane={} waiting={}", settings_.partition,
                metrics_.pushed.Value() - metrics_.popped.Value());
  }
  std::vector<Delivery*> all;
  for (Batch& batch : under_way_) {
    if (!batch.drained.empty()) continue;
    for (std::size_t i = 0; i < batch.deliveries.size(); ++i) {
      Delivery* one = std::exchange(batch.deliveries[i], nullptr);
      if (!one) continue;
      one->attempted.push_back(batch.numbers[i].text);
      all.push_back(one);
    }
  }
  all.insert(all.end(), returned_.begin(), returned_.end());
  all.insert(all.end(), backlog_.begin(), backlog_.end());
  returned_.clear();
  backlog_.clear();
  // What was returned may be older than what is under way.
  std::sort(all.begin(), all.end(),
            [](const Delivery* a, const Delivery* b) { return a->turn < b->turn; });
  barrier_ = turn_;
  divert(std::move(all));
}

void Lane::end_stall() {
  if (!stalled_.exchange(false)) return;
  SPDLOG_INFO("event=redis_answers_again lane={} spooled={}", settings_.partition,
              settings_.spool->entries(settings_.partition));
}

// Redis is asked again by what the spool gives back; without that, by the next live message.
bool Lane::nothing_to_try_with() const {
  return under_way_.empty() && diverting_ == 0 &&
         settings_.spool->entries(settings_.partition) == 0;
}

bool Lane::is_ready() const {
  if (is_up() && !stalled_) return true;
  if (!settings_.spool || !settings_.spool->works()) return false;
  const SpoolUsage usage = settings_.spool->usage();
  return usage.bytes < usage.limit && settings_.spool->numbers(settings_.partition).left > 0;
}

void Lane::divert(std::vector<Delivery*> deliveries) {
  if (deliveries.empty()) return;
  diverting_ += deliveries.size();
  for (const Delivery* one : deliveries) {
    for (std::string& key : keys_of(*one)) {
      if (!key.empty()) diverting_keys_.insert(std::move(key));
    }
  }
  settings_.spool->keep(
      settings_.partition, deliveries, own().get_executor(),
      [this, deliveries](const std::string& error) { on_diverted(deliveries, error); });
}

// Accepted means kept: what is marked `spooled` or `duplicate` here is synced to the disk.
void Lane::on_diverted(std::vector<Delivery*> deliveries, const std::string& error) {
  diverting_ -= deliveries.size();
  for (const Delivery* one : deliveries) {
    for (const std::string& key : keys_of(*one)) {
      if (const auto found = diverting_keys_.find(key); found != diverting_keys_.end())
        diverting_keys_.erase(found);
    }
  }
  if (!error.empty()) {
    spool_again_ = Clock::now() + rest_after_failure;
    set_trouble("the spool: " + error);
    put_back(deliveries);
    pump();
    return;
  }
  // Without a number left they wait for Redis as if there were no spool; and so do those that Redis
  // may have already, when there is no room.
  const auto waits =
      std::stable_partition(deliveries.begin(), deliveries.end(), [](const Delivery* one) {
        return one->fate != Fate::unavailable &&
               (one->fate != Fate::overloaded || one->attempted.empty());
      });
  put_back({waits, deliveries.end()});
  deliveries.erase(waits, deliveries.end());
  const auto kept = [](const Delivery* one) { return one->fate != Fate::overloaded; };
  if (std::any_of(deliveries.begin(), deliveries.end(), kept))
    last_accepted_.store(settings_.clock().time_since_epoch().count(), std::memory_order_relaxed);
  metrics_.popped.Increment(static_cast<double>(deliveries.size()));
  pump();
  complete(deliveries);
}

// The disk failed, or there was no number. What follows something in the spool waits for that,
// the rest for Redis; all in their order.
void Lane::put_back(const std::vector<Delivery*>& deliveries) {
  const auto earlier = [](const Delivery* a, const Delivery* b) { return a->turn < b->turn; };
  // Also what waits here already: what it followed may not have got there.
  std::deque<Delivery*> all = std::exchange(behind_spool_, {});
  all.insert(all.end(), deliveries.begin(), deliveries.end());
  for (Delivery* one : all) {
    auto& list = follows_into_spool(*one) ? behind_spool_ : backlog_;
    list.insert(std::upper_bound(list.begin(), list.end(), one, earlier), one);
  }
}

bool Lane::may_bring_back() const {
  if (!settings_.spool || bringing_back_ || !connection_ || under_way_.size() > 1) return false;
  if (settings_.spool->entries(settings_.partition) == 0) return false;
  const auto now = Clock::now();
  if (now < hold_until_ || now < bring_again_) return false;
  const auto before = [this](const Delivery* one) { return one->turn <= barrier_; };
  if (!backlog_.empty() && before(backlog_.front())) return false;
  if (!returned_.empty() && before(returned_.front())) return false;
  return std::none_of(under_way_.begin(), under_way_.end(),
                      [this](const Batch& batch) { return batch.first_turn <= barrier_; });
}

void Lane::bring_back() {
  if (!may_bring_back()) return;
  bringing_back_ = true;
  if (page_ == 0) page_ = settings_.max_batch;
  settings_.spool->read(settings_.partition, page_, own().get_executor(),
                        [this](SpoolFile::Page page) { on_page(std::move(page)); });
}

void Lane::on_page(SpoolFile::Page page) {
  bringing_back_ = false;
  if (!page.damaged.empty()) {
    SPDLOG_ERROR("event=spool_damaged lane={} entries={}", settings_.partition,
                 page.damaged.size());
    std::vector<Spool::Settled> aside;
    for (const std::uint64_t place : page.damaged) aside.push_back({place, "unreadable"});
    settings_.spool->remove(settings_.partition, std::move(aside), own().get_executor(),
                            [](const std::string&) {});
  }
  // Much may have happened while the disk was read.
  if (!page.entries.empty() && may_bring_back()) send_drained(std::move(page.entries));
}

// One call has one time of acceptance: the entries of one second. Where the number that was told
// is another request's, the message goes alone, under a fresh one.
void Lane::send_drained(std::vector<SpoolEntry> entries) {
  const Time accepted = entries.front().accepted;
  const bool taken = taken_places_.contains(entries.front().place);
  const Time of_event = entries.front().delivery.time;
  const auto fits = [this, accepted, of_event](const SpoolEntry& one) {
    return one.accepted >= accepted && one.accepted - accepted < std::chrono::seconds(1) &&
           same_hour(one.delivery.time, of_event) && !taken_places_.contains(one.place);
  };
  const auto other = std::find_if_not(entries.begin(), entries.end(), fits);
  const auto count = taken ? 1 : other - entries.begin();
  while (static_cast<std::ptrdiff_t>(entries.size()) > count) entries.pop_back();

  const Time now = settings_.clock();
  const BatchCommand::When when{now, accepted, settings_.calendar(of_event)};
  Batch batch;
  batch.drained = std::move(entries);
  batch.year = settings_.calendar(now).year;
  if (taken) {
    numbers_.take(batch.year, 1, batch.numbers);
    if (batch.numbers.empty()) return lease_if_needed();
  }
  for (SpoolEntry& entry : batch.drained) {
    batch.deliveries.push_back(&entry.delivery);
    if (!taken) batch.numbers.push_back({0, entry.tracking});
  }
  batch.sent = Clock::now();
  const std::string_view command =
      command_.build(base(), when, batch.deliveries, batch.numbers, !taken);
  batch.first_turn = ~0ULL;
  bringing_back_ = true;
  send_batch(std::move(batch), command);
}

void Lane::settle_drained(Batch& batch, std::string_view lines) {
  std::vector<Spool::Settled> settled;
  std::vector<Drained> drained;
  for (const SpoolEntry& entry : batch.drained) {
    const std::string_view line = next_line(lines);
    switch (line.empty() ? 'a' : line[0]) {
      case 'n':
      case 'f':
      case 'd':
        settled.push_back({entry.place, {}});
        drained.push_back({entry.delivery.channel, fate_of(line[0])});
        break;
      case 'r':
        SPDLOG_WARN("event=told_number_taken lane={} tracking={}", settings_.partition,
                    entry.tracking);
        taken_places_.insert(entry.place);
        break;
      case 'e': on_refused(entry, text_of(line), settled); break;
      default: break;  // again, after one before it
    }
  }
  settings_.spool->remove(settings_.partition, std::move(settled), own().get_executor(),
                          [this, began = batch.sent, drained = std::move(drained)](
                              const std::string& error) { on_removed(began, drained, error); });
}

// Redis would not store this one. It is tried again for some minutes, less and less often; what
// somebody must look at then is out of the others' way.
void Lane::on_refused(const SpoolEntry& entry, std::string_view error,
                      std::vector<Spool::Settled>& settled) {
  const int refusals = ++refused_[entry.place];
  if (refusals == 1 || refusals == most_refusals)
    SPDLOG_ERROR("event={} lane={} channel={} tracking={} error=\"{}\"",
                 refusals == 1 ? "spool_refused" : "spool_set_aside", settings_.partition,
                 entry.delivery.channel, entry.tracking, error);
  if (refusals < most_refusals) return rest(std::chrono::seconds(refusals));
  refused_.erase(entry.place);
  settled.push_back({entry.place, std::string(error)});
}

void Lane::rest(Clock::duration time) {
  bring_again_ = std::max(bring_again_, Clock::now() + time);
}

void Lane::on_removed(Clock::time_point began, const std::vector<Drained>& drained,
                      const std::string& error) {
  bringing_back_ = false;
  if (!error.empty()) {
    // They come again, and `seen` knows them. A full disk may have room to remove a few.
    page_ = std::max<std::size_t>(1, page_ / 2);
    rest(rest_after_failure);
    return;
  }
  page_ = settings_.max_batch;
  if (!backlog_.empty() || !under_way_.empty()) rest((Clock::now() - began) * live_share);
  for (const Drained& one : drained) {
    if (settings_.on_drained) settings_.on_drained(one.channel, one.fate);
  }
  if (settings_.spool->entries(settings_.partition) == 0) taken_places_.clear();
  pump();
}

}  // namespace crosstown
