# Crosstown in the side-by-side harness' suite `alexa`: copy beside the other peers' files (alexa.d/), with
# `alexa-config` in crosstown/. CROSSTOWN_BIN: the folder of the release build's programs. `alexa-suite` is that
# suite with requests that all of its servers take: ours wants a chain of certificates, and a whole report.
peer_about() { echo "Crosstown, release build, metrics and limits on"; }
peer_setup() { [ -x "${CROSSTOWN_BIN:?set CROSSTOWN_BIN}/crosstownd" ]; }
peer_url() { echo "127.0.0.1 $PEER_PORT /hooks/alexa"; }
peer_expect() { echo "Your request number is"; }
peer_streams() { echo 'ct:*:queue:*'; }
peer_start() {
  rm -rf "$RUN_DIR/crosstown"
  mkdir -p "$RUN_DIR/crosstown"
  python3 -m http.server --bind 127.0.0.1 --directory "$PEERS_CACHE/alexa" "$((PEER_PORT + 2))" >/dev/null 2>&1 9>&- &
  MIRROR_PID=$!
  wait_port "$((PEER_PORT + 2))" || return 1
  "$PEERS_DIR/crosstown/alexa-config" > "$RUN_DIR/crosstown.yaml"
  spawn "$CROSSTOWN_BIN/crosstownd" --config "$RUN_DIR/crosstown.yaml"
  wait_port "$PEER_PORT"
}
peer_stop() {
  stop_pid "$PEER_PID"
  stop_pid "$MIRROR_PID"
  PEER_PID=""
}
