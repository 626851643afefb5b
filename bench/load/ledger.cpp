#include "bench/load/ledger.h"

#include <fmt/format.h>

#include <iterator>

namespace crosstown::load {
namespace {

constexpr std::size_t max_entries = std::size_t{1} << 20;
constexpr std::size_t write_size = std::size_t{1} << 20;

}  // namespace

Ledger::Ledger(const std::string& path, const RequestSettings& settings, bool ordered)
    : settings_(settings),
      wanted_(!path.empty()),
      file_(wanted_ ? std::fopen(path.c_str(), "we") : nullptr) {
  if (!file_) return;
  // So that growing costs nothing while the clock runs.
  entries_.reserve(max_entries);
  fmt::print(file_.get(),
             "# crosstown-load ledger 2\tordered={}\tseed={}\tresidents={}\n"
             "# provider_id\tresident\tfrom\tn\tkind\tstatus\ttracking\terror\ttarget\n",
             ordered ? "yes" : "no", settings.seed, settings.residents);
}

void Ledger::add(Planned request, const Verdict& verdict, std::size_t target) {
  if (!file_) return;
  entries_.push_back({request.index, verdict.tracking.value_or(TrackingNumber{}),
                      static_cast<std::uint16_t>(verdict.status), request.kind, verdict.problem,
                      static_cast<std::uint8_t>(target)});
  if (entries_.size() == max_entries) write();
}

void Ledger::write() {
  std::string lines;
  const auto flush = [&] {
    std::fwrite(lines.data(), 1, lines.size(), file_.get());
    lines.clear();
  };
  for (const Entry& entry : entries_) {
    const Planned request{entry.kind, entry.index};
    const Authorship author = author_of(request, settings_);
    const std::string_view problem = to_text(entry.problem);
    fmt::format_to(std::back_inserter(lines), "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n",
                   provider_id(settings_.seed, request), author.resident,
                   phone_number(author.resident), author.number, to_text(entry.kind), entry.status,
                   entry.tracking.sequence ? to_text(entry.tracking) : "-",
                   problem.empty() ? "-" : problem, entry.target);
    if (lines.size() >= write_size) flush();
  }
  flush();
  entries_.clear();
}

bool Ledger::close() {
  if (!wanted_) return true;
  if (!file_) return false;
  write();
  const bool written = std::fflush(file_.get()) == 0 && std::ferror(file_.get()) == 0;
  file_.reset();
  return written;
}

}  // namespace crosstown::load
