// Strict reading of the YAML configuration. A reader walks the document; every mistake is recorded
// with file, line and column, and reading goes on, so that an operator sees all of them at once.
//
//   Section listen = root.section("listen");
//   listener.address = listen.address("address", "0.0.0.0:8311");
//   listen.finish();   // unknown keys become problems, with the nearest right name
//
// A getter that fails records a problem and returns the fallback; nobody needs to check each one.
// Used at start and on reload only; not thread-safe. A Problems outlives the Document that was read
// with it and everything that was taken out of that.
//
// Scalars are taken as they are written: `phone_region: NO` is "NO" and `number: 0911` is "0911".
// Numbers and flags must not be quoted, flags are `true` and `false`. A key without a value counts
// as an empty list or section, and is a problem where a scalar is wanted.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace crosstown::config {

struct Mark {
  int line = 0;    // from 1; 0: the whole file
  int column = 0;  // from 1
};

struct Problem {
  std::string file;
  Mark mark;
  std::string text;  // what was wrong and what was meant
};

// "riverbend.yaml:14:3: unknown key \"adress\"; did you mean \"address\"?"
[[nodiscard]] std::string to_text(const Problem& problem);

class Problems {
 public:
  void add(std::string file, Mark mark, std::string text);
  [[nodiscard]] bool empty() const { return list_.empty(); }
  // In the order of their place in the file.
  [[nodiscard]] std::vector<Problem> sorted() const;

 private:
  std::vector<Problem> list_;
  // What is wrong with a value that two aliases share is read twice and told once.
  std::set<std::tuple<std::string, int, int, std::string>> known_;
};

// The nearest of `names` if it is near enough to be meant (edit distance), else empty.
[[nodiscard]] std::string_view nearest(std::string_view word, std::span<const std::string> names);

// A `{ file: … }` secret that was asked for, there or not.
struct SecretFile {
  std::filesystem::path path;
  std::string where;  // the section: "channels.kiosk"
  std::string key;    // "secret"
};

class Section;

// One value of the document with its place.
class Value {
 public:
  [[nodiscard]] Mark mark() const;
  void problem(std::string text) const;
  // The problem "limits: idle must be <what>, not "2d"", for values that none of the getters knows.
  void must_be(std::string_view what) const;

  [[nodiscard]] bool is_map() const;
  [[nodiscard]] bool is_list() const;
  [[nodiscard]] bool is_scalar() const;

  // Each reads this value as that type; a wrong type is a problem and gives the fallback.
  [[nodiscard]] std::string text(std::string fallback = {}) const;
  [[nodiscard]] std::int64_t integer(std::int64_t low, std::int64_t high,
                                     std::int64_t fallback) const;
  [[nodiscard]] bool flag(bool fallback) const;
  [[nodiscard]] std::chrono::milliseconds duration(
      std::chrono::milliseconds fallback) const;                   // 500ms 5s 3m 2h 1d
  [[nodiscard]] std::uint64_t size(std::uint64_t fallback) const;  // 4096 64KiB 4GiB 10MB
  [[nodiscard]] std::vector<Value> list() const;
  // A single scalar counts as a list of one.
  [[nodiscard]] std::vector<Value> list_or_one() const;
  [[nodiscard]] Section section() const;
  // A secret: { file: … } (relative to the configuration's folder), { env: … } or { credential: … }
  // (systemd's $CREDENTIALS_DIRECTORY). One trailing newline is taken off; an empty one is a
  // problem, so is more than one line, a file that everybody may read, and a literal string, since
  // secrets do not belong into the file.
  [[nodiscard]] std::string secret() const;
  // One of the words, else a problem that names the nearest. Gives its index.
  [[nodiscard]] std::optional<std::size_t> one_of(std::span<const std::string> words) const;

 private:
  friend class Section;
  friend class Document;
  struct Impl;
  explicit Value(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

// A map whose keys are known: each getter consumes its key.
class Section {
 public:
  // Of the key that the section stands under; of the map itself in a list.
  [[nodiscard]] Mark mark() const;
  void problem(std::string text) const;
  // At the value of `key` if it is there, else at the section's place.
  void problem_at(std::string_view key, std::string text) const;

  [[nodiscard]] bool has(std::string_view key);
  [[nodiscard]] std::optional<Value> find(std::string_view key);
  // Missing is a problem: "city: name is missing".
  [[nodiscard]] std::optional<Value> require(std::string_view key);

  [[nodiscard]] std::string text(std::string_view key, std::string fallback = {});
  [[nodiscard]] std::string required_text(std::string_view key);
  [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t low, std::int64_t high,
                                     std::int64_t fallback);
  [[nodiscard]] bool flag(std::string_view key, bool fallback);
  [[nodiscard]] std::chrono::milliseconds duration(std::string_view key,
                                                   std::chrono::milliseconds fallback);
  [[nodiscard]] std::uint64_t size(std::string_view key, std::uint64_t fallback);
  [[nodiscard]] std::vector<std::string> texts(std::string_view key);  // list of strings, or one
  [[nodiscard]] std::string required_secret(std::string_view key);
  // An absent section reads as an empty one: its getters give the fallbacks.
  [[nodiscard]] Section section(std::string_view key);
  // All entries of a map whose keys are names the city chose (channels, queues); consumes them all.
  // A name that is not [a-z0-9][a-z0-9-]{0,62} is a problem.
  [[nodiscard]] std::vector<std::pair<std::string, Value>> named_entries();
  // The same for keys that somebody else named (intents of a voice assistant): any text will do.
  [[nodiscard]] std::vector<std::pair<std::string, Value>> entries();
  [[nodiscard]] const std::filesystem::path& folder() const;

  // Every key nobody asked for is a problem, with the nearest of the keys that were asked for.
  void finish();

 private:
  friend class Value;
  friend class Document;
  struct Impl;
  explicit Section(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl> impl_;
};

// A parsed file. Syntax errors and duplicate keys (which yaml-cpp lets pass) are problems already;
// so are files that cannot be read, are larger than 4 MiB, are not UTF-8, nest deeper than 64
// levels, or hold more than a million values with their aliases written out.
class Document {
 public:
  [[nodiscard]] static Document load(const std::filesystem::path& file, Problems& problems);
  [[nodiscard]] static Document parse(std::string_view yaml, const std::filesystem::path& file,
                                      Problems& problems);
  // As load, for a file that is one list.
  [[nodiscard]] static Document load_list(const std::filesystem::path& file, Problems& problems);
  // False: there is nothing to read (the reason is a problem), and root() is an empty section.
  [[nodiscard]] bool readable() const;
  [[nodiscard]] Section root() const;
  [[nodiscard]] const std::string& file() const;  // as it was named
  // Of a file that is one list: its items, called "<noun> #1" in problems.
  [[nodiscard]] std::vector<Value> items(std::string_view noun) const;
  // Of the key "listen.public.url", or of as much of that path as the file has.
  [[nodiscard]] Mark place(std::string_view path) const;
  // Every secret by file that a reader has asked for up to now.
  [[nodiscard]] std::vector<SecretFile> secret_files() const;

 private:
  struct Impl;
  enum class Top { map, list };
  [[nodiscard]] static Document load(const std::filesystem::path& file, Problems& problems,
                                     Top top);
  [[nodiscard]] static Document parse(std::string_view yaml, const std::filesystem::path& file,
                                      Problems& problems, Top top);
  [[nodiscard]] static Document empty(const std::filesystem::path& file, Problems& problems);
  std::shared_ptr<Impl> impl_;
};

}  // namespace crosstown::config
