// The configuration file as a tree of values with their places; behind reader.h only.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "router/config/reader.h"

namespace crosstown::config {

struct Node;
using NodePtr = std::shared_ptr<const Node>;  // shared: an alias is the node of its anchor

struct Entry {
  std::string key;
  Mark mark;  // of the key
  NodePtr value;
};

struct Node {
  enum class Kind { null, scalar, list, map };

  Kind kind = Kind::null;
  Mark mark;         // of the value; where YAML leaves a value out, of its key
  std::string text;  // scalar, exactly as written: no YAML type is ever guessed (phone_region: NO)
  bool quoted = false;  // scalar
  std::vector<NodePtr> items;
  std::vector<Entry> entries;

  // Of everything below with aliases written out: what a reader that walks it would meet.
  std::size_t weight = 1;
  int height = 1;
};

// What every value of one document shares.
struct Source {
  std::string file;
  std::filesystem::path folder;
  Problems* problems = nullptr;
  std::vector<SecretFile> secret_files;
};

inline constexpr std::size_t max_file_size = 4 * 1024 * 1024;
inline constexpr std::size_t max_weight = 1'000'000;
inline constexpr int max_depth = 64;

// Null after a mistake that leaves nothing to read; smaller ones (a duplicate key, a tag) are
// problems and reading goes on. `yaml` must be valid UTF-8.
[[nodiscard]] NodePtr parse_tree(std::string_view yaml, const Source& source);

// The place of a byte in valid UTF-8; columns count characters, as editors do.
[[nodiscard]] Mark mark_at(std::string_view text, std::size_t offset);

// `"many"`, `nothing`, `a list`, `a map`: for messages.
[[nodiscard]] std::string shown(const Node& node);
[[nodiscard]] std::string shown(std::string_view text);

struct Value::Impl {
  std::shared_ptr<Source> source;
  NodePtr node;
  std::string where;  // the section: "listen.public"; empty at the top
  std::string name;   // "address", "numbers #2"
  Mark key_mark;      // of the key, or of the value in a list

  [[nodiscard]] std::string subject() const { return where.empty() ? name : where + ": " + name; }
  [[nodiscard]] std::string path() const { return where.empty() ? name : where + "." + name; }
  // "limits: connections must be <what>, not "many""
  void must_be(std::string_view what) const;
};

struct Section::Impl {
  std::shared_ptr<Source> source;
  NodePtr node;  // null: the section is absent
  std::string path;
  Mark mark;
  std::vector<std::string> asked;  // keys that somebody wanted, each once
  bool all_asked = false;          // they are names, not keys

  [[nodiscard]] const Entry* entry(std::string_view key) const;
  void ask(std::string_view key);
};

struct Document::Impl {
  std::shared_ptr<Source> source;
  NodePtr root;
};

}  // namespace crosstown::config
