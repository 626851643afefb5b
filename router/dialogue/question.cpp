// Questions: what needs no person is recognised as in a text (router/selfservice/), then the answer
// book is asked; what it does not know may be passed on.
#include "router/dialogue/scene.h"
#include "router/dialogue/speech.h"
#include "router/hours/hours_words.h"
#include "router/selfservice/wish.h"

namespace crosstown::dialogue {
namespace {

// The wish that another topic of the dialogue is there for.
class ByWish {
 public:
  explicit ByWish(Scene& scene) : scene_(scene) {}

  std::optional<Step> operator()(const AskStatus& wish) const {
    return Want(WantStatus{wish.tracking});
  }
  std::optional<Step> operator()(const AskStatusBadNumber&) const {
    scene_.topic = Topic::status;
    scene_.slots.clear();
    return status(scene_);
  }
  std::optional<Step> operator()(const AskHelp&) const { return help(scene_); }
  std::optional<Step> operator()(const AskHours&) const {
    if (!scene_.desk.service.hours) return std::nullopt;  // the answer book may know
    return office_hours(scene_);
  }
  std::optional<Step> operator()(const Greeting&) const { return scene_.open(); }
  std::optional<Step> operator()(const WantPerson&) const {
    scene_.topic = Topic::person;
    scene_.slots.clear();
    return person(scene_);
  }
  std::optional<Step> operator()(const AskList&) const { return Want(WantLastStatus{}); }
  std::optional<Step> operator()(const WantAnew&) const {
    scene_.topic = Topic::report;
    scene_.slots.clear();
    return report(scene_);
  }
  std::optional<Step> operator()(const WantClosed&) const { return std::nullopt; }  // for people
  std::optional<Step> operator()(const WantOptOut&) const { return std::nullopt; }
  std::optional<Step> operator()(const WantOptIn&) const { return std::nullopt; }

 private:
  Scene& scene_;
};

std::optional<Step> from_book(const Scene& scene, const std::string& query) {
  const auto matches = scene.desk.service.answers.search(query, scene.turn.language, scene.now);
  if (matches.empty() || matches.front().confidence != Confidence::confident) return std::nullopt;
  const ScriptedAnswer& answer = *matches.front().answer;
  const std::string_view words = answer.text_in(scene.turn.language);
  Reply reply = scene.ask_more(words);
  reply.card_title = answer.title_in(scene.turn.language);
  reply.card = words;
  return reply;
}

Step keep(const Scene& scene) {
  WantKept want;
  want.purpose = WantKept::For::question;
  want.message = scene.message("AskQuestion", scene.heard("query"));
  return Want(std::move(want));
}

}  // namespace

Step question(Scene& scene) {
  if (scene.state().ask == Ask::yes_no) {
    const bool known = !scene.heard("query").empty();  // the state travels through other hands
    if (scene.turn.topic == Topic::yes && known) return keep(scene);
    if (scene.turn.topic == Topic::no) return scene.ask_more(scene.text(TextId::voice_not_sent));
  }
  const std::string query = scene.heard("query");
  if (query.empty()) return scene.ask_slot("query", TextId::voice_ask_query);
  Message asked;
  asked.medium = Medium::voice_assistant;
  asked.language = scene.turn.language;
  asked.text = query;
  if (const auto wish = wish_of(asked)) {
    if (auto step = std::visit(ByWish(scene), *wish)) return *std::move(step);
  }
  if (auto answer = from_book(scene, query)) return *std::move(answer);
  return scene.ask_yes_no(scene.text(TextId::voice_no_answer));
}

Reply question_kept(const Scene& scene, const ToldKept& told) { return report_kept(scene, told); }

Reply office_hours(const Scene& scene) {
  const auto& hours = scene.desk.service.hours;
  if (!hours) return scene.ask_more(scene.text(TextId::voice_no_hours));
  const Texts& texts = scene.desk.spoken;
  const std::string& language = scene.turn.language;
  const std::string week = words::hours(texts, language, hours->plan());
  const std::string present = words::open_now(texts, language, *hours, scene.now);
  return scene.ask_more(scene.text(TextId::open_hours, {{"hours", week}, {"now", present}}));
}

}  // namespace crosstown::dialogue
