// What the store promises about ids, contents and its quota; durability and sharing have their own.
#include <gmock/gmock.h>

#include <memory>

#include "router/store/content/folder_content_store.h"
#include "tests/store/content/scratch.h"

namespace crosstown {
namespace {
namespace fs = std::filesystem;
using testing::contents_of;
using testing::files_below;
using ::testing::HasSubstr;
using testing::ScratchFolder;
using testing::write_file;

constexpr std::uint64_t plenty = 1 << 20;
// FIPS 180-4's example: SHA-256("abc").
constexpr std::string_view abc_id =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

class ContentStoreTest : public ::testing::Test {
 protected:
  std::unique_ptr<FolderContentStore> opened(std::uint64_t quota = plenty) {
    auto store = FolderContentStore::open_folder(folder_, quota);
    if (!store) ADD_FAILURE() << to_text(store.error());
    return store ? std::move(*store) : nullptr;
  }
  std::string bytes_of(const ContentStore& store, std::string_view id) {
    const auto content = store.open(id);
    if (!content) return to_text(content.error());
    return *disk::read(content->file, 0, content->size);
  }
  fs::path path_of(std::string_view id) const {
    return folder_ / id.substr(0, 2) / id.substr(2, 2) / id;
  }

  ScratchFolder scratch_;
  fs::path folder_ = scratch_.path() / "content";
};

TEST_F(ContentStoreTest, NamesContentByItsHash) {
  const auto store = opened();
  const auto id = store->put("abc");
  ASSERT_TRUE(id);
  EXPECT_EQ(*id, abc_id);
  EXPECT_EQ(contents_of(path_of(abc_id)), "abc");
  EXPECT_EQ(fs::status(path_of(abc_id)).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(ContentStoreTest, GivesBackAnyBytes) {
  const auto store = opened(64 << 20);
  std::string large(5'000'001, '\0');
  for (std::size_t at = 0; at < large.size(); ++at) large[at] = static_cast<char>(at * 31 >> 3);
  for (const std::string& bytes :
       {std::string(), std::string(1, '\0'), std::string("\r\n\xff"), large}) {
    const auto id = store->put(bytes);
    ASSERT_TRUE(id);
    EXPECT_EQ(*id, content_id(bytes));
    EXPECT_TRUE(bytes_of(*store, *id) == bytes) << bytes.size();
    EXPECT_TRUE(*store->exists(*id));
  }
}

TEST_F(ContentStoreTest, KeepsTheSameContentOnce) {
  const auto store = opened();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(store->put("twice"));
  EXPECT_EQ(store->usage().items, 1U);
  EXPECT_EQ(store->usage().bytes, 5U);
  EXPECT_EQ(files_below(folder_), 1U);
}

TEST_F(ContentStoreTest, RefusesWhatIsNoIdBeforeLookingAtTheDisk) {
  const auto store = opened();
  ASSERT_TRUE(store->put("abc"));
  write_file(scratch_.path() / "secret", "secret");
  std::string upper(abc_id);
  upper[0] = 'B';
  const std::string id(abc_id);
  for (const std::string& tampered :
       {std::string(), std::string("../../secret"), id.substr(1), id + "0", id + '\0', upper,
        "/" + id.substr(1), ".." + id.substr(2), id.substr(0, 63) + "g", id.substr(0, 63) + "/",
        std::string(64, '.'), std::string(64, '\0'), " " + id.substr(1), id.substr(0, 63) + "\n"}) {
    const auto content = store->open(tampered);
    ASSERT_FALSE(content) << tampered;
    EXPECT_EQ(content.error().fault, ContentFault::invalid_id) << tampered;
    const auto exists = store->exists(tampered);
    ASSERT_FALSE(exists) << tampered;
    EXPECT_EQ(exists.error().fault, ContentFault::invalid_id) << tampered;
  }
}

TEST_F(ContentStoreTest, SaysWhatItDoesNotHave) {
  const auto store = opened();
  const std::string id = content_id("never stored");
  EXPECT_FALSE(*store->exists(id));
  const auto content = store->open(id);
  ASSERT_FALSE(content);
  EXPECT_EQ(content.error().fault, ContentFault::not_found);
}

TEST_F(ContentStoreTest, DoesNotFollowALinkOutOfTheFolder) {
  const auto store = opened();
  write_file(scratch_.path() / "secret", "secret");
  fs::create_directories(path_of(abc_id).parent_path());
  fs::create_symlink(scratch_.path() / "secret", path_of(abc_id));
  const auto content = store->open(abc_id);
  ASSERT_FALSE(content);
  EXPECT_EQ(content.error().fault, ContentFault::disk);
  EXPECT_THAT(to_text(content.error()), HasSubstr("ELOOP"));
}

TEST_F(ContentStoreTest, HoldsItsQuotaToTheByte) {
  const auto store = opened(10);
  struct Case {
    std::string bytes;
    bool kept;
    std::uint64_t used;
  };
  for (const Case& each : {Case{"12345678901", false, 0}, Case{"123456", true, 6},
                           Case{"54321", false, 6}, Case{"4321", true, 10}, Case{"x", false, 10},
                           Case{"123456", true, 10}, Case{"", true, 10}}) {
    const auto id = store->put(each.bytes);
    EXPECT_EQ(id.has_value(), each.kept) << each.bytes;
    if (!id) {
      EXPECT_EQ(id.error().fault, ContentFault::quota_exceeded);
    }
    EXPECT_EQ(store->usage().bytes, each.used) << each.bytes;
  }
  EXPECT_EQ(files_below(folder_), 3U);
}

TEST_F(ContentStoreTest, CountsAgainAtStart) {
  {
    const auto store = opened();
    for (const char* bytes : {"a", "bb", "ccc"}) ASSERT_TRUE(store->put(bytes));
  }
  write_file(folder_ / "0011223344556677.part", "left by a crash");
  write_file(folder_ / "notes.txt", "not ours");
  write_file(folder_ / "aa" / "bb" / std::string(abc_id), "a content in a wrong place");
  fs::create_directory(folder_ / "lost+found");
  fs::permissions(folder_ / "lost+found", fs::perms::none);  // a stranger's, unless we are root

  const auto store = opened(7);
  fs::permissions(folder_ / "lost+found", fs::perms::owner_all);
  ASSERT_TRUE(store);
  EXPECT_EQ(store->usage().items, 3U);
  EXPECT_EQ(store->usage().bytes, 6U);
  EXPECT_EQ(files_below(folder_, ".part"), 0U);
  EXPECT_FALSE(store->put("dd"));
  EXPECT_TRUE(store->put("d"));
}

TEST_F(ContentStoreTest, OpensWithMoreThanItsQuotaButTakesNothingNew) {
  ASSERT_TRUE(opened()->put("123456"));
  const auto store = opened(3);
  const auto id = store->put("x");
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().fault, ContentFault::quota_exceeded);
  EXPECT_TRUE(store->put("123456"));
}

TEST_F(ContentStoreTest, ReplacesADamagedCopy) {
  const std::string bytes = "abc";
  for (const std::string& damage :
       {std::string("ab"), std::string("abd"), std::string("abcd"), std::string()}) {
    fs::remove_all(folder_);
    write_file(path_of(abc_id), damage);
    const auto store = opened(4);
    ASSERT_EQ(store->usage().bytes, damage.size());
    ASSERT_TRUE(store->put(bytes)) << damage;
    EXPECT_EQ(bytes_of(*store, abc_id), bytes);
    EXPECT_EQ(store->usage().bytes, bytes.size()) << damage;
    EXPECT_EQ(store->usage().items, 1U);
  }
}

TEST_F(ContentStoreTest, NeedsTheParentOfItsFolder) {
  const auto store = FolderContentStore::open_folder(scratch_.path() / "no" / "content", plenty);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().cause.number, ENOENT);
}

}  // namespace
}  // namespace crosstown
