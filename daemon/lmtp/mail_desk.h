// From a whole mail to the answers for its recipients: read, files kept, message routed and kept.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "channels/email/mail_adapter.h"
#include "daemon/city.h"
#include "daemon/intake.h"
#include "daemon/lmtp/mail_receiver.h"
#include "router/store/content/content_store.h"

namespace crosstown::mail {

class MailDesk final : public MailReceiver {
 public:
  // All live as long as the daemon. `disk`: where large mails are read and files are kept.
  MailDesk(const CityHolder& city, Intake& intake, ContentStore& content,
           boost::asio::thread_pool& disk)
      : city_(city), intake_(intake), content_(content), disk_(disk) {}

  [[nodiscard]] Reply recipient(std::string_view mailbox) const override;
  // A channel gets the mail once, however many of its addresses it is for.
  [[nodiscard]] boost::asio::awaitable<std::vector<Reply>> deliver(
      std::string_view raw, const std::string& sender, std::span<const std::string> recipients,
      const std::string& peer) override;

 private:
  boost::asio::awaitable<Reply> deliver_to(std::shared_ptr<const City> city, const Channel& channel,
                                           std::string_view raw, Envelope envelope,
                                           const std::string& peer);

  const CityHolder& city_;
  Intake& intake_;
  ContentStore& content_;
  boost::asio::thread_pool& disk_;
};

}  // namespace crosstown::mail
