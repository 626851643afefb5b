// yaml-cpp's events to our own tree. Not YAML::Node: that one drops duplicate keys, loses the
// places of keys, and follows aliases without bound.
#include "router/config/tree.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>
#include <unordered_map>
#include <utility>

#include "router/config/lines.h"

namespace crosstown::config {
namespace {

// A mistake after which there is nothing to go on with; thrown through yaml-cpp's parser.
struct Stop {
  YAML::Mark mark;
  std::string text;
};

// Whether a quoted scalar that begins here (behind its anchor and tag) ends anywhere: yaml-cpp
// takes the end of the file for its end.
bool is_closed(std::string_view text) {
  while (text.starts_with('&') || text.starts_with('!')) {
    text.remove_prefix(std::min(text.find_first_of(" \t\r\n"), text.size()));
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  }
  if (!text.starts_with('"') && !text.starts_with('\'')) return true;
  const char quote = text.front();
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      if (quote == '"' || i + 1 >= text.size() || text[i + 1] != quote) return true;
      ++i;  // '' is one quote
    }
  }
  return false;
}

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const Source& source, const Lines& lines) : source_(source), lines_(lines) {}

  [[nodiscard]] NodePtr root() const { return root_; }

  // Where the innermost list or map that is not closed begins.
  [[nodiscard]] std::optional<YAML::Mark> innermost(Node::Kind kind) const {
    for (auto frame = stack_.rbegin(); frame != stack_.rend(); ++frame) {
      if (frame->node->kind == kind) return frame->mark;
    }
    return std::nullopt;
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) throw Stop{mark, "a second YAML document begins here; only one is read"};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    auto node = make(Node::Kind::null, mark);
    // yaml-cpp gives a value that is left out the place of whatever comes next.
    if (!stack_.empty()) node->mark = stack_.back().key ? stack_.back().key->mark : here()->mark;
    complete(std::move(node), mark, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) throw Stop{mark, "this alias lies inside its own anchor"};
    attach(found->second, mark);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (tag != "?" && !is_closed(lines_.from(mark))) {
      throw Stop{mark, "the quote that begins here is not closed"};
    }
    auto node = make(Node::Kind::scalar, mark);
    node->text = value;
    node->quoted = tag != "?";
    check_tag(mark, tag);
    complete(std::move(node), mark, anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Node::Kind::list, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Node::Kind::map, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    std::shared_ptr<Node> node;
    YAML::Mark mark;
    YAML::anchor_t anchor = YAML::NullAnchor;
    std::optional<Entry> key;  // map: the key whose value comes next
    bool dropped = false;      // that key was a mistake: so is its value
    std::unordered_map<std::string, Mark> keys;
  };

  [[nodiscard]] std::shared_ptr<Node> make(Node::Kind kind, const YAML::Mark& mark) const {
    auto node = std::make_shared<Node>();
    node->kind = kind;
    node->mark = lines_.mark(mark);
    return node;
  }
  [[nodiscard]] const std::shared_ptr<Node>& here() const { return stack_.back().node; }
  void problem(Mark mark, std::string text) const {
    source_.problems->add(source_.file, mark, std::move(text));
  }

  void check_tag(const YAML::Mark& mark, const std::string& tag) const {
    static constexpr std::array<std::string_view, 4> plain{"", "?", "!", "tag:yaml.org,2002:str"};
    if (std::find(plain.begin(), plain.end(), tag) != plain.end()) return;
    problem(lines_.mark(mark), fmt::format("the tag {} means nothing here", shown(tag)));
  }

  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    if (stack_.size() >= max_depth) {
      throw Stop{mark, fmt::format("nested deeper than {} levels", max_depth)};
    }
    check_tag(mark, tag);
    Frame frame;
    frame.node = make(kind, mark);
    frame.mark = mark;
    frame.anchor = anchor;
    stack_.push_back(std::move(frame));
  }

  void close() {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    complete(std::move(frame.node), frame.mark, frame.anchor);
  }

  void complete(NodePtr node, const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) anchors_[anchor] = node;
    attach(std::move(node), mark);
  }

  void attach(NodePtr node, const YAML::Mark& mark) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = stack_.back();
    if (frame.node->kind == Node::Kind::map && !frame.key) {
      take_key(frame, *node, lines_.mark(mark));
      return;
    }
    grow(*frame.node, *node, mark);
    if (frame.node->kind == Node::Kind::list) {
      frame.node->items.push_back(std::move(node));
      return;
    }
    frame.key->value = std::move(node);
    if (!frame.dropped) frame.node->entries.push_back(std::move(*frame.key));
    frame.key.reset();
  }

  void take_key(Frame& frame, const Node& key, Mark mark) {
    frame.key = Entry{key.text, mark, nullptr};
    frame.dropped = true;
    if (key.kind != Node::Kind::scalar) return problem(mark, "a key must be text");
    if (key.text == "<<" && !key.quoted) {
      return problem(
          mark, "merging with \"<<\" is not known here; write the keys, or *alias a whole value");
    }
    const auto [first, fresh] = frame.keys.try_emplace(key.text, mark);
    if (fresh) {
      frame.dropped = false;
    } else {
      problem(mark, fmt::format("duplicate key {}; the first is on line {}", shown(key.text),
                                first->second.line));
    }
  }

  // The bounds hold for the file with its aliases written out, or a kilobyte could keep a reader
  // busy for years.
  void grow(Node& parent, const Node& child, const YAML::Mark& mark) const {
    parent.weight += child.weight;
    parent.height = std::max(parent.height, child.height + 1);
    if (parent.weight > max_weight) {
      throw Stop{mark, fmt::format("with its aliases written out this holds more than {} values",
                                   max_weight)};
    }
    if (stack_.size() + static_cast<std::size_t>(child.height) > max_depth + 1) {
      throw Stop{mark, fmt::format("nested deeper than {} levels", max_depth)};
    }
  }

  const Source& source_;
  const Lines& lines_;
  std::vector<Frame> stack_;
  std::unordered_map<YAML::anchor_t, NodePtr> anchors_;
  NodePtr root_;
  int documents_ = 0;
};

