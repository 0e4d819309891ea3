#!/usr/bin/env bash
# Real clients against a running daemon: boto3, and AWS's command line of PyPI, which is version 1.
# Usage: tests/clients/run.sh [PROGRAM]; without one, the debug build. Prints SKIP where Python, its
# venv or the package index cannot be had. TRIPLINE_CLIENTS names a virtual environment to use.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

program=${1:-${CARGO_TARGET_DIR:-target}/debug/tripline}
skip() { echo "SKIP: $*"; exit 0; }
[ -x "$program" ] || { echo "error: there is no program at $program"; exit 1; }
program=$(cd "$(dirname "$program")" && pwd)/$(basename "$program")
command -v python3 >/dev/null || skip "python3 is not installed"

folder=$(mktemp -d)
daemon=
ended() {
  if [ -n "$daemon" ]; then kill "$daemon" 2>/dev/null || true; wait "$daemon" 2>/dev/null || true; fi
  rm -rf "$folder"
}
trap ended EXIT

clients=${TRIPLINE_CLIENTS:-}
if [ -z "$clients" ]; then
  clients=$folder/venv
  python3 -m venv "$clients" >/dev/null 2>&1 || skip "python3 has no venv"
  "$clients/bin/pip" install --quiet --disable-pip-version-check --retries 1 --timeout 20 \
    boto3 awscli >"$folder/pip" 2>&1 || skip "boto3 and awscli cannot be installed"
fi

mkdir -p "$folder/work/rules"
cp tests/clients/rules.yaml "$folder/work/rules/"
cd "$folder/work"
"$program" serve --listen 127.0.0.1:0 --data data >"$folder/said" 2>"$folder/told" &
daemon=$!
url=
for _ in $(seq 600); do
  url=$(sed -n 's/^tripline serves on //p' "$folder/said")
  [ -n "$url" ] && break
  kill -0 "$daemon" 2>/dev/null || { cat "$folder/told"; echo "error: it does not start"; exit 1; }
  sleep 0.1
done
[ -n "$url" ] || { echo "error: it does not serve"; exit 1; }
cd - >/dev/null

export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=us-east-1
export AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
unset AWS_PROFILE AWS_ENDPOINT_URL AWS_CA_BUNDLE
"$clients/bin/python" tests/clients/clients.py "$url" "$folder/work/rules/out/got.ndjson" "$clients/bin/aws" \
  || { tail -n 20 "$folder/told"; exit 1; }
kill -TERM "$daemon"
code=0
wait "$daemon" || code=$?
daemon=
[ "$code" = 0 ] || { cat "$folder/told"; echo "error: exit code $code"; exit 1; }
