// What a script can tell from how crosstownctl ended. Part of its interface: described in --help.
#pragma once

namespace crosstown::ctl {

enum class Exit {
  done = 0,
  refused = 1,      // the daemon answered, and the answer is no: not found, refused, cannot now
  usage = 2,        // the command line makes no sense; nothing was asked
  unreachable = 3,  // no answer, or none that can be understood: what happened is not known
  unbalanced = 4,   // audit: the books do not balance
};

}  // namespace crosstown::ctl
