// The function libraries that the daemon keeps in Redis, each named by its own content.
#pragma once

#include <string>

namespace crosstown {

// library.lua: what happens to messages.
struct FunctionLibrary {
  std::string code;    // for FUNCTION LOAD REPLACE
  std::string accept;  // names to call
  std::string lease;
  std::string open;
  std::string anew;
  std::string queues;
  std::string probe;
};
[[nodiscard]] const FunctionLibrary& function_library();

// care.lua: what happens to entries that nobody finished, or that are done.
struct CareLibrary {
  std::string code;
  std::string give_back;
  std::string trim;
  std::string has_work;
  std::string waiting;
  std::string dead;
  std::string replay;
  std::string drop;
  std::string probe;
};
[[nodiscard]] const CareLibrary& care_library();

// books.lua: what an audit reads.
struct BooksLibrary {
  std::string code;
  std::string mark;
  std::string entries;
  std::string requests;
  std::string seen;
  std::string opened;
  std::string dates;
  std::string end;
  std::string probe;
};
[[nodiscard]] const BooksLibrary& books_library();

}  // namespace crosstown
