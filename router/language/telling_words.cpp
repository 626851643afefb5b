// The small words of each language, and what people write to a city about. Left out is what is a
// word in both languages (no, a, sin, me, once, actual, come, has, he, van, solo), part of street
// names and loans (calle, avenida, plaza, el, la, los, de, agua, street, taco, patio), and what
// addresses abbreviate (in US-89 SE, or OR and VA).
#include "router/language/telling_words.h"

#include <unordered_map>

namespace crosstown {
namespace {

using Words = std::unordered_map<std::string_view, Telling>;

constexpr std::string_view english =
    "about after again all and another any anybody anyone are around at back because been before "
    "behind being between both broken but by can can't could day days did didn't do does doesn't "
    "don't down every everywhere few fix fixed for from get getting go going gone got had have "
    "haven't her here his how i'd i'll i'm i've if in into is isn't it it's its just keep keeps "
    "know last left like long looking lost made make many missed month months more much my need "
    "needs never new next night nobody not now of off old on only open our out outside over people "
    "picked please put right running should since some somebody someone something soon still than "
    "that that's the their them then there there's these they they're thing think this those time "
    "to today tomorrow too until very want was wasn't we week weeks were what what's when where "
    "which while who why will with without won't work working would year years yes yesterday you "
    "your "
    "apartment bill building car cars cat children collected dead dog dogs dumping flooded fence "
    "garbage graffiti hole house kids leaking light loud mailbox noise neighbor neighbor's "
    "neighborhood neighbors parked parking permit pickup pothole potholes recycling road sidewalk "
    "sign snow streetlight trash tree trees truck water yard";

constexpr std::string_view english_courtesies = "afternoon hello help hi morning thank thanks";

constexpr std::string_view spanish =
    "ademas ahora alguien algun alguna alla alli anoche antes aqui atras aun ayer bien cada cerca "
    "como con cual cuando cuanta cuanto cuantos debajo dejaron dejo desde despues detras dia "
    "donde dos durante en encima entonces entre es esa ese eso esta estaba estan este estos estoy "
    "frente fue fueron gente hace hacen hacer hasta hay hora horas hoy junto lleva llevan manana "
    "mas mes mi mis mismo mucha mucho muchos muy nada nadie necesitamos necesito noche noches nos "
    "nosotros nuestra nuestras nuestro nuestros nunca otra otras otro otros para pero poner por "
    "porque pueda puede pueden puedo que quien quiero quisiera saber semana semanas ser si siempre "
    "sigue siguen sobre su sus tambien tenemos tener tengo tiene tienen toda todas todavia todo "
    "todos un una unas unos usted ustedes varias varios veces vez vive vivo y ya "
    "abren abrir alumbrado arbol arboles arreglar arreglen ayuda bache baches banqueta basura bote "
    "calles camion carro carros casa coche cuadra cuesta dejar esquina foco fuga gato hoyo "
    "inundada inundado llantas luz mandar manden multa muerto ninos numero pagar pasan pasaron "
    "perro perros permiso permisos quitar ramas recibo recoger recogen recogieron reportar roto "
    "rota ruido semaforo senal tapada tapado tirada tirado urge vecina vecino vecinos vengan "
    "vidrio vidrios";

constexpr std::string_view spanish_courtesies =
    "buen buenas buenos dias favor gracias hola muchas porfa salud saludos senor senora tardes";

void add(Words& words, std::string_view list, Telling telling) {
  while (!list.empty()) {
    const auto end = list.find(' ');
    words.emplace(list.substr(0, end), telling);
    list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
  }
}

Words all_words() {
  Words words;
  add(words, english, {"en", word_weight});
  add(words, english_courtesies, {"en", courtesy_weight});
  add(words, spanish, {"es", word_weight});
  add(words, spanish_courtesies, {"es", courtesy_weight});
  return words;
}

}  // namespace

Telling telling(std::string_view folded) {
  static const Words words = all_words();
  const auto found = words.find(folded);
  return found == words.end() ? Telling{} : found->second;
}

}  // namespace crosstown
