#include "channels/chat/session.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/channels/chat/client_frames.h"
#include "tests/channels/chat/dialogue.h"

namespace crosstown::chat {
namespace {

using namespace std::chrono_literals;

const std::string hello = client_frame(R"({"t":"hello","v":1})");

std::string text_frame(std::string_view json) {
  std::string out;
  append_text_frame(out, json);
  return out;
}

std::string close_frame(CloseCode code) {
  std::string out;
  append_close_frame(out, code);
  return out;
}

TEST(ChatSession, GreetsFirstAndOnce) {
  const std::string policy = close_frame(CloseCode::policy);
  struct Case {
    const char* what;
    std::string bytes;
    Heard wanted;
  };
  const Case cases[] = {
      {"a hello", hello, {"", "0 ", false}},
      {"two", hello + hello, {policy, "0 ", true}},
      {"something else first", client_frame(R"({"t":"end"})"), {policy, "", true}},
      {"another version", client_frame(R"({"t":"hello","v":2})"), {policy, "", true}},
      {"no JSON", hello + client_frame("hello"), {policy, "0 ", true}},
      {"an unknown wish",
       hello + client_frame(R"({"t":"x"})"),
       {text_frame(R"({"t":"err","code":"unknown"})"), "0 ", false}},
      {"a ping of its own",
       hello + client_frame(R"({"t":"ping","n":7})"),
       {text_frame(R"({"t":"pong","n":7})"), "0 ", false}},
      {"a goodbye",
       hello + client_frame(std::string("\x03\xE8", 2), {.opcode = 8}),
       {close_frame(CloseCode::normal), "0 ", true}},
  };
  for (const Case& c : cases) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{10'000}}) {
      const Heard heard = play(c.bytes, piece);
      EXPECT_EQ(heard.said, c.wanted.said) << c.what;
      EXPECT_EQ(heard.wishes, c.wanted.wishes) << c.what;
      EXPECT_EQ(heard.closed, c.wanted.closed) << c.what;
    }
  }
}

TEST(ChatSession, WhoFloodsIsToldAndThenClosed) {
  std::string bytes = hello;
  for (int i = 0; i < 300; ++i) bytes += client_frame(R"({"t":"typing"})");
  const Heard heard = play(bytes, bytes.size());
  EXPECT_TRUE(heard.closed);
  EXPECT_TRUE(heard.said.ends_with(close_frame(CloseCode::too_much)));
  EXPECT_LE(heard.wishes.size(), 2 * 201U);
}

TEST(ChatSession, TimeClosesWhoIsSilent) {
  const Session::Time start{};
  Session quiet({}, start);
  EXPECT_TRUE(quiet.tick(start + 9s));
  EXPECT_TRUE(quiet.output().empty());
  EXPECT_TRUE(quiet.tick(start + 10s));
  EXPECT_EQ(quiet.output(), close_frame(CloseCode::policy));
  EXPECT_TRUE(quiet.tick(start + 12s));
  EXPECT_FALSE(quiet.tick(start + 13s));

  Session greeted({}, start);
  std::string_view input = hello;
  EXPECT_TRUE(std::holds_alternative<Wish>(greeted.next(input, start)));
  EXPECT_TRUE(greeted.tick(start + 24s));
  EXPECT_TRUE(greeted.output().empty());
  EXPECT_TRUE(greeted.tick(start + 25s));
  EXPECT_EQ(greeted.output(), std::string("\x89\0", 2));
  const std::string pong = client_frame("", {.opcode = 10});
  input = pong;
  (void)greeted.next(input, start + 26s);
  EXPECT_TRUE(greeted.tick(start + 85s));
  EXPECT_FALSE(greeted.tick(start + 86s));
}

}  // namespace
}  // namespace crosstown::chat
