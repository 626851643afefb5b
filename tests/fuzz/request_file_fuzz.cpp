// Any bytes as a file of the quarantine: no crash, and what reads as one is the same when it is
// written and read again.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/quarantine/request_file.h"
#include "tests/fuzz/check.h"

using namespace crosstown;

namespace {

constexpr std::string_view id = "01940000-0000-7000-8000-000000000001";
constexpr std::string_view channel = "city-sms";

QuarantineResult<RequestFile> read_as_file(std::string_view bytes) {
  disk::Readable file{disk::File(::memfd_create("request", MFD_CLOEXEC)), bytes.size()};
  const auto written = ::write(file.file.descriptor(), bytes.data(), bytes.size());
  FUZZ_CHECK(written == static_cast<ssize_t>(bytes.size()));
  return read_request_head(file, channel, id);
}

void check_round_trip(const QuarantinedRequest& request) {
  std::vector<Header> headers;
  const Suspect suspect{request.channel,           request.time, request.code, request.detail,
                        view_of(request, headers), request.peer};
  const std::string head = request_file_head(request.id, suspect);
  if (head.size() > max_request_head) return;
  const auto again = read_as_file(head);
  FUZZ_CHECK(again);
  FUZZ_CHECK(again->body_offset == head.size());
  FUZZ_CHECK(again->request.time == request.time && again->request.code == request.code);
  FUZZ_CHECK(again->request.method == request.method && again->request.target == request.target);
  FUZZ_CHECK(again->request.detail == request.detail);
  FUZZ_CHECK(again->request.public_url == request.public_url);
  FUZZ_CHECK(again->request.headers.size() <= request.headers.size());  // less the credentials
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto read = read_as_file(bytes);
  if (!read) return 0;
  FUZZ_CHECK(read->body_offset + read->request.body_size == size);
  FUZZ_CHECK(read->request.id == id && read->request.channel == channel);
  check_round_trip(read->request);
  return 0;
}
