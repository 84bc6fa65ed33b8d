# Sourced by tools/daybook: builds the jar and its start-up cache when they are missing or older than the sources.
# Needs root and java_home. Everything it says goes to stderr: stdout belongs to the program.

jar=$root/target/daybook.jar

jar_is_current() {
    [ -f "$jar" ] && [ -z "$(cd "$root" && find pom.xml src/main projections journal-schema -newer "$jar" 2>/dev/null | head -n 1)" ]
}

# A cache fits one jar and one JDK only: the JDK is in its name, and it is younger than the jar. All its classes are
# loaded at each start, so that there is a smaller one for what is only asked.
cache=$root/target/daybook-$(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p' "$java_home/release" 2>/dev/null | tr -c 'A-Za-z0-9.\n' '-').aot
cache_for_questions=${cache%.aot}-questions.aot

cache_is_current() {
    [ "$cache_for_questions" -nt "$jar" ] || [ "$cache.failed" -nt "$jar" ]
}

# One builds, others wait. mkdir is the one atomic test that every system has.
lock=$root/target/build.lock

lock_build() {
    mkdir -p "$root/target"
    told=
    until mkdir "$lock" 2>/dev/null; do
        holder=$(cat "$lock/pid" 2>/dev/null || true)
        if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
            rm -rf "$lock" # its owner died
            continue
        fi
        [ -n "$told" ] || echo "daybook: process ${holder:-?} is building, waiting for it" >&2
        told=yes
        sleep 1
    done
    echo $$ >"$lock/pid"
    trap 'rm -rf "$lock"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
}

unlock_build() {
    rm -rf "$lock"
    trap - EXIT INT TERM HUP
}

# show_progress PID LOG: what Maven is at, until it ends. The first build fetches libraries and takes minutes.
show_progress() {
    seconds=0
    while kill -0 "$1" 2>/dev/null; do
        sleep 1
        seconds=$((seconds + 1))
        at=$(sed -n 's/^\[INFO\] --- \([^:]*\):[^:]*:\([^ ]*\) .*/\1:\2/p' "$2" | tail -n 1)
        fetched=$(grep -c '^\(\[INFO\] \)\{0,1\}Downloaded from' "$2" || true)
        text="${seconds}s  ${at:-starting Maven}  $fetched files fetched"
        if [ -t 2 ]; then
            printf '\r  %-70s' "$text" >&2
        elif [ $((seconds % 15)) -eq 0 ]; then
            echo "  $text" >&2
        fi
    done
    [ ! -t 2 ] || printf '\r%-74s\r' '' >&2
}

build_jar() {
    echo "daybook: building $jar (once, and after a change of the sources)" >&2
    log=$root/target/build.log
    started=$root/target/build.started
    : >"$started"
    maven -Dmaven.test.skip=true -Dspotless.check.skip=true package >"$log" 2>&1 &
    build=$!
    show_progress "$build" "$log"
    if ! wait "$build"; then
        grep -E '^\[(ERROR|WARNING)\] ' "$log" | head -n 40 >&2 || tail -n 40 "$log" >&2
        echo "daybook: the build failed; all it said is in $log" >&2
        return 1
    fi
    # What was changed during the build is newer than the jar.
    touch -r "$started" "$jar"
}

# Trains the caches on a short real session. Daybook works without: a failure is noted and not tried again.
build_cache() {
    echo "daybook: preparing a fast start" >&2
    rm -f "$root"/target/daybook-*.aot "$root"/target/daybook-*.aot.*
    rehearsal=$root/target/rehearsal
    rm -rf "$rehearsal"
    if ! rehearse "$cache" || ! rehearse "$cache_for_questions"; then
        : >"$cache.failed"
    fi
    rm -rf "$rehearsal"
}

# rehearse CACHE: the first time all of it, on what that leaves the questions alone.
rehearse() {
    # shellcheck disable=SC2086
    "$java_home/bin/java" $java_flags "-XX:AOTCacheOutput=$1.new" -Xlog:disable "-Djava.io.tmpdir=$root/target" \
        -jar "$jar" rehearse --data "$rehearsal" >"$root/target/rehearsal.log" 2>&1 \
        && [ -s "$1.new" ] && mv "$1.new" "$1"
}

build_if_needed() {
    jar_is_current && cache_is_current && return 0
    if [ ! -w "$root" ] && [ -f "$jar" ]; then
        return 0 # someone else's checkout: use what is there
    fi
    lock_build
    { jar_is_current || build_jar; } && { cache_is_current || build_cache; }
    built=$?
    unlock_build
    return $built
}
