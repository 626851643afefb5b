// What people write to a city in a few words, without what is a word in both languages (no, a, sin,
// me, once, actual) or part of street names and loans (calle, avenida, plaza, el, la, los, street,
// taco, patio). Sorted.
#include "router/language/telling_words.h"

#include <algorithm>
#include <iterator>

namespace crosstown {
namespace {

constexpr std::string_view english[] = {
    "about",       "again",  "and",       "any",      "are",      "at",       "broken",   "can",
    "car",         "cat",    "collected", "dead",     "dog",      "down",     "dumping",  "fix",
    "flooded",     "for",    "from",      "garbage",  "get",      "graffiti", "have",     "hello",
    "help",        "hi",     "hole",      "house",    "how",      "in",       "is",       "it",
    "light",       "loud",   "missed",    "morning",  "my",       "need",     "neighbor", "noise",
    "not",         "of",     "on",        "open",     "out",      "over",     "parking",  "permit",
    "pickup",      "please", "pothole",   "potholes", "sidewalk", "sign",     "snow",     "still",
    "streetlight", "thank",  "thanks",    "the",      "there",    "this",     "today",    "trash",
    "tree",        "trees",  "was",       "water",    "what",     "when",     "where",    "who",
    "why",         "with",   "yes",       "you",      "your"};

constexpr std::string_view spanish[] = {
    "alumbrado", "aqui",   "arbol",   "arboles",    "arreglen", "ayuda",   "bache",  "baches",
    "banqueta",  "basura", "buenas",  "buenos",     "calles",   "carro",   "como",   "con",
    "cuando",    "cuanto", "desde",   "dias",       "donde",    "en",      "es",     "esquina",
    "esta",      "estan",  "este",    "favor",      "foco",     "frente",  "fuga",   "gracias",
    "hay",       "hola",   "hoyo",    "luz",        "mi",       "muchas",  "muerto", "necesito",
    "numero",    "para",   "permiso", "pero",       "perro",    "por",     "porque", "puedo",
    "que",       "quien",  "quiero",  "recogieron", "roto",     "ruido",   "salud",  "semaforo",
    "senor",     "si",     "tengo",   "tiene",      "tirado",   "todavia", "un",     "una",
    "urge",      "vecino", "vecinos", "vidrio",     "y",        "ya"};

static_assert(std::is_sorted(std::begin(english), std::end(english)));
static_assert(std::is_sorted(std::begin(spanish), std::end(spanish)));

}  // namespace

std::string_view language_of_word(std::string_view folded) {
  if (std::binary_search(std::begin(spanish), std::end(spanish), folded)) return "es";
  if (std::binary_search(std::begin(english), std::end(english), folded)) return "en";
  return {};
}

}  // namespace crosstown
