#include "channels/email/outgoing_mail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "channels/email/machines.h"
#include "channels/email/mime.h"
#include "channels/email/threads.h"

namespace crosstown::mail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string handle = "26-0001234-9.01939c1e-1f2a-7abc-8def-0123456789ab";
const std::vector<std::string> domains{"riverbend.example"};

OutgoingMail reply() {
  OutgoingMail mail;
  mail.handle = handle;
  mail.tracking = "26-0001234-9";
  mail.mailbox = "311@riverbend.example";
  mail.city = "City of Riverbend";
  mail.to = "maria@example.org";
  mail.text = "It is mended.\nThank you & goodbye";
  mail.signature = "311, City of Riverbend";
  mail.language = "en";
  mail.subject = "Light";
  mail.in_reply_to = "m2@example.org";
  mail.references = {"m1@example.org", "m2@example.org"};
  mail.created = Time(std::chrono::seconds(1764000000));
  return mail;
}

ComposedMail composed(const OutgoingMail& mail) {
  const auto made = compose(mail);
  EXPECT_TRUE(made);
  return made.value_or(ComposedMail{});
}

// RFC 5322 section 2.1.1, and no 8th bit.
void expect_travels(const std::string& bytes) {
  std::size_t begin = 0;
  for (std::size_t end; (end = bytes.find('\n', begin)) != std::string::npos; begin = end + 1) {
    const bool is_id = bytes.compare(begin, 11, "Message-ID:") == 0;  // in one piece
    EXPECT_LE(end - begin, is_id ? 999u : 79u) << bytes.substr(begin, end - begin);
    EXPECT_TRUE(end > 0 && bytes[end - 1] == '\r') << bytes.substr(begin, end - begin);
  }
  EXPECT_TRUE(std::all_of(bytes.begin(), bytes.end(), [](char c) { return c > 0; }));
}

TEST(OutgoingMail, IsReadBackAsItWasMeant) {
  const ComposedMail made = composed(reply());
  expect_travels(made.bytes);
  const MimeMail mail = read_mime(made.bytes);
  EXPECT_FALSE(mail.damaged);
  EXPECT_EQ(mail.text, "It is mended.\nThank you & goodbye\n\n-- \n311, City of Riverbend\n");
  EXPECT_EQ(mail.field("from"), "\"City of Riverbend\" <311@riverbend.example>");
  EXPECT_EQ(mail.field("to"), "<maria@example.org>");
  EXPECT_EQ(mail.field("reply-to"), "<311+26-0001234-9@riverbend.example>");
  EXPECT_EQ(mail.field("subject"), "Re: Light [26-0001234-9]");
  EXPECT_EQ(mail.field("date"), "Mon, 24 Nov 2025 16:00:00 +0000");
  EXPECT_EQ(mail.field("message-id"), "<" + handle + "@riverbend.example>");
  EXPECT_EQ(mail.field("in-reply-to"), "<m2@example.org>");
  EXPECT_EQ(mail.field("references"), "<m1@example.org> <m2@example.org>");
  EXPECT_THAT(made.bytes, HasSubstr("\r\nContent-Language: en\r\n"));
  EXPECT_EQ(mail.field("mime-version"), "1.0");
  EXPECT_EQ(mail.field("auto-submitted"), "");
  EXPECT_EQ(made.sender, "311+" + handle + "@riverbend.example");
  EXPECT_EQ(made.recipient, "maria@example.org");
  EXPECT_THAT(made.bytes, HasSubstr("Thank you &amp; goodbye"));
  EXPECT_EQ(composed(reply()).bytes, made.bytes) << "the same at each attempt";
}

TEST(OutgoingMail, ALongMailboxHasRoomForTheNumberOnly) {
  OutgoingMail mail = reply();
  mail.mailbox = "contact-centre-of-the-city@riverbend.example";
  EXPECT_EQ(composed(mail).sender, "contact-centre-of-the-city+26-0001234-9@riverbend.example");
}

TEST(OutgoingMail, IsInEveryScript) {
  OutgoingMail mail = reply();
  mail.city = "Ciudad de Río Bend";
  mail.subject = "Re: ¿Cuándo vendrán a arreglar el semáforo de la calle Añón? 修理 🙂 " +
                 std::string(60, 'x');
  mail.text = "Mañana.\n\n修理します 🙂 " + std::string(300, 'y');
  const ComposedMail made = composed(mail);
  expect_travels(made.bytes);
  const MimeMail read = read_mime(made.bytes);
  EXPECT_THAT(read.text, HasSubstr(mail.text));
  EXPECT_EQ(decode_words(read.field("subject")), mail.subject + " [26-0001234-9]");
  EXPECT_EQ(first_address(read.field("from")).name, mail.city);
}

