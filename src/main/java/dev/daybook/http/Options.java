package dev.daybook.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How the door is opened. */
public record Options(Address address, Allowed allowed, Limits limits, Patience patience) {

    /**
     * Where it listens.
     *
     * @param port 0 for any free one
     * @param tls what it proves itself with; without, what is said there stands in the clear
     * @param socket a Unix socket to listen on as well; whoever may open the file may do everything
     */
    public record Address(String host, int port, Optional<Tls> tls, Optional<Path> socket) {

        public Address {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("%d is not a port: want 0 (any) to 65535".formatted(port));
            }
        }
    }

    /** A certificate chain and its key, both in PEM. */
    public record Tls(Path certificate, Path key) {}

    /**
     * Who else is let in.
     *
     * @param hosts what the Host and Origin headers may name beside localhost, 127.0.0.1 and [::1]; a name with a port
     *     is a page elsewhere that may ask
     * @param origins pages elsewhere whose scripts may read the answers, such as {@code https://board.example}
     * @param data the data directory, whose files no token reaches
     * @param paths below which requests with a token may name files of this machine
     * @param open the protocols of other tools that need no token on this machine, by the first name of their paths
     */
    public record Allowed(Set<String> hosts, Set<String> origins, Set<String> open, Path data, List<Path> paths) {

        public static final Allowed NOBODY = new Allowed(Set.of(), Set.of(), Set.of());

        /** Makes one whose tokens reach no files. */
        public Allowed(Set<String> hosts, Set<String> origins, Set<String> open) {
            this(hosts, origins, open, Path.of(""), List.of());
        }

        public Allowed {
            hosts = Set.copyOf(hosts);
            origins = Set.copyOf(origins);
            open = Set.copyOf(open);
            paths = List.copyOf(paths);
        }
    }

    /**
     * How much is taken at once.
     *
     * @param bodyBytesMax larger bodies are refused, but for
     * @param contentBytesMax content that lies in a file on its way
     * @param bodiesBytesMax the memory that all bodies in flight share; what does not fit is refused for the moment
     * @param ratePerSecond requests that one token may make, on average over some seconds
     * @param connectionsMax connections that are open at once; some more are kept for programs of this machine
     * @param requestsMax requests that are worked on at once; one token has half of them at most
     * @param waitsMax requests that only wait, as readers of an inbox do; the same holds
     */
    public record Limits(
            int bodyBytesMax,
            long contentBytesMax,
            long bodiesBytesMax,
            int ratePerSecond,
            int connectionsMax,
            int requestsMax,
            int waitsMax) {

        /**
         * Room for the largest specification with the escapes of JSON, several times over; more requests than a program
         * makes that means well, and less than keeps all others waiting; more connections than all programs of a team keep
         * open, and fewer than the files that a process may open; a request and a wait of each of a
         * thousand agents of one token, also in the moment in which all come at once and none waits yet.
         */
        public static final Limits USUAL = of(16 * 1024 * 1024, 5_000, 3_072, 4_096, 2_048);

        /** As much as somebody sends once and somebody else waits for; who has more raises it. */
        public static final long CONTENT_BYTES_MAX = 1L << 30;

        /** A body takes several times its size while it is read and carried out: measured, ten at most. */
        private static final int BODY_SHARE = 12;

        /** Those of all requests together, unless one of the largest takes more. */
        private static final int BODIES_SHARE = 16;

        public Limits {
            if (bodyBytesMax < 1) {
                throw new IllegalArgumentException("a body limit of %d bytes admits nothing".formatted(bodyBytesMax));
            }
            if (requestsMax < 1 || waitsMax < 1) {
                throw new IllegalArgumentException("%d requests and %d waits at once admit nothing: want at least one"
                        .formatted(requestsMax, waitsMax));
            }
        }

        /** Returns those with less for bodies if the heap is too small for that. */
        public static Limits of(
                int bodyBytesMax, int ratePerSecond, int connectionsMax, int requestsMax, int waitsMax) {
            long heap = Runtime.getRuntime().maxMemory();
            int one = (int) Math.min(bodyBytesMax, heap / BODY_SHARE);
            return new Limits(
                    one,
                    CONTENT_BYTES_MAX,
                    Math.max(one, heap / BODIES_SHARE),
                    ratePerSecond,
                    connectionsMax,
                    requestsMax,
                    waitsMax);
        }

        /** Returns the same with another limit of content. */
        public Limits contents(long bytesMax) {
            return new Limits(
                    bodyBytesMax, bytesMax, bodiesBytesMax, ratePerSecond, connectionsMax, requestsMax, waitsMax);
        }
    }

    /**
     * How long a client may make the service wait before the connection is closed, and the service a client.
     *
     * @param head from the opening of a connection to the end of the first request's head
     * @param body from there to the last byte of its body
     * @param idle from an answer to the end of the next request's head
     * @param heartbeat how often a silent event stream is kept alive
     * @param stop how long a stop waits for requests under way
     */
    public record Patience(Duration head, Duration body, Duration idle, Duration heartbeat, Duration stop) {

        /**
         * Generous for the largest body over a slow line, and for programs that keep their connections; a heartbeat below
         * the shortest idle timeout that proxies are set to.
         */
        public static final Patience USUAL = new Patience(
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Duration.ofMinutes(5),
                Duration.ofSeconds(15),
                Duration.ofSeconds(5));

        Duration shortest() {
            return Stream.of(head, body, idle).min(Duration::compareTo).orElseThrow();
        }
    }

    /** Returns the usual options: this machine only. */
    public static Options loopback(int port) {
        var address = new Address("127.0.0.1", port, Optional.empty(), Optional.empty());
        return new Options(address, Allowed.NOBODY, Limits.USUAL, Patience.USUAL);
    }
}
