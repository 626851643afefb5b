#include "router/places/data_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/config/fixture.h"
#include "tests/places/reading.h"

namespace crosstown::places {
namespace {

using ::testing::HasSubstr;

struct DataFile : testing::Test {
  std::string mistake(const std::filesystem::path& file) {
    FileNotes notes;
    EXPECT_EQ(read_data_file(file, notes), "");
    EXPECT_FALSE(notes.usable());
    return told(notes);
  }
  config::Folder folder;
};

TEST_F(DataFile, IsReadWhole) {
  FileNotes notes;
  const std::string bytes("a\0b\r\n", 5);
  EXPECT_EQ(read_data_file(folder.write("a", bytes), notes), bytes);
  EXPECT_TRUE(notes.usable());
}

TEST_F(DataFile, WhatCannotBeRead) {
  EXPECT_EQ(mistake(folder.path() / "none"), "it cannot be read: No such file or directory\n");
  EXPECT_EQ(mistake(folder.path()), "it is no plain file\n");
  EXPECT_EQ(mistake(folder.write("empty", "")), "it is empty\n");
  const auto pipe = folder.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(mistake(pipe), "it is no plain file\n");
  const auto large = folder.write("large", "x");
  std::filesystem::resize_file(large, largest_file + 1);
  EXPECT_THAT(mistake(large), HasSubstr("64 MiB is the most"));
}

}  // namespace
}  // namespace crosstown::places
