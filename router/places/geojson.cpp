#include "router/places/geojson.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <cmath>
#include <optional>
#include <string>

#include "router/message/text.h"

namespace crosstown::places {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t longest_value = 256;  // what a rule may compare with

std::string_view text_member(const dom::object& object, std::string_view name) {
  std::string_view text;
  return object[name].get(text) == simdjson::SUCCESS ? text : std::string_view();
}

// What stands in a file is told back to whoever wrote it, shortened.
std::string shown(std::string_view text) {
  std::string whole = clean(std::string(text.substr(0, 200)));
  const std::string_view start = cut(whole, 40);
  return start.size() == whole.size() ? whole : std::string(start) + "…";
}

class Reader {
 public:
  Reader(std::string_view property, FileNotes& notes) : property_(property), notes_(notes) {}

  std::vector<Area> collection(const dom::element& root) {
    dom::object object;
    dom::array features;
    if (root.get(object) != simdjson::SUCCESS) {
      notes_.mistake("it is no GeoJSON: it must be an object of type FeatureCollection");
    } else if (is_collection(object) && is_wgs84(object)) {
      if (object["features"].get(features) != simdjson::SUCCESS)
        notes_.mistake("it has no list of features");
      else
        read_features(features);
    }
    return std::move(areas_);
  }

 private:
  bool is_collection(const dom::object& object) {
    const std::string_view type = text_member(object, "type");
    if (type == "FeatureCollection") return true;
    if (type == "Topology")
      notes_.mistake("it is TopoJSON; export it as GeoJSON");
    else
      notes_.mistake(fmt::format("its type must be FeatureCollection, not \"{}\"", shown(type)));
    return false;
  }

  // RFC 7946 knows WGS 84 only; files after its forerunner of 2008 name another in `crs`.
  bool is_wgs84(const dom::object& object) {
    std::string_view name;
    if (object.at_pointer("/crs/properties/name").get(name) != simdjson::SUCCESS) return true;
    if (name.ends_with("CRS84") || name.ends_with(":4326")) return true;
    notes_.mistake(fmt::format(
        "its coordinates are in {}; export it in WGS 84 (EPSG:4326), as GeoJSON has to be",
        shown(name)));
    return false;
  }

  void read_features(const dom::array& features) {
    for (const dom::element feature : features) {
      ++number_;
      if (number_ > most_features)
        return notes_.mistake(fmt::format("it has more than {} features", most_features));
      feature_positions_ = 0;
      read_feature(feature);
      positions_ += feature_positions_;
      if (positions_ > most_positions) {
        return notes_.mistake(
            fmt::format("it has more than {} positions; simplify its borders", most_positions));
      }
    }
    if (number_ == 0) notes_.mistake("it has no features");
  }

  void wrong(std::string_view text) {
    notes_.mistake(fmt::format("feature {}: {}", number_, text));
  }

  void read_feature(const dom::element& element) {
    dom::object feature;
    if (element.get(feature) != simdjson::SUCCESS || text_member(feature, "type") != "Feature")
      return wrong("it is no object of type Feature");
    auto value = read_value(feature);
    auto polygons = read_geometry(feature);
    if (value && polygons) areas_.push_back({std::move(*value), std::move(*polygons)});
  }

  std::optional<std::string> read_value(const dom::object& feature) {
    dom::object properties;
    dom::element value;
    if (feature["properties"].get(properties) != simdjson::SUCCESS ||
        properties[property_].get(value) != simdjson::SUCCESS) {
      wrong(fmt::format("it has no property \"{}\"{}", property_, names_of(feature)));
      return std::nullopt;
    }
    std::string text = value_text(value);
    if (text.empty() || text.size() > longest_value) {
      wrong(fmt::format("its property \"{}\" must be a text of 1 to {} bytes, or a whole number",
                        property_, longest_value));
      return std::nullopt;
    }
    return text;
  }

  // "; it has WARD, NAME".
  static std::string names_of(const dom::object& feature) {
    dom::object properties;
    if (feature["properties"].get(properties) != simdjson::SUCCESS) return {};
    std::string names;
    std::size_t count = 0;
    for (const auto& [name, value] : properties) {
      if (++count > 10) return names + ", …";
      names += (names.empty() ? "; it has " : ", ") + shown(name);
    }
    return names;
  }

