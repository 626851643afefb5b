// What was wrong with one of a city's data files, in an operator's words. The file's name is added
// by whoever knows it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace crosstown::places {

// A file of a hundred thousand lines can have as many mistakes: the first few are told, the rest
// is counted.
class FileNotes {
 public:
  static constexpr std::size_t most_told = 5;

  // The file cannot be used.
  void mistake(std::string text) { add(mistakes_, mistake_count_, std::move(text)); }
  // It can, but is worth a look.
  void warn(std::string text) { add(warnings_, warning_count_, std::move(text)); }

  [[nodiscard]] bool usable() const { return mistake_count_ == 0; }
  [[nodiscard]] const std::vector<std::string>& mistakes() const { return mistakes_; }
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }
  // Those that are not told.
  [[nodiscard]] std::size_t further_mistakes() const { return mistake_count_ - mistakes_.size(); }
  [[nodiscard]] std::size_t further_warnings() const { return warning_count_ - warnings_.size(); }

 private:
  static void add(std::vector<std::string>& list, std::size_t& count, std::string text) {
    if (++count <= most_told) list.push_back(std::move(text));
  }

  std::vector<std::string> mistakes_;
  std::vector<std::string> warnings_;
  std::size_t mistake_count_ = 0;
  std::size_t warning_count_ = 0;
};

}  // namespace crosstown::places
