// What the binary carries of the console.
#include "daemon/console/console.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace crosstown {
namespace {

std::string read(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

TEST(Console, EveryFileIsInTheBinaryAsItIs) {
  std::size_t count = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(SOURCE_DIR "/daemon/console/pages")) {
    const std::string name = entry.path().filename();
    const console::File* const file = console::find(name);
    ASSERT_NE(file, nullptr) << name;
    EXPECT_EQ(file->body, read(entry.path())) << name;
    EXPECT_THAT(std::string(file->etag), testing::MatchesRegex("\"[0-9a-f]{16}\"")) << name;
    ++count;
  }
  EXPECT_EQ(console::files().size(), count);
}

TEST(Console, NamesLeadNowhereElse) {
  for (const char* name : {"", "..", "../console.cpp", "main", "MAIN.js"})
    EXPECT_EQ(console::find(name), nullptr) << name;
  EXPECT_EQ(console::find("index.html")->type, "text/html; charset=utf-8");
  EXPECT_EQ(console::find("main.js")->type, "text/javascript; charset=utf-8");
}

}  // namespace
}  // namespace crosstown
