// What a message has besides its words when it came as a mail.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace crosstown {

// What the city's own mail servers found out about the sender (RFC 8601): "pass", "fail", "none" …;
// empty where they said nothing.
struct SenderProof {
  std::string spf;
  std::string dkim;
  std::string dmarc;
};

// A delivery status notification (RFC 3464): what became of a mail of ours.
struct Bounce {
  std::string recipient;
  std::string action;      // failed, delayed, delivered, relayed, expanded
  std::string status;      // "5.1.1"
  std::string diagnostic;  // the other server's words
  std::string message_id;  // of our mail, without brackets
  std::string reply{};     // the handle of the reply that it is about; empty: of none of ours
};

// Ids are without brackets.
struct MailFacts {
  std::string message_id;
  std::string in_reply_to;
  std::vector<std::string> references;
  std::string tracking;  // the request that it names, canonical; nobody checked whose it is
  std::string quoted;    // the history below the person's own words
  std::string signature;
  SenderProof proof;
  // own, bounce, auto-replied, auto-generated, list, bulk; empty: a person, as far as can be told.
  // Such mail is never answered by a machine (RFC 3834).
  std::string automatic;
  std::optional<Bounce> bounce;
  bool encrypted = false;
};

}  // namespace crosstown
