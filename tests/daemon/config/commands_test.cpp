#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "daemon/config/check.h"
#include "tests/daemon/config/city_folder.h"

namespace crosstown {
namespace {

using ::testing::EndsWith;
using ::testing::MatchesRegex;

class Commands : public CityFolder {
 protected:
  using Command = int (*)(const std::filesystem::path&, std::ostream&);
  int run(Command command) {
    std::ostringstream out;
    const int code = command(folder_.path() / "city.yaml", out);
    output_ = short_text(out.str());
    return code;
  }
  [[nodiscard]] std::string content(std::string_view name) const {
    std::ifstream in(folder_.path() / name);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  [[nodiscard]] unsigned mode(std::string_view name) const {
    struct stat status {};
    EXPECT_EQ(::stat((folder_.path() / name).c_str(), &status), 0) << name;
    return status.st_mode & 07777U;
  }
  std::string output_;
};

TEST_F(Commands, CheckCountsWhatIsRight) {
  folder_.write("city.yaml", city_with(""));
  EXPECT_EQ(run(check_command), 0);
  EXPECT_EQ(output_, "city.yaml: ok, 1 channel, 2 queues, 1 rule, 0 tests passed\n");
}

TEST_F(Commands, CheckTellsWhatIsWrong) {
  folder_.write("city.yaml", city_with("threads: 0\nlog: { level: loud }\n"));
  EXPECT_EQ(run(check_command), 1);
  EXPECT_EQ(output_,
            "city.yaml:1:10: threads must be auto or a whole number from 1 to 64, not \"0\"\n"
            "city.yaml:2:15: log: level must be debug, info, warning or error, not \"loud\"\n"
            "2 problems\n");
}

TEST_F(Commands, CheckRunsTheTests) {
  folder_.write("city.yaml", city_with("tests: [{ name: t, message: { channel: kiosk, text: x }, "
                                       "expect: { queue: parks } }]\n"));
  EXPECT_EQ(run(check_command), 1);
  EXPECT_EQ(output_,
            "city.yaml:1:9: test \"t\" failed: queue is \"front-desk\", not \"parks\" (rule "
            "\"all\": no other rule matched)\n"
            "1 problem\n");
}

const char* const doubtful = R"(
routes:
  - { name: trees, when: { text: tree }, then: { queue: parks } }
  - { name: dead trees, when: { text: dead tree }, then: { queue: parks } }
  - { name: birds, when: { text: bird }, then: { queue: parks } }
  - { name: all, then: { queue: front-desk } }
tests:
  - { name: t, message: { channel: kiosk, text: a tree }, expect: { queue: parks } }
  - { name: s, message: { channel: kiosk, text: x }, expect: { queue: front-desk } }
)";

TEST_F(Commands, CheckWarnsOfRulesThatCanNeverWin) {
  folder_.write("city.yaml", city_with(doubtful));
  EXPECT_EQ(run(check_command), 0);
  const std::string told =
      "city.yaml:4:5: warning: the rule \"dead trees\" can never win: whatever it would take, the "
      "rule \"trees\" (line 3) takes before it\n"
      "rules reached by tests: 2 of 4; not reached: dead trees, birds\n";
  EXPECT_EQ(output_,
            told + "city.yaml: ok, 1 channel, 2 queues, 4 rules, 2 tests passed, 1 warning\n");

  EXPECT_EQ(run([](const std::filesystem::path& file, std::ostream& out) {
              return check_command(file, out, Strictness::refuse);
            }),
            1);
  EXPECT_EQ(output_, told + "1 warning\n");
}

TEST_F(Commands, CheckIsStrictOnlyAboutWarnings) {
  folder_.write("city.yaml", city_with(""));
  EXPECT_EQ(run([](const std::filesystem::path& file, std::ostream& out) {
              return check_command(file, out, Strictness::refuse);
            }),
            0);
}

TEST_F(Commands, MakeSecretsMakesWhatIsMissing) {
  ::umask(0);  // whatever the shell allows, secrets stay closed
  folder_.write("city.yaml", city_with(R"(
listen: { public: { url: https://311.riverbend.example } }
channels:
  kiosk: { adapter: webhook, medium: walk-in, secret: { file: kiosk } }
  app: { adapter: webhook, medium: app, secret: { file: new/deep/app } }
  sms: { adapter: twilio-sms, account_sid: AC00000000000000000000000000000311, auth_token: [{ file: new/twilio }, { file: new/twilio-next }], numbers: "+18015550100" }
  sms-2: { adapter: twilio-sms, account_sid: AC00000000000000000000000000000311, auth_token: { file: new/twilio }, numbers: "+18015550101" }
access: [{ name: desk, role: agent, token: { file: new/desk } }]
)"));
  const std::string kiosk = content("kiosk");
  EXPECT_EQ(run(make_secrets_command), 0) << output_;
  EXPECT_EQ(output_,
            "made new/deep/app for channels.app: secret\n"
            "made new/twilio for channels.sms: auth_token #1\n"
            "made new/twilio-next for channels.sms: auth_token #2\n"
            "made new/desk for access #1: token\n"
            "city.yaml: ok, 4 channels, 2 queues, 1 rule, 0 tests passed\n");
  EXPECT_EQ(content("kiosk"), kiosk);
  EXPECT_THAT(content("new/deep/app"), MatchesRegex("whsec_[A-Za-z0-9+/]{43}=\n"));
  EXPECT_THAT(content("new/twilio"), MatchesRegex("[0-9a-f]{32}\n"));
  EXPECT_THAT(content("new/desk"), MatchesRegex("[A-Za-z0-9_-]{43}\n"));
  EXPECT_NE(content("new/twilio"), content("new/twilio-next"));
  EXPECT_EQ(mode("new/desk"), 0600u);
  EXPECT_EQ(mode("new"), 0700u);
  EXPECT_EQ(mode("new/deep"), 0700u);

  const std::string desk = content("new/desk");
  EXPECT_EQ(run(make_secrets_command), 0);
  EXPECT_EQ(
      output_,
      "no secret file is missing\ncity.yaml: ok, 4 channels, 2 queues, 1 rule, 0 tests passed\n");
  EXPECT_EQ(content("new/desk"), desk);
}

TEST_F(Commands, MakeSecretsTellsWhatItCannotMake) {
  folder_.write("city.yaml",
                city_with("access: [{ name: desk, role: agent, token: { file: kiosk/desk } }]\n"));
  EXPECT_EQ(run(make_secrets_command), 1);
  EXPECT_EQ(output_,
            "no secret file is missing\n"
            "city.yaml:1:52: secret file kiosk/desk: Not a directory\n"
            "1 problem\n");
}

TEST_F(Commands, MakeSecretsOfAFileThatIsWrong) {
  folder_.write("city.yaml", "city: [\n");
  EXPECT_EQ(run(make_secrets_command), 1);
  EXPECT_EQ(output_,
            "no secret file is missing\ncity.yaml:1:7: the \"[\" that begins here is not closed\n1 "
            "problem\n");
}

TEST_F(Commands, TheExampleIsRight) {
  ::setenv("TZDIR", "/usr/share/zoneinfo", 1);
  std::filesystem::copy_file(SOURCE_DIR "/docs/examples/riverbend.yaml",
                             folder_.path() / "city.yaml");
  std::filesystem::copy(SOURCE_DIR "/docs/examples/riverbend", folder_.path() / "riverbend");
  EXPECT_EQ(run(make_secrets_command), 0) << output_;
  EXPECT_EQ(run(check_command), 0) << output_;
  EXPECT_THAT(output_,
              EndsWith("rules reached by tests: 104 of 104\n"
                       "city.yaml: ok, 8 channels, 14 queues, 104 rules, 119 tests passed\n"));
}

}  // namespace
}  // namespace crosstown
