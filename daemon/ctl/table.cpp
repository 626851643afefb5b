#include "daemon/ctl/table.h"

#include <algorithm>
#include <cassert>

#include "daemon/ctl/printable.h"

namespace crosstown::ctl {
namespace {

using Cells = std::vector<std::string>;

void widen(std::vector<std::size_t>& widths, const Cells& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    widths[i] = std::max(widths[i], display_width(cells[i]));
  }
}

void append_line(std::string& out, const std::vector<Table::Column>& columns,
                 const std::vector<std::size_t>& widths, const Cells& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string padding(widths[i] - display_width(cells[i]), ' ');
    if (i > 0) out += "  ";
    out += columns[i].align == Table::Align::right ? padding + cells[i] : cells[i] + padding;
  }
  out.erase(out.find_last_not_of(' ') + 1);
  out += '\n';
}

}  // namespace

void Table::add(const std::vector<std::string>& cells) {
  assert(cells.size() == columns_.size());
  Cells row;
  for (const std::string& cell : cells) row.push_back(visible(cell));
  rows_.push_back(std::move(row));
}

std::string Table::to_text() const {
  Cells titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  std::vector<std::size_t> widths(columns_.size(), 0);
  widen(widths, titles);
  for (const Cells& row : rows_) widen(widths, row);
  std::string out;
  append_line(out, columns_, widths, titles);
  for (const Cells& row : rows_) append_line(out, columns_, widths, row);
  return out;
}

}  // namespace crosstown::ctl
