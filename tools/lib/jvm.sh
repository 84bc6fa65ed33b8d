# Sourced by tools/daybook and docker/entrypoint.sh: the options of the JVM.

# Part of what the start-up cache is made for: change them here only.
java_flags="-XX:+UseSerialGC -XX:-UsePerfData"

# For a server. The optimizing compiler begins after four times as many calls as usual: code is as fast after a few thousand,
# and the first minutes take less of the processor and of memory for it. The heap begins small instead of as a part of the
# machine's memory, of which most would only be touched once. What SQLite and the compiler have freed goes back to the
# system every ten seconds; other C libraries than glibc cannot do that, and the JVM would not start.
add_server_flags() {
    java_flags="$java_flags -XX:Tier4InvocationThreshold=20000 -XX:Tier4MinInvocationThreshold=2400"
    java_flags="$java_flags -XX:Tier4CompileThreshold=60000 -XX:Tier4BackEdgeThreshold=160000"
    case "${DAYBOOK_JAVA_OPTS:-} ${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-}" in
        *-Xm[snx]* | *HeapSize* | *RAM*) ;; # whoever says how large it may be may mean less than this
        *) java_flags="$java_flags -Xms96m -XX:NewSize=24m" ;;
    esac
    if getconf GNU_LIBC_VERSION >/dev/null 2>&1; then
        java_flags="$java_flags -XX:TrimNativeHeapInterval=10000"
    fi
}
