#include "router/places/places.h"

namespace crosstown {
namespace {

using By = Places::Located::By;

By by_of(places::Precision precision) {
  switch (precision) {
    case places::Precision::address: return By::address;
    case places::Precision::intersection: return By::intersection;
    case places::Precision::street: return By::street;
  }
  return By::address;
}

}  // namespace

Places::Places(std::shared_ptr<const places::AreaMap> areas,
               std::shared_ptr<const places::AddressBook> addresses)
    : areas_(std::move(areas)), addresses_(std::move(addresses)) {}

std::optional<Places::Located> Places::locate(const Message& message) const {
  const std::optional<Place>& place = message.place;
  if (place && place->latitude && place->longitude) {
    const double lat = *place->latitude;
    const double lon = *place->longitude;
    return Located{lat, lon, {}, areas_at(lat, lon), By::coordinates};
  }
  if (place) {
    if (auto found = find(place->address)) return found;
  }
  if (auto found = find(message.text)) return found;
  return find(message.subject);
}

std::optional<Places::Located> Places::find(std::string_view text) const {
  if (!addresses_ || text.empty()) return std::nullopt;
  auto found = places::find_address(*addresses_, text);
  if (!found) return std::nullopt;
  const places::Position& at = found->at;
  return Located{at.lat, at.lon, std::move(found->address), areas_at(at.lat, at.lon),
                 by_of(found->precision)};
}

Places::Areas Places::areas_at(double lat, double lon) const {
  return areas_ ? areas_->areas_at(lat, lon) : Areas();
}

std::string_view to_text(By by) {
  switch (by) {
    case By::coordinates: return "coordinates";
    case By::address: return "address";
    case By::intersection: return "intersection";
    case By::street: return "street";
  }
  return {};
}

void locate(Message& message, const Places* places) {
  if (!places) return;
  auto located = places->locate(message);
  if (!located) return;
  if (!message.place) message.place.emplace();
  Place& place = *message.place;
  place.latitude = located->lat;
  place.longitude = located->lon;
  if (place.address.empty()) place.address = std::move(located->address);
  place.areas = std::move(located->areas);
  place.located_by = to_text(located->by);
}

}  // namespace crosstown
