// The function library that the daemon keeps in Redis (library.lua), named by its own content.
#pragma once

#include <string>

namespace crosstown {

struct FunctionLibrary {
  std::string code;    // for FUNCTION LOAD REPLACE
  std::string accept;  // names to call
  std::string lease;
  std::string probe;
};

[[nodiscard]] const FunctionLibrary& function_library();

}  // namespace crosstown
