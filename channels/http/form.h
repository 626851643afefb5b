// application/x-www-form-urlencoded, read as the WHATWG URL standard says (section 5.1) and as the
// gateways write it: a broken percent sequence stands for itself, bytes that are not UTF-8 stay as
// they are (signatures are made over them; the normaliser cleans text later).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crosstown {

struct FormField {
  std::string_view name;
  std::string_view value;
};

// Keeps its memory from one decode() to the next, so a form that lives on a thread allocates only
// until it has seen its largest body. Views stay valid until the next decode() or assign().
class Form {
 public:
  static constexpr std::size_t max_fields = 1000;

  Form() = default;
  Form(const Form&) = delete;  // the fields point into the arena
  Form& operator=(const Form&) = delete;

  // False: more than max_fields; the form is then empty.
  [[nodiscard]] bool decode(std::string_view encoded);

  // The same fields as if they had been sent as a form; copies them. False: more than max_fields.
  [[nodiscard]] bool assign(std::span<const FormField> fields);

  // In the order sent, with repetitions.
  [[nodiscard]] std::span<const FormField> fields() const { return fields_; }

  // The value of the first field of that name, or an empty view.
  [[nodiscard]] std::string_view operator[](std::string_view name) const;

 private:
  std::string arena_;
  std::vector<FormField> fields_;
};

// Adds `name=value`, with an `&` before it unless `out` is empty.
void append_form_field(std::string& out, std::string_view name, std::string_view value);

}  // namespace crosstown