TEST(OutgoingMail, AMachinesAnswerSaysSo) {
  OutgoingMail mail = reply();
  mail.automatic = true;
  const ComposedMail made = composed(mail);
  EXPECT_EQ(made.sender, "");
  const MimeMail read = read_mime(made.bytes);
  EXPECT_EQ(read.field("auto-submitted"), "auto-replied");
  const std::vector<std::string> nobodys;
  EXPECT_EQ(machine_kind(read, {"x@example.org", "311@riverbend.example", ""}, nobodys),
            "auto-replied");
}

TEST(OutgoingMail, AnAnswerToItNamesItsRequest) {
  const ComposedMail made = composed(reply());
  EXPECT_EQ(named_request({"311@riverbend.example", made.message_id, {}, ""}, domains),
            "26-0001234-9");
  EXPECT_EQ(named_request({made.sender, "", {}, ""}, domains), "26-0001234-9");
}

TEST(OutgoingMail, ABounceFindsItsReply) {
  EXPECT_EQ(handle_of(handle + "@riverbend.example", domains), handle);
  EXPECT_EQ(handle_of(handle + "@RIVERBEND.example", domains), handle);
  EXPECT_EQ(handle_of(handle + "@example.org", domains), "") << "another's";
  EXPECT_EQ(handle_of("26-0001234-8.x@riverbend.example", domains), "") << "a wrong check digit";
  EXPECT_EQ(handle_of("anything@riverbend.example", domains), "");
}

TEST(OutgoingMail, FilesAreAttached) {
  const std::string bytes("\x00\xff\r\n.\r\n", 7);
  OutgoingMail mail = reply();
  mail.files = {{"plan\r\nX: y.png", "image/png", bytes}, {"", "no type; at all", "x"}};
  const ComposedMail made = composed(mail);
  expect_travels(made.bytes);
  const MimeMail read = read_mime(made.bytes);
  ASSERT_EQ(read.attachments.size(), 2u);
  EXPECT_EQ(read.attachments[0].content_type, "image/png");
  EXPECT_EQ(read.attachments[0].bytes, bytes);
  EXPECT_EQ(read.attachments[1].content_type, "application/octet-stream");
  EXPECT_EQ(read.field("x"), "");
  EXPECT_THAT(read.text, HasSubstr("It is mended."));
}

TEST(OutgoingMail, NothingBreaksOutOfAField) {
  OutgoingMail mail = reply();
  mail.subject = "Light\r\nBcc: all@example.org";
  mail.city = "City\"\r\nX-Evil: yes";
  mail.language = "en\r\nX-Evil: yes";
  mail.in_reply_to = "a@b>\r\nX-Evil: yes";
  mail.references = {"c@d\r\nX-Evil: yes", "ok@example.org"};
  const MimeMail read = read_mime(composed(mail).bytes);
  EXPECT_EQ(read.field("x-evil"), "");
  EXPECT_EQ(read.field("bcc"), "");
  EXPECT_EQ(read.field("references"), "<ok@example.org>");
  EXPECT_EQ(read.field("in-reply-to"), "");
}

TEST(OutgoingMail, ALyingAddressMakesNoMail) {
  for (const char* address :
       {"", "maria", "a@b>\r\nDATA", "a b@example.org", "a@example.org,b@example.org",
        "<a@example.org>", "a@example.org> NOTIFY=NEVER"}) {
    OutgoingMail mail = reply();
    mail.to = address;
    EXPECT_FALSE(compose(mail)) << address;
  }
  OutgoingMail mail = reply();
  mail.handle = "26-0001234-9.\r\nX: y";
  EXPECT_FALSE(compose(mail));
}

TEST(OutgoingMail, AnAddressInUtf8SaysWhatItNeeds) {
  OutgoingMail mail = reply();
  EXPECT_FALSE(composed(mail).utf8);
  mail.to = "josé@example.org";
  EXPECT_TRUE(composed(mail).utf8);
}

TEST(OutgoingMail, ALongThreadKeepsItsBeginningAndItsEnd) {
  OutgoingMail mail = reply();
  mail.references.clear();
  for (int i = 0; i < 60; ++i) mail.references.push_back("m" + std::to_string(i) + "@example.org");
  mail.in_reply_to = "m60@example.org";
  const ComposedMail made = composed(mail);
  expect_travels(made.bytes);
  const auto ids = message_ids(read_mime(made.bytes).field("references"));
  ASSERT_EQ(ids.size(), 20u);
  EXPECT_EQ(ids.front(), "m0@example.org");
  EXPECT_EQ(ids[1], "m42@example.org");
  EXPECT_EQ(ids.back(), "m60@example.org");
}

}  // namespace
}  // namespace crosstown::mail
