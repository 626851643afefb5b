#include "router/store/auditor.h"

#include <boost/asio/this_coro.hpp>
#include <charconv>
#include <utility>

#include "router/awaited.h"
#include "router/store/partition_audit.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;
constexpr std::size_t page_size = 200;

// "16|city-sms|<daemon>" → the channel.
std::string channel_of(std::string_view field) {
  const std::size_t begin = field.find('|') + 1;
  return std::string(field.substr(begin, field.find('|', begin) - begin));
}

asio::awaitable<bool> note_self_served(Lane& lane, const AuditWish& wish, AuditBooks& books) {
  for (const std::string& day : wish.days) {
    std::vector<std::string> ask{"HGETALL", lane.base() + "self-served:" + day};
    const auto counts = co_await lane.command(std::move(ask));
    if (!counts || counts->is_error()) co_return false;
    for (std::size_t i = 0; i + 1 < counts->size(); i += 2) {
      std::uint64_t count = 0;
      const std::string_view text = counts->text_at(i + 1);
      std::from_chars(text.data(), text.data() + text.size(), count);
      books.self_served(day, channel_of(counts->text_at(i)), count);
    }
  }
  co_return true;
}

asio::awaitable<void> note_waiting(Spool& spool, int partition, AuditBooks& books) {
  using Page = SpoolFile::Page;
  const auto here = co_await asio::this_coro::executor;
  for (std::uint64_t from = 0;;) {
    std::function<void(std::function<void(Page)>)> start = [&,
                                                            from](std::function<void(Page)> done) {
      spool.page(partition, from, page_size, here, std::move(done));
    };
    auto reading = awaited<Page>(std::move(start));
    const Page page = co_await std::move(reading);
    for (const SpoolEntry& entry : page.entries) {
      books.spooled(entry.delivery.channel, entry.delivery.time);
      from = entry.place + 1;
    }
    for (const std::uint64_t place : page.damaged) from = std::max(from, place + 1);
    if (page.entries.size() + page.damaged.size() < page_size) co_return;
  }
}

asio::awaitable<void> note_set_aside(Spool& spool, int partition, AuditBooks& books) {
  using Page = std::vector<SpoolAside>;
  const auto here = co_await asio::this_coro::executor;
  for (std::uint64_t from = 0;;) {
    std::function<void(std::function<void(Page)>)> start = [&,
                                                            from](std::function<void(Page)> done) {
      spool.aside(partition, from, page_size, here, std::move(done));
    };
    auto reading = awaited<Page>(std::move(start));
    const Page page = co_await std::move(reading);
    for (const SpoolAside& one : page) {
      if (one.entry) books.spooled(one.entry->delivery.channel, one.entry->delivery.time);
      from = one.place + 1;
    }
    if (page.size() < page_size) co_return;
  }
}

}  // namespace

asio::awaitable<Auditor::Result> Auditor::audit(AuditWish wish) {
  Result result;
  AuditBooks::Windows windows;
  for (const AuditWish::Seen& one : wish.channels) windows.emplace(one.channel, one.window);
  AuditBooks books(wish.days, wish.channel, std::move(windows), calendar_);
  const int partitions = static_cast<int>(lanes_.size());
  const bool served = co_await note_self_served(*lanes_.front(), wish, books);
  if (!served) co_return result;
  for (int partition = 0; partition < partitions; ++partition) {
    if (spool_) {
      co_await note_waiting(*spool_, partition, books);
      co_await note_set_aside(*spool_, partition, books);
    }
    PartitionAudit one(*lanes_[static_cast<std::size_t>(partition)], partition, partitions, wish,
                       clock_(), books);
    auto running = one.run();
    result.outcome = co_await std::move(running);
    if (result.outcome != Outcome::done) co_return result;
  }
  result.report = std::move(books).report();
  co_return result;
}

}  // namespace crosstown
