#include "router/message/envelope_mail.h"

#include <string_view>

#include "router/message/json.h"

namespace crosstown {
namespace {

// An object that leaves out what is empty.
class Object {
 public:
  explicit Object(std::string& out) : out_(out) { out_ += '{'; }
  ~Object() { out_ += '}'; }
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  void text(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    member(name);
    json::append_string(out_, value);
  }
  void member(std::string_view name) {
    out_.append(separator_).append("\"").append(name).append("\":");
    separator_ = ",";
  }

 private:
  std::string& out_;
  std::string_view separator_;
};

void append_proof(std::string& out, const SenderProof& proof) {
  Object object(out);
  object.text("spf", proof.spf);
  object.text("dkim", proof.dkim);
  object.text("dmarc", proof.dmarc);
}

void append_bounce(std::string& out, const Bounce& bounce) {
  Object object(out);
  object.text("recipient", bounce.recipient);
  object.text("action", bounce.action);
  object.text("status", bounce.status);
  object.text("diagnostic", bounce.diagnostic);
  object.text("message_id", bounce.message_id);
}

void append_list(std::string& out, const std::vector<std::string>& list) {
  out += '[';
  for (const std::string& each : list) {
    if (&each != &list.front()) out += ',';
    json::append_string(out, each);
  }
  out += ']';
}

}  // namespace

void append_mail(std::string& out, const MailFacts& facts) {
  out += R"(,"mail":)";
  Object object(out);
  object.text("message_id", facts.message_id);
  object.text("in_reply_to", facts.in_reply_to);
  if (!facts.references.empty()) {
    object.member("references");
    append_list(out, facts.references);
  }
  object.text("names_request", facts.tracking);
  object.text("quoted", facts.quoted);
  object.text("signature", facts.signature);
  const SenderProof& proof = facts.proof;
  if (!proof.spf.empty() || !proof.dkim.empty() || !proof.dmarc.empty()) {
    object.member("sender_proof");
    append_proof(out, proof);
  }
  object.text("automatic", facts.automatic);
  if (facts.bounce) {
    object.member("bounce");
    append_bounce(out, *facts.bounce);
  }
  if (facts.encrypted) {
    object.member("encrypted");
    out += "true";
  }
}

}  // namespace crosstown
