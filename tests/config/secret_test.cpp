#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "router/config/reader.h"
#include "tests/config/fixture.h"

namespace crosstown::config {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Secret : public ::testing::Test {
 protected:
  std::string read(std::string_view yaml) {
    problems_ = {};
    Document document =
        Document::parse("channels: { kiosk: { secret: " + std::string(yaml) + " } }",
                        folder_.path() / "city.yaml", problems_);
    Section root = document.root();
    std::string secret = root.section("channels").section("kiosk").required_secret("secret");
    files_ = document.secret_files();
    return secret;
  }
  // The one problem without the folder's name; "" when there is none.
  std::string problem() const {
    const auto found = texts(problems_);
    if (found.empty()) return {};
    EXPECT_EQ(found.size(), 1u) << found[1];
    std::string text = found.front();
    for (std::size_t at; (at = text.find(folder_.path().string() + "/")) != std::string::npos;) {
      text.erase(at, folder_.path().string().size() + 1);
    }
    return text;
  }

  Folder folder_;
  Problems problems_;
  std::vector<SecretFile> files_;
};

TEST_F(Secret, ComesFromAFileBesideTheConfiguration) {
  folder_.write("secrets/kiosk", "whsec_abc\n");
  EXPECT_EQ(read("{ file: secrets/kiosk }"), "whsec_abc");
  EXPECT_EQ(problem(), "");
  ASSERT_EQ(files_.size(), 1u);
  EXPECT_EQ(files_[0].path, folder_.path() / "secrets/kiosk");
  EXPECT_EQ(files_[0].where, "channels.kiosk");
  EXPECT_EQ(files_[0].key, "secret");
  EXPECT_EQ(read("{ file: " + (folder_.path() / "secrets/kiosk").string() + " }"), "whsec_abc");
}

TEST_F(Secret, LosesOneTrailingNewlineOnly) {
  folder_.write("a", "x y \r\n");
  EXPECT_EQ(read("{ file: a }"), "x y ");
  folder_.write("b", "x");
  EXPECT_EQ(read("{ file: b }"), "x");
  EXPECT_EQ(problem(), "");
}

TEST_F(Secret, FilesThatAreWrong) {
  folder_.write("empty", "\n");
  folder_.write("two", "a\nb\n");
  folder_.write("large", std::string(64 * 1024 + 1, 'x'));
  std::filesystem::create_directory(folder_.path() / "folder");
  const auto open = folder_.write("open", "hidden");
  std::filesystem::permissions(open, std::filesystem::perms(0644));
  const auto group = folder_.write("group", "hidden");
  std::filesystem::permissions(group, std::filesystem::perms(0640));

  struct Case {
    std::string yaml;
    std::string expected;
  };
  const Case cases[] = {
      {"{ file: none }",
       "city.yaml:1:38: secret file none: No such file or directory; crosstownd make-secrets makes "
       "it"},
      {"{ file: empty }", "city.yaml:1:38: secret file empty is empty"},
      {"{ file: two }",
       "city.yaml:1:38: channels.kiosk: secret must be one line of text; is \"two\" the right "
       "one?"},
      {"{ file: large }", "city.yaml:1:38: secret file large is larger than 64 KiB"},
      {"{ file: folder }", "city.yaml:1:38: secret file folder is not a file"},
      {"{ file: open }",
       "city.yaml:1:38: secret file open is open to everybody; run: chmod 600 open"},
      {"{ file: group }", ""},
      {"{ file: '' }", "city.yaml:1:38: channels.kiosk.secret: file is empty"},
  };
  for (const Case& c : cases) {
    const std::string secret = read(c.yaml);
    EXPECT_EQ(problem(), c.expected) << c.yaml;
    EXPECT_EQ(secret.empty(), !c.expected.empty()) << c.yaml;
  }
}

TEST_F(Secret, ComesFromTheEnvironment) {
  ::setenv("CROSSTOWN_TEST_SECRET", "s3cret", 1);
  ::setenv("CROSSTOWN_TEST_EMPTY", "", 1);
  ::unsetenv("CROSSTOWN_TEST_NONE");
  EXPECT_EQ(read("{ env: CROSSTOWN_TEST_SECRET }"), "s3cret");
  EXPECT_EQ(problem(), "");
  EXPECT_EQ(read("{ env: CROSSTOWN_TEST_NONE }"), "");
  EXPECT_EQ(problem(), "city.yaml:1:37: environment variable \"CROSSTOWN_TEST_NONE\" is not set");
  EXPECT_EQ(read("{ env: CROSSTOWN_TEST_EMPTY }"), "");
  EXPECT_EQ(problem(), "city.yaml:1:37: environment variable \"CROSSTOWN_TEST_EMPTY\" is empty");
}

TEST_F(Secret, ComesFromSystemd) {
  ::unsetenv("CREDENTIALS_DIRECTORY");
  EXPECT_EQ(read("{ credential: kiosk }"), "");
  EXPECT_EQ(problem(),
            "city.yaml:1:44: credential \"kiosk\": $CREDENTIALS_DIRECTORY is not set; systemd sets "
            "it for LoadCredential=");
  folder_.write("credentials/kiosk", "from systemd\n");
  ::setenv("CREDENTIALS_DIRECTORY", (folder_.path() / "credentials").c_str(), 1);
  EXPECT_EQ(read("{ credential: kiosk }"), "from systemd");
  EXPECT_EQ(problem(), "");
  EXPECT_THAT(files_, IsEmpty());
  EXPECT_EQ(read("{ credential: ../kiosk }"), "");
  EXPECT_EQ(problem(), "city.yaml:1:44: credential \"../kiosk\" must be a plain name");
  ::unsetenv("CREDENTIALS_DIRECTORY");
}

TEST_F(Secret, NeverStandsInTheFile) {
  EXPECT_EQ(read("hunter2"), "");
  EXPECT_EQ(problem(),
            "city.yaml:1:30: channels.kiosk: secret must not stand in this file; write { file: "
            "secrets/NAME }, "
            "{ env: NAME } or { credential: NAME }");
}

TEST_F(Secret, ComesFromOnePlace) {
  EXPECT_EQ(read("{ file: a, env: B }"), "");
  EXPECT_EQ(problem(),
            "city.yaml:1:30: channels.kiosk: secret must have one of file, env and credential");
  EXPECT_EQ(read("{ fiel: a }"), "");
  const std::string file = (folder_.path() / "city.yaml").string();
  EXPECT_THAT(
      texts(problems_),
      ElementsAre(file + ":1:30: channels.kiosk: secret must have one of file, env and credential",
                  file + ":1:32: unknown key \"fiel\"; did you mean \"file\"?"));
}

}  // namespace
}  // namespace crosstown::config
