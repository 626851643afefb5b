// Asio's and Beast's non-template code, compiled exactly once (their SEPARATE_COMPILATION mode).
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
