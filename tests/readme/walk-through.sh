#!/usr/bin/env bash
# Does what docs/api.md says: starts the server on empty data, pastes the walk-through, and looks at what came.
set -euo pipefail
cd "$(dirname "$0")/../.."
PATH="$PWD/node_modules/.bin:$PATH"

data=$(mktemp -d)
if curl -s localhost:4000/health/live >/dev/null; then echo 'Port 4000 is in use.'; exit 1; fi
# In a process group of its own, so that all that npm starts can be stopped.
DATA_DIR="$data" setsid npm start >"$data/log" 2>&1 &
server=$!
stop() { kill -- "-$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$data"; }
trap stop EXIT
# It serves a moment before it says so.
for _ in $(seq 240); do grep -q 'Demo user' "$data/log" && break; sleep 0.5; done
curl -sf localhost:4000/health/ready >/dev/null
grep -q 'twilio / twiliopass' "$data/log" || { cat "$data/log"; exit 1; }

awk '/^# walk-through$/ { on = 1 } /^```$/ { on = 0 } on' docs/api.md >"$data/walk-through"
[ "$(wc -l <"$data/walk-through")" -gt 10 ]
output=$(bash -eu "$data/walk-through")
echo "$output"

expect() { grep -qF -- "$1" <<<"$output" || { echo "The walk-through did not print: $1"; exit 1; }; }
expect '"destination":"+48 ••• ••• •67"'
expect '"registerPhone":{"__typename":"TokenPair"}'
expect '"me":{"username":"twilio","phone":"+48501234567","twoFactorEnabled":true}'
expect '"revokeToken":true'
expect '"preferTwoFactorMethod":{"preferredTwoFactorMethod":"AUTHENTICATOR_APP"}'
expect '"methods":[{"kind":"AUTHENTICATOR_APP"},{"kind":"PHONE"}],"delivery":null'
expect '"verifyTwoFactorToken":{"__typename":"TokenPair"}'
echo 'The walk-through works.'
