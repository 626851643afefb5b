// Which of the daemon's I/O threads this is: 0 … threads−1. A request stays on the thread of its
// connection, so its receipt has to come back there.
#pragma once

namespace crosstown {

inline thread_local int this_io_thread = 0;

}  // namespace crosstown
