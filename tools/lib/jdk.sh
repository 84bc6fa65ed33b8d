# Sourced by the scripts beside it: finds a JDK 25 or newer, starts Maven on it.
# Sets java_home. Says nothing unless there is none.

java_wanted=25

# jdk_major DIR: the major version of the JDK in DIR, empty if there is none. Reads its release file: starting a JVM to
# ask for its version would cost every call a tenth of a second.
jdk_major() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
    if [ -r "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
    else
        "$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1
    fi
}

# jdk_fits DIR: sets java_home if the JDK in DIR is new enough.
jdk_fits() {
    [ -n "$1" ] || return 1
    jdk_found=$(jdk_major "$1")
    [ -n "$jdk_found" ] && [ "$jdk_found" -ge "$java_wanted" ] && java_home=$1
}

# The folder of the JDK that a java or javac on the PATH belongs to, through its links.
jdk_on_path() {
    jdk_program=$(command -v javac || command -v java) || return 0
    while [ -L "$jdk_program" ]; do
        jdk_link=$(readlink "$jdk_program")
        case $jdk_link in
            /*) jdk_program=$jdk_link ;;
            *) jdk_program=$(dirname "$jdk_program")/$jdk_link ;;
        esac
    done
    dirname "$(dirname "$jdk_program")"
}

find_jdk() {
    java_home=
    jdk_fits "${JAVA_HOME:-}" && return 0
    jdk_fits "$(jdk_on_path)" && return 0
    for jdk in /usr/lib/jvm/* /usr/java/* /usr/local/java/* /usr/local/openjdk* /opt/java/* /opt/*jdk* /opt/*java* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${HOME:-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        "${SDKMAN_DIR:-${HOME:-/nonexistent}/.sdkman}"/candidates/java/* \
        "${HOME:-/nonexistent}"/.jdks/* "${HOME:-/nonexistent}"/.local/share/mise/installs/java/* \
        "${HOME:-/nonexistent}"/.asdf/installs/java/*; do
        jdk_fits "$jdk" && return 0
    done
    cat >&2 <<TEXT
daybook: no JDK $java_wanted or newer in JAVA_HOME, on the PATH or in the usual folders. Install one:
  Debian, Ubuntu   apt install openjdk-$java_wanted-jdk-headless   (or temurin-$java_wanted-jdk from packages.adoptium.net)
  Fedora           dnf install java-$java_wanted-openjdk-devel
  macOS            brew install openjdk@$java_wanted
  any system       sdk install java $java_wanted-tem   (sdkman.io)
or set JAVA_HOME to one that is installed elsewhere.
TEXT
    return 1
}

# maven ARGS…: the wrapper, on the JDK that was found.
maven() {
    # Maven's own libraries still use memory access that JDK 25 warns about.
    (cd "$root" && JAVA_HOME=$java_home MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}" ./mvnw -B "$@")
}
