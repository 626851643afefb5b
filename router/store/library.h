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

// work.lua: leases of requests.
struct WorkLibrary {
  std::string code;
  std::string lease;
  std::string pick;
  std::string ack;
  std::string extend;
  std::string release;
  std::string fail;
  std::string expire;
  std::string transfer;
  std::string probe;  // for desk.lua and face.lua, too
};
[[nodiscard]] const WorkLibrary& work_library();

// desk.lua: what people look at and change beside leases.
struct DeskLibrary {
  std::string code;
  std::string show;
  std::string thread;
  std::string search;
  std::string of_resident;
  std::string queues;
  std::string counts;
  std::string note_place;
  std::string at_place;
  std::string change;
  std::string note;
};
[[nodiscard]] const DeskLibrary& desk_library();

// face.lua: for other programs, under names that stay.
[[nodiscard]] const std::string& face_library_code();

// outbox.lua: what happens to replies.
struct OutboxLibrary {
  std::string code;
  std::string origin;
  std::string queue;
  std::string hold;
  std::string let_go;
  std::string take;
  std::string adopt;
  std::string settle;
  std::string report;
  std::string depth;
  std::string probe;
};
[[nodiscard]] const OutboxLibrary& outbox_library();

// chat.lua: logs of chat sessions.
struct ChatLibrary {
  std::string code;
  std::string append;
  std::string reply;
  std::string read;
  std::string older;
  std::string set;
  std::string probe;  // for what sessions.lua adds to other libraries, too
};
[[nodiscard]] const ChatLibrary& chat_library();

}  // namespace crosstown
