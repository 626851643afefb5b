// Columns for a terminal.
#pragma once

#include <string>
#include <vector>

namespace crosstown::ctl {

class Table {
 public:
  enum class Align { left, right };
  struct Column {
    std::string title;
    Align align = Align::left;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // One cell a column, as it came from elsewhere: the table makes it fit for a terminal.
  void add(const std::vector<std::string>& cells);

  // Titles and rows, a line each; no spaces at the ends of lines.
  [[nodiscard]] std::string to_text() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace crosstown::ctl
