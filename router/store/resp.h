// The Redis protocol (RESP2) by hiredis: commands to bytes, bytes to replies. No socket here.
#pragma once

#include <hiredis/hiredis.h>
#include <hiredis/read.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crosstown {

// A part of a reply, borrowed from it. What is not there is nil, however deep one asks.
class ReplyView {
 public:
  ReplyView() = default;
  explicit ReplyView(const redisReply* reply) : reply_(reply) {}

  [[nodiscard]] std::size_t size() const {
    return reply_ && reply_->type == REDIS_REPLY_ARRAY ? reply_->elements : 0;
  }
  [[nodiscard]] ReplyView at(std::size_t i) const {
    return i < size() ? ReplyView(reply_->element[i]) : ReplyView();
  }
  [[nodiscard]] std::string_view text() const {
    if (!reply_ || !reply_->str) return {};
    return {reply_->str, static_cast<std::size_t>(reply_->len)};
  }
  [[nodiscard]] std::int64_t integer() const {
    return reply_ && reply_->type == REDIS_REPLY_INTEGER ? reply_->integer : 0;
  }

 private:
  const redisReply* reply_ = nullptr;
};

// One reply; owns its tree.
class Reply {
 public:
  Reply() = default;
  explicit Reply(redisReply* reply) : reply_(reply) {}

  [[nodiscard]] bool is_error() const { return reply_ && reply_->type == REDIS_REPLY_ERROR; }
  [[nodiscard]] bool is_nil() const { return !reply_ || reply_->type == REDIS_REPLY_NIL; }
  [[nodiscard]] bool is_array() const { return reply_ && reply_->type == REDIS_REPLY_ARRAY; }
  // Text of a string, status or error; empty for anything else.
  [[nodiscard]] std::string_view text() const { return view().text(); }
  [[nodiscard]] std::int64_t integer() const { return view().integer(); }
  [[nodiscard]] std::size_t size() const { return view().size(); }
  // Text of an element of an array; empty when it is nil or not there.
  [[nodiscard]] std::string_view text_at(std::size_t i) const { return view().at(i).text(); }
  [[nodiscard]] ReplyView view() const { return ReplyView(reply_.get()); }

 private:
  struct Free {
    void operator()(redisReply* reply) const { freeReplyObject(reply); }
  };
  std::unique_ptr<redisReply, Free> reply_;
};

// Appends one command to `out`.
void append_command(std::string& out, std::span<const std::string_view> arguments);

// Bytes in, replies out. After a protocol error the reader is of no further use: reconnect. What a
// reply announces is not believed beyond max_elements, so a few bytes cannot claim much memory.
class ReplyReader {
 public:
  // Of all arrays of one reply together. The largest reply is that to a batch: some hundreds.
  static constexpr std::size_t max_elements = 65'536;

  ReplyReader();
  ReplyReader(const ReplyReader&) = delete;  // hiredis knows its address
  ReplyReader& operator=(const ReplyReader&) = delete;
  void feed(std::string_view bytes);
  enum class State { reply, more, broken };
  [[nodiscard]] State next(Reply& reply);

 private:
  struct Free {
    void operator()(redisReader* reader) const { redisReaderFree(reader); }
  };
  static void* create_array(const redisReadTask* task, int elements);

  std::unique_ptr<redisReader, Free> reader_;
  redisReplyObjectFunctions functions_;  // hiredis' own, but for arrays
  void* (*create_any_array_)(const redisReadTask*, int);
  std::size_t elements_left_ = max_elements;
};

}  // namespace crosstown
