#include "router/places/area_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/geometry.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <cmath>
#include <cstddef>
#include <exception>
#include <iterator>

namespace crosstown::places {
namespace {

namespace bg = boost::geometry;
using Point = bg::model::point<double, 2, bg::cs::cartesian>;
using Shape = bg::model::polygon<Point>;
using Shapes = bg::model::multi_polygon<Shape>;
using Box = bg::model::box<Point>;
using Entry = std::pair<Box, std::size_t>;  // of a whole area
using Tree = bg::index::rtree<Entry, bg::index::rstar<16>>;

Shapes shapes_of(const Area& area) {
  Shapes shapes;
  for (const Polygon& polygon : area.polygons) {
    Shape& shape = shapes.emplace_back();
    shape.inners().resize(polygon.rings.size() - 1);
    for (std::size_t i = 0; i < polygon.rings.size(); ++i) {
      auto& ring = i == 0 ? shape.outer() : shape.inners()[i - 1];
      ring.reserve(polygon.rings[i].size());
      for (const Position& at : polygon.rings[i]) ring.emplace_back(at.lon, at.lat);
    }
  }
  bg::correct(shapes);  // the direction of rings, which files have either way
  return shapes;
}

// Empty: it is sound.
std::string_view fault_of(const Shapes& shapes) {
  constexpr std::string_view crosses = "its border crosses itself";
  try {
    bg::validity_failure_type failure = bg::no_failure;
    if (bg::is_valid(shapes, failure)) return {};
    // Rings were turned the right way: one that still has no direction is a figure of eight.
    if (failure == bg::failure_self_intersections || failure == bg::failure_wrong_orientation)
      return crosses;
    return "it has spikes, holes outside of it, or parts that overlap";
  } catch (const std::exception&) {  // borders that Boost.Geometry cannot follow to their end
    return crosses;
  }
}

}  // namespace

struct AreaMap::Impl {
  struct Placed {
    std::size_t layer;
    std::string value;
    Shapes shapes;
  };
  std::vector<std::string> kinds;
  std::vector<Placed> areas;  // by layer, then as in the file
  std::vector<Bounds> bounds;
  Tree tree;
};

AreaMap::AreaMap(std::vector<AreaLayer> layers, std::vector<FileNotes>& notes) {
  auto impl = std::make_unique<Impl>();
  std::vector<Entry> entries;
  for (std::size_t layer = 0; layer < layers.size(); ++layer) {
    impl->kinds.push_back(std::move(layers[layer].kind));
    Bounds& bounds = impl->bounds.emplace_back();
    for (std::size_t i = 0; i < layers[layer].areas.size(); ++i) {
      Area& area = layers[layer].areas[i];
      for (const Polygon& polygon : area.polygons)
        for (const Position& at : polygon.rings.front()) bounds.add(at);
      Shapes shapes = shapes_of(area);
      if (const std::string_view fault = fault_of(shapes); !fault.empty()) {
        notes[layer].warn(fmt::format("feature {}, \"{}\": {}; mend it where the map is made",
                                      i + 1, area.value, fault));
      }
      entries.emplace_back(bg::return_envelope<Box>(shapes), impl->areas.size());
      impl->areas.push_back({layer, std::move(area.value), std::move(shapes)});
    }
  }
  impl->tree = Tree(entries);  // packed: faster to ask than one that was filled entry by entry
  impl_ = std::move(impl);
}

AreaMap::AreaMap(AreaMap&&) noexcept = default;
AreaMap::~AreaMap() = default;

std::vector<std::pair<std::string, std::string>> AreaMap::areas_at(double lat, double lon) const {
  std::vector<std::pair<std::string, std::string>> found;
  if (!std::isfinite(lat) || !std::isfinite(lon)) return found;
  const Point point(lon, lat);
  std::vector<Entry> near;
  impl_->tree.query(bg::index::intersects(point), std::back_inserter(near));
  std::sort(near.begin(), near.end(),
            [](const Entry& a, const Entry& b) { return a.second < b.second; });
  std::size_t next_layer = 0;  // all before it are decided
  for (const Entry& entry : near) {
    const Impl::Placed& area = impl_->areas[entry.second];
    if (area.layer < next_layer || !bg::covered_by(point, area.shapes)) continue;
    found.emplace_back(impl_->kinds[area.layer], area.value);
    next_layer = area.layer + 1;
  }
  return found;
}

const std::vector<Bounds>& AreaMap::bounds() const { return impl_->bounds; }

}  // namespace crosstown::places
