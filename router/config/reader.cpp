// From a file to a Document: what can be wrong before there are any values.
#include "router/config/reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <variant>

#include "router/config/tree.h"
#include "router/message/utf8.h"

namespace crosstown::config {
namespace {

// The bytes, or why not. One byte more than allowed is read, never the rest of a wrong file.
std::variant<std::string, std::error_code> read_file(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return std::error_code(errno, std::generic_category());
  std::string bytes(max_file_size + 1, '\0');
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t n = ::read(fd, bytes.data() + size, bytes.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      const std::error_code error(errno, std::generic_category());
      ::close(fd);
      return error;
    }
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
  }
  ::close(fd);
  bytes.resize(size);
  return bytes;
}

// Where and why the text cannot be YAML; empty when it can.
std::optional<std::pair<Mark, std::string>> bad_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto character = utf8::first(text.substr(i));
    const auto byte = static_cast<unsigned char>(text[i]);
    if (!character) {
      return std::pair(mark_at(text, i),
                       fmt::format("byte 0x{:02X} is not UTF-8; save the file as UTF-8", byte));
    }
    if (byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t') {
      return std::pair(mark_at(text, i),
                       fmt::format("control character 0x{:02X}; take it out", byte));
    }
    i += character->bytes;
  }
  return std::nullopt;
}

NodePtr empty_map() {
  auto node = std::make_shared<Node>();
  node->kind = Node::Kind::map;
  return node;
}

}  // namespace

Mark mark_at(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  const std::string_view line = before.substr(line_start);
  const auto characters =
      std::count_if(line.begin(), line.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; });
  return {static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
          static_cast<int>(characters) + 1};
}

Document Document::load(const std::filesystem::path& file, Problems& problems) {
  return load(file, problems, Top::map);
}

Document Document::load_list(const std::filesystem::path& file, Problems& problems) {
  return load(file, problems, Top::list);
}

Document Document::load(const std::filesystem::path& file, Problems& problems, Top top) {
  auto bytes = read_file(file);
  if (const auto* error = std::get_if<std::error_code>(&bytes)) {
    problems.add(file.string(), {}, fmt::format("cannot be read: {}", error->message()));
    return empty(file, problems);
  }
  return parse(std::get<std::string>(bytes), file, problems, top);
}

Document Document::empty(const std::filesystem::path& file, Problems& problems) {
  auto source = std::make_shared<Source>();
  source->file = file.string();
  source->folder = file.parent_path();
  source->problems = &problems;
  Document document;
  document.impl_ = std::make_shared<Impl>(Impl{std::move(source), nullptr});
  return document;
}

Document Document::parse(std::string_view yaml, const std::filesystem::path& file,
                         Problems& problems) {
  return parse(yaml, file, problems, Top::map);
}

Document Document::parse(std::string_view yaml, const std::filesystem::path& file,
                         Problems& problems, Top top) {
  Document document = empty(file, problems);
  const Source& source = *document.impl_->source;
  if (yaml.size() > max_file_size) {
    problems.add(source.file, {}, "is larger than 4 MiB; is this the right file?");
    return document;
  }
  if (yaml.starts_with("\xEF\xBB\xBF")) yaml.remove_prefix(3);
  if (auto bad = bad_character(yaml)) {
    problems.add(source.file, bad->first, std::move(bad->second));
    return document;
  }
  const bool clean_so_far = problems.empty();
  NodePtr root = parse_tree(yaml, source);
  if (!root && clean_so_far && problems.empty()) problems.add(source.file, {}, "is empty");
  if (!root) return document;
  if (root->kind == Node::Kind::null) {
    problems.add(source.file, {}, "is empty");
  } else if (root->kind != (top == Top::map ? Node::Kind::map : Node::Kind::list)) {
    problems.add(source.file, root->mark,
                 fmt::format("the file must be a {}, not {}",
                             top == Top::map ? "map of keys" : "list", shown(*root)));
  } else {
    document.impl_->root = std::move(root);
  }
  return document;
}

bool Document::readable() const { return impl_->root != nullptr; }

Section Document::root() const {
  auto impl = std::make_shared<Section::Impl>();
  impl->source = impl_->source;
  impl->node = impl_->root && impl_->root->kind == Node::Kind::map ? impl_->root : empty_map();
  return Section(std::move(impl));
}

const std::string& Document::file() const { return impl_->source->file; }

std::vector<Value> Document::items(std::string_view noun) const {
  if (!impl_->root || impl_->root->kind != Node::Kind::list) return {};
  const Value all(std::make_shared<Value::Impl>(
      Value::Impl{impl_->source, impl_->root, {}, std::string(noun), impl_->root->mark}));
  return all.list();
}

Mark Document::place(std::string_view path) const {
  Mark mark;
  NodePtr node = impl_->root;
  while (node && node->kind == Node::Kind::map) {
    const std::string_view key = path.substr(0, path.find('.'));
    const auto found = std::find_if(node->entries.begin(), node->entries.end(),
                                    [&](const Entry& entry) { return entry.key == key; });
    if (found == node->entries.end()) break;
    mark = found->mark;
    node = found->value;
    if (key.size() == path.size()) break;
    path.remove_prefix(key.size() + 1);
  }
  return mark;
}

std::vector<SecretFile> Document::secret_files() const { return impl_->source->secret_files; }

}  // namespace crosstown::config
