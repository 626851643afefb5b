// Mail that providers post: what each form becomes, and who may post.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "channels/email/mailgun.h"
#include "channels/email/postmark.h"
#include "channels/email/sendgrid.h"
#include "channels/http/base64.h"
#include "channels/http/form.h"

namespace crosstown::mail {
namespace {

using ::testing::ElementsAre;

const MailSettings settings{{"311@riverbend.example"}, {}};
const Time now{std::chrono::seconds(1764000000)};
const Credentials credentials{"ct", "a test's password"};
const std::string basic = "Basic " + base64_encode("ct:a test's password");

struct Request {
  std::string type;
  std::string body;
  std::string authorization = basic;

  Step given_to(const HttpAdapter& adapter) const {
    const Header headers[] = {{"Content-Type", type}, {"Authorization", authorization}};
    return adapter.receive({"POST", "/hooks/mail", "https://311.riverbend.example", headers, body},
                           {now, false});
  }
};

std::string part(std::string_view disposition, std::string_view bytes) {
  return "--b\r\nContent-Disposition: form-data; " + std::string(disposition) + "\r\n\r\n" +
         std::string(bytes) + "\r\n";
}
std::string field(const std::string& name, std::string_view value) {
  return part("name=\"" + name + "\"", value);
}
const std::string multipart = "multipart/form-data; boundary=b";
const std::string file =
    "--b\r\nContent-Disposition: form-data; name=\"attachment1\"; filename=\"a.png\"\r\n"
    "Content-Type: image/png\r\n\r\nPNG\r\n--b--\r\n";

const Message& message_of(const Step& step) {
  static const Message nothing;
  const auto* const messages = std::get_if<Messages>(&step);
  if (!messages || messages->size() != 1) {
    ADD_FAILURE() << "no message";
    return nothing;
  }
  return messages->front();
}

RefusalCode code_of(const Step& step) {
  const auto* const refusal = std::get_if<Refusal>(&step);
  return refusal ? refusal->code : RefusalCode::internal;
}

const std::string envelope =
    R"({"to":["x@example.net","311+26-0001234-9@riverbend.example"],"from":"maria@example.org"})";

TEST(SendGrid, ReadsWhatWasParsed) {
  const Request request{
      multipart,
      field("headers",
            "From: Maria <maria@example.org>\nSubject: Ni=\n  folded\nMessage-ID: "
            "<a@example.org>\n") +
          field("envelope", envelope) + field("charsets", R"({"text":"iso-8859-1"})") +
          field("text",
                "Ni\xf1o\r\n\r\nOn Nov 22, 2026, 311 <311@riverbend.example> wrote:\r\n> x\r\n") +
          file};
  const Message message = message_of(request.given_to(SendGrid(credentials, settings)));
  EXPECT_EQ(message.text, "Niño");
  EXPECT_EQ(message.from, "maria@example.org");
  EXPECT_EQ(message.from_name, "Maria");
  EXPECT_EQ(message.subject, "Ni= folded");
  EXPECT_EQ(message.to, "311+26-0001234-9@riverbend.example");
  EXPECT_EQ(message.mail->tracking, "26-0001234-9");
  EXPECT_EQ(message.mail->message_id, "a@example.org");
  ASSERT_EQ(message.attachments.size(), 1U);
  EXPECT_EQ(message.attachments[0].name, "a.png");
  EXPECT_EQ(message.attachments[0].bytes, "PNG");
}

TEST(SendGrid, ReadsARawMail) {
  const Request request{multipart,
                        field("envelope", envelope) +
                            field("email", "From: maria@example.org\r\nSubject: x\r\n\r\nHi\r\n") +
                            "--b--\r\n"};
  EXPECT_EQ(message_of(request.given_to(SendGrid(credentials, settings))).text, "Hi");
}

TEST(SendGrid, RefusesOthers) {
  const SendGrid adapter(credentials, settings);
  const std::string good = field("envelope", envelope) + field("text", "x") + "--b--\r\n";
  const std::string foreign = field("envelope", R"({"to":["x@example.net"]})") + "--b--\r\n";
  EXPECT_EQ(code_of(Request{multipart, good, ""}.given_to(adapter)), RefusalCode::bad_signature);
  EXPECT_EQ(code_of(Request{multipart, good, basic + "A"}.given_to(adapter)),
            RefusalCode::bad_signature);
  EXPECT_EQ(code_of(Request{multipart, foreign}.given_to(adapter)), RefusalCode::wrong_account);
  EXPECT_EQ(code_of(Request{multipart, field("text", "x") + "--b--\r\n"}.given_to(adapter)),
            RefusalCode::missing_field);
  EXPECT_EQ(code_of(Request{multipart, "--b\r\n"}.given_to(adapter)), RefusalCode::malformed);
}

struct SignedForm {
  std::string timestamp = "1764000000";
  std::string token = "0123456789abcdef0123456789abcdef0123456789abcdef01";
  std::string signature = "3a391332ce10aa22919ecef570c88ca170efd9e8e72584c7ab996967ee12ee20";

