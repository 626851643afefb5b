// A door for mail without a city behind it, to be tried by a real mail server and killed at will:
//   mail_sink unix:/PATH FOLDER
// Each mail becomes a file in FOLDER, named by its Message-ID and synced before it is answered;
// what is for "nobody@…" is refused. Runs until it is killed.
#include <boost/asio/executor_work_guard.hpp>
#include <cstdio>
#include <filesystem>

#include "daemon/lmtp/mail_server.h"
#include "router/store/content/durable_file.h"

namespace {

using namespace crosstown;
namespace asio = boost::asio;

std::string name_of(std::string_view raw) {
  const std::size_t at = raw.find("Message-ID: <");
  if (at == std::string_view::npos) return "unnamed";
  const std::string_view id = raw.substr(at + 13, 64);
  return std::string(id.substr(0, id.find('@')));
}

class Sink final : public mail::MailReceiver {
 public:
  explicit Sink(std::filesystem::path folder) : folder_(std::move(folder)) {}
  mail::Reply recipient(std::string_view mailbox) const override {
    if (mailbox.starts_with("nobody@")) return {550, "5.1.1", "no such mailbox here"};
    return {250, "2.1.5", "ok"};
  }
  asio::awaitable<std::vector<mail::Reply>> deliver(std::string_view raw, const std::string&,
                                                    std::span<const std::string> recipients,
                                                    const std::string&) override {
    const auto kept = disk::replace_file(disk::kernel(), folder_ / name_of(raw), raw);
    co_return std::vector<mail::Reply>(
        recipients.size(),
        kept ? mail::Reply{250, "2.0.0", "kept"} : mail::Reply{451, "4.3.0", "not stored"});
  }

 private:
  const std::filesystem::path folder_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  asio::io_context io(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO);
  asio::thread_pool disk(1);
  Sink sink(argv[2]);
  mail::DoorSettings settings;
  settings.session.host = "ct.riverbend.example";
  asio::io_context* const contexts[] = {&io};
  mail::MailServer server(settings, sink, contexts, disk);
  http::ListenOptions options;
  options.mode = 0666;
  server.listen(http::ListeningSocket::open(argv[1], options));
  const auto guard = asio::make_work_guard(io);
  std::puts("ready");
  std::fflush(stdout);
  io.run();
}
