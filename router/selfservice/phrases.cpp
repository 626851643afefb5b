#include "router/selfservice/phrases.h"

#include <algorithm>
#include <vector>

namespace crosstown::phrases {
namespace {

// The whole text. PARA and NO are ordinary words, and none.
constexpr std::string_view opt_out_words =
    "stop, stopall, stop all, unsubscribe, cancel, end, quit, revoke, optout, opt out, remove, "
    "arret, alto, parar, pare, detener, cancelar, baja, fin, salir, terminar, no mas, revocar, "
    "anular, desuscribir, stop please, please stop, stop texting, stop it, stop now, "
    "unsubscribe me, cancel all, alto por favor, pare por favor, darme de baja, dar de baja, "
    "unsubscribe please";

constexpr std::string_view opt_in_words =
    "start, unstop, iniciar, empezar, comenzar, alta, resubscribe, opt in, optin, subscribe, "
    "suscribir";

constexpr std::string_view help_words =
    "help, info, ayuda, informacion, help me, menu, opciones, options, que puedo hacer aqui, "
    "what can you do, how does this work, como funciona esto, help please, ayuda por favor";

constexpr std::string_view greetings =
    "hi, hello, hey, hello there, hi there, hey there, good morning, good afternoon, "
    "good evening, good day, hey yall, yall, everyone, everybody, heya, hiya, helo, morning, "
    "mornin, "
    "good mornin, good mornign, gud morning, good evenin, good afternon, gm, how are you, "
    "how are you doing, hows it going, a todos, buena tarde, buenos dia, buenas dias, bns dias, "
    "bnas tardes, bnas noches, wenas, ola, muy buenas, muy buenos dias, muy buenas tardes, "
    "muy buenas noches, que onda, q tal, q onda, como esta, como estan, hola, buenas, buenos dias, "
    "buen dia, buenas tardes, "
    "buenas noches, hola buenas, hola buenos dias, hola buenas tardes, hola buenas noches, "
    "hola buen dia, que tal, hola que tal, hi good morning, hello good morning, howdy, "
    "saludos, hi 311, hello 311, hola 311, hi hi, hello hello, hello anyone there, "
    "anyone there, is anyone there, hay alguien, hola hay alguien, is this 311, test, testing, "
    "prueba";

constexpr std::string_view person_words =
    "person, persona, agent, agente, human, operator, operador, operadora, representative, "
    "representante, real person, live agent, live person";

constexpr std::string_view hours_words =
    "hours, office hours, business hours, your hours, hours please, opening hours, horario, "
    "horarios, horas, horario de atencion, horario de oficina, su horario, horario por favor, "
    "are you open, are you open now, are you open today, are you guys open, "
    "are you still open, you open, you guys open, open now, open today, is the city open, "
    "is the city open today, is your office open, is your office open today, "
    "is the office open, is the office open today, are your offices open, what are your hours, "
    "what are your office hours, what are your business hours, what are the office hours, "
    "whats your hours, what time do you open, what time do you close, when do you open, "
    "when do you close, what time are you open, what time are you open until, "
    "when are you open, what time do you guys open, what time do you guys close, "
    "what days are you open, are you open on saturday, are you open on saturdays, "
    "are you open saturday, are you open on sunday, are you open sunday, "
    "are you open saturdays, are you guys open saturday, are you guys open saturdays, "
    "are you guys open on saturdays, are you guys open sunday, "
    "are the offices open, are the city offices open, are city offices open, is city hall open, "
    "are yall open, are you all open, is everything open, are you open tomorrow, how late are you "
    "open, until what time are you open, "
    "what time does the office open, what time does the office close, estan abiertos, "
    "what time does city hall open, what time does city hall open today, "
    "what time does city hall close, what time does city hall close today, "
    "estan abiertos ahora, estan abiertos hoy, esta abierto, esta abierto hoy, "
    "esta abierto ahora, abren hoy, abren manana, abren los sabados, abren el sabado, "
    "abren los domingos, abren el domingo, a que hora abren, a que hora cierran, "
    "que horario tienen, cual es su horario, cual es el horario, "
    "cual es el horario de atencion, cual es el horario de oficina, cuando abren, "
    "cuando cierran, hasta que hora abren, hasta que hora estan abiertos, que dias abren, "
    "a que hora abre la oficina, a que hora cierra la oficina, en que horario atienden, "
    "que horario atienden, a que hora atienden, atienden hoy, atienden los sabados, "
    "esta abierta la oficina";

// Somewhere in the text.
constexpr std::string_view opt_out_phrases =
    "stop texting me, stop messaging me, stop sending me, stop sending texts, "
    "stop these texts, stop the texts, stop these messages, stop contacting me, dont text me, "
    "do not text me, dont message me, do not contact me, dont contact me, no more texts, "
    "no more messages, remove me from this list, remove me from your list, "
    "remove me from the list, take me off this list, take me off your list, "
    "take this number off, take my number off, "
    "take me off the list, remove my number, delete my number, unsubscribe me, opt me out, "
    "want to opt out, leave me alone, quit texting me, stop all texts, stop all messages, "
    "stop text messages, no me manden mas, no me manden mensajes, no me mande mas, "
    "no me mande mensajes, no me envien mas, no me envien mensajes, no me envie mas, "
    "no me escriban, no me escriba mas, dejen de mandarme, dejen de mandar mensajes, "
    "dejen de escribirme, dejen de enviarme, deje de mandarme, deje de escribirme, "
    "no quiero mas mensajes, no quiero recibir mensajes, no quiero recibir mas mensajes, "
    "ya no quiero mensajes, ya no quiero recibir mensajes, quitenme de la lista, "
    "borren mi numero, quiten mi numero, darme de baja, denme de baja, no mas mensajes, "
    "dejenme en paz";

constexpr std::string_view person_phrases =
    "talk to a person, talk to a human, talk to someone, talk to somebody, "
    "talk to a real person, talk with a person, talk with someone, talk to an agent, "
    "talk to a representative, talk to an operator, speak to a person, speak to a human, "
    "speak to someone, speak to somebody, speak to a real person, speak with a person, "
    "speak with someone, speak with a human, speak to an agent, speak with an agent, "
    "speak to a representative, speak with a representative, speak to an operator, "
    "chat with a person, chat with someone, a real person, a live person, a live agent, "
    "human being please, person please, agent please, hablar con una persona, "
    "hablar con alguien, hablar con un humano, hablar con un agente, hablar con una agente, "
    "hablar con un representante, hablar con un operador, hablar con una operadora, "
    "una persona real, persona por favor, agente por favor, comunicarme con una persona, "
    "comunicarme con alguien, que me atienda una persona";

constexpr std::string_view complaints =
    "but, still, again, not, isnt, wasnt, didnt, hasnt, havent, never, nobody, no one, wrong, "
    "worse, broken, why, closed, reopen, cancel, also, another, there is, theres, add, "
    "address, pero, sigue, siguen, todavia, aun, otra vez, no, nunca, nadie, peor, roto, "
    "por que, cerraron, cerrado, cerrada, reabrir, cancelar, tambien, otro, otra, hay un, "
    "hay una, hay otro, hay otra, hay mas, agregar, direccion, complaint, queja, change, "
    "cambiar, forgot, olvide, correct, fixed, mistake, photo, picture, foto, is on, is at";

constexpr std::string_view status_phrases =
    "status, estado, estatus, what about, whats happening, what is happening, what happened, "
    "whats going on, what is going on, any news, any update, any updates, whats new, how is, "
    "hows, where is, wheres, check on, check my, check request, checking on, track, tracking, "
    "follow up on, following up on, progress, look up, when will, que paso con, que pasa con, "
    "que hay de, q paso con, q pasa con, q onda con, k paso con, ke paso con, "
    "que onda con, que hubo con, que fue de, q hay de, me dan razon de, whats up with, "
    "wats going on, whatever happened, what became of, como va, como esta, en que va, en que "
    "quedo, hay noticias, alguna noticia, "
    "alguna novedad, novedades, noticias de, noticias sobre, consultar, seguimiento, "
    "como sigue, saber de, cuando estara, revisar mi, my request, my report, my case, "
    "my ticket, mi reporte, mi solicitud, mi caso, mi folio";

// The whole of what stands beside a tracking number.
constexpr std::string_view number_names =
    "folio, mi folio, el folio, folio numero, numero de folio, mi numero de folio, reporte, "
    "reporte numero, numero de reporte, solicitud, numero de solicitud, caso, request, "
    "request number, my request number, case, case number, my case number, ticket number, "
    "tracking number, my tracking number, reference number, confirmation number";

// On the days of a week, which every answer about hours tells.
constexpr std::string_view days =
    "today, tomorrow, on monday, on tuesday, on wednesday, on thursday, on friday, on saturday, "
    "on sunday, on mondays, on fridays, on saturdays, on sundays, monday, friday, saturday, "
    "sunday, "
    "saturdays, sundays, this saturday, this weekend, on weekends, on the weekend, hoy, manana, "
    "el lunes, el viernes, el sabado, el domingo, los sabados, los domingos, este sabado, "
    "los fines de semana, el fin de semana";

// What a list holds, one by one.
class Phrases {
 public:
  explicit Phrases(std::string_view list) {
    constexpr std::string_view comma = ", ";
    while (!list.empty()) {
      const auto end = std::min(list.find(comma), list.size());
      all_.push_back(list.substr(0, end));
      list.remove_prefix(std::min(end + comma.size(), list.size()));
    }
  }
  [[nodiscard]] bool has(std::string_view text) const {
    return std::find(all_.begin(), all_.end(), text) != all_.end();
  }
  // The text without the longest phrase that it begins with; the text itself where it has none.
  [[nodiscard]] std::string_view without_first(std::string_view text) const {
    std::size_t longest = 0;
    for (const std::string_view phrase : all_) {
      const bool whole = text.size() == phrase.size() ||
                         (text.size() > phrase.size() && text[phrase.size()] == ' ');
      if (whole && text.starts_with(phrase)) longest = std::max(longest, phrase.size());
    }
    text.remove_prefix(longest);
    if (text.starts_with(' ')) text.remove_prefix(1);
    return text;
  }
  [[nodiscard]] bool any_in(std::string_view text) const {
    return std::any_of(all_.begin(), all_.end(),
                       [&](std::string_view phrase) { return holds(text, phrase); });
  }

