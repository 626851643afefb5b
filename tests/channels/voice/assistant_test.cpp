// The plain JSON door: who may speak, what is read, what is answered.
#include "channels/voice/assistant.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "channels/http/base64.h"

namespace crosstown {
namespace {

using ::testing::HasSubstr;

const Time now = Time(std::chrono::seconds(1795348800));
const std::string key = "made-for-this-test-alone";

Step post(const Assistant& adapter, const std::string& body, const std::string& signed_body) {
  const std::string time = std::to_string(1795348800);
  const std::string signature = StandardWebhooks({&key, 1}).sign("turn-1", time, signed_body);
  const Header headers[] = {{"Content-Type", "application/json"},
                            {"webhook-id", "turn-1"},
                            {"webhook-timestamp", time},
                            {"webhook-signature", signature}};
  return adapter.receive(
      {.method = "POST", .target = "/", .public_url = {}, .headers = headers, .body = body},
      {.now = now});
}

TEST(Assistant, TakesASignedTurn) {
  const Assistant adapter({&key, 1}, "+18015550100");
  const std::string body =
      R"({"topic":"report","begins":true,"language":"es-US","user":"lobby-7",)"
      R"("slots":{"issue":"bache"},"state":{"topic":"report","ask":"slot","slot":"place"}})";
  const Step step = post(adapter, body, body);
  const auto* const need = std::get_if<Need>(&step);
  ASSERT_NE(need, nullptr);
  const dialogue::Turn& turn = std::get<NeedDialogue>(*need).turn;
  EXPECT_EQ(turn.topic, dialogue::Topic::report);
  EXPECT_TRUE(turn.begins);
  EXPECT_EQ(turn.id, "turn-1");
  EXPECT_EQ(turn.user, "lobby-7");
  EXPECT_EQ(turn.language, "es-US");
  EXPECT_EQ(turn.phone, "+18015550100");
  EXPECT_EQ(turn.slots.at("issue"), "bache");
  EXPECT_EQ(turn.state.slot, "place");
  EXPECT_FALSE(turn.texts);
}

TEST(Assistant, OffersTextsWhereTheCityHasAChannelForThem) {
  const Assistant adapter({&key, 1}, "", "city-sms");
  EXPECT_EQ(adapter.text_by(), "city-sms");
  const Step step = post(adapter, R"({"topic":"help"})", R"({"topic":"help"})");
  const auto* const need = std::get_if<Need>(&step);
  ASSERT_NE(need, nullptr);
  EXPECT_TRUE(std::get<NeedDialogue>(*need).turn.texts);
}

TEST(Assistant, RefusesWhatIsNotSigned) {
  const Assistant adapter({&key, 1}, "");
  const Step step = post(adapter, R"({"topic":"help"})", "{}");
  const auto* const refusal = std::get_if<Refusal>(&step);
  ASSERT_NE(refusal, nullptr);
  EXPECT_EQ(refusal->code, RefusalCode::bad_signature);
  EXPECT_FALSE(refusal->names_our_account);
}

TEST(Assistant, TellsWhereAMistakeIs) {
  const std::pair<const char*, const char*> table[] = {
      {"", "JSON"},
      {"[]", "a JSON object expected"},
      {"{}", "topic"},
      {R"({"topic":"pizza"})", "topic"},
      {R"({"topic":"none"})", "topic"},
      {R"({"topic":7})", "topic"},
      {R"({"topic":"help","begins":1})", "begins"},
      {R"({"topic":"help","slots":[]})", "slots"},
      {R"({"topic":"help","slots":{"a":1}})", "slots"},
      {R"({"topic":"help","state":{"a":{}}})", "state"},
      {R"({"topic":"help","confirmation":"maybe"})", "confirmation"},
  };
  for (const auto& [body, where] : table) {
    const auto read = read_assistant_body(body);
    const auto* const refusal = std::get_if<Refusal>(&read);
    ASSERT_NE(refusal, nullptr) << body;
    EXPECT_EQ(refusal->code, RefusalCode::malformed) << body;
    EXPECT_THAT(refusal->detail, HasSubstr(where)) << body;
  }
}

TEST(Assistant, AnswersInPlainWordsAndInSsml) {
  dialogue::Reply reply;
  reply.speech =
      "It is \x0e"
      "26-0001234-9\x0f, & fine.";
  reply.reprompt = "Well?";
  reply.card_title = "Riverbend 311";
  reply.card = "26-0001234-9";
  reply.state.topic = dialogue::Topic::report;
  reply.state.ask = dialogue::Ask::slot;
  reply.state.slot = "place";
  reply.state.slots["issue"] = "bache";
  EXPECT_EQ(assistant_answer(reply),
            R"({"text":"It is 26-0001234-9, & fine.","ssml":"<speak>It is )"
            R"(<say-as interpret-as=\"digits\">2600012349</say-as>, &amp; fine.</speak>",)"
            R"("reprompt":"Well?","card":{"title":"Riverbend 311","text":"26-0001234-9"},)"
            R"("topic":"report","ask":"slot","slot":"place","ends":false,)"
            R"("state":{"ask":"slot","slot":"place","slot.issue":"bache","topic":"report"}})");
}

}  // namespace
}  // namespace crosstown