constexpr std::string_view tab_indents = "a tab indents this line; YAML wants spaces";

// yaml-cpp speaks of its scanner; an operator of a file.
std::string plain_words(const std::string& message) {
  using namespace YAML::ErrorMsg;
  static const std::array<std::pair<std::string_view, std::string_view>, 8> words{{
      {TAB_IN_INDENTATION, tab_indents},
      {MAP_VALUE, "a \":\" too many; quote text that contains \": \""},
      {MAP_KEY, "a key is not possible here; is the line indented rightly?"},
      {BLOCK_ENTRY, "a list entry is not possible here; is the line indented rightly?"},
      {END_OF_MAP, "this key does not fit with the ones above; is the line indented rightly?"},
      {END_OF_SEQ, "this does not fit into the list; is the line indented rightly?"},
      {END_OF_MAP_FLOW, "the \"{\" that begins here is not closed"},
      {END_OF_SEQ_FLOW, "the \"[\" that begins here is not closed"},
  }};
  for (const auto& [theirs, ours] : words) {
    if (message == theirs) return std::string(ours);
  }
  return "not YAML: " + message;
}

void explain(const YAML::Exception& error, const TreeBuilder& builder, const Lines& lines,
             const Source& source) {
  if (const auto tab = lines.indenting_tab(error.mark)) {
    source.problems->add(source.file, *tab, std::string(tab_indents));
    return;
  }
  std::optional<YAML::Mark> open;  // its start helps more than the place where it went wrong
  if (error.msg == YAML::ErrorMsg::END_OF_SEQ_FLOW) open = builder.innermost(Node::Kind::list);
  if (error.msg == YAML::ErrorMsg::END_OF_MAP_FLOW) open = builder.innermost(Node::Kind::map);
  source.problems->add(source.file, lines.mark(open.value_or(error.mark)), plain_words(error.msg));
}

}  // namespace

NodePtr parse_tree(std::string_view yaml, const Source& source) {
  const Lines lines(yaml);
  TreeBuilder builder(source, lines);
  std::istringstream stream{std::string(yaml)};
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
    return builder.root();
  } catch (const Stop& stop) {
    source.problems->add(source.file, lines.mark(stop.mark), stop.text);
  } catch (const YAML::Exception& error) {
    explain(error, builder, lines, source);
  }
  return nullptr;
}

}  // namespace crosstown::config
