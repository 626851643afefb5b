// The end of Redis' journal (append-only file) after a crash that tore its last transaction.
//
// Redis 7.0 cuts such a journal behind the last whole command, not before the transaction's MULTI.
// What it writes next follows that open MULTI, and the start after the next one executes the torn
// beginning (messages that nobody was told "accepted" for, or a second time), or drops what
// followed it as part of an unfinished transaction. The check that Redis brings along
// (redis-check-aof) cuts off the whole transaction.
#pragma once

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

// Whether the check found nothing wrong but that the end is missing. A journal that is wrong in its
// middle stays as it is: the check would cut off all that is behind, and Redis refuses it in its
// own words.
[[nodiscard]] bool is_torn_at_its_end(std::string_view report);

[[nodiscard]] ChildProcess cut_torn_end(const std::string& server,
                                        const std::filesystem::path& manifest,
                                        const std::string& report, int lock);

}  // namespace crosstown
