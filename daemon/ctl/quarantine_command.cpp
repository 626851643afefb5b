#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <ostream>

#include "daemon/ctl/commands.h"
#include "daemon/ctl/entries.h"
#include "daemon/ctl/printable.h"
#include "daemon/ctl/resident_view.h"
#include "daemon/ctl/table.h"

namespace crosstown::ctl {
namespace {

using boost::system::result;
constexpr std::string_view api = "/api/v1/quarantine";

struct Entry {
  std::string channel;
  std::string id;
};
std::string to_text(const Entry& entry) { return entry.channel + "/" + entry.id; }

std::string target_of(const Entry& entry) { return fmt::format("{}/{}", api, to_text(entry)); }

result<Answer, Exit> ask_list(Session& session, const std::string& channel) {
  if (channel.empty()) return session.ask("GET", std::string(api));
  if (!is_name(channel)) return no_name(session, "name of a channel", channel);
  return session.ask("GET", fmt::format("{}?channel={}", api, channel));
}

// An id alone does not say its channel, which the API wants: ids are unique, so the list has it.
result<Entry, Exit> with_channel(Session& session, const std::string& id) {
  const auto list = ask_list(session, {});
  if (!list) return list.error();
  for (const JsonObject& entry : objects_in(list->json.root(), "entries")) {
    const std::string channel(text_in(entry, "channel"));
    if (text_in(entry, "id") == id && is_name(channel)) return Entry{channel, id};
  }
  return session.fail(Exit::refused, "not_found",
                      fmt::format("the quarantine has no entry {}", visible(id)));
}

result<Entry, Exit> find(Session& session, const std::string& written) {
  const std::size_t slash = written.find('/');
  const Entry entry = slash == std::string::npos
                          ? Entry{{}, written}
                          : Entry{written.substr(0, slash), written.substr(slash + 1)};
  if (!is_name(entry.id) || (slash != std::string::npos && !is_name(entry.channel))) {
    return no_name(session, "entry of the quarantine: ID or CHANNEL/ID is expected", written);
  }
  if (slash == std::string::npos) return with_channel(session, entry.id);
  return entry;
}

void print_entry(std::ostream& out, const JsonObject& entry) {
  for (const std::string_view key : {"id", "channel", "time", "code", "detail", "peer"}) {
    if (const auto text = text_in(entry, key); !text.empty()) {
      out << fmt::format("{:<8} ", key) << visible(text) << '\n';
    }
  }
  out << '\n'
      << visible(text_in(entry, "method")) << ' ' << visible(text_in(entry, "target")) << '\n';
  for (const auto& [name, value] : pairs_in(entry, "headers")) {
    out << visible(name) << ": " << visible(value) << '\n';
  }
  out << '\n';
  if (!text_in(entry, "body_base64").empty()) {
    out << "(the body is not text: --json shows it in base64)\n";
  } else if (const auto body = text_in(entry, "body"); !body.empty()) {
    out << visible_lines(body) << '\n';
  }
}

void print_released(std::ostream& out, const Entry& entry, const JsonObject& answer) {
  const ResidentView view = resident_view(text_in(answer, "answer"));
  out << "released " << to_text(entry);
  if (!view.tracking.empty()) out << ": " << visible(view.tracking);
  out << '\n';
}

Exit release_one(Session& session, const Entry& entry) {
  return tell(session, "POST", target_of(entry) + "/release",
              [&](const JsonObject& answer) { print_released(session.out(), entry, answer); });
}

Exit drop_one(Session& session, const Entry& entry) {
  return tell(session, "DELETE", target_of(entry),
              [&](const JsonObject&) { session.out() << "dropped " << to_text(entry) << '\n'; });
}

result<std::vector<std::string>, Exit> names_of_all(Session& session, const std::string& channel) {
  const auto list = ask_list(session, channel);
  if (!list) return list.error();
  std::vector<std::string> names;
  for (const JsonObject& entry : objects_in(list->json.root(), "entries")) {
    names.push_back(to_text(Entry{channel, std::string(text_in(entry, "id"))}));
  }
  std::sort(names.begin(), names.end());  // ids are UUIDv7: oldest first
  return names;
}

using One = Exit (*)(Session&, const Entry&);

Exit for_each(Session& session, const QuarantineSelection& selection, One one) {
  if (selection.entries.empty() == selection.all_of.empty()) {
    return session.fail(Exit::usage, "usage", "either entries or --all CHANNEL is expected");
  }
  std::vector<std::string> names = selection.entries;
  if (!selection.all_of.empty()) {
    auto all = names_of_all(session, selection.all_of);
    if (!all) return all.error();
    names = *std::move(all);
  }
  return ctl::for_each(names, [&](const std::string& name) {
    const auto entry = find(session, name);
    return entry ? one(session, *entry) : entry.error();
  });
}

}  // namespace

Exit quarantine_list(Session& session, const std::string& channel) {
  const auto answer = ask_list(session, channel);
  if (!answer) return answer.error();
  if (session.json()) {
    session.print_json(answer->body);
    return Exit::done;
  }
  Table table({{"ID"}, {"CHANNEL"}, {"TIME"}, {"SIZE", Table::Align::right}, {"CODE"}, {"DETAIL"}});
  const auto entries = objects_in(answer->json.root(), "entries");
  for (const JsonObject& entry : entries) {
    const bool damaged = flag_in(entry, "damaged");
    table.add({std::string(text_in(entry, "id")), std::string(text_in(entry, "channel")),
               std::string(text_in(entry, "time")), bytes_text(number_in(entry, "size")),
               damaged ? "damaged" : std::string(text_in(entry, "code")),
               std::string(text_in(entry, "detail"))});
  }
  session.out() << (entries.empty() ? "nothing is in quarantine\n" : table.to_text());
  return Exit::done;
}

Exit quarantine_show(Session& session, const std::string& entry_name) {
  const auto entry = find(session, entry_name);
  if (!entry) return entry.error();
  return tell(session, "GET", target_of(*entry),
              [&](const JsonObject& shown) { print_entry(session.out(), shown); });
}

Exit quarantine_release(Session& session, const QuarantineSelection& selection) {
  return for_each(session, selection, release_one);
}

Exit quarantine_drop(Session& session, const QuarantineSelection& selection) {
  return for_each(session, selection, drop_one);
}

}  // namespace crosstown::ctl
