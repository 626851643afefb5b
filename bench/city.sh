# shellcheck shell=bash
# A daemon with its embedded Redis for the time of one measurement. Sourced by bench/run-*, behind script/lib.sh.
# shellcheck disable=SC2154  # root is script/lib.sh's
bin=$root/build/release/bin work=$root/build/bench/load
state='' daemon='' redis=''

# start_city: the configuration comes on standard input; secrets belong into $work/city before.
start_city() {
  state=$(mktemp -d /tmp/crosstown-load.XXXXXX)  # short: unix sockets' paths are limited
  cat >"$work/city/city.yaml"
  "$bin/crosstownd" --config "$work/city/city.yaml" --state "$state" >"$work/crosstownd.log" 2>&1 &
  daemon=$!
  local tries=0
  until "$bin/crosstownctl" --socket "$state/control.sock" status >/dev/null 2>&1; do
    if ((++tries > 100)) || ! kill -0 "$daemon" 2>/dev/null; then
      die "crosstownd does not start: $work/crosstownd.log" "$(tail -n 5 "$work/crosstownd.log")"
    fi
    sleep 0.1
  done
  redis=$(cat "$state/redis/redis.pid")
}

stop_city() {
  [[ -n $daemon ]] || return 0
  kill -TERM "$daemon" 2>/dev/null || true
  wait "$daemon" || true
  daemon=''
  rm -rf "$state"
}

# Server on core 0, Redis (its child, so named by itself) and the load on core 1.
pin() {
  (($(nproc) > 1)) || return 0
  taskset --all-tasks --cpu-list --pid 0 "$daemon" >/dev/null
  taskset --all-tasks --cpu-list --pid 1 "$redis" >/dev/null
  taskset --cpu-list --pid 1 $$ >/dev/null
}
unpin() { taskset --cpu-list --pid "0-$(($(nproc) - 1))" $$ >/dev/null; }
