// What it costs to find out where a message is about, in a city of 60,000 addresses, and to read
// its maps.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>

#include "router/places/address_file.h"
#include "router/places/geojson.h"
#include "router/places/places.h"

namespace {

using namespace crosstown;
using namespace crosstown::places;

constexpr double block = 0.002;  // degrees
constexpr double center_lat = 40.3;
constexpr double center_lon = -111.7;

// On Utah's plan: numbered streets in four directions, each with `houses` on either side of the
// axis, and as many that have names.
std::string csv_of(int points) {
  constexpr std::array<std::string_view, 4> names{"Main", "Elm", "Oak", "Maple"};
  std::string csv = "ADDR_NUM,STREET,CITY,ZIP,LAT,LON\r\n";
  constexpr int houses = 100;
  for (int i = 0; i < points; ++i) {
    const int street = i / houses;
    const int house = i % houses * 20 + 10;
    const char before = street % 2 == 0 ? 'E' : 'W';
    const std::string name =
        street % 4 < 2 ? fmt::format("{} {} S", before, street / 4 * 100 + 100)
                       : fmt::format("{} {} {} St", before,
                                     names[static_cast<std::size_t>(street / 4 % 4)], street / 16);
    // Numbered streets run east and west, the others north and south.
    const double side = before == 'E' ? 1 : -1;
    const double along = house * block / 100;
    const bool numbered = street % 4 < 2;
    csv += fmt::format("{},\"{}\",Riverbend,84699,{:.6f},{:.6f}\r\n", house, name,
                       center_lat - (numbered ? street / 2 * block : along),
                       center_lon + side * (numbered ? along : street / 4 * block));
  }
  return csv;
}

// Seven wards side by side, whose borders have `corners` positions each.
std::string geojson_of(int corners) {
  std::string json = R"({"type":"FeatureCollection","features":[)";
  for (int ward = 0; ward < 7; ++ward) {
    const double lon = center_lon + (ward - 3) * 0.05;
    std::string ring;
    for (int i = 0; i <= corners; ++i) {
      const double angle = 2 * std::numbers::pi * (i % corners) / corners;
      ring += fmt::format("{}[{:.7f},{:.7f}]", i == 0 ? "" : ",", lon + 0.025 * std::cos(angle),
                          center_lat + 0.3 * std::sin(angle));
    }
    json += fmt::format(
        R"({}{{"type":"Feature","properties":{{"WARD":{}}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}})",
        ward == 0 ? "" : ",", ward + 1, ring);
  }
  return json + "]}";
}

const AddressColumns columns{"ADDR_NUM", {"STREET"}, "CITY", "ZIP", "LAT", "LON"};

std::shared_ptr<const AddressBook> book_of(const std::string& csv) {
  FileNotes notes;
  auto book = read_addresses(csv, columns, notes);
  if (!book) throw std::runtime_error(notes.mistakes().front());
  return book;
}

std::shared_ptr<const AreaMap> map_of(const std::string& json) {
  FileNotes notes;
  std::vector<FileNotes> warnings(1);
  std::vector<AreaLayer> layers{{"ward", read_areas(json, "WARD", notes)}};
  if (!notes.usable()) throw std::runtime_error(notes.mistakes().front());
  return std::make_shared<const AreaMap>(std::move(layers), warnings);
}

const Places& city() {
  static const Places places(map_of(geojson_of(1000)), book_of(csv_of(60'000)));
  return places;
}

std::string text_of(std::size_t bytes, std::string_view address) {
  std::string text;
  while (text.size() + address.size() < bytes)
    text += "There are 2 large holes on the road near the school and the park, please mend them. ";
  text.resize(bytes - address.size());
  return text + std::string(address);
}

void run(benchmark::State& state, const std::string& text, bool found) {
  Message message;
  message.text = text;
  if (city().locate(message).has_value() != found) state.SkipWithError("not as was expected");
  for (auto _ : state) benchmark::DoNotOptimize(city().locate(message));
}

void nothing(benchmark::State& state) { run(state, text_of(300, ""), false); }
BENCHMARK(nothing)->Unit(benchmark::kMicrosecond);

void house(benchmark::State& state) { run(state, text_of(300, " 410 west 300 south"), true); }
BENCHMARK(house)->Unit(benchmark::kMicrosecond);

void nearest_number(benchmark::State& state) { run(state, text_of(300, " 415 W 300 S"), true); }
BENCHMARK(nearest_number)->Unit(benchmark::kMicrosecond);

void corner(benchmark::State& state) { run(state, text_of(300, " at 300 S and Main 0 St"), true); }
BENCHMARK(corner)->Unit(benchmark::kMicrosecond);

void coordinates(benchmark::State& state) {
  Message message;
  message.place = Place{center_lat, center_lon, {}};
  for (auto _ : state) benchmark::DoNotOptimize(city().locate(message));
}
BENCHMARK(coordinates)->Unit(benchmark::kMicrosecond);

// 4 KiB of what makes the finder look.
void hostile(benchmark::State& state) {
  constexpr std::array<std::string_view, 4> pieces{"main 0 y ", "300 s 400 w and ", "1 ",
                                                   "# 1 calle "};
  std::string text;
  while (text.size() < longest_looked_at) text += pieces[static_cast<std::size_t>(state.range(0))];
  Message message;
  message.text = text;
  for (auto _ : state) benchmark::DoNotOptimize(city().locate(message));
}
BENCHMARK(hostile)->DenseRange(0, 3)->Unit(benchmark::kMicrosecond);

void read_csv(benchmark::State& state) {
  const std::string csv = csv_of(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(book_of(csv));
}
BENCHMARK(read_csv)->Arg(60'000)->Arg(200'000)->Unit(benchmark::kMillisecond);

void read_geojson(benchmark::State& state) {
  const std::string json = geojson_of(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(map_of(json));
}
BENCHMARK(read_geojson)->Arg(1000)->Arg(70'000)->Unit(benchmark::kMillisecond);

}  // namespace
