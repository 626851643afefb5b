// `answers:`, the files of the answer book.
#include "router/answers/answers_reader.h"

#include <fmt/format.h>
#include <glob.h>

#include <set>

#include "daemon/config/sections.h"

namespace crosstown {
namespace {

// Of a path or a glob (glob(7)), sorted; what is relative is so to the folder.
std::vector<std::string> files_of(const std::filesystem::path& folder, const std::string& pattern) {
  const std::string path = (folder / pattern).string();
  std::vector<std::string> files;
  ::glob_t found{};
  if (::glob(path.c_str(), GLOB_MARK, nullptr, &found) == 0) {
    for (std::size_t i = 0; i < found.gl_pathc; ++i) {
      if (std::string file = found.gl_pathv[i]; !file.ends_with('/'))
        files.push_back(std::move(file));
    }
  }
  ::globfree(&found);
  return files;
}

}  // namespace

std::shared_ptr<const AnswerBook> read_answer_book(config::Section& root, const CityConfig& city,
                                                   const std::vector<std::string>& queues,
                                                   config::Problems& problems) {
  std::vector<ScriptedAnswer> answers;
  std::set<std::string> read;
  const auto patterns = root.find("answers");
  const auto items = patterns ? patterns->list_or_one() : std::vector<config::Value>{};
  for (const config::Value& item : items) {
    const std::string pattern = item.text();
    if (!item.is_scalar()) continue;
    const auto files = files_of(root.folder(), pattern);
    if (files.empty()) item.problem(fmt::format("no file is named {}", pattern));
    for (const std::string& file : files) {
      if (!read.insert(file).second) continue;
      const auto document = config::Document::load_list(file, problems);
      read_answers(document, {city.languages, queues, city.timezone}, answers);
    }
  }
  return std::make_shared<const AnswerBook>(std::move(answers), city.languages);
}

}  // namespace crosstown
