#include "router/rules/self_service.h"

#include <gtest/gtest.h>

namespace crosstown {
namespace {

enum class Wish { none, status, bad_number };

struct Case {
  std::string_view text;
  Wish wish;
};

Wish wish_of(std::string_view text) {
  Message message;
  message.text = text;
  const auto wish = self_service(message);
  if (!wish) return Wish::none;
  if (const auto* status = std::get_if<AskStatus>(&*wish)) {
    EXPECT_EQ(status->tracking, "26-0001234-9") << text;
    return Wish::status;
  }
  return Wish::bad_number;
}

TEST(SelfService, Table) {
  const Case table[] = {
      {"STATUS 26-0001234-9", Wish::status},
      {"status 2600012349", Wish::status},
      {"Status: 26-0001234-9", Wish::status},
      {"status #26-0001234-9", Wish::status},
      {"status\n26 0001234 9", Wish::status},
      {"  status   26-0001234-9.  ", Wish::status},
      {"status 26-0001234-9?", Wish::status},
      {"status26-0001234-9", Wish::status},
      {"Estado 26–0001234–9", Wish::status},  // typographic dashes
      {"ESTATUS 26-0001234-9", Wish::status},
      {"“status 26-0001234-9”", Wish::status},
      {"ｓｔａｔｕｓ ２６０００１２３４９", Wish::status},

      {"status 26-0001234-8", Wish::bad_number},
      {"status 26-0001243-9", Wish::bad_number},
      {"status 26-0001234", Wish::bad_number},
      {"estado 123", Wish::bad_number},
      {"status 26000123491", Wish::bad_number},

      {"", Wish::none},
      {"status", Wish::none},
      {"status?", Wish::none},
      {"status -", Wish::none},
      {"26-0001234-9", Wish::none},
      {"status of the road is bad", Wish::none},
      {"status of 26-0001234-9 please", Wish::none},
      {"What is the status of 26-0001234-9?", Wish::none},
      {"el estado de la calle 5 es malo", Wish::none},
      {"estado 26-0001234-9 y hay otro bache", Wish::none},
      {"status 4 Main St", Wish::none},
      {"status 5 m", Wish::none},
      {"statuses 26-0001234-9", Wish::none},
      {"stat 26-0001234-9", Wish::none},
      {"status 26-0001234-9 26-0001234-9 and a lot of other words that follow it", Wish::none},
  };
  for (const auto& row : table) EXPECT_EQ(wish_of(row.text), row.wish) << row.text;
}

}  // namespace
}  // namespace crosstown
