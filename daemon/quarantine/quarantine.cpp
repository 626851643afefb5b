#include "daemon/quarantine/quarantine.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <system_error>

#include "daemon/quarantine/request_file.h"
#include "router/message/uuid.h"
#include "router/store/content/content_store.h"

namespace crosstown {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view suffix = ".request";

QuarantineError because(const disk::Error& cause) {
  return {QuarantineFault::disk, disk::to_text(cause)};
}

// The configuration's rule for names; here it also keeps paths inside the folder.
bool is_channel_name(std::string_view name) {
  constexpr std::string_view allowed = "-abcdefghijklmnopqrstuvwxyz0123456789";
  return !name.empty() && name.size() <= 63 && name.front() != '-' &&
         name.find_first_not_of(allowed) == std::string_view::npos;
}

// RFC 9562 section 4, in lower case, version 7.
bool is_uuid_v7(std::string_view id) {
  constexpr std::string_view pattern = "xxxxxxxx-xxxx-7xxx-yxxx-xxxxxxxxxxxx";
  return id.size() == pattern.size() &&
         std::equal(id.begin(), id.end(), pattern.begin(), [](char c, char expected) {
           if (expected == 'x') return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           if (expected == 'y') return c == '8' || c == '9' || c == 'a' || c == 'b';
           return c == expected;
         });
}

Time time_of(std::string_view uuid) {
  const std::string digits = std::string(uuid.substr(0, 8)).append(uuid.substr(9, 4));
  std::int64_t milliseconds = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), milliseconds, 16);
  return Time(std::chrono::milliseconds(milliseconds));
}

// The id of a file that is ours by its name, or empty.
std::string id_of(const fs::path& file) {
  std::string id = file.stem();
  return file.extension() == suffix && is_uuid_v7(id) ? id : std::string();
}

disk::Result<std::vector<std::string>> ids_in(const fs::path& folder) {
  std::vector<std::string> ids;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
       entry.increment(failed))
    if (std::string id = id_of(entry->path()); !id.empty()) ids.push_back(std::move(id));
  if (failed == std::errc::no_such_file_or_directory) return ids;
  if (failed) return disk::Error{failed.value(), "readdir", folder};
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::optional<std::uint64_t> size_of(const fs::path& file) {
  struct stat facts {};
  if (::lstat(file.c_str(), &facts) != 0) return std::nullopt;
  return static_cast<std::uint64_t>(facts.st_size);
}

QuarantineResult<disk::Readable> opened(const fs::path& path) {
  auto file = disk::open_to_read(path);
  if (file) return std::move(*file);
  if (file.error().number == ENOENT) return QuarantineError{QuarantineFault::not_found, {}};
  return because(file.error());
}

QuarantineSummary summary_of_damaged(std::string_view channel, std::string_view id,
                                     const QuarantineError& error) {
  QuarantineSummary summary;
  summary.id = id;
  summary.channel = channel;
  summary.time = time_of(id);
  summary.damage = to_text(error);
  return summary;
}

}  // namespace

Quarantine::Quarantine(fs::path folder, QuarantineLimits limits, disk::Calls& calls)
    : folder_(std::move(folder)), limits_(limits), calls_(calls) {}

QuarantineResult<std::unique_ptr<Quarantine>> Quarantine::open_folder(fs::path folder,
                                                                      QuarantineLimits limits,
                                                                      disk::Calls& calls) {
  if (auto made = disk::make_durable_directory(calls, folder); !made) return because(made.error());
  std::unique_ptr<Quarantine> quarantine(new Quarantine(std::move(folder), limits, calls));
  if (auto counted = quarantine->count(); !counted) return because(counted.error());
  return quarantine;
}

