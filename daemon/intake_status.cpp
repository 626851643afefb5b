// A resident asks how their request stands.
#include <utility>

#include "daemon/intake.h"
#include "daemon/visit.h"
#include "router/texts/words.h"

namespace crosstown {

namespace asio = boost::asio;

asio::awaitable<Step> Intake::fulfil_status(Visit& visit, NeedStatus need) {
  std::string language =
      visit.messages.empty() ? visit.city->default_language : visit.messages.front().language;
  auto asking = look_up_status(visit, std::move(need.tracking), std::move(language));
  auto status = co_await std::move(asking);
  if (!status) co_return Refusal{RefusalCode::unavailable, "", false};
  const Fulfilment told(*std::move(status));
  co_return visit.channel.adapter->resume(visit.messages, told);
}

asio::awaitable<std::optional<RequestStatus>> Intake::look_up_status(Visit& visit,
                                                                     std::string tracking,
                                                                     std::string language) {
  const auto lookup = co_await store_.request(tracking);
  if (!lookup.answered) co_return std::nullopt;
  served(visit);

  RequestStatus status;
  status.tracking = tracking;
  if (lookup.record) {
    status.found = true;
    status.status = lookup.record->status;
    status.queue_name = visit.city->queue_name(lookup.record->queue, language);
    status.opened = visit.city->calendar.date(lookup.record->opened);
    status.words = words::status(visit.city->texts, language, tracking, status.status,
                                 status.queue_name, status.opened);
  } else {
    status.words = words::status_unknown(visit.city->texts, language, tracking);
  }
  co_return status;
}

}  // namespace crosstown
