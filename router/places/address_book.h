// All addresses of a city, by the names of their streets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "router/places/geometry.h"
#include "router/places/street_name.h"

namespace crosstown::places {

struct AddressPoint {
  Position at;
  std::uint32_t number = 0;
  char letter = 0;  // of 415b; else 0
};

// A name within one city and postal code: what two towns both call Main St is two streets.
struct Street {
  StreetName name;
  std::string written;  // as the file has it: "N Main St"
  std::string city;
  std::string zip;
  std::vector<AddressPoint> points;  // by number, then letter, then as in the file; never empty
};

// Immutable once it is filled; then shared by all threads.
class AddressBook {
 public:
  // False: the number does not begin with one of 1 to 6 digits, or there is no street. A unit
  // behind the street ("Main St Apt 4") is left out. Text is clean UTF-8.
  bool add(std::string_view number, std::string_view street, std::string_view city,
           std::string_view zip, const Position& at);
  // After the last one.
  void sort();

  [[nodiscard]] std::span<const std::uint32_t> streets_called(const std::string& core) const;
  [[nodiscard]] const Street& street(std::uint32_t id) const { return streets_[id]; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const Bounds& bounds() const { return bounds_; }

 private:
  std::uint32_t street_id(std::string_view street, std::string_view city, std::string_view zip);

  std::vector<Street> streets_;
  std::unordered_map<std::string, std::vector<std::uint32_t>> by_core_;
  std::unordered_map<std::string, std::uint32_t> written_;  // while it is filled
  std::string key_;
  std::size_t size_ = 0;
  Bounds bounds_;
};

// "415 N Main St, Riverbend 84604", of what the file has.
[[nodiscard]] std::string written_address(const AddressPoint& point, const Street& street);
// "5th St & N Main St, Riverbend 84604": as the first has it.
[[nodiscard]] std::string written_corner(const Street& street, const Street& other);

}  // namespace crosstown::places
