#!/bin/sh
# Whether the server of this container is ready: takes commands, and its read models are close behind.
set -eu
port=${DAYBOOK_PORT:-8420}
if command -v curl >/dev/null; then
    exec curl --silent --fail --max-time 2 --output /dev/null "http://127.0.0.1:$port/readyz"
elif command -v wget >/dev/null; then
    exec wget -q -T 2 -O /dev/null "http://127.0.0.1:$port/readyz"
fi
# The runtime image may have neither; bash speaks TCP by itself.
exec bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0" && printf "GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n" >&3 \
    && read -r -t 2 status <&3 && [[ $status == *" 200 "* ]]' "$port"
