// Two of crosstownd's commands: `check FILE` and `make-secrets FILE`.
#pragma once

#include <filesystem>
#include <iosfwd>

namespace crosstown {

// Prints every mistake as file:line:column: text and their number, or warnings and
// "riverbend.yaml: ok, 3 channels, 9 queues, 25 rules, 12 tests passed". Exit code: 0, or 1.
[[nodiscard]] int check_command(const std::filesystem::path& file, std::ostream& out);

// Makes every secret file that the configuration names and that is not there yet (mode 0600,
// missing folders 0700), with random content in the shape its key wants, and tells which; never
// touches one that exists. Then prints what is still wrong, as check does. Exit code: 0, or 1.
//
// The secrets of a provider (Twilio's auth token) are the provider's: a random one serves to try
// things out and has to be replaced.
[[nodiscard]] int make_secrets_command(const std::filesystem::path& file, std::ostream& out);

}  // namespace crosstown
