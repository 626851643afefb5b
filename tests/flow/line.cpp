#include "tests/flow/line.h"

namespace crosstown::flow {
namespace {

ScriptedAnswer answer(const std::string& id, const std::string& en, const std::string& es,
                      const std::vector<std::string>& asked_en,
                      const std::vector<std::string>& asked_es) {
  ScriptedAnswer made;
  made.id = id;
  made.title = {{"en", en}, {"es", es}};
  made.text = made.title;
  made.questions = {{"en", asked_en}, {"es", asked_es}};
  made.owner = "front-desk";
  return made;
}

std::vector<ScriptedAnswer> five() {
  return {
      answer("trash-day", "When is trash collected?", "¿Cuándo recogen la basura?",
             {"when is my trash picked up", "trash day"}, {"cuándo pasa la basura"}),
      answer("parking-permit", "How do I get a parking permit?",
             "¿Cómo consigo un permiso de estacionamiento?", {"where do I get a parking permit"},
             {"permiso de estacionamiento"}),
      answer("water-bill", "How do I pay my water bill?", "¿Cómo pago la factura del agua?",
             {"how do I pay the water bill", "pay water bill"}, {"pagar la factura del agua"}),
      answer("dog-license", "How do I get a dog license?", "¿Cómo saco la licencia de mi perro?",
             {"dog license", "I need a license for my dog"}, {"licencia de perro"}),
      answer("library", "When is the library open?", "¿Cuándo abre la biblioteca?",
             {"library hours", "what time does the library open"},
             {"horario de la biblioteca", "biblioteca"}),
  };
}

}  // namespace

HoursPlan Line::weekdays() {
  HoursPlan plan;
  for (std::size_t day = 0; day < 5; ++day) plan.week[day] = {{8 * 60, 17 * 60}};
  plan.holidays[absl::CivilDay(2026, 12, 25)] = {{"en", "Christmas"}, {"es", "Navidad"}};
  return plan;
}

Line::Line()
    : spoken_(dialogue::spoken_texts(texts_, {"en", "es"})),
      answers_(five(), {"en", "es"}),
      hours_(Hours::of(weekdays(), "America/Denver")),
      calendars_(std::make_unique<Calendars>(
          std::vector<Calendars::Named>{{"city-hall", *Hours::of(weekdays(), "America/Denver")}})),
      city_{{texts_, answers_, hours_, "Riverbend", "911"}, spoken_, &emergency_, nullptr} {
  emergency_.queue = "public-works";
  emergency_.tripwire = std::get<0>(Tripwire::shipped());
  config::Problems problems;
  const auto document = config::Document::load(SOURCE_DIR "/tests/flow/line.yaml", problems);
  FlowNames names;
  names.languages = languages_;
  names.calendars = {"city-hall"};
  names.answers = answers_.ids();
  names.queues = {"front-desk", "public-works", "sanitation", "water"};
  names.queue_phones = {{"public-works", "+18015550102"},
                        {"sanitation", "+18015550103"},
                        {"water", "+18015550104"},
                        {"front-desk", "+18015550101"}};
  names.text_channels = {"city-sms"};
  auto root = document.root();
  auto flows = read_flows(root, names);
  for (const auto& problem : problems.sorted()) ADD_FAILURE() << config::to_text(problem);
  flow_ = std::move(flows.at("line"));
}

}  // namespace crosstown::flow
