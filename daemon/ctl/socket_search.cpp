#include "daemon/ctl/socket_search.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

namespace crosstown::ctl {
namespace {

// One that we may not look at is there: what keeps us out is then told, and no other is taken.
bool may_be_there(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 || errno == EACCES;
}

}  // namespace

std::vector<std::string> usual_sockets() {
  std::vector<std::string> places{"/run/crosstown/control.sock"};
  if (const char* state = std::getenv("STATE_DIRECTORY"); state && *state)
    places.push_back(std::string(state) + "/control.sock");
  places.emplace_back("state/control.sock");
  return places;
}

std::string first_socket_of(const std::vector<std::string>& places) {
  const auto found = std::find_if(places.begin(), places.end(), may_be_there);
  return found == places.end() ? places.front() : *found;
}

}  // namespace crosstown::ctl
