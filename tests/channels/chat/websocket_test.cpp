#include "channels/chat/websocket.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/channels/chat/client_frames.h"

namespace crosstown::chat {
namespace {

constexpr std::uint32_t limit = 1000;

// What comes of some bytes, one line an event, whatever pieces they come in.
std::string heard(std::string_view bytes, std::size_t piece) {
  FrameReader reader(limit);
  std::string told;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    std::string_view input = bytes.substr(at, piece);
    for (;;) {
      const Frame frame = reader.next(input);
      if (std::holds_alternative<frame::NeedInput>(frame)) break;
      if (const auto* text = std::get_if<frame::Text>(&frame))
        told += "text " + std::string(text->text);
      if (const auto* ping = std::get_if<frame::Ping>(&frame))
        told += "ping " + std::string(ping->payload);
      if (std::holds_alternative<frame::Pong>(frame)) told += "pong";
      if (const auto* close = std::get_if<frame::Close>(&frame))
        told += "close " + std::to_string(static_cast<int>(close->code));
      if (const auto* broken = std::get_if<frame::Broken>(&frame))
        return told + "broken " + std::to_string(static_cast<int>(broken->code));
      told += ';';
    }
  }
  return told;
}

TEST(Websocket, FramesAreWhatTheySayAndNothingElse) {
  const std::string long_text(126, 'x'), too_long(limit + 1, 'x'), most(limit, 'x');
  const auto control = [](unsigned opcode) { return FrameShape{.opcode = opcode}; };
  struct Case {
    const char* what;
    std::string bytes;
    std::string wanted;
  };
  const Case cases[] = {
      {"a text", client_frame("hi"), "text hi;"},
      {"an empty one", client_frame(""), "text ;"},
      {"two bytes of length", client_frame(long_text), "text " + long_text + ";"},
      {"as long as may be", client_frame(most), "text " + most + ";"},
      {"one byte more", client_frame(too_long), "broken 1009"},
      {"in two fragments", client_frame("h", {.last = false}) + client_frame("i", control(0)),
       "pong;text hi;"},
      {"a ping in between",
       client_frame("h", {.last = false}) + client_frame("p", control(9)) +
           client_frame("i", control(0)),
       "pong;ping p;text hi;"},
      {"fragments that are too long together",
       client_frame(most, {.last = false}) + client_frame("i", control(0)), "pong;broken 1009"},
      {"a text within a text", client_frame("h", {.last = false}) + client_frame("i"),
       "pong;broken 1002"},
      {"a fragment of nothing", client_frame("i", control(0)), "broken 1002"},
      {"unmasked", client_frame("hi", {.masked = false}), "broken 1002"},
      {"a reserved bit", client_frame("hi", {.reserved = 4}), "broken 1002"},
      {"an opcode that there is not", client_frame("hi", control(3)), "broken 1002"},
      {"binary", client_frame("hi", control(2)), "broken 1003"},
      {"not UTF-8", client_frame("\xC3\x28"), "broken 1007"},
      {"a length in too many bytes", std::string("\x81\xFE\x00\x05mask", 8), "broken 1002"},
      {"a length of 2^63", std::string("\x81\xFF\x80\0\0\0\0\0\0\0mask", 14), "broken 1009"},
      {"a ping in fragments", client_frame("p", {.opcode = 9, .last = false}), "broken 1002"},
      {"a ping that is too long", client_frame(long_text, control(9)), "broken 1002"},
      {"a pong", client_frame("p", control(10)), "pong;"},
      {"a close", client_frame(std::string("\x03\xE8", 2), control(8)), "close 1000;"},
      {"a close without a code", client_frame("", control(8)), "close 1005;"},
      {"half a code", client_frame("\x03", control(8)), "broken 1002"},
      {"a code that nobody may say", client_frame(std::string("\x03\xED", 2), control(8)),
       "broken 1002"},
      {"a reason that is not UTF-8", client_frame(std::string("\x03\xE8\xFF", 3), control(8)),
       "broken 1007"},
  };
  for (const Case& c : cases) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, std::size_t{100'000}})
      EXPECT_EQ(heard(c.bytes, piece), c.wanted) << c.what << " in pieces of " << piece;
  }
}

TEST(Websocket, WhatTheServerSaysIsUnmaskedAndAsShortAsCanBe) {
  for (const std::size_t size : {0, 125, 126, 65535, 65536}) {
    std::string out;
    append_text_frame(out, std::string(size, 'x'));
    const std::size_t head = size < 126 ? 2 : size < 65536 ? 4 : 10;
    EXPECT_EQ(out.size(), head + size);
    EXPECT_EQ(out[0], '\x81');
  }
  std::string close;
  append_close_frame(close, CloseCode::over);
  EXPECT_EQ(close, std::string("\x88\x02\x0F\xA1"));
}

TEST(Websocket, TheHandshakeIsTheOneOfTheSpecification) {
  const Header right[] = {{"Upgrade", "WebSocket"},
                          {"Connection", "keep-alive, Upgrade"},
                          {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                          {"Sec-WebSocket-Version", "13"},
                          {"Sec-WebSocket-Protocol", "other, crosstown.chat.v1"}};
  HttpRequest request;
  request.method = "GET";
  request.headers = right;
  const auto upgrade = read_upgrade(request, "crosstown.chat.v1");
  ASSERT_TRUE(std::holds_alternative<Upgrade>(upgrade));
  // RFC 6455 section 1.3.
  EXPECT_EQ(std::get<Upgrade>(upgrade).accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  EXPECT_TRUE(std::get<Upgrade>(upgrade).with_subprotocol);

  const std::pair<std::size_t, std::string_view> wrong[] = {
      {0, "h2c"}, {1, "close"}, {2, "dGhlIHNhbXBsZQ=="}, {3, "12"}, {4, "other"}};
  for (const auto& [which, value] : wrong) {
    std::vector<Header> headers(std::begin(right), std::end(right));
    headers[which].value = value;
    request.headers = headers;
    EXPECT_TRUE(std::holds_alternative<NoUpgrade>(read_upgrade(request, "crosstown.chat.v1")))
        << headers[which].name;
  }
}

}  // namespace
}  // namespace crosstown::chat
