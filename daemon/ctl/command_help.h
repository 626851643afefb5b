// What --help says below the options.
#pragma once

namespace crosstown::ctl::help {

extern const char* const exit_codes;
extern const char* const elsewhere;
extern const char* const text;
extern const char* const explain;
extern const char* const status;
extern const char* const quarantine;
extern const char* const release;
extern const char* const drop;
extern const char* const reload;
extern const char* const dead;
extern const char* const dead_list;
extern const char* const replay;
extern const char* const dead_drop;
extern const char* const audit;
extern const char* const misroutes;
extern const char* const rehearse;

}  // namespace crosstown::ctl::help
