#include "router/places/address_file.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <charconv>
#include <cmath>
#include <cstddef>
#include <optional>

#include "router/message/text.h"
#include "router/places/csv.h"

namespace crosstown::places {
namespace {

constexpr std::size_t most_named_lines = 3;
constexpr std::size_t most_bad_share = 20;  // one in
constexpr std::size_t longest_field = 100;  // bytes of a street's or city's name

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::optional<double> degrees(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

class Reader {
 public:
  Reader(std::string_view csv, const AddressColumns& columns, FileNotes& notes)
      : csv_(csv), columns_(columns), notes_(notes) {}

  std::shared_ptr<const AddressBook> read() {
    if (!read_header()) return nullptr;
    while (csv_.next()) {
      if (++lines_ > most_points) {
        notes_.mistake(fmt::format("it has more than {} addresses", most_points));
        return nullptr;
      }
      if (const std::string wrong = read_line(); !wrong.empty()) tell_bad(wrong);
    }
    if (!judge()) return nullptr;
    book_->sort();
    return std::move(book_);
  }

 private:
  bool read_header() {
    if (!csv_.next() || csv_.is_broken()) {
      notes_.mistake("its first line must name the columns");
      return false;
    }
    number_ = column(columns_.number);
    for (const std::string& name : columns_.street) street_.push_back(column(name));
    if (!columns_.city.empty()) city_ = column(columns_.city);
    if (!columns_.zip.empty()) zip_ = column(columns_.zip);
    lat_ = column(columns_.lat);
    lon_ = column(columns_.lon);
    width_ = csv_.fields().size();
    return notes_.usable();
  }

  std::size_t column(std::string_view name) {
    const auto& header = csv_.fields();
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (trimmed(header[i]) == name) return i;
    }
    notes_.mistake(fmt::format("it has no column \"{}\"; {}", name, header_text()));
    return 0;
  }

  std::string header_text() const {
    constexpr std::size_t most_columns = 20;
    const auto& header = csv_.fields();
    if (header.size() == 1 && header[0].find_first_of(";\t") != std::string_view::npos)
      return "its columns must be separated by commas";
    std::string names = "its columns are ";
    for (std::size_t i = 0; i < header.size() && i < most_columns; ++i)
      names.append(i == 0 ? "" : ", ").append(clean(std::string(cut(trimmed(header[i]), 40))));
    return names + (header.size() > most_columns ? ", …" : "");
  }

  // Empty: the line is in the book.
  std::string read_line() {
    if (csv_.is_broken()) return "a quote is not closed";
    const auto& fields = csv_.fields();
    if (fields.size() != width_)
      return fmt::format("it has {} fields, and the first line has {}", fields.size(), width_);
    const auto lat = degrees(trimmed(fields[lat_]));
    const auto lon = degrees(trimmed(fields[lon_]));
    if (!lat || !lon) return "its latitude and longitude must be numbers like 40.2969";
    if (std::abs(*lat) > 180 || std::abs(*lon) > 180)
      return "its latitude and longitude are not in degrees (WGS 84, EPSG:4326)";
    if (nobody_lives_at(*lat)) return "its latitude and longitude are swapped";
    const std::string street = street_of(fields);
    const std::string city = optional_field(city_);
    const std::string zip = optional_field(zip_);
    if (street.size() > longest_field || city.size() > longest_field || zip.size() > longest_field)
      return fmt::format("one of its names has more than {} bytes", longest_field);
    if (!book_->add(trimmed(fields[number_]), street, city, zip, {*lon, *lat}))
      return "it needs a house number of at most 6 digits, and a street";
    return {};
  }

  std::string street_of(const std::vector<std::string_view>& fields) const {
    std::string street;
    for (const std::size_t i : street_) {
      const std::string_view part = trimmed(fields[i]);
      if (part.empty()) continue;
      street.append(street.empty() ? "" : " ").append(part);
    }
    return clean(std::move(street));
  }

  std::string optional_field(const std::optional<std::size_t>& i) const {
    return i ? clean(std::string(trimmed(csv_.fields()[*i]))) : std::string();
  }

  void tell_bad(std::string_view text) {
    if (++bad_ <= most_named_lines) bad_lines_ += fmt::format("; line {}: {}", csv_.line(), text);
  }

  bool judge() {
    if (lines_ == 0) {
      notes_.mistake("it has no addresses");
      return false;
    }
    if (bad_ == 0) return true;
    const std::string told = fmt::format("{} of {} lines are bad{}", bad_, lines_, bad_lines_);
    if (bad_ * most_bad_share > lines_) {
      notes_.mistake(told);
      return false;
    }
    notes_.warn(told + "; they are left out");
    return true;
  }

  CsvReader csv_;
  const AddressColumns& columns_;
  FileNotes& notes_;
  std::shared_ptr<AddressBook> book_ = std::make_shared<AddressBook>();
  std::size_t number_ = 0;
  std::vector<std::size_t> street_;
  std::optional<std::size_t> city_;
  std::optional<std::size_t> zip_;
  std::size_t lat_ = 0;
  std::size_t lon_ = 0;
  std::size_t width_ = 0;
  std::size_t lines_ = 0;
  std::size_t bad_ = 0;
  std::string bad_lines_;
};

}  // namespace

std::shared_ptr<const AddressBook> read_addresses(std::string_view csv,
                                                  const AddressColumns& columns, FileNotes& notes) {
  if (!simdjson::validate_utf8(csv.data(), csv.size())) {
    notes.mistake("it is not UTF-8; save it as CSV UTF-8");
    return nullptr;
  }
  return Reader(csv, columns, notes).read();
}

}  // namespace crosstown::places
