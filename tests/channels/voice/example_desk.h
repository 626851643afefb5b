// A city to talk to: Riverbend's answers and maps, open from Monday to Friday, 8 to 17, and closed
// on Thanksgiving.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>

#include "router/dialogue/dialogue.h"
#include "router/places/geojson.h"
#include "tests/answers/riverbend.h"
#include "tests/places/reading.h"

namespace crosstown::dialogue {

class ExampleDesk {
 public:
  ExampleDesk()
      : answers_(riverbend_answers(), {"en", "es"}),
        hours_(weekdays()),
        spoken_(spoken_texts(texts_, {"en", "es"})),
        places_(trash_days(), addresses()) {
    emergency_.queue = "public-works";
    emergency_.tripwire = std::get<0>(Tripwire::shipped());
  }

  [[nodiscard]] Desk desk() const {
    return {{texts_, answers_, hours_, "Riverbend", "911"}, spoken_, &emergency_, &places_};
  }

 private:
  static std::optional<Hours> weekdays() {
    HoursPlan plan;
    for (std::size_t day = 0; day < 5; ++day) plan.week[day] = {{8 * 60, 17 * 60}};
    plan.holidays[absl::CivilDay(2026, 11, 26)] = {{"en", "Thanksgiving"},
                                                   {"es", "Día de Acción de Gracias"}};
    return Hours::of(std::move(plan), "America/Denver");
  }
  static std::string example(const std::string& name) {
    std::ifstream in(SOURCE_DIR "/docs/examples/riverbend/" + name);
    EXPECT_TRUE(in) << name;
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static std::shared_ptr<const places::AddressBook> addresses() {
    places::FileNotes notes;
    return places::read_addresses(example("address-points.csv"), places::columns(), notes);
  }
  static std::shared_ptr<const places::AreaMap> trash_days() {
    places::FileNotes notes;
    std::vector<places::AreaLayer> layers;
    layers.push_back(
        {"trash_day", places::read_areas(example("trash-days.geojson"), "day", notes)});
    std::vector<places::FileNotes> more(1);
    return std::make_shared<const places::AreaMap>(std::move(layers), more);
  }

  Texts texts_;
  AnswerBook answers_;
  std::optional<Hours> hours_;
  Texts spoken_;
  Places places_;
  EmergencyDesk emergency_;
};

}  // namespace crosstown::dialogue
