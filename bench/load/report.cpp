#include "bench/load/report.h"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <string_view>
#include <utility>

namespace crosstown::load {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 4> quantiles = {
    {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}}};

double ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }
double microseconds(std::uint64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e3; }
double mebibytes(std::uint64_t kib) { return static_cast<double>(kib) / 1024; }
double per_second(const Figures& figures) {
  return ratio(static_cast<double>(figures.answers), figures.seconds);
}
double per_million(double cpu_seconds, const Figures& figures) {
  return ratio(cpu_seconds * 1e6, static_cast<double>(figures.answers));
}

// Rows of the table: a name and the columns behind it.
class Rows {
 public:
  template <class... Values>
  void add(std::string_view name, fmt::format_string<Values...> format, Values&&... values) {
    fmt::format_to(std::back_inserter(text_), "{:<22}{}\n", name,
                   fmt::format(format, std::forward<Values>(values)...));
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

void add_counts(Rows& rows, const Figures& figures) {
  rows.add("sent", "{:>12}", figures.sent);
  rows.add("accepted", "{:>12}", figures.accepted);
  rows.add("duplicates", "{:>12}", figures.duplicates);
  rows.add("forged, refused", "{:>12}", figures.forged_refused);
  for (const auto& [status, count] : figures.refused) {
    rows.add(fmt::format("answered {}", status), "{:>12}", count);
  }
  if (figures.unsent > 0) rows.add("due but never sent", "{:>12}", figures.unsent);
  for (std::size_t i = 1; i < problem_count; ++i) {
    if (figures.problems[i] == 0) continue;
    rows.add(fmt::format("error: {}", to_text(static_cast<Problem>(i))), "{:>12}",
             figures.problems[i]);
  }
}

// Collects the members of one JSON object. Names need no escapes.
class Json {
 public:
  template <class Number>
  Json& number(std::string_view name, const Number& value) {
    return raw(name, fmt::format("{}", value));
  }
  Json& rounded(std::string_view name, double value) {
    return raw(name, fmt::format("{:.3f}", value));
  }
  Json& raw(std::string_view name, std::string_view value) {
    fmt::format_to(std::back_inserter(members_), "{}\"{}\":{}", members_.empty() ? "" : ",", name,
                   value);
    return *this;
  }
  std::string text() const { return "{" + members_ + "}"; }

 private:
  std::string members_;
};

std::string problems_json(const Figures& figures) {
  Json json;
  for (std::size_t i = 1; i < problem_count; ++i) {
    json.number(to_text(static_cast<Problem>(i)), figures.problems[i]);
  }
  return json.text();
}

std::string latency_json(const Figures& figures) {
  Json json;
  for (const auto& [name, share] : quantiles) {
    json.rounded(name, microseconds(figures.latency.quantile(share)));
  }
  return json.rounded("max", microseconds(figures.latency.max())).text();
}

std::string processes_json(const Figures& figures) {
  Json json;
  for (const ProcessUse& use : figures.processes) {
    json.raw(use.name,
             Json()
                 .rounded("cpu_seconds", use.cpu_seconds)
                 .rounded("cpu_seconds_per_million", per_million(use.cpu_seconds, figures))
                 .number("rss_kib", use.rss_kib)
                 .number("peak_kib", use.peak_kib)
                 .text());
  }
  return json.text();
}

}  // namespace

std::string as_table(const Options& options, const Figures& figures) {
  Rows rows;
  rows.add("seed", "{:>12}", options.request.seed);
  add_counts(rows, figures);
  rows.add("measured", "{:>12.3f} s", figures.seconds);
  rows.add("answers a second", "{:>12.0f}", per_second(figures));
  for (const auto& [name, share] : quantiles) {
    rows.add(fmt::format("latency {}", name), "{:>12.1f} us",
             microseconds(figures.latency.quantile(share)));
  }
  rows.add("latency max", "{:>12.1f} us", microseconds(figures.latency.max()));
  const auto cpu = [&](std::string_view name, double seconds) {
    rows.add(fmt::format("cpu {}", name), "{:>12.2f} s a million", per_million(seconds, figures));
  };
  cpu("of this client", figures.client_cpu_seconds);
  for (const ProcessUse& use : figures.processes) {
    cpu(use.name, use.cpu_seconds);
    rows.add(fmt::format("memory {}", use.name), "{:>12.1f} MiB, peak {:.1f}",
             mebibytes(use.rss_kib), mebibytes(use.peak_kib));
  }
  return rows.take();
}

std::string as_json(const Options& options, const Figures& figures) {
  Json refused;
  for (const auto& [status, count] : figures.refused) {
    refused.number(fmt::format("{}", status), count);
  }
  return Json()
             .number("seed", options.request.seed)
             .number("connections", options.connections)
             .number("rate", options.rate)
             .number("sent", figures.sent)
             .number("accepted", figures.accepted)
             .number("duplicates", figures.duplicates)
             .number("forged_refused", figures.forged_refused)
             .raw("refused", refused.text())
             .number("unsent", figures.unsent)
             .number("errors", figures.errors())
             .raw("problems", problems_json(figures))
             .rounded("seconds", figures.seconds)
             .number("answers", figures.answers)
             .rounded("answers_per_second", per_second(figures))
             .raw("latency_us", latency_json(figures))
             .rounded("client_cpu_seconds", figures.client_cpu_seconds)
             .rounded("client_cpu_seconds_per_million",
                      per_million(figures.client_cpu_seconds, figures))
             .raw("processes", processes_json(figures))
             .text() +
         "\n";
}

}  // namespace crosstown::load
