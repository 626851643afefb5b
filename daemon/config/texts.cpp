// What is not wrong with `texts:`, but costs.
#include <fmt/format.h>

#include "daemon/config/sections.h"
#include "router/texts/segments.h"

namespace crosstown {
namespace {

// As long as they get.
constexpr std::string_view longest_tracking = "26-123456789-9";

}  // namespace

std::vector<config::Problem> text_warnings(const Config& config, const config::Document& document) {
  std::vector<config::Problem> warnings;
  const std::string number = config.emergency ? config.emergency->number : EmergencyDesk().number;
  for (const std::string& language : config.city.languages) {
    for (std::size_t i = 0; i < text_count; ++i) {
      const auto id = static_cast<TextId>(i);
      if (!kind_of(id).sent_alone) continue;
      const SmsSize size = sms_size(config.texts.filled(
          language, id,
          {{"tracking", longest_tracking}, {"number", number}, {"city", config.city.name}}));
      if (size.segments < 2) continue;
      const std::string key =
          fmt::format("texts.{}.{}", primary_subtag(language), kind_of(id).name);
      warnings.push_back(
          {config.file.string(), document.place(key),
           fmt::format("warning: {} is sent in {} parts as a text message{}", key, size.segments,
                       size.gsm7 ? ""
                                 : ", since a character in it (such as á, í, ó, ú or –) makes it "
                                   "take twice the room")});
    }
  }
  return warnings;
}

}  // namespace crosstown
