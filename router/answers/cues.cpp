#include "router/answers/cues.h"

#include <algorithm>
#include <span>

namespace crosstown {
namespace {

using Phrases = std::span<const std::string_view>;

// Folded, without apostrophes. Spanish has both languages' question words without their accents,
// which many leave out: "que" alone is no question.
constexpr std::string_view english_asking[] = {
    "what",        "whats",        "when",          "where",        "wheres",    "who",
    "which",       "how",          "do i",          "do we",        "do you",    "does",
    "can i",       "can we",       "could i",       "may i",        "is it",     "is there",
    "are there",   "are the",      "are you",       "is the",       "am i",      "should i",
    "looking for", "want to know", "wondering",     "need to know", "tell me",   "question about",
    "info on",     "info about",   "information",   "i want to",    "i need to", "i would like to",
    "id like to",  "do dogs",      "will there be", "are dogs",     "need info", "i need a",
    "need a copy", "hours for",    "hours of"};
constexpr std::string_view spanish_asking[] = {
    "cuando",         "donde",          "como",           "cual",
    "cuales",         "cuanto",         "cuanta",         "cuantos",
    "quien",          "que dia",        "que dias",       "que hora",
    "que horas",      "que horario",    "que necesito",   "que hago",
    "que puedo",      "que tengo",      "que documentos", "que requisitos",
    "que es",         "que basura",     "que cosas",      "puedo",
    "se puede",       "se pueden",      "podemos",        "debo",
    "tengo que",      "hay que",        "hay alguna",     "hay algun",
    "quiero saber",   "quisiera saber", "necesito saber", "necesito un",
    "necesito una",   "necesito sacar", "quiero sacar",   "informacion",
    "busco",          "me puede decir", "quiero pagar",   "quiero reservar",
    "necesito pagar", "horario de",     "puede decirme"};

// A request to do something is work for people, however it is put.
constexpr std::string_view english_complaining[] = {
    "not",           "never",         "wasnt",
    "werent",        "didnt",         "doesnt",
    "dont",          "hasnt",         "havent",
    "isnt",          "arent",         "cant",
    "cannot",        "wont",          "couldnt",
    "no one",        "nobody",        "still",
    "again",         "broken",        "missed",
    "missing",       "skipped",       "stolen",
    "late",          "wrong",         "problem",
    "complaint",     "complain",      "why",
    "report",        "someone is",    "somebody is",
    "neighbor is",   "neighbors are", "neighbor has",
    "stuck",         "overflowing",   "smells",
    "dumped",        "damaged",       "too loud",
    "can you send",  "can you come",  "can you pick",
    "can you fix",   "could you fix", "can someone",
    "please send",   "please come",   "please pick",
    "please fix",    "send someone",  "will you",
    "will someone",  "will they",     "is this",
    "bit me",        "attacked",      "keeps",
    "ran out",       "overcharged",   "too high",
    "shut off my",   "there is a",    "theres a",
    "without any",   "refused",       "are you going to",
    "is blocking",   "blocked",       "when are you",
    "when are they", "fell"};
constexpr std::string_view spanish_complaining[] = {"no",
                                                    "nunca",
                                                    "nadie",
                                                    "todavia",
                                                    "sigue",
                                                    "siguen",
                                                    "otra vez",
                                                    "roto",
                                                    "rota",
                                                    "rotos",
                                                    "rotas",
                                                    "falta",
                                                    "faltan",
                                                    "perdieron",
                                                    "robaron",
                                                    "tarde",
                                                    "problema",
                                                    "queja",
                                                    "quejarme",
                                                    "por que",
                                                    "reportar",
                                                    "reporto",
                                                    "mi vecino",
                                                    "mis vecinos",
                                                    "el vecino",
                                                    "la vecina",
                                                    "los vecinos",
                                                    "huele",
                                                    "tiraron",
                                                    "danado",
                                                    "danada",
                                                    "mande",
                                                    "manden",
                                                    "pueden venir",
                                                    "puede venir",
                                                    "pueden arreglar",
                                                    "pueden recoger",
                                                    "pueden mandar",
                                                    "puede mandar",
                                                    "vengan",
                                                    "arreglen",
                                                    "recojan",
                                                    "mordio",
                                                    "ataco",
                                                    "demasiado",
                                                    "me cobraron",
                                                    "cortaron",
                                                    "hay un",
                                                    "hay una",
                                                    "hay mucha",
                                                    "hay mucho",
                                                    "van a",
                                                    "lleva dias",
                                                    "cayo",
                                                    "saltaron",
                                                    "llevan"};

bool holds_phrase(const std::vector<std::string>& words, std::size_t at, std::string_view phrase) {
  for (std::size_t i = at; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (!phrase.starts_with(word)) return false;
    phrase.remove_prefix(word.size());
    if (phrase.empty()) return true;
    if (phrase.front() != ' ') return false;
    phrase.remove_prefix(1);
  }
  return false;
}

bool holds_any(const std::vector<std::string>& words, Phrases phrases) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    for (const auto phrase : phrases) {
      if (phrase.front() == words[at].front() && holds_phrase(words, at, phrase)) return true;
    }
  }
  return false;
}

}  // namespace

Cues cues_of(std::string_view text, const std::vector<std::string>& words, Stemming stemming) {
  Cues cues;
  cues.asks = text.find('?') != std::string_view::npos;
  const bool spanish = stemming == Stemming::spanish;
  cues.asks =
      cues.asks || holds_any(words, spanish ? Phrases(spanish_asking) : Phrases(english_asking));
  cues.complains =
      holds_any(words, spanish ? Phrases(spanish_complaining) : Phrases(english_complaining));
  return cues;
}

}  // namespace crosstown
