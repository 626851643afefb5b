// The small file layer under everything that must survive a power cut: whole files that appear
// under their name at once, with their bytes on the platter first.
//
// What makes a new file durable, in this order (open(2), fsync(2), "Files are hard" in LWN 457667):
//   write to a temporary name ─► fdatasync the file ─► link or rename ─► fsync the directory
// Each step is one function here, and each reaches the kernel through Calls, so that a test can
// record the order or let any of them fail.
//
// Everything here blocks for as long as the disk takes: call it on the disk thread. Errors are
// values. A failed fdatasync is never repeated on the same file: Linux reports a lost write once
// and then calls the page clean, so a second success would mean nothing.
#pragma once

#include <sys/types.h>

#include <boost/system/result.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace crosstown::disk {

// What failed. `number` is an errno, never 0.
struct Error {
  // Constructors, because C++20 makes an aggregate from (true), which result<bool, Error> trips
  // over.
  Error() = default;
  Error(int number_, std::string action_, std::filesystem::path path_)
      : number(number_), action(std::move(action_)), path(std::move(path_)) {}

  int number = 0;
  std::string action;  // the system call: "fdatasync"
  std::filesystem::path path;
};
template <class T>
using Result = boost::system::result<T, Error>;

// "fdatasync content/ab: ENOSPC (No space left on device)"
[[nodiscard]] std::string to_text(const Error& error);

// The system calls that change what is on the disk; results and errno as in their manual pages. The
// base class calls the kernel. Thread-safe; so must a class derived from it be.
class Calls {
 public:
  virtual ~Calls() = default;
  virtual int create(const std::filesystem::path& path, mode_t mode);  // O_RDWR, O_CREAT, O_EXCL
  virtual ssize_t write(int file, const char* bytes, std::size_t size);
  virtual int fdatasync(int file);
  virtual int fsync_directory(const std::filesystem::path& path);
  virtual int link(const std::filesystem::path& from, const std::filesystem::path& to);
  virtual int rename(const std::filesystem::path& from, const std::filesystem::path& to);
  virtual int unlink(const std::filesystem::path& path);
  virtual int mkdir(const std::filesystem::path& path, mode_t mode);
};
[[nodiscard]] Calls& kernel();

// Owns a file descriptor.
class File {
 public:
  File() = default;
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(File&& other) noexcept : descriptor_(other.release()) {}
  File& operator=(File&& other) noexcept;
  ~File();

  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] int release();  // the caller closes it
  [[nodiscard]] explicit operator bool() const { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
};

// A file opened for reading, and its size in bytes at that moment. Only regular files; a symbolic
// link as the last part of the path is refused (ELOOP), anything else that is no file is EINVAL.
struct Readable {
  File file;
  std::uint64_t size = 0;
};
[[nodiscard]] Result<Readable> open_to_read(const std::filesystem::path& path);

// At most `limit` bytes from `offset`; fewer only at the end of the file.
[[nodiscard]] Result<std::string> read(const File& file, std::uint64_t offset, std::size_t limit);

[[nodiscard]] Result<void> write_all(Calls& calls, const File& file, std::string_view bytes,
                                     const std::filesystem::path& path);
[[nodiscard]] Result<void> sync_file(Calls& calls, const File& file,
                                     const std::filesystem::path& path);
[[nodiscard]] Result<void> sync_directory(Calls& calls, const std::filesystem::path& path);

// Mode 0700. True: it was made; false: it was there. Not durable until the parent is synced.
[[nodiscard]] Result<bool> make_directory(Calls& calls, const std::filesystem::path& path);

// Makes the folder if need be (its parent must exist) and its entry in the parent durable.
[[nodiscard]] Result<void> make_durable_directory(Calls& calls, const std::filesystem::path& path);

// A file of mode 0600 under a name of its own ("<random>.part") in `folder`, which must be on the
// file system of the place it is meant for. Gone with the object unless renamed. It is held with
// flock(2) while it is written, which is how remove_leftovers() knows the dead from the living.
class TemporaryFile {
 public:
  [[nodiscard]] static Result<TemporaryFile> create(Calls& calls,
                                                    const std::filesystem::path& folder);
  TemporaryFile(TemporaryFile&& other) noexcept;
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  ~TemporaryFile();

  [[nodiscard]] Result<void> write(std::string_view bytes);
  [[nodiscard]] Result<void> sync();
  // Gives the file the name `target` unless that is taken (then false, and nothing has changed).
  // The name is durable only after sync_directory(target's folder).
  [[nodiscard]] Result<bool> link_to(const std::filesystem::path& target);
  // The same, but takes the place of a file that is there.
  [[nodiscard]] Result<void> rename_to(const std::filesystem::path& target);

 private:
  TemporaryFile(Calls& calls, File file, std::filesystem::path path);

  Calls* calls_;
  File file_;
  std::filesystem::path path_;  // empty: moved from, or renamed
};

// Atomic replacement, durable on return: after a crash at any instant `target` holds its old bytes
// or the new ones.
[[nodiscard]] Result<void> replace_file(Calls& calls, const std::filesystem::path& target,
                                        std::string_view bytes);

// Removes the temporary files in `folder` (not below it) whose writer has died, in this process or
// another; gives their number.
[[nodiscard]] Result<std::size_t> remove_leftovers(Calls& calls,
                                                   const std::filesystem::path& folder);

}  // namespace crosstown::disk
