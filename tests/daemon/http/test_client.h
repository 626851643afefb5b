// A blocking client that sends exactly the bytes it is given. Fails the test, never hangs.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crosstown::http {

struct Answer {
  int status = 0;
  std::string head;  // without Date, which changes
  std::string body;
};

class TestClient {
 public:
  explicit TestClient(int port);
  explicit TestClient(const std::string& unix_path);
  TestClient(TestClient&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
  TestClient& operator=(TestClient&&) = delete;
  ~TestClient();

  // A socket that is not connected yet.
  static TestClient unconnected();
  void connect(int port);

  // False when the other side has closed.
  bool send(std::string_view bytes);
  void finish_sending();
  // One whole answer; status 0 when the connection ends before that. `to_head`: without a body.
  Answer read_answer(bool to_head = false);
  // Everything until the other side closes.
  std::string read_all();
  // True when nothing comes for that long.
  bool silent_for(int milliseconds);
  void read_little_at_a_time();  // a small receive buffer
  [[nodiscard]] int descriptor() const { return socket_; }

 private:
  TestClient() = default;
  bool receive();
  int socket_ = -1;
  std::string received_;
};

// Sends, then reads to the end: all answers, the heads without Date.
std::vector<Answer> exchange(int port, std::string_view bytes);
std::vector<int> statuses(const std::vector<Answer>& answers);

// Calls `condition` until it is true; false when it still is not after ten seconds.
bool eventually(bool (*condition)(void*), void* context);
template <typename Condition>
bool eventually(Condition condition) {
  return eventually([](void* context) { return (*static_cast<Condition*>(context))(); },
                    &condition);
}

}  // namespace crosstown::http
