#include "daemon/public_door.h"

#include <gtest/gtest.h>

#include "tests/daemon/admin/small_city.h"
#include "tests/daemon/daemon_parts.h"

namespace crosstown {
namespace {

class FakeAdapter final : public HttpAdapter {
 public:
  explicit FakeAdapter(bool get) : get_(get) {}
  std::uint64_t max_body() const override { return 1000; }
  bool takes_get() const override { return get_; }
  Step receive(const HttpRequest&, const StepContext&) const override { return Answer{}; }
  Step conclude(std::span<const Message>, std::span<const Outcome>) const override {
    return Answer{};
  }
  Step resume(std::span<const Message>, const Fulfilment&) const override { return Answer{}; }

 private:
  const bool get_;
};

TEST(PublicDoor, AllowIsWhatTheAdapterTakes) {
  auto made = small_city();
  for (const bool get : {false, true}) {
    Channel channel;
    channel.adapter = std::make_shared<FakeAdapter>(get);
    made->channels.emplace(get ? "both" : "post-only", std::move(channel));
  }
  DaemonParts parts;
  parts.city.set(made);
  chat::ChatDoor chat(
      {parts.city, parts.store, *parts.content, parts.disk, parts.intake, parts.replies},
      parts.threads);
  PublicDoor door(parts.city, parts.intake, parts.store, chat, parts.metrics);

  struct Case {
    std::string_view method;
    std::string_view target;
    int status;  // 0: go on and read the body
    std::string allow;
  };
  const std::string both = "GET, HEAD, POST, OPTIONS";
  const Case cases[] = {
      {"POST", "/hooks/both", 0, ""},
      {"GET", "/hooks/both?Body=x", 0, ""},
      {"HEAD", "/hooks/both", 200, ""},
      {"PUT", "/hooks/both", 405, both},
      {"OPTIONS", "/hooks/both", 204, both},
      {"POST", "/hooks/post-only", 0, ""},
      {"GET", "/hooks/post-only", 405, "POST, OPTIONS"},
      {"HEAD", "/hooks/post-only", 405, "POST, OPTIONS"},
      {"OPTIONS", "/hooks/post-only", 204, "POST, OPTIONS"},
      {"POST", "/hooks/nobody", 404, ""},
      {"OPTIONS", "/hooks/nobody", 404, ""},
      {"GET", "/", 404, ""},
  };
  for (const Case& c : cases) {
    HttpRequest head;
    head.method = c.method;
    head.target = c.target;
    const http::BodyRule rule = door.before_body(head, {});
    EXPECT_EQ(rule.answer ? rule.answer->status : 0, c.status) << c.method << ' ' << c.target;
    if (c.status == 0) {
      EXPECT_EQ(rule.max_body, 1000U);
    }
    std::string allow;
    if (rule.answer) {
      for (const auto& [name, value] : rule.answer->headers)
        if (name == "Allow") allow = value;
    }
    EXPECT_EQ(allow, c.allow) << c.method << ' ' << c.target;
  }
}

}  // namespace
}  // namespace crosstown
