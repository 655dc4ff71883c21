#!/usr/bin/env bash
# run.sh BIN PORT DATA: makes the desks that do not exist yet in the folder DATA and serves them on PORT.
set -euo pipefail

bin=$1 port=$2
mkdir -p "$3"
data=$(cd "$3" && pwd)

# Compiled templates are code that the server runs: nobody else may write there.
export CHAMELEON_CACHE=$data/chameleon
mkdir -p "$CHAMELEON_CACHE"
chmod 700 "$CHAMELEON_CACHE"

"$bin/guichet" -D "data=$data" -D "http_port=$port" demo
echo "  All desks of this machine: http://localhost:$port"
echo "  Stop with Ctrl+C; the data stay in $data"
echo
exec "$bin/pserve" development.ini "http_port=$port" "data=$data"
