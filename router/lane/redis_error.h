// What an error of Redis means for a batch.
#pragma once

#include <string_view>

namespace crosstown {

// It may pass by itself (Redis is loading, full, its slot moves to another node …): the batch is
// kept and sent again on the same connection until its messages' time is up.
//
// READONLY, MASTERDOWN and MOVED are not among them: this connection leads to what is no master of
// ours any more, a new one may lead to the new one. ASK is: while a slot moves, some of a
// partition's keys are here and some there, so nobody can say what was seen. Our calls name a key
// that never exists, hence Redis answers each of them with ASK until the whole slot has moved
// (Redis Cluster specification, "ASK redirection"); the spool takes what comes meanwhile.
inline bool may_pass(std::string_view error) {
  for (const std::string_view word :
       {"LOADING", "BUSY", "OOM", "MISCONF", "NOREPLICAS", "CLUSTERDOWN", "TRYAGAIN", "ASK"}) {
    if (error.starts_with(word)) return true;
  }
  return false;
}

}  // namespace crosstown
