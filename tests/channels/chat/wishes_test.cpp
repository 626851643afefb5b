#include "channels/chat/wishes.h"

#include <gtest/gtest.h>

#include <string>

#include "channels/chat/sniff.h"
#include "channels/chat/token.h"
#include "channels/chat/words.h"

namespace crosstown::chat {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

TEST(Wishes, WhatIsWrongIsRefusedByName) {
  const std::string id = R"("cid":"12345678")";
  struct Case {
    std::string json;
    std::string wanted;  // code and id; "-": it is none
  };
  const Case cases[] = {
      {R"({"t":"say",)" + id + R"(,"text":"a"})", "-"},
      {R"({"t":"say",)" + id + R"(,"text":"áéíóú"})", "-"},
      {R"({"t":"say",)" + id + R"(,"text":"áéíóúñ"})", "too_long 12345678"},
      {R"({"t":"say",)" + id + R"(,"text":"  "})", "empty 12345678"},
      {R"({"t":"say",)" + id + R"(,"files":["u1.x"]})", "-"},
      {R"({"t":"say",)" + id + R"(,"files":["1","2","3","4","5","6"]})", "bad 12345678"},
      {R"({"t":"say",)" + id + R"(,"files":[1]})", "bad 12345678"},
      {R"({"t":"say",)" + id + R"(,"text":"a","place":[]})", "bad 12345678"},
      {R"({"t":"say","cid":"short","text":"a"})", "bad "},
      {R"({"t":"say","cid":"with space","text":"a"})", "bad "},
      {R"({"t":"say","text":"a"})", "bad "},
      {R"({"t":"read","seq":1.5})", "bad "},
      {R"({"t":"read","seq":18446744073709551615})", "bad "},
      {R"({"t":"history","before":5,"count":0})", "bad "},
      {R"({"t":"history","before":5})", "-"},
      {R"({"t":"contact","name":7})", "bad "},
      {R"({"t":"contact","name":")" + std::string(201, 'x') + R"("})", "too_long "},
      {R"({"t":"survey","thumb":"up","word":")" + std::string(501, 'x') + R"("})", "too_long "},
      {R"({"t":"typing","on":1})", "bad "},
      {R"({"t":"typing","on":null,"more":{}})", "-"},
      {R"({"t":"no"})", "unknown "},
  };
  for (const Case& c : cases) {
    const Wish wish = read_wish(c.json, {.max_text = 5});
    const auto* const refused = std::get_if<wish::Refused>(&wish);
    EXPECT_FALSE(std::holds_alternative<wish::Garbage>(wish)) << c.json;
    EXPECT_EQ(refused ? std::string(refused->code) + ' ' + refused->id : "-", c.wanted) << c.json;
  }
  for (const char* json :
       {"", "7", "[]", "{}", R"({"t":7})", R"({"t":"hello"})", R"({"t":"hello","v":"1"})"})
    EXPECT_TRUE(std::holds_alternative<wish::Garbage>(read_wish(json, {}))) << json;
}

TEST(Wishes, SayIsReadWhole) {
  const Wish wish = read_wish(
      R"({"t":"say","cid":"abc_DEF-12","text":" <b>\u0000x\u202e ","files":["a","b"],"place":{"lat":40.3,"lon":-111}})",
      {});
  const auto& say = std::get<wish::Say>(wish);
  EXPECT_EQ(say.id, "abc_DEF-12");
  EXPECT_EQ(say.text, "<b> x");  // text, never markup; what hides is taken out
  EXPECT_EQ(say.files, (std::vector<std::string>{"a", "b"}));
  ASSERT_TRUE(say.place);
  EXPECT_EQ(say.place->longitude, -111);
}

TEST(Words, AnEntryIsItsBodyWithANumber) {
  wish::Say say{.id = "12345678", .text = "\"hi\"\n", .files = {}, .place = {}};
  Attachment file;
  file.name = "a.png", file.content_type = "image/png", file.size = 3;
  const std::string body = words::resident_body(say, {&file, 1}, "26-0000001-8", Time(5ms));
  EXPECT_EQ(
      words::entry({7, body}),
      R"({"t":"entry","seq":7,"kind":"resident","cid":"12345678","text":"\"hi\"\n",)"
      R"("files":[{"name":"a.png","type":"image/png","size":3}],"track":"26-0000001-8","ts":5})");
  const Entry both[] = {{1, words::ended_body(Time(6ms))}, {2, words::ended_body(Time(7ms))}};
  EXPECT_EQ(words::history(both, true),
            R"({"t":"history","entries":[{"seq":1,"kind":"ended","by":"resident","ts":6},)"
            R"({"seq":2,"kind":"ended","by":"resident","ts":7}],"more":true})");
  EXPECT_EQ(words::ack("12345678", 0, "", "", Time(5ms)), R"({"t":"ack","cid":"12345678","ts":5})");
  EXPECT_EQ(words::refusal("rate", "", 2s), R"({"t":"err","code":"rate","retry_ms":2000})");
}

TEST(Tokens, AreGoodForWhatTheyWereMadeForAndNothingElse) {
  const TokenMaker maker("a key made for a test"), other("another");
  const Time made(1'700'000'000s);
  const std::string token = maker.for_session("web-chat", {"0f3c", made});
  const auto session = maker.session_of("web-chat", token);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->session, "0f3c");
  EXPECT_EQ(session->made, made);
  EXPECT_FALSE(maker.session_of("other-chat", token));
  EXPECT_FALSE(other.session_of("web-chat", token));
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string forged = token;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    // The last letter of a MAC has bits that mean nothing.
    if (i + 1 < token.size()) {
      EXPECT_FALSE(maker.session_of("web-chat", forged)) << i;
    }
    EXPECT_FALSE(maker.session_of("web-chat", token.substr(0, i))) << i;
  }
  Attachment file;
  file.id = std::string(64, 'a'), file.name = "a.b/ü", file.content_type = "image/png";
  file.size = 12;
  const std::string upload = maker.for_upload("0f3c", file, made);
  const auto read = maker.upload_of("0f3c", upload, made);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id + read->name + read->content_type, file.id + file.name + file.content_type);
  EXPECT_EQ(read->size, 12U);
  EXPECT_FALSE(maker.upload_of("0f3c", upload, made + 1s));
  EXPECT_FALSE(maker.upload_of("another", upload, made));
  EXPECT_FALSE(maker.upload_of("web-chat", token, made));
  EXPECT_FALSE(maker.session_of("0f3c", upload));
}

TEST(Sniff, AFileIsWhatItsBytesAre) {
  const std::pair<std::string, std::string_view> cases[] = {
      {"\xFF\xD8\xFF\xE0 and so on", "image/jpeg"},
      {"\x89PNG\r\n\x1A\n and so on", "image/png"},
      {"GIF89a", "image/gif"},
      {"RIFF....WEBPVP8 ", "image/webp"},
      {"\0\0\0\x18"s + "ftypheic", "image/heic"},
      {"%PDF-1.7", "application/pdf"},
      {"Hola, ¿qué tal?\r\n", "text/plain"},
      {" <html>", ""},
      {"\xEF\xBB\xBF<svg/>", ""},
      {"MZ\x90\0"s, ""},
      {"\xC3\x28 text", ""},
      {"", ""},
  };
  for (const auto& [bytes, type] : cases) {
    EXPECT_EQ(sniffed_type(bytes), type) << bytes;
  }
}

}  // namespace
}  // namespace crosstown::chat
