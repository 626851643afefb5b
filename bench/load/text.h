// What residents write: a sentence of everyday words, mostly with one of the city's keywords in it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/load/random.h"
#include "bench/load/resident.h"

namespace crosstown::load {

[[nodiscard]] std::vector<std::string> default_keywords();

// Appends about 100 to 130 bytes that end in the running number of the resident's message, "[r17
// n3]", by which the stored order can be checked. `keywords` is not empty.
void append_text(std::string& out, Random& random, const std::vector<std::string>& keywords,
                 Authorship author);

}  // namespace crosstown::load
