#!/usr/bin/env bash
# run.sh BIN PORT DATA: makes the desks that do not exist yet in the folder DATA and serves them on PORT.
set -euo pipefail

bin=$1 port=$2
mkdir -p "$3"
data=$(cd "$3" && pwd)

# Compiled templates are code that the server runs: no other user may write there.
export CHAMELEON_CACHE=$data/chameleon
mkdir -p "$CHAMELEON_CACHE"
chmod 700 "$CHAMELEON_CACHE"

if ! "$bin/python" -c "import socket; socket.create_server(('127.0.0.1', int('$port'))).close()" 2>/dev/null; then
    echo "Port $port is taken. Choose another one: make run PORT=$((port + 1))" >&2
    exit 1
fi

"$bin/guichet" -D "data=$data" -D "http_port=$port" demo
echo "  All desks of this machine: http://localhost:$port"
echo "  Stop with Ctrl+C; the data stay in $data"
echo
exec "$bin/pserve" development.ini "http_port=$port" "data=$data"
