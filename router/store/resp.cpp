#include "router/store/resp.h"

#include <new>
#include <utility>

namespace crosstown {

void append_command(std::string& out, std::span<const std::string_view> arguments) {
  thread_local std::vector<const char*> pointers;
  thread_local std::vector<std::size_t> lengths;
  pointers.clear();
  lengths.clear();
  for (std::string_view argument : arguments) {
    pointers.push_back(argument.data() ? argument.data() : "");
    lengths.push_back(argument.size());
  }
  char* bytes = nullptr;
  const long long size = redisFormatCommandArgv(&bytes, static_cast<int>(arguments.size()),
                                                pointers.data(), lengths.data());
  if (size < 0) throw std::bad_alloc();
  out.append(bytes, static_cast<std::size_t>(size));
  redisFreeCommand(bytes);
}

ReplyReader::ReplyReader() : reader_(redisReaderCreate()) {
  if (!reader_) throw std::bad_alloc();
  functions_ = *reader_->fn;
  create_any_array_ = std::exchange(functions_.createArray, &create_array);
  reader_->fn = &functions_;
  reader_->privdata = this;
}

// hiredis 0.14 allocates as many elements as are announced. No array is for it a lack of memory,
// and that a broken reader.
void* ReplyReader::create_array(const redisReadTask* task, int elements) {
  auto& self = *static_cast<ReplyReader*>(task->privdata);
  const auto wanted = static_cast<std::size_t>(elements);
  if (wanted > self.elements_left_) return nullptr;
  self.elements_left_ -= wanted;
  return self.create_any_array_(task, elements);
}

void ReplyReader::feed(std::string_view bytes) {
  redisReaderFeed(reader_.get(), bytes.data(), bytes.size());
}

ReplyReader::State ReplyReader::next(Reply& reply) {
  void* raw = nullptr;
  if (redisReaderGetReply(reader_.get(), &raw) != REDIS_OK) return State::broken;
  if (!raw) return State::more;
  elements_left_ = max_elements;
  reply = Reply(static_cast<redisReply*>(raw));
  return State::reply;
}

}  // namespace crosstown