disk::Result<void> Quarantine::count() {
  std::error_code failed;
  for (fs::directory_iterator entry(folder_, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    const std::string channel = entry->path().filename();
    std::error_code unknown;
    if (!is_channel_name(channel) || !entry->is_directory(unknown)) continue;
    if (auto done = disk::remove_leftovers(calls_, entry->path()); !done) return done.error();
    const auto ids = ids_in(entry->path());
    if (!ids) return ids.error();
    QuarantineUsage& usage = usage_[channel];
    usage.entries = ids->size();
    for (const std::string& id : *ids) usage.bytes += size_of(path_of(channel, id)).value_or(0);
  }
  if (failed) return disk::Error{failed.value(), "readdir", folder_};
  return {};
}

fs::path Quarantine::path_of(std::string_view channel, std::string_view id) const {
  return folder_ / channel / std::string(id).append(suffix);
}

bool Quarantine::reserve(std::string_view channel, std::uint64_t size) {
  const std::lock_guard lock(usage_mutex_);
  QuarantineUsage& usage = usage_[std::string(channel)];
  if (usage.entries >= limits_.entries || usage.bytes > limits_.bytes ||
      size > limits_.bytes - usage.bytes)
    return false;
  ++usage.entries;
  usage.bytes += size;
  return true;
}

void Quarantine::give_back(std::string_view channel, std::uint64_t size) {
  const std::lock_guard lock(usage_mutex_);
  QuarantineUsage& usage = usage_[std::string(channel)];
  // Somebody may have edited files by hand since they were counted.
  usage.entries -= std::min<std::uint64_t>(usage.entries, 1);
  usage.bytes -= std::min(usage.bytes, size);
}

// Looks at the quota, too: a flood that finds it used up leaves the disk threads alone.
QuarantineResult<Quarantine::Place> Quarantine::take_place(std::string_view channel) {
  if (!is_channel_name(channel)) return QuarantineError{QuarantineFault::invalid_channel, {}};
  const std::lock_guard lock(usage_mutex_);
  QuarantineUsage& usage = usage_[std::string(channel)];
  auto& line = lines_[std::string(channel)];
  if (!line) line = std::make_shared<std::atomic<std::uint64_t>>(0);
  const bool full = usage.entries >= limits_.entries || usage.bytes >= limits_.bytes;
  if (full || *line >= limits_.waiting) {
    ++usage.not_kept;
    return QuarantineError{full ? QuarantineFault::full : QuarantineFault::busy, {}};
  }
  ++*line;
  return Place(nullptr, [line](void*) { --*line; });
}

void Quarantine::not_kept(std::string_view channel) {
  const std::lock_guard lock(usage_mutex_);
  ++usage_[std::string(channel)].not_kept;
}

QuarantineResult<std::string> Quarantine::keep(const Suspect& suspect) {
  if (!is_channel_name(suspect.channel))
    return QuarantineError{QuarantineFault::invalid_channel, {}};
  const auto refused = [&](QuarantineError error) {
    not_kept(suspect.channel);
    return error;
  };
  if (suspect.request.body.size() > limits_.body)
    return refused({QuarantineFault::too_large, "the body"});
  const std::string id = uuid_v7(suspect.time);
  const std::string head = request_file_head(id, suspect);
  if (head.size() > max_request_head) return refused({QuarantineFault::too_large, "the headers"});
  const std::uint64_t size = head.size() + suspect.request.body.size();
  if (!reserve(suspect.channel, size)) return refused({QuarantineFault::full, {}});
  if (auto done = write(suspect, id, head); !done) {
    give_back(suspect.channel, size);
    return refused(because(done.error()));
  }
  return id;
}

disk::Result<void> Quarantine::make_channel_folder(std::string_view channel) {
  const std::lock_guard lock(folders_mutex_);
  const auto made = disk::make_directory(calls_, folder_ / channel);
  if (!made) return made.error();
  if (!*made && durable_folders_.contains(channel)) return {};
  if (auto done = disk::sync_directory(calls_, folder_); !done) return done;
  durable_folders_.emplace(channel);
  return {};
}

disk::Result<void> Quarantine::write(const Suspect& suspect, const std::string& id,
                                     std::string_view head) {
  if (auto done = make_channel_folder(suspect.channel); !done) return done;
  const fs::path path = path_of(suspect.channel, id);
  auto file = disk::TemporaryFile::create(calls_, path.parent_path());
  if (!file) return file.error();
  if (auto done = file->write(head); !done) return done;
  if (auto done = file->write(suspect.request.body); !done) return done;
  if (auto done = file->sync(); !done) return done;
  const auto linked = file->link_to(path);
  if (!linked) return linked.error();
  if (!*linked) return disk::Error{EEXIST, "link", path};
  auto synced = disk::sync_directory(calls_, path.parent_path());
  // Reported as not kept, so it must not turn up in the list.
  if (!synced) calls_.unlink(path);
  return synced;
}

QuarantineResult<std::vector<QuarantineSummary>> Quarantine::list(std::string_view channel) const {
  if (!is_channel_name(channel)) return QuarantineError{QuarantineFault::invalid_channel, {}};
  const auto ids = ids_in(folder_ / channel);
  if (!ids) return because(ids.error());
  std::vector<QuarantineSummary> summaries;
  summaries.reserve(ids->size());
  for (const std::string& id : *ids) {
    const auto file = opened(path_of(channel, id));
    auto head =
        file ? read_request_head(*file, channel, id) : QuarantineResult<RequestFile>(file.error());
    if (head)
      summaries.push_back(std::move(head->request));
    else if (head.error().fault != QuarantineFault::not_found)  // dropped meanwhile
      summaries.push_back(summary_of_damaged(channel, id, head.error()));
  }
  return summaries;
}

std::optional<std::string> Quarantine::channel_of(std::string_view id) const {
  for (const auto& [channel, unused] : usage())
    if (size_of(path_of(channel, id))) return channel;
  return std::nullopt;
}

QuarantineResult<QuarantinedRequest> Quarantine::load(std::string_view id) const {
  if (!is_uuid_v7(id)) return QuarantineError{QuarantineFault::invalid_id, {}};
  const auto channel = channel_of(id);
  if (!channel) return QuarantineError{QuarantineFault::not_found, {}};
  const auto file = opened(path_of(*channel, id));
  if (!file) return file.error();
  auto head = read_request_head(*file, *channel, id);
  if (!head) return head.error();
  auto body = disk::read(file->file, head->body_offset, head->request.body_size);
  if (!body) return because(body.error());
  if (content_id(*body) != head->body_sha256)
    return QuarantineError{QuarantineFault::damaged, "the body is not what was written"};
  head->request.body = std::move(*body);
  return std::move(head->request);
}

QuarantineResult<void> Quarantine::drop(std::string_view id) {
  if (!is_uuid_v7(id)) return QuarantineError{QuarantineFault::invalid_id, {}};
  const auto channel = channel_of(id);
  if (!channel) return QuarantineError{QuarantineFault::not_found, {}};
  const fs::path path = path_of(*channel, id);
  const std::uint64_t size = size_of(path).value_or(0);
  if (calls_.unlink(path) != 0) {
    if (errno == ENOENT) return QuarantineError{QuarantineFault::not_found, {}};
    return because({errno, "unlink", path});
  }
  give_back(*channel, size);
  if (auto done = disk::sync_directory(calls_, path.parent_path()); !done)
    return because(done.error());
  return {};
}

std::map<std::string, QuarantineUsage, std::less<>> Quarantine::usage() const {
  const std::lock_guard lock(usage_mutex_);
  return usage_;
}

}  // namespace crosstown
