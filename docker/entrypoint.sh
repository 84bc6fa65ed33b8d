#!/bin/sh
# Starts Daybook in a container: entrypoint.sh serve, entrypoint.sh search TEXT, …
#   DAYBOOK_JAVA_OPTS   more options for the JVM
#   DAYBOOK_HOME        where the jar is (default: the folder of this script)
# `entrypoint.sh prepare` makes the start-up cache; the image runs it once.
set -eu
here=$(cd "$(dirname "$0")" && pwd -P)
home=${DAYBOOK_HOME:-$here}
java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
for options in "$here/jvm.sh" "$here/../tools/lib/jvm.sh"; do # in an image, and beside the sources
    [ ! -f "$options" ] || . "$options"
done
umask 077

if [ "${1:-}" = prepare ]; then
    rehearsal=$(mktemp -d)
    # shellcheck disable=SC2086
    "$java" $java_flags -XX:AOTCacheOutput="$home/daybook.aot" -Xlog:disable -jar "$home/daybook.jar" \
        rehearse --data "$rehearsal/data" >/dev/null || rm -f "$home/daybook.aot"
    rm -rf "$rehearsal"
    [ ! -f "$home/daybook.aot" ] || chmod 0644 "$home/daybook.aot"
    exit 0
fi

[ ! -f "$home/daybook.aot" ] || java_flags="$java_flags -XX:AOTCache=$home/daybook.aot"
[ "${1:-}" != serve ] || add_server_flags
# exec: the JVM becomes process 1 and gets the signal to stop.
# shellcheck disable=SC2086
exec "$java" $java_flags -Xlog:disable -Xlog:all=error:stderr -Ddaybook.stdout=other -Ddaybook.stderr=other \
    ${DAYBOOK_JAVA_OPTS:-} -jar "$home/daybook.jar" "$@"
