# Crosstown's door for SMTP in the side-by-side harness: copy as smtp.d/crosstown.sh beside the other
# peers' files, with `config-mail` in crosstown/. CROSSTOWN_BIN: the release build of crosstownd.
peer_about() { echo "Crosstown, release build, metrics and limits on: SMTP, parse, route, dedupe, Redis, then 250"; }
peer_setup() { [ -x "${CROSSTOWN_BIN:?set CROSSTOWN_BIN}" ]; }
peer_streams() { echo 'ct:*:queue:*'; }
peer_start() {
  rm -rf "$RUN_DIR/crosstown"
  mkdir -p "$RUN_DIR/crosstown"
  RUN_DIR=$RUN_DIR WORKERS=$WORKERS "$PEERS_DIR/crosstown/config-mail" > "$RUN_DIR/crosstown.yaml"
  spawn "$CROSSTOWN_BIN" --config "$RUN_DIR/crosstown.yaml"
  wait_port "$PEER_PORT"
}
