#!/bin/sh
# Runs a command with a display: the one there is, or an Xvfb of its own on a free number, which ends with the command.
# Without Xvfb the command runs as it is and says itself what it cannot do.
case "$*" in *--list-test-cases*) exec "$@" ;; esac
if [ -n "${DISPLAY:-}" ] || ! command -v Xvfb >/dev/null; then exec "$@"; fi
folder=$(mktemp -d)
Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp -noreset 3>"$folder/display" >/dev/null 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null; rm -rf "$folder"' EXIT
trap 'exit 143' INT TERM
tries=0
while [ ! -s "$folder/display" ] && [ $tries -lt 100 ] && kill -0 $server 2>/dev/null; do
  sleep 0.1
  tries=$((tries + 1))
done
if [ -s "$folder/display" ]; then
  DISPLAY=:$(cat "$folder/display")
  export DISPLAY
fi
"$@"