 private:
  std::vector<std::string_view> all_;
};

}  // namespace

bool is_opt_out(std::string_view text) {
  static const Phrases all(opt_out_words);
  return all.has(text);
}

bool is_opt_in(std::string_view text) {
  static const Phrases all(opt_in_words);
  return all.has(text);
}

bool is_help(std::string_view text) {
  static const Phrases all(help_words);
  return all.has(text);
}

bool is_greeting(std::string_view text) {
  static const Phrases all(greetings);
  if (text.empty()) return false;
  while (!text.empty()) {
    const std::string_view rest = all.without_first(text);
    if (rest.size() == text.size()) return false;
    text = rest;
  }
  return true;
}

bool is_person(std::string_view text) {
  static const Phrases all(person_words);
  return all.has(text);
}

bool is_hours(std::string_view text) {
  static const Phrases all(hours_words);
  static const Phrases day(days);
  if (all.has(text)) return true;
  for (auto at = text.find(' '); at != std::string_view::npos; at = text.find(' ', at + 1)) {
    if (day.has(text.substr(at + 1)) && all.has(text.substr(0, at))) return true;
  }
  return false;
}

bool wants_opt_out(std::string_view text) {
  static const Phrases all(opt_out_phrases);
  return all.any_in(text);
}

bool wants_person(std::string_view text) {
  static const Phrases all(person_phrases);
  return all.any_in(text);
}

bool complains(std::string_view text) {
  static const Phrases all(complaints);
  return all.any_in(text);
}

bool asks_status(std::string_view text) {
  static const Phrases all(status_phrases);
  return all.any_in(text);
}

bool names_number(std::string_view text) {
  static const Phrases all(number_names);
  return all.has(text);
}

bool holds(std::string_view text, std::string_view phrase) {
  for (auto at = text.find(phrase); at != std::string_view::npos; at = text.find(phrase, at + 1)) {
    const std::size_t end = at + phrase.size();
    if ((at == 0 || text[at - 1] == ' ') && (end == text.size() || text[end] == ' ')) return true;
  }
  return false;
}

}  // namespace crosstown::phrases
