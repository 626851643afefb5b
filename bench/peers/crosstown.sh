# Crosstown in the side-by-side harness: copy beside the other peers' files (peer.d/), with `config` in
# crosstown/. CROSSTOWN_BIN: the release build of crosstownd.
peer_about() { echo "Crosstown, release build, metrics and limits on"; }
peer_setup() { [ -x "${CROSSTOWN_BIN:?set CROSSTOWN_BIN}" ]; }
peer_expect() { echo "-"; }  # YY-NNNNNNN-C
peer_streams() { echo 'ct:*:queue:*'; }
peer_start() {
  export PEER_ACCOUNT=$(sed -n '1s/.*AccountSid=\([A-Za-z0-9]*\).*/\1/p' "$PEERS_CACHE/form.tsv")
  rm -rf "$RUN_DIR/crosstown"
  mkdir -p "$RUN_DIR/crosstown"
  RUN_DIR=$RUN_DIR WORKERS=$WORKERS "$PEERS_DIR/crosstown/config" > "$RUN_DIR/crosstown.yaml"
  spawn "$CROSSTOWN_BIN" --config "$RUN_DIR/crosstown.yaml"
  wait_port "$PEER_PORT"
}
