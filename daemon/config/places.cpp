// `places:`, the city's maps.
#include <fmt/format.h>

#include <algorithm>

#include "daemon/config/fields.h"
#include "daemon/config/sections.h"
#include "router/places/address_file.h"
#include "router/places/data_file.h"
#include "router/places/geojson.h"

namespace crosstown {
namespace {

using places::FileNotes;

constexpr std::size_t most_kinds = 16;

// trash_day, snow-route.
bool is_kind(std::string_view text) {
  const auto small = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !text.empty() && text.size() <= 63 && small(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return small(c) || c == '_' || c == '-'; });
}

// A data file where the configuration names it.
struct NamedFile {
  config::Mark mark;
  std::string name;   // as it is written
  std::string bytes;  // empty: it could not be read, and why is in the notes or told
  FileNotes notes;
};

NamedFile read_file(config::Section& section) {
  NamedFile file;
  const auto value = section.require("file");
  if (!value) return file;
  file.mark = value->mark();
  file.name = value->text();
  const std::string path = path_of(section, "file", {}).string();
  if (!path.empty()) file.bytes = places::read_data_file(path, file.notes);
  return file;
}

class PlacesReader {
 public:
  explicit PlacesReader(config::Section section) : section_(std::move(section)) {}

  PlacesConfig read() {
    read_all_areas();
    if (section_.has("addresses")) read_addresses(section_.section("addresses"));
    section_.finish();
    make_map();
    warn(addresses_, addresses_.notes);
    if (!out_.kinds.empty() || book_) out_.places = std::make_shared<const Places>(map_, book_);
    return std::move(out_);
  }

 private:
  void read_all_areas() {
    config::Section areas = section_.section("areas");
    for (const auto& [kind, value] : areas.entries()) {
      if (!is_kind(kind)) {
        value.problem(
            fmt::format("a kind of area is called by a-z, 0-9, _ and -, not \"{}\"", kind));
      } else if (out_.kinds.size() == most_kinds) {
        return value.problem(fmt::format("there are more than {} kinds of areas", most_kinds));
      }
      read_areas(kind, value.section());
    }
    areas.finish();
  }

  void read_areas(const std::string& kind, config::Section section) {
    out_.kinds.push_back(kind);  // also without its file: rules that name it are not wrong
    const std::string property = section.required_text("property");
    NamedFile file = read_file(section);
    section.finish();
    if (file.bytes.empty() || property.empty()) return tell_mistakes(section, file);
    layers_.push_back({kind, places::read_areas(file.bytes, property, file.notes)});
    file.bytes.clear();
    tell_mistakes(section, file);
    layer_files_.push_back(std::move(file));
  }

  // After the areas: whether the two agree is seen here.
  void read_addresses(config::Section section) {
    places::AddressColumns columns;
    columns.number = section.required_text("number");
    if (section.require("street")) columns.street = section.texts("street");
    columns.city = section.text("city");
    columns.zip = section.text("zip");
    columns.lat = section.required_text("lat");
    columns.lon = section.required_text("lon");
    addresses_ = read_file(section);
    section.finish();
    const bool complete = !columns.number.empty() && !columns.street.empty() &&
                          !columns.lat.empty() && !columns.lon.empty();
    if (complete && !addresses_.bytes.empty())
      book_ = places::read_addresses(addresses_.bytes, columns, addresses_.notes);
    addresses_.bytes.clear();
    tell_mistakes(section, addresses_);
  }

  static void tell_mistakes(config::Section& section, const NamedFile& file) {
    for (const std::string& mistake : file.notes.mistakes())
      section.problem_at("file", fmt::format("{}: {}", file.name, mistake));
    if (const std::size_t more = file.notes.further_mistakes(); more > 0)
      section.problem_at("file",
                         fmt::format("{}: and {} more", file.name, counted(more, "mistake")));
  }

  void make_map() {
    if (layers_.empty()) return;
    std::vector<FileNotes> notes(layers_.size());
    std::vector<std::string> kinds;
    for (const places::AreaLayer& layer : layers_) kinds.push_back(layer.kind);
    map_ = std::make_shared<const places::AreaMap>(std::move(layers_), notes);
    for (std::size_t i = 0; i < notes.size(); ++i) {
      warn(layer_files_[i], notes[i]);
      compare(layer_files_[i], kinds[i], map_->bounds()[i]);
    }
  }

  void warn(const NamedFile& file, const FileNotes& notes) {
    for (const std::string& text : notes.warnings()) warn(file, text);
    if (const std::size_t more = notes.further_warnings(); more > 0)
      warn(file, fmt::format("and {} more", counted(more, "warning")));
  }

  void warn(const NamedFile& file, std::string_view text) {
    out_.warnings.push_back({{}, file.mark, fmt::format("warning: {}: {}", file.name, text)});
  }

  // East of Greenwich and near it, swapped coordinates are coordinates all the same.
  void compare(const NamedFile& file, std::string_view kind, const places::Bounds& bounds) {
    if (!book_ || book_->bounds().meets(bounds)) return;
    warn(file, fmt::format("no address of {} lies near its areas, so no {} will be found; are "
                           "latitude and longitude swapped in one of the two?",
                           addresses_.name, kind));
  }

  config::Section section_;
  PlacesConfig out_;
  std::vector<places::AreaLayer> layers_;
  std::vector<NamedFile> layer_files_;  // of each layer
  NamedFile addresses_;
  std::shared_ptr<const places::AreaMap> map_;
  std::shared_ptr<const places::AddressBook> book_;
};

}  // namespace

PlacesConfig read_places(config::Section& root) {
  return PlacesReader(root.section("places")).read();
}

}  // namespace crosstown
