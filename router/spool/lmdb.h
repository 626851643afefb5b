// LMDB (openldap.org, lmdb.h) with the two things C++ adds: what was begun ends, and text goes in
// and out as a view. Errors are LMDB's own numbers: 0 is success.
#pragma once

#include <lmdb.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace crosstown::lmdb {

struct CloseEnv {
  void operator()(MDB_env* env) const { mdb_env_close(env); }
};
using Env = std::unique_ptr<MDB_env, CloseEnv>;

inline MDB_val to_val(std::string_view text) {
  return {text.size(), const_cast<char*>(text.data())};  // LMDB does not write through it
}
inline std::string_view to_view(const MDB_val& value) {
  return {static_cast<const char*>(value.mv_data), value.mv_size};
}

// Aborted unless committed. The first error sticks: whoever calls several looks once, at the end.
class Transaction {
 public:
  Transaction(MDB_env* env, unsigned flags)
      : error_(env ? mdb_txn_begin(env, nullptr, flags, &txn_) : MDB_PANIC) {}
  ~Transaction() { abort(); }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // Valid until the transaction's next change or end.
  [[nodiscard]] std::optional<std::string_view> get(MDB_dbi table, std::string_view key) {
    if (error_) return std::nullopt;
    MDB_val name = to_val(key), value{};
    const int error = mdb_get(txn_, table, &name, &value);
    if (error == MDB_NOTFOUND) return std::nullopt;
    if (!note(error)) return std::nullopt;
    return to_view(value);
  }
  void put(MDB_dbi table, std::string_view key, std::string_view text, unsigned flags = 0) {
    if (error_) return;
    MDB_val name = to_val(key), value = to_val(text);
    note(mdb_put(txn_, table, &name, &value, flags));
  }
  void erase(MDB_dbi table, std::string_view key) {
    if (error_) return;
    MDB_val name = to_val(key);
    const int error = mdb_del(txn_, table, &name, nullptr);
    if (error != MDB_NOTFOUND) note(error);
  }
  [[nodiscard]] MDB_dbi table(const char* name, unsigned flags) {
    MDB_dbi table = 0;
    if (!error_) note(mdb_dbi_open(txn_, name, flags, &table));
    return table;
  }
  int commit() {
    if (error_) {
      abort();
      return error_;
    }
    error_ = mdb_txn_commit(txn_);
    txn_ = nullptr;
    return error_;
  }
  [[nodiscard]] int error() const { return error_; }
  [[nodiscard]] MDB_txn* handle() const { return txn_; }

 private:
  bool note(int error) {
    if (error) error_ = error;
    return error == 0;
  }
  void abort() {
    if (txn_) mdb_txn_abort(txn_);
    txn_ = nullptr;
  }

  MDB_txn* txn_ = nullptr;
  int error_ = 0;
};

}  // namespace crosstown::lmdb
