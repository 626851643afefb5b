# shellcheck shell=bash
# What the scripts share. Sourced from the scripts beside it: it goes to the root of the project.
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
# shellcheck disable=SC2034  # used by those who source this
root=$PWD

# Progress goes to standard error: standard output is for what somebody may want to use.
say() { printf '%s\n' "==> $*" >&2; }
note() { printf '%s\n' "    $*" >&2; }
die() {
  printf '%s\n' "${0##*/}: $1" >&2
  shift
  (($# == 0)) || printf '    %s\n' "$@" >&2
  exit 1
}

# The comment at the top of a script is its manual.
usage() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$0"; }

# How many compilers at once: one a core, but 1.5 GiB of memory for each (Beast under a sanitizer).
jobs() {
  local cores kib
  cores=$(nproc)
  kib=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)
  local fit=$((kib / 1572864))
  ((fit >= 1)) || fit=1
  echo $((cores < fit ? cores : fit))
}

# follow LABEL LOG COMMAND…: runs a command that takes long. Its output goes to LOG; on the screen one
# line shows how far it is (on a terminal it is rewritten, elsewhere a new one every 20 seconds).
# When it fails, the end of the log is shown and follow fails with its status.
follow() {
  local label=$1 log=$2 began=$SECONDS status=0
  shift 2
  mkdir -p "$(dirname "$log")"
  "$@" 2>&1 </dev/null | show_progress "$label" "$log" || status=$?
  [[ -t 2 ]] && printf '\r\033[K' >&2
  if ((status != 0)); then
    tail -n 60 "$log" >&2
    note "$label: failed after $((SECONDS - began)) s; all of its output: $log"
    return "$status"
  fi
  note "$label: done in $((SECONDS - began)) s"
}

show_progress() {
  local label=$1 log=$2 line='' last='' began=$SECONDS shown=$SECONDS result=0
  : >"$log"
  while ((result == 0 || result > 128)); do
    result=0
    IFS= read -r -t 1 line || result=$?  # above 128: nothing within a second
    if ((result == 0)); then
      printf '%s\n' "$line" >>"$log"
    else
      printf '%s' "$line" >>"$log"
    fi
    last=${line:-$last}
    if [[ -t 2 ]]; then
      ((result == 0 && SECONDS == shown)) && continue  # once a second is enough
      printf '\r\033[K    %s %d s  %.60s' "$label" $((SECONDS - began)) "$last" >&2
      shown=$SECONDS
    elif ((SECONDS - shown >= 20)); then
      note "$label: $((SECONDS - began)) s  ${last:0:100}"
      shown=$SECONDS
    fi
  done
}

# configure PRESET [-D…]: writes build/PRESET; instant when nothing changed.
configure() {
  local preset=$1
  shift
  follow "configuring build/$preset" "build/logs/configure-$preset.log" cmake --preset "$preset" "$@"
}

# build PRESET TARGET…
build() {
  local preset=$1
  shift
  NINJA_STATUS='[%f/%t] ' follow "building build/$preset" "build/logs/build-$preset.log" \
    nice cmake --build "build/$preset" -j "$(jobs)" --target "$@"
}
