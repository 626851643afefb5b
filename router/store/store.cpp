#include "router/store/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "router/message/tracking.h"
#include "router/store/library.h"
#include "router/task.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;

std::vector<std::string> names_of(const std::vector<QueueSettings>& queues) {
  std::vector<std::string> names;
  for (const QueueSettings& queue : queues) names.push_back(queue.name);
  return names;
}

}  // namespace

Store::Store(StoreSettings settings, std::span<asio::io_context* const> threads,
             prometheus::Registry& registry, Options options)
    : settings_(std::move(settings)), first_(*threads.front()), clock_(options.clock) {
  const bool embedded = settings_.kind == StoreSettings::Kind::embedded;
  if (!settings_.spool_path.empty()) {
    const SpoolFile::Options spool{settings_.spool_path, settings_.spool_limit,
                                   settings_.partitions};
    spool_ = std::make_unique<Spool>(spool, registry, options.clock);
  }
  if (embedded) embedded_ = std::make_unique<EmbeddedRedis>(first_.get_executor(), settings_);
  const auto partitions_agreed = std::make_shared<std::atomic<bool>>(false);
  for (int partition = 0; partition < settings_.partitions; ++partition) {
    LaneSettings lane;
    lane.partitions_agreed = partitions_agreed;
    lane.store = embedded ? EmbeddedRedis::reached_by(settings_) : settings_;
    lane.partition = partition;
    lane.capacity = options.lane_capacity;
    lane.calendar = options.calendar;
    lane.clock = options.clock;
    lane.spool = spool_.get();
    lane.on_drained = options.on_drained;
    lane.on_stored = [this](const std::string& queue) {
      bell_.ring(queue);
      bell_.ring_all(Work::everything);
    };
    metrics_.push_back(std::make_unique<LaneMetrics>(registry, partition));
    lanes_.push_back(std::make_unique<Lane>(std::move(lane), threads, *metrics_.back()));
  }
  std::vector<Lane*> lanes;
  for (const auto& lane : lanes_) lanes.push_back(lane.get());
  caretaker_ = std::make_unique<Caretaker>(first_.get_executor(), lanes, registry);
  queue_watch_ = std::make_unique<QueueWatch>(first_.get_executor(), lanes);
  outbox_ = std::make_unique<Outbox>(lanes);
  chat_log_ = std::make_unique<ChatLog>(lanes);
  dead_letters_ = std::make_unique<DeadLetters>(lanes, spool_.get());
  work_ = std::make_unique<Work>(lanes, bell_);
  desk_ = std::make_unique<Desk>(lanes, bell_);
  self_served_ =
      std::make_unique<SelfServedCounts>(first_.get_executor(), *lanes.front(), options.calendar);
  misroutes_ = std::make_unique<Misroutes>(lanes);
  recorded_ = std::make_unique<RecordedMessages>(lanes);
  auditor_ =
      std::make_unique<Auditor>(std::move(lanes), spool_.get(), options.calendar, options.clock);
}

Store::~Store() = default;

void Store::start(const std::vector<QueueSettings>& queues) {
  if (embedded_) asio::co_spawn(first_, embedded_->run(), vital_task("embedded-redis"));
  for (const auto& lane : lanes_) lane->start(names_of(queues));
  caretaker_->start(queues);
  queue_watch_->start();
  self_served_->start();
}

void Store::set_queues(const std::vector<QueueSettings>& queues) {
  for (const auto& lane : lanes_) lane->set_queues(names_of(queues));
  caretaker_->set_queues(queues);
}

asio::awaitable<void> Store::stop(std::chrono::milliseconds limit) {
  caretaker_->stop();
  queue_watch_->stop();
  self_served_->stop();
  auto writing = self_served_->write();
  co_await asio::co_spawn(first_, std::move(writing), asio::use_awaitable);
  for (const auto& lane : lanes_) lane->stop();
  if (embedded_) {
    auto stopping = embedded_->stop(limit);
    co_await asio::co_spawn(first_, std::move(stopping), asio::use_awaitable);
  }
}

asio::awaitable<void> Store::keep(int partition, Delivery& delivery, int home) {
  return lanes_[static_cast<std::size_t>(partition)]->keep(delivery, home);
}

