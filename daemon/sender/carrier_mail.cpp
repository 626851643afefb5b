// A reply that goes by mail: its files read, composed, given to the relay.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>
#include <vector>

#include "channels/email/mail_replies.h"
#include "daemon/sender/carrier.h"

namespace crosstown {
namespace {

namespace asio = boost::asio;

// What relays take is 10 to 50 MB, and base64 makes a third more of it.
constexpr std::uint64_t most_bytes = 18 << 20;

struct Composed {
  std::optional<mail::ComposedMail> mail;
  std::optional<SendOutcome> trouble{};  // without a mail
};

// Empty: `trouble` is told.
std::optional<std::string> read_file(const ContentStore& content, const std::string& id,
                                     std::uint64_t room, SendOutcome& trouble) {
  const auto opened = content.open(id);
  if (!opened && opened.error().fault == ContentFault::disk)
    trouble = Later{"the content store cannot be read", std::nullopt};
  else if (!opened)
    trouble = Rejected{"an attachment is not there any more", false};
  else if (opened->size > room)
    trouble = Rejected{"the attachments are too large for a mail", false};
  if (!opened || opened->size > room) return std::nullopt;
  auto bytes = disk::read(opened->file, 0, opened->size);
  if (bytes) return std::move(*bytes);
  trouble = Later{"the content store cannot be read", std::nullopt};
  return std::nullopt;
}

// On a disk thread.
asio::awaitable<Composed> compose_there(const ContentStore& content, const mail::MailReplies& way,
                                        OutgoingText text, std::vector<ReplyFile> files) {
  std::vector<std::string> contents;
  std::uint64_t room = most_bytes;
  for (const ReplyFile& file : files) {
    SendOutcome trouble;
    auto bytes = read_file(content, file.id, room, trouble);
    if (!bytes) co_return Composed{std::nullopt, std::move(trouble)};
    room -= bytes->size();
    contents.push_back(std::move(*bytes));
  }
  std::vector<mail::OutgoingFile> outgoing;
  for (std::size_t i = 0; i < files.size(); ++i)
    outgoing.push_back({files[i].name, files[i].content_type, contents[i]});
  co_return Composed{way.mail_of(text, std::move(outgoing))};
}

}  // namespace

asio::awaitable<Carrier::Attempt> Carrier::try_by_mail(const TakenReply& reply,
                                                       const Writer& writer) {
  const mail::MailReplies& way = *writer.writer->by_mail();
  Attempt attempt;
  Composed composed;
  if (reply.files.empty()) {
    composed.mail = way.mail_of(text_of(reply, writer), {});
  } else {
    auto composing = compose_there(ways_.content, way, text_of(reply, writer), reply.files);
    auto there = asio::co_spawn(ways_.disk, std::move(composing), asio::use_awaitable);
    composed = co_await std::move(there);
  }
  if (!composed.mail) {
    attempt.outcome =
        composed.trouble.value_or(Rejected{"the resident's mail address is none", false});
    co_return attempt;
  }
  const std::string id = composed.mail->message_id;
  auto sending = ways_.relay.send(way.relay(), *std::move(composed.mail));
  mail::MailFate fate = co_await std::move(sending);
  attempt.maybe_there = std::holds_alternative<mail::MailUnclear>(fate);
  // Whatever the relay had said by then counts.
  attempt.stopped = ways_.relay.stopped() &&
                    (attempt.maybe_there || std::holds_alternative<mail::MailLater>(fate));
  attempt.outcome = mail::outcome_of(std::move(fate), id, reply.to);
  co_return attempt;
}

}  // namespace crosstown
