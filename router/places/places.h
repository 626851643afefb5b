// Where a message is about: the city's own maps, asked about its coordinates, its address, or what
// its text says.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "router/message/message.h"
#include "router/places/address_finder.h"
#include "router/places/area_map.h"

namespace crosstown {

// Immutable; shared by all threads.
class Places {
 public:
  using Areas = std::vector<std::pair<std::string, std::string>>;

  struct Located {
    enum class By { coordinates, address, intersection, street };
    double lat = 0;  // degrees, WGS 84
    double lon = 0;
    std::string address;  // as the city's file has it; by coordinates: empty
    Areas areas;          // kind and value, each kind once
    By by = By::coordinates;
  };

  // Either may be null: the city has no such files.
  Places(std::shared_ptr<const places::AreaMap> areas,
         std::shared_ptr<const places::AddressBook> addresses);

  // By the message's coordinates, else by its address, else by its text, else by its subject.
  // Empty: nothing of it is known here. Bounded in time whatever was sent; `message` is normalised.
  [[nodiscard]] std::optional<Located> locate(const Message& message) const;

  // "ward", "3". Degrees.
  [[nodiscard]] Areas areas_at(double lat, double lon) const;

 private:
  [[nodiscard]] std::optional<Located> find(std::string_view text) const;

  std::shared_ptr<const places::AreaMap> areas_;
  std::shared_ptr<const places::AddressBook> addresses_;
};

// The word of the envelope: "coordinates", "address", …
[[nodiscard]] std::string_view to_text(Places::Located::By by);

// Writes what is found into the message's place: areas always, coordinates and address where it had
// none. `places` may be null: then nothing happens.
void locate(Message& message, const Places* places);

}  // namespace crosstown