  static std::string value_text(const dom::element& value) {
    constexpr double exact = 1e15;  // whole numbers that a double holds
    switch (value.type()) {
      case dom::element_type::STRING: return clean(std::string(std::string_view(value)));
      case dom::element_type::INT64: return std::to_string(std::int64_t(value));
      case dom::element_type::UINT64: return std::to_string(std::uint64_t(value));
      case dom::element_type::DOUBLE: {  // 3.0, as some programs export
        const double number = value;
        if (std::floor(number) != number || std::abs(number) > exact) return {};
        return std::to_string(static_cast<std::int64_t>(number));
      }
      default: return {};
    }
  }

  std::optional<std::vector<Polygon>> read_geometry(const dom::object& feature) {
    dom::object geometry;
    dom::array coordinates;
    if (feature["geometry"].get(geometry) != simdjson::SUCCESS) {
      wrong("it has no geometry; leave it out, or give it a Polygon");
      return std::nullopt;
    }
    const std::string_view type = text_member(geometry, "type");
    const bool many = type == "MultiPolygon";
    if (!many && type != "Polygon") {
      wrong(
          fmt::format("its geometry must be a Polygon or a MultiPolygon, not \"{}\"", shown(type)));
      return std::nullopt;
    }
    if (geometry["coordinates"].get(coordinates) != simdjson::SUCCESS) {
      wrong("its geometry has no coordinates");
      return std::nullopt;
    }
    std::vector<Polygon> polygons;
    if (many ? read_polygons(coordinates, polygons) : read_polygon(coordinates, polygons))
      return polygons;
    return std::nullopt;
  }

  bool read_polygons(const dom::array& list, std::vector<Polygon>& out) {
    for (const dom::element element : list) {
      dom::array rings;
      if (element.get(rings) != simdjson::SUCCESS)
        return wrong("its coordinates are nested otherwise than a MultiPolygon's"), false;
      if (!read_polygon(rings, out)) return false;
    }
    if (out.empty()) wrong("its geometry is empty");
    return !out.empty();
  }

  bool read_polygon(const dom::array& rings, std::vector<Polygon>& out) {
    Polygon polygon;
    for (const dom::element element : rings) {
      dom::array positions;
      if (element.get(positions) != simdjson::SUCCESS)
        return wrong("its coordinates are nested otherwise than a Polygon's"), false;
      if (!read_ring(positions, polygon.rings.emplace_back())) return false;
    }
    if (polygon.rings.empty()) return wrong("its geometry is empty"), false;
    out.push_back(std::move(polygon));
    return true;
  }

  bool read_ring(const dom::array& positions, Ring& ring) {
    for (const dom::element element : positions) {
      const auto position = read_position(element);
      if (!position) return false;
      if (++feature_positions_ > most_feature_positions) {
        wrong(fmt::format("it has more than {} positions; simplify its border",
                          most_feature_positions));
        return false;
      }
      ring.push_back(*position);
    }
    if (ring.size() < 4) {
      wrong(
          fmt::format("a ring has {} positions; a triangle has 4, since the last is the first "
                      "again",
                      ring.size()));
      return false;
    }
    if (ring.front() != ring.back())
      return wrong("a ring is not closed: its last position must be its first again"), false;
    return true;
  }

  // A height as third number is passed over.
  std::optional<Position> read_position(const dom::element& element) {
    dom::array numbers;
    Position at;
    if (element.get(numbers) != simdjson::SUCCESS || numbers.at(0).get(at.lon) ||
        numbers.at(1).get(at.lat)) {
      wrong("a position must be [longitude, latitude]");
      return std::nullopt;
    }
    if (std::abs(at.lon) > 180 || std::abs(at.lat) > 180) {
      wrong(
          fmt::format("the position [{}, {}] is none in degrees; export the file in WGS 84 "
                      "(EPSG:4326)",
                      at.lon, at.lat));
      return std::nullopt;
    }
    if (nobody_lives_at(at.lat)) {
      wrong(
          fmt::format("the position [{}, {}] has latitude and longitude swapped; GeoJSON has "
                      "[longitude, latitude]",
                      at.lon, at.lat));
      return std::nullopt;
    }
    return at;
  }

  std::string_view property_;
  FileNotes& notes_;
  std::vector<Area> areas_;
  std::size_t number_ = 0;
  std::size_t positions_ = 0;
  std::size_t feature_positions_ = 0;
};

}  // namespace

std::vector<Area> read_areas(std::string_view json, std::string_view property, FileNotes& notes) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (json.starts_with(byte_order_mark)) json.remove_prefix(byte_order_mark.size());
  dom::parser parser;
  dom::element root;
  const simdjson::error_code error = parser.parse(json.data(), json.size()).get(root);
  if (error) {
    notes.mistake(fmt::format("it is not JSON: {}", simdjson::error_message(error)));
    return {};
  }
  return Reader(property, notes).collection(root);
}

}  // namespace crosstown::places