  [[nodiscard]] Request request() const {
    std::string body;
    append_form_field(body, "recipient", "311@riverbend.example");
    append_form_field(body, "sender", "maria@example.org");
    append_form_field(body, "message-headers",
                      R"([["From","Maria <maria@example.org>"],["Message-Id","<a@example.org>"]])");
    append_form_field(body, "body-html", "<p>The light</p><p>is out</p>");
    append_form_field(body, "timestamp", timestamp);
    append_form_field(body, "token", token);
    append_form_field(body, "signature", signature);
    return {"application/x-www-form-urlencoded", body, ""};
  }
};

TEST(Mailgun, ReadsASignedForm) {
  const Mailgun adapter("mg-signing-key", settings);
  const Message message = message_of(SignedForm{}.request().given_to(adapter));
  EXPECT_EQ(message.text, "The light\n\nis out");
  EXPECT_EQ(message.from, "maria@example.org");
  EXPECT_EQ(message.mail->message_id, "a@example.org");
}

TEST(Mailgun, RefusesWhatIsNotSignedByIt) {
  const Mailgun adapter("mg-signing-key", settings);
  SignedForm other;
  other.token[0] = '1';
  EXPECT_EQ(code_of(other.request().given_to(adapter)), RefusalCode::bad_signature);
  other = {};
  other.signature = "zz";
  EXPECT_EQ(code_of(other.request().given_to(adapter)), RefusalCode::bad_signature);
  other = {};
  other.signature = "";
  EXPECT_EQ(code_of(other.request().given_to(adapter)), RefusalCode::missing_signature);
  EXPECT_EQ(code_of(SignedForm{}.request().given_to(Mailgun("another key", settings))),
            RefusalCode::bad_signature);
}

TEST(Mailgun, RefusesWhatIsTooOld) {
  const Mailgun adapter("mg-signing-key", settings);
  const Request request = SignedForm{}.request();
  const Header headers[] = {{"Content-Type", request.type}};
  const HttpRequest view{"POST", "/hooks/mail", "", headers, request.body};
  EXPECT_TRUE(std::holds_alternative<Messages>(
      adapter.receive(view, {now + std::chrono::hours(9), false})));
  EXPECT_EQ(code_of(adapter.receive(view, {now + std::chrono::hours(10), false})),
            RefusalCode::stale);
  EXPECT_EQ(code_of(adapter.receive(view, {now - std::chrono::hours(1), false})),
            RefusalCode::stale);
  EXPECT_TRUE(std::holds_alternative<Messages>(
      adapter.receive(view, {now + std::chrono::hours(10), true})));
}

TEST(Postmark, ReadsAMail) {
  const Request request{
      "application/json",
      R"({"From":"Maria <maria@example.org>","FromFull":{"Email":"maria@example.org"},)"
      R"("OriginalRecipient":"311@riverbend.example","Subject":"Light","TextBody":"It is out",)"
      R"("Headers":[{"Name":"Message-ID","Value":"<a@example.org>"},)"
      R"({"Name":"Auto-Submitted","Value":"auto-replied"}],)"
      R"("Attachments":[{"Name":"a.txt","Content":"aGk=","ContentType":"text/plain"}]})"};
  const Message message = message_of(request.given_to(Postmark(credentials, settings)));
  EXPECT_EQ(message.text, "It is out");
  EXPECT_EQ(message.subject, "Light");
  EXPECT_EQ(message.mail->message_id, "a@example.org");
  EXPECT_EQ(message.mail->automatic, "auto-replied");
  ASSERT_EQ(message.attachments.size(), 1U);
  EXPECT_EQ(message.attachments[0].bytes, "hi");
}

TEST(Postmark, RefusesOthers) {
  const Postmark adapter(credentials, settings);
  EXPECT_EQ(code_of(Request{"application/json", "{}", "Basic x"}.given_to(adapter)),
            RefusalCode::bad_signature);
  EXPECT_EQ(code_of(Request{"application/json", "{}"}.given_to(adapter)),
            RefusalCode::wrong_account);
  EXPECT_EQ(code_of(Request{"application/json", "[]"}.given_to(adapter)), RefusalCode::malformed);
  EXPECT_EQ(code_of(Request{"text/plain", "{}"}.given_to(adapter)), RefusalCode::bad_content_type);
}

TEST(MailHook, SaysWhetherToTryAgain) {
  const Postmark adapter(credentials, settings);
  const Outcome kept = Accepted{"26-0001234-9", false, ""};
  const Outcome lost = NotKept{RefusalCode::unavailable};
  EXPECT_EQ(std::get<Answer>(adapter.conclude({}, {&kept, 1})).status, 200);
  EXPECT_EQ(code_of(adapter.conclude({}, {&lost, 1})), RefusalCode::unavailable);
}

}  // namespace
}  // namespace crosstown::mail
