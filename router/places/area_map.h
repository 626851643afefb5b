// Which of a city's areas a point lies in.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "router/places/file_notes.h"
#include "router/places/geometry.h"

namespace crosstown::places {

// One file's areas: "ward" and all wards.
struct AreaLayer {
  std::string kind;
  std::vector<Area> areas;  // in the file's order
};

// Immutable; shared by all threads.
class AreaMap {
 public:
  // `notes`, one for each layer, gets what is worth a warning: a border that crosses itself, a
  // spike. Such areas are kept; what lies in them is what Boost.Geometry makes of them.
  AreaMap(std::vector<AreaLayer> layers, std::vector<FileNotes>& notes);
  AreaMap(AreaMap&&) noexcept;
  ~AreaMap();

  // Kind and value, each kind once, in the order of the layers. Where areas of a kind overlap, and
  // on a border between two, the first in the file has it. Degrees; anything else lies nowhere. A
  // look at the boxes (R-tree), then at the borders of the few areas whose box it is in.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> areas_at(double lat,
                                                                          double lon) const;
  // For each layer.
  [[nodiscard]] const std::vector<Bounds>& bounds() const;

 private:
  struct Impl;  // Boost.Geometry is compiled once
  std::unique_ptr<const Impl> impl_;
};

}  // namespace crosstown::places
