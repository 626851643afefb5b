// What was sent and what was told, one line a request, in the order in which the requests ended:
// the other side of the books that verify_ledger.py compares with Redis.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "bench/load/request.h"
#include "bench/load/verdict.h"

namespace crosstown::load {

// One thread. Lines are kept small in memory and written when there are a million of them, or by
// close().
class Ledger {
 public:
  // `settings` outlives the ledger. An empty `path`: nothing is kept.
  Ledger(const std::string& path, const RequestSettings& settings, bool ordered);

  void add(Planned request, const Verdict& verdict, std::size_t target);
  // False when the file could not be written. Nothing is added afterwards.
  [[nodiscard]] bool close();

 private:
  struct Entry {
    std::uint64_t index;
    TrackingNumber tracking;  // sequence 0: none
    std::uint16_t status;
    Kind kind;
    Problem problem;
    std::uint8_t target;
  };
  struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  void write();

  const RequestSettings& settings_;
  const bool wanted_;
  std::unique_ptr<std::FILE, CloseFile> file_;
  std::vector<Entry> entries_;
};

}  // namespace crosstown::load
