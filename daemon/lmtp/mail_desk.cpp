#include "daemon/lmtp/mail_desk.h"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>
#include <utility>
#include <variant>

namespace crosstown::mail {
namespace {

namespace asio = boost::asio;

// Read on the I/O thread up to this size: some 100 µs. A larger one would hold up its neighbours.
constexpr std::size_t small_mail = 32 * 1024;

using Read = std::variant<Understood, Reply>;

Reply not_now() { return {451, "4.3.0", "not stored yet, please try again"}; }
Reply no_mailbox() { return {550, "5.1.1", "no such mailbox here"}; }

bool has_files(const Read& read) {
  const auto* const mail = std::get_if<Understood>(&read);
  return mail && (mail->keep_raw || !mail->message.attachments.empty());
}

// False: it could not be kept.
bool put(ContentStore& content, const Channel& channel, Attachment& file, std::string_view bytes) {
  const auto id = content.put(bytes);
  if (!id) {
    SPDLOG_ERROR("event=content_refused channel={} error=\"{}\"", channel.name,
                 to_text(id.error()));
    return false;
  }
  file.id = *id;
  file.size = bytes.size();
  file.bytes = {};
  return true;
}

// The mail itself is written from where it lies: no copy of it is made.
bool put_files(ContentStore& content, const Channel& channel, Understood& mail,
               std::string_view raw) {
  for (Attachment& file : mail.message.attachments) {
    if (!put(content, channel, file, file.bytes)) return false;
  }
  if (!mail.keep_raw) return true;
  Attachment& whole = mail.message.attachments.emplace_back();
  whole.content_type = "message/rfc822";
  whole.name = "mail.eml";
  return put(content, channel, whole, raw);
}

// On a disk thread, of which there are few: so many mails at most are in memory taken apart.
asio::awaitable<void> read_and_put(ContentStore& content, const Channel& channel,
                                   std::string_view raw, const Envelope& envelope, Read& read,
                                   bool is_read) {
  if (!is_read) read = channel.mail->read(raw, envelope);
  if (has_files(read) && !put_files(content, channel, std::get<Understood>(read), raw))
    read = not_now();
  co_return;
}

}  // namespace

Reply MailDesk::recipient(std::string_view mailbox) const {
  const auto city = city_.get();
  return city->mailbox(mailbox) ? Reply{250, "2.1.5", "ok"} : no_mailbox();
}

asio::awaitable<std::vector<Reply>> MailDesk::deliver(std::string_view raw,
                                                      const std::string& sender,
                                                      std::span<const std::string> recipients,
                                                      const std::string& peer) {
  const auto city = city_.get();
  std::map<const Channel*, Reply> answers;
  std::vector<Reply> replies;
  for (const std::string& recipient : recipients) {
    const Channel* const channel = city->mailbox(recipient);
    if (!channel) {  // a reload took it away since RCPT
      replies.push_back(no_mailbox());
      continue;
    }
    auto known = answers.find(channel);
    if (known == answers.end()) {
      Envelope envelope{sender, recipient};
      auto delivering = deliver_to(city, *channel, raw, std::move(envelope), peer);
      Reply reply = co_await std::move(delivering);
      known = answers.emplace(channel, std::move(reply)).first;
    }
    replies.push_back(known->second);
  }
  co_return replies;
}

asio::awaitable<Reply> MailDesk::deliver_to(std::shared_ptr<const City> city,
                                            const Channel& channel, std::string_view raw,
                                            Envelope envelope, const std::string& peer) {
  Read read;
  const bool small = raw.size() <= small_mail;
  if (small) read = channel.mail->read(raw, envelope);
  if (!small || has_files(read)) {
    auto putting = read_and_put(content_, channel, raw, envelope, read, small);
    co_await asio::co_spawn(disk_, std::move(putting), asio::use_awaitable);
  }
  if (const auto* refusal = std::get_if<Reply>(&read)) {
    intake_.refuse_message(
        channel, raw.size(),
        refusal->temporary() ? RefusalCode::unavailable : RefusalCode::malformed);
    co_return *refusal;
  }
  auto& message = std::get<Understood>(read).message;
  auto taking =
      intake_.take_message(std::move(city), channel, std::move(message), raw.size(), peer);
  const Outcome outcome = co_await std::move(taking);
  co_return channel.mail->answer(outcome);
}

}  // namespace crosstown::mail
