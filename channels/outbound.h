// The outbound half of the contract: how an adapter speaks to whoever carries a reply to a
// resident. Sans-I/O like the inbound half: a reply comes in, the provider's call goes out; the
// provider's answer comes in, what became of the reply goes out. The daemon owns the sockets, the
// order, the retries and the records (daemon/sender/).
//
//   compose(reply) ──► ProviderCall ──► performed ──► read(answer) ──► Sent | Later | Rejected |
//   Unclear look_up(reply) ──► ProviderCall ──► performed ──► read_look_up(answer) ──► Sent |
//   NotThere | Unclear
//
// Later reports of the provider ("delivered") come in by the channel's door, as a DeliveryReport
// step of HttpAdapter::receive (channels/channel.h).
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "channels/http_request.h"
#include "router/message/message.h"

namespace crosstown {

// One reply, to the exact address of its conversation.
struct OutgoingText {
  std::string id;      // UUIDv7: the same at each attempt
  std::string handle;  // "26-0001234-9.<id>": what a report about it names
  std::string tracking;
  std::string to;        // the resident, as the conversation has the address
  std::string from;      // the city's own address that the resident wrote to; may be empty
  std::string text;      // UTF-8
  std::string language;  // BCP 47
  std::string hook_url;  // the channel's own door, for reports; empty: it has no public URL
  Time now{};
  Time created{};
};

struct ProviderCall {
  std::string method;
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

// Views that live until the adapter returns.
struct ProviderAnswer {
  int status = 0;
  std::span<const Header> headers;
  std::string_view body;

  // The first header of that name (ASCII case-insensitive), or an empty view.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

// Reasons are short, stable and for people: "30003 unreachable handset". Never resident text.
struct Sent {
  std::string provider_id;  // may be empty: the provider gives none
};
struct Later {
  std::string reason;
  std::optional<std::chrono::seconds> after;  // what the provider asks for
  bool ours =
      false;  // wrong credentials or address: nothing of this channel goes until it is mended
};
struct Rejected {
  std::string reason;
  bool opted_out = false;  // the provider says so: noted as if the resident had said it to us
};
// The provider may or may not have taken it.
struct Unclear {
  std::string reason;
};
using SendOutcome = std::variant<Sent, Later, Rejected, Unclear>;

struct NotThere {};
using LookUpOutcome = std::variant<Sent, NotThere, Unclear>;

// What is done about a reply of which nobody knows whether the provider took it.
enum class IfUnclear {
  repeat,   // the provider recognises a repeated id: sending it again is safe
  look_up,  // the provider can be asked
};

// What a channel's `reply:` says for every adapter.
struct ReplySettings {
  std::chrono::milliseconds interval{1000};             // between two replies of the channel
  int burst = 1;                                        // so many may go at once after a pause
  std::chrono::milliseconds give_up_after{86'400'000};  // of retries, since it was queued
  bool repeat_unknown = false;  // where even a look-up cannot tell: send it again, maybe twice
  bool receipts = false;        // of messages that are not answered inline
};

// A power of an adapter. Immutable; shared by all threads.
class ReplyWriter {
 public:
  virtual ~ReplyWriter() = default;

  // False: this channel has no way back (a webhook without `reply.url`).
  [[nodiscard]] virtual bool can_reply() const { return true; }
  // True: nobody carries a reply; it is laid ready for a resident who asks, and that is `sent`.
  [[nodiscard]] virtual bool waits_for_resident() const { return false; }
  // True: nobody carries a reply; it is an entry of the resident's session log, from which whoever
  // holds their socket reads, and that is `sent`.
  [[nodiscard]] virtual bool writes_log() const { return false; }
  // The channel that also texts a reply to a number which the resident gave; empty: none.
  [[nodiscard]] virtual std::string_view text_by() const { return {}; }
  // As whom it writes to somebody who never wrote by it: its own address, "" where its provider
  // knows. Empty: it cannot.
  [[nodiscard]] virtual std::optional<std::string> begins_as() const { return std::nullopt; }
  [[nodiscard]] virtual const ReplySettings& reply_settings() const = 0;
  // Characters (Unicode code points) that a reply may have.
  [[nodiscard]] virtual std::size_t max_characters() const = 0;

  [[nodiscard]] virtual std::variant<ProviderCall, Rejected> compose(
      const OutgoingText& reply) const = 0;
  [[nodiscard]] virtual SendOutcome read(const ProviderAnswer& answer) const = 0;

  [[nodiscard]] virtual IfUnclear if_unclear() const = 0;
  // For IfUnclear::look_up. `known`: provider ids of the conversation's earlier replies; `begun`:
  // when the attempt began.
  [[nodiscard]] virtual ProviderCall look_up(const OutgoingText& reply) const;
  [[nodiscard]] virtual LookUpOutcome read_look_up(const OutgoingText& reply, Time begun,
                                                   std::span<const std::string> known,
                                                   const ProviderAnswer& answer) const;
};

// "120" as RFC 9110 section 10.2.3 has it, bounded to an hour; dates are not understood.
[[nodiscard]] std::optional<std::chrono::seconds> retry_after(const ProviderAnswer& answer);

}  // namespace crosstown
