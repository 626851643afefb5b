#include "router/places/words.h"

#include <unordered_map>

namespace crosstown::places {
namespace {

struct Row {
  std::string_view words;  // separated by spaces
  std::uint16_t roles;
  std::string_view canon;
};

// Types of streets: USPS Publication 28, appendix C1, those that cities have many of; and their
// Spanish names.
constexpr Row rows[] = {
    {"n north norte", direction, "n"},
    {"s south sur", direction, "s"},
    {"e east este", direction, "e"},
    {"w west oeste", direction, "w"},
    {"ne northeast noreste nordeste", direction, "ne"},
    {"nw northwest noroeste", direction, "nw"},
    {"se southeast sureste sudeste", direction, "se"},
    {"sw southwest suroeste sudoeste", direction, "sw"},

    {"st str street saint", type, "st"},
    {"calle", type | any_type | lead, "st"},
    {"ave av aven avenue avenida", type, "ave"},
    {"blvd boulevard bulevar boul", type, "blvd"},
    {"dr drive", type, "dr"},
    {"ln lane", type, "ln"},
    {"rd road camino carretera", type, "rd"},
    {"way wy", type, "way"},
    {"ct court", type, "ct"},
    {"cir circle circulo", type, "cir"},
    {"pl place", type, "pl"},
    {"pkwy parkway", type, "pkwy"},
    {"ter terr terrace", type, "ter"},
    {"hwy highway", type, "hwy"},
    {"rte route ruta", type, "rte"},
    {"sq square plaza", type, "sq"},
    {"trl trail", type, "trl"},
    {"aly alley callejon", type, "aly"},
    {"cv cove", type, "cv"},
    {"loop", type, "loop"},

    {"first primera primero primer", ordinal, "1"},
    {"second segunda segundo", ordinal, "2"},
    {"third tercera tercero tercer", ordinal, "3"},
    {"fourth cuarta cuarto", ordinal, "4"},
    {"fifth quinta quinto", ordinal, "5"},
    {"sixth sexta sexto", ordinal, "6"},
    {"seventh septima septimo", ordinal, "7"},
    {"eighth octava octavo", ordinal, "8"},
    {"ninth novena noveno", ordinal, "9"},
    {"tenth decima decimo", ordinal, "10"},
    {"eleventh undecima", ordinal, "11"},
    {"twelfth duodecima", ordinal, "12"},
    {"thirteenth", ordinal, "13"},
    {"fourteenth", ordinal, "14"},
    {"fifteenth", ordinal, "15"},
    {"sixteenth", ordinal, "16"},
    {"seventeenth", ordinal, "17"},
    {"eighteenth", ordinal, "18"},
    {"nineteenth", ordinal, "19"},
    {"twentieth", ordinal, "20"},

    {"and y & /", joint, {}},
    {"at @", joint | lead, {}},
    {"con", joint | filler, {}},
    {"corner esquina esq", joint | lead, {}},
    {"on", lead | filler, {}},
    {"of in en de del", lead | filler, {}},
    {"near by from intersection cruce cerca", lead, {}},
    {"la el", filler | article, {}},
    {"the", filler | article, {}},
    {"a an my our some los las un una mi", article, {}},

    {"# no num numero nro", number_sign, {}},
    {"apt apartment unit suite ste bldg building fl floor lot rm room space spc trlr depto "
     "departamento apto apartamento piso edificio unidad lote interior int",
     unit,
     {}},
    {"tree trees branch branches stump stumps log logs leaf leaves arbol arboles rama ramas "
     "break breaks line lines pipe pipes valve people kids cars dogs",
     thing,
     {}},
};

using Table = std::unordered_map<std::string_view, Meaning>;

Table table() {
  Table out;
  for (const Row& row : rows) {
    std::string_view rest = row.words;
    while (!rest.empty()) {
      const std::string_view word = rest.substr(0, rest.find(' '));
      rest.remove_prefix(std::min(word.size() + 1, rest.size()));
      out.emplace(word, Meaning{row.roles, row.canon});
    }
  }
  return out;
}

}  // namespace

Meaning meaning_of(std::string_view word) {
  static const Table known = table();
  const auto found = known.find(word);
  return found == known.end() ? Meaning{} : found->second;
}

}  // namespace crosstown::places
