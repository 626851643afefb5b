#include "router/selfservice/about_requests.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "router/answers/tokens.h"
#include "router/message/text.h"

namespace crosstown::about_requests {
namespace {

using Words = std::string_view;

constexpr Words lists[] = {"status",
                           "estado",
                           "estatus",
                           "status please",
                           "estado por favor",
                           "my status",
                           "my requests",
                           "my open requests",
                           "my reports",
                           "list my requests",
                           "status of my request",
                           "status of my requests",
                           "status of my report",
                           "my request status",
                           "request status",
                           "check status",
                           "mis solicitudes",
                           "mis reportes",
                           "mis folios",
                           "estado de mi solicitud",
                           "estado de mis solicitudes",
                           "estado de mi reporte",
                           "estado de mis reportes"};

constexpr Words new_alone[] = {"new",
                               "nuevo",
                               "nueva",
                               "new request",
                               "new report",
                               "new issue",
                               "new problem",
                               "new matter",
                               "another request",
                               "another issue",
                               "another matter",
                               "different issue",
                               "nueva solicitud",
                               "nuevo reporte",
                               "nuevo problema",
                               "nuevo asunto",
                               "otro asunto",
                               "otra solicitud",
                               "otro reporte",
                               "otro problema"};

constexpr Words closings[] = {"close",
                              "close it",
                              "close request",
                              "close my request",
                              "close the request",
                              "close this request",
                              "close my report",
                              "you can close it",
                              "you can close this",
                              "you can close my request",
                              "you can close the request",
                              "its fixed",
                              "it is fixed",
                              "it got fixed",
                              "it was fixed",
                              "its been fixed",
                              "it has been fixed",
                              "all fixed",
                              "its all fixed",
                              "its resolved",
                              "it is resolved",
                              "it has been resolved",
                              "its been resolved",
                              "problem solved",
                              "problem resolved",
                              "issue resolved",
                              "its taken care of",
                              "it has been taken care of",
                              "cerrar",
                              "cierrenla",
                              "cierrenlo",
                              "cerrar solicitud",
                              "cerrar mi solicitud",
                              "cerrar la solicitud",
                              "cerrar mi reporte",
                              "cerrar el reporte",
                              "pueden cerrarla",
                              "pueden cerrarlo",
                              "pueden cerrar la solicitud",
                              "pueden cerrar mi solicitud",
                              "pueden cerrar el reporte",
                              "ya esta resuelto",
                              "ya esta arreglado",
                              "ya quedo resuelto",
                              "ya quedo arreglado",
                              "ya se resolvio",
                              "ya se arreglo",
                              "ya lo arreglaron",
                              "ya lo resolvieron",
                              "esta resuelto",
                              "problema resuelto"};

// Longest first: "thank you" before "thank".
constexpr Words politeness[] = {"muchas gracias", "por favor", "thank you", "gracias", "thanks",
                                "please",         "listo",     "listos",    "okay",    "ok",
                                "hello",          "hola",      "hi",        "now",     "all good",
                                "great",          "perfecto",  "si",        "yes"};

bool is_any(Words text, const auto& table) {
  return std::find(std::begin(table), std::end(table), text) != std::end(table);
}

// Takes them off both ends.
Words plain(Words text) {
  for (bool again = true; again;) {
    again = false;
    for (const Words word : politeness) {
      if (text.size() <= word.size()) continue;
      if (text.starts_with(word) && text[word.size()] == ' ') {
        text.remove_prefix(word.size() + 1);
        again = true;
      } else if (text.ends_with(word) && text[text.size() - word.size() - 1] == ' ') {
        text.remove_suffix(word.size() + 1);
        again = true;
      }
    }
  }
  return text;
}

constexpr bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_small(char c) { return c >= 'a' && c <= 'z'; }

// "NEW pothole on Main", and neither "NEW STREET LIGHT OUT" nor "NEW York Ave".
bool is_shouted_new(Words text) {
  for (const Words word : {"NEW ", "NUEVO ", "NUEVA "}) {
    if (!text.starts_with(word)) continue;
    const Words rest = text.substr(word.size());
    return !rest.empty() && !is_capital(rest.front()) &&
           std::any_of(rest.begin(), rest.end(), is_small);
  }
  return false;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out.append(out.empty() ? "" : " ").append(word);
  return out;
}

}  // namespace

bool is_list(std::string_view text) { return is_any(text, lists); }
bool is_anew(std::string_view text) { return is_any(text, new_alone); }

bool is_close(std::string_view text, std::string_view folded) {
  return folded.find('?') == std::string_view::npos && is_any(plain(text), closings);
}

bool begins_anew(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\n");
  if (begin == std::string_view::npos) return false;
  text.remove_prefix(begin);
  if (is_shouted_new(text)) return true;
  constexpr std::size_t longest_opening = 24;
  const std::size_t end = text.substr(0, longest_opening).find_first_of(":;,.!\n");
  if (end == std::string_view::npos) return false;
  const bool says_more = text.find_first_not_of(" \t\n:;,.!", end) != std::string_view::npos;
  return says_more && is_anew(joined(words_of(fold(text.substr(0, end)))));
}

}  // namespace crosstown::about_requests
