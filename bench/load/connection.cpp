#include "bench/load/connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace crosstown::load {

Connection::Connection(int epoll, std::uint32_t id, const Target& target)
    : epoll_(epoll), id_(id), target_(target) {}

bool Connection::open() {
  const int family = target_.address.ss_family;
  socket_ = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return false;
  if (family != AF_UNIX) {
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&target_.address), target_.size) != 0 &&
      errno != EINPROGRESS) {
    close();
    return false;
  }
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT;
  event.data.u32 = id_;
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket_, &event) != 0) {
    close();
    return false;
  }
  state_ = State::connecting;
  return true;
}

void Connection::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  state_ = State::closed;
}

void Connection::begin(const Job& job, Nanoseconds now) {
  job_ = job;
  sent_at_ = now;
  sent_ = 0;
  received_ = 0;
  state_ = State::busy;
}

// An error here is left to the reading side, which learns of it with the next event.
void Connection::flush() {
  while (sent_ < out_.size()) {
    const ssize_t sent = ::send(socket_, out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN) watch(EPOLLIN | EPOLLOUT);
      return;
    }
    sent_ += static_cast<std::size_t>(sent);
  }
}

void Connection::watch(std::uint32_t epoll_events) {
  epoll_event event{};
  event.events = epoll_events;
  event.data.u32 = id_;
  ::epoll_ctl(epoll_, EPOLL_CTL_MOD, socket_, &event);
}

Connection::Event Connection::handle(std::uint32_t epoll_events) {
  if (state_ == State::closed) return Event::nothing;
  if (state_ == State::connecting) return finish_connect();
  if (epoll_events & EPOLLOUT) {
    watch(EPOLLIN);
    flush();
  }
  return epoll_events & (EPOLLIN | EPOLLHUP | EPOLLERR) ? receive() : Event::nothing;
}

Connection::Event Connection::finish_connect() {
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return ended();
  watch(EPOLLIN);
  state_ = State::idle;
  return Event::connected;
}

Connection::Event Connection::receive() {
  const ssize_t got = ::recv(socket_, in_.data() + received_, in_.size() - received_, 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return Event::nothing;
  if (got <= 0) return ended();
  if (state_ != State::busy) return ended();  // an answer that nobody asked for
  received_ += static_cast<std::size_t>(got);

  const auto read = read_response({in_.data(), received_});
  if (std::holds_alternative<Incomplete>(read)) {
    return received_ < in_.size() ? Event::nothing : Event::malformed;
  }
  const auto* response = std::get_if<Response>(&read);
  if (!response || response->size != received_) return Event::malformed;
  response_ = *response;
  return Event::answered;
}

Connection::Event Connection::ended() {
  const bool busy = state_ == State::busy;
  close();
  return busy ? Event::lost : Event::closed;
}

void Connection::release() {
  if (response_.keep_alive) {
    state_ = State::idle;
  } else {
    close();
  }
}

}  // namespace crosstown::load