asio::awaitable<Store::Lookup> Store::request(std::string tracking) {
  Lookup lookup;
  const auto number = parse_tracking(tracking);
  if (!number) {
    lookup.answered = true;
    co_return lookup;
  }
  const int partition =
      static_cast<int>(number->sequence % static_cast<std::uint32_t>(settings_.partitions));
  lookup.record = in_spool(partition, tracking);
  if (lookup.record) {
    lookup.answered = true;
    co_return lookup;
  }
  // A number that was told while Redis was away may be another name of a request.
  Lane& lane = *lanes_[static_cast<std::size_t>(partition)];
  const std::string base = fmt::format("{}:{{{}}}:", settings_.prefix, partition);
  std::vector<std::string> get{"MGET", base + "request:" + tracking, base + "alias:" + tracking};
  auto reply = co_await lane.command(std::move(get));
  if (!reply || reply->is_error()) co_return lookup;
  std::string record(reply->text_at(0));
  const std::string request(reply->text_at(1));
  if (record.empty() && !request.empty()) {
    std::vector<std::string> follow{"MGET", base + "request:" + request};
    reply = co_await lane.command(std::move(follow));
    if (!reply || reply->is_error()) co_return lookup;
    record = reply->text_at(0);
  }
  lookup.answered = true;
  if (!record.empty()) lookup.record = read_record(tracking, record);
  co_return lookup;
}

asio::awaitable<bool> Store::set_opt_out(int partition, std::string conversation, bool opted_out) {
  bool done = true;
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    // What a provider said of a text about somebody else's request stands in that one's partition.
    if (opted_out && i != static_cast<std::size_t>(partition)) continue;
    std::string key = lanes_[i]->base() + "optout:" + conversation;
    std::vector<std::string> note{opted_out ? "SET" : "DEL", std::move(key)};
    if (opted_out) note.emplace_back("1");
    const auto reply = co_await lanes_[i]->command(std::move(note));
    done = done && reply && !reply->is_error();
  }
  co_return done;
}

asio::awaitable<bool> Store::set_note(int partition, std::string conversation, std::string name,
                                      std::string text, std::chrono::seconds keep_for) {
  Lane& lane = *lanes_[static_cast<std::size_t>(partition)];
  std::string key = fmt::format("{}note:{}:{}", lane.base(), name, conversation);
  std::vector<std::string> command{text.empty() ? "DEL" : "SET", std::move(key)};
  if (!text.empty()) {
    command.push_back(std::move(text));
    command.emplace_back("EX");
    command.push_back(fmt::format("{}", keep_for.count()));
  }
  const auto reply = co_await lane.command(std::move(command));
  co_return reply && !reply->is_error();
}

asio::awaitable<Store::Note> Store::note(int partition, std::string conversation,
                                         std::string name) {
  Lane& lane = *lanes_[static_cast<std::size_t>(partition)];
  // MGET: what is not there is an empty text, as in request().
  std::vector<std::string> get{"MGET",
                               fmt::format("{}note:{}:{}", lane.base(), name, conversation)};
  const auto reply = co_await lane.command(std::move(get));
  Note note;
  if (!reply || reply->is_error()) co_return note;
  note.answered = true;
  note.text = reply->text_at(0);
  co_return note;
}

std::optional<RequestRecord> Store::in_spool(int partition, const std::string& tracking) {
  if (!spool_ || (spool_->entries(partition) == 0 && spool_->usage().aside == 0))
    return std::nullopt;
  const auto entry = spool_->find(partition, tracking);
  if (!entry) return std::nullopt;
  const Delivery& delivery = entry->delivery;
  return RequestRecord{.tracking = tracking,
                       .status = "received",
                       .queue = delivery.queue,
                       .type = delivery.type,
                       .priority = std::string(delivery.priority),
                       .channel = delivery.channel,
                       .opened = entry->accepted};
}

asio::awaitable<std::optional<bool>> Store::queue_has_work(std::string queue) {
  for (const auto& lane : lanes_) {
    std::vector<std::string> ask{"FCALL", care_library().has_work, "1", lane->base(), queue};
    const auto reply = co_await lane->command(std::move(ask));
    if (!reply || reply->is_error()) co_return std::nullopt;
    if (reply->integer() > 0) co_return true;
  }
  co_return false;
}

StoreHealth Store::health() const {
  StoreHealth health;
  health.up = health.ready = true;
  if (spool_) {
    health.spool = spool_->usage();
    health.spool_numbers = spool_->numbers(0).left;
    for (int partition = 1; partition < settings_.partitions; ++partition)
      health.spool_numbers = std::min(health.spool_numbers, spool_->numbers(partition).left);
  }
  std::int64_t last = 0;
  for (const auto& lane : lanes_) {
    if (!lane->is_up() && std::exchange(health.up, false)) health.trouble = lane->trouble();
    if (health.trouble.empty()) health.trouble = lane->trouble();
    health.ready = health.ready && lane->is_ready();
    for (std::string& warning : lane->warnings()) {  // several partitions may lie in one Redis
      if (std::find(health.warnings.begin(), health.warnings.end(), warning) ==
          health.warnings.end())
        health.warnings.push_back(std::move(warning));
    }
    last = std::max(last, lane->last_accepted());
    health.oldest_waiting = std::max(health.oldest_waiting, lane->oldest_waiting());
  }
  health.last_accepted = Time(std::chrono::milliseconds(last));
  return health;
}

}  // namespace crosstown
