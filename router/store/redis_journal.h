// The end of Redis' journal (append-only file) after a crash that tore its last transaction.
//
// Redis 7.0 cuts such a journal behind the last whole command, not before the transaction's MULTI.
// What it writes next follows that open MULTI, and the start after the next one executes the torn
// beginning (messages that nobody was told "accepted" for, or a second time), or drops what
// followed it as part of an unfinished transaction. The check that Redis brings along
// (redis-check-aof) cuts off the whole transaction.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "router/store/child_process.h"

namespace crosstown {

// Reads the journal whose files `manifest` names, and writes what it finds to `report`: about a
// tenth of the time that Redis takes to load it. `server` is the redis-server that will load it:
// its check lies beside it. `lock` is inherited, so that nobody else touches the files meanwhile.
[[nodiscard]] ChildProcess check_journal(const std::string& server,
                                         const std::filesystem::path& manifest,
                                         const std::string& report, int lock);

// What the check says of the journal's last file (redis-check-aof.c of Redis 7.0).
struct JournalEnd {
  bool torn = false;      // nothing is wrong but that the last command or transaction has no end
  std::uint64_t cut = 0;  // bytes that --fix cuts off
  std::string
      trouble{};  // what else is wrong, in the check's words; then the journal stays as it is
};
// A fault counts as a missing end only where the file ends in it, and no transaction of ours is as
// long as `most_cut`: behind a fault in the middle the check would cut off all that is good, and
// Redis refuses or cuts such a journal by itself.
inline constexpr std::uint64_t most_cut = 64 << 20;
[[nodiscard]] JournalEnd read_check(std::string_view report);

[[nodiscard]] ChildProcess cut_torn_end(const std::string& server,
                                        const std::filesystem::path& manifest,
                                        const std::string& report, int lock);

}  // namespace crosstown
