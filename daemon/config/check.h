// Two of crosstownd's commands: `check FILE` and `make-secrets FILE`.
#pragma once

#include <filesystem>
#include <iosfwd>

namespace crosstown {

// Whether what is doubtful but not wrong counts as wrong.
enum class Strictness { warn, refuse };

// Prints every mistake as file:line:column: text and their number, or what is doubtful (rules that
// can never win), which rules the file's tests reach if it has any, and
// "riverbend.yaml: ok, 3 channels, 9 queues, 25 rules, 12 tests passed". Exit code: 0; 1 with a
// mistake, and with a warning when strict.
[[nodiscard]] int check_command(const std::filesystem::path& file, std::ostream& out,
                                Strictness strictness);
[[nodiscard]] int check_command(const std::filesystem::path& file, std::ostream& out);

// Makes every secret file that the configuration names and that is not there yet (mode 0600,
// missing folders 0700), with random content in the shape its key wants, and tells which; never
// touches one that exists. Then prints what is still wrong, as check does. Exit code: 0, or 1.
//
// The secrets of a provider (Twilio's auth token) are the provider's: a random one serves to try
// things out and has to be replaced.
[[nodiscard]] int make_secrets_command(const std::filesystem::path& file, std::ostream& out);

}  // namespace crosstown
