package dev.daybook.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How the door is opened.
 *
 * @param bodyBytesMax larger bodies are refused
 * @param bodiesBytesMax the memory that all bodies in flight share; what does not fit is refused for the moment
 * @param heartbeat how often a silent event stream is kept alive
 * @param patience how long a client may make the service wait
 * @param stopTimeout how long a stop waits for requests under way
 * @param ratePerSecond requests that one token may make, on average over some seconds
 * @param connectionsMax connections that are open at once; some more are kept for programs of this machine
 */
public record Options(
        Address address,
        Allowed allowed,
        int bodyBytesMax,
        long bodiesBytesMax,
        Duration heartbeat,
        Patience patience,
        Duration stopTimeout,
        int ratePerSecond,
        int connectionsMax) {

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
     * How long a client may make the service wait; then the connection is closed.
     *
     * @param head from the opening of a connection to the end of the first request's head
     * @param body from there to the last byte of its body
     * @param idle from an answer to the end of the next request's head
     */
    public record Patience(Duration head, Duration body, Duration idle) {

        /** Generous for the largest body over a slow line, and for programs that keep their connections. */
        public static final Patience USUAL =
                new Patience(Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofMinutes(5));

        Duration shortest() {
            return Stream.of(head, body, idle).min(Duration::compareTo).orElseThrow();
        }
    }

    /** Room for the largest specification with the escapes of JSON, several times over. */
    public static final int BODY_BYTES_MAX = 16 * 1024 * 1024;

    /** Below the shortest idle timeout that proxies are set to. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(15);

    public static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    /** More than a program makes that means well; less than keeps all others waiting. */
    public static final int RATE_PER_SECOND = 5_000;

    /** More than all programs of a team keep open; fewer than the files that a process may open. */
    public static final int CONNECTIONS_MAX = 2_048;

    /** A body takes several times its size while it is read and carried out: measured, ten at most. */
    private static final int BODY_SHARE = 12;

    /** Those of all requests together, unless one of the largest takes more. */
    private static final int BODIES_SHARE = 16;

    public Options {
        if (bodyBytesMax < 1) {
            throw new IllegalArgumentException("a body limit of %d bytes admits nothing".formatted(bodyBytesMax));
        }
    }

    /** Returns the usual options: this machine only. */
    public static Options loopback(int port) {
        return at(new Address("127.0.0.1", port, Optional.empty(), Optional.empty()));
    }

    /** Returns the usual options for another place. */
    public static Options at(Address address) {
        return new Options(
                        address,
                        Allowed.NOBODY,
                        BODY_BYTES_MAX,
                        0,
                        HEARTBEAT,
                        Patience.USUAL,
                        STOP_TIMEOUT,
                        RATE_PER_SECOND,
                        CONNECTIONS_MAX)
                .withBodyBytesMax(BODY_BYTES_MAX);
    }

    public Options withSocket(Path path) {
        return new Options(
                new Address(address.host(), address.port(), address.tls(), Optional.of(path)),
                allowed,
                bodyBytesMax,
                bodiesBytesMax,
                heartbeat,
                patience,
                stopTimeout,
                ratePerSecond,
                connectionsMax);
    }

    public Options withAllowed(Allowed others) {
        return new Options(
                address,
                others,
                bodyBytesMax,
                bodiesBytesMax,
                heartbeat,
                patience,
                stopTimeout,
                ratePerSecond,
                connectionsMax);
    }

    /** Sets the limit of one body, less if the heap is too small for it, and that of all together. */
    public Options withBodyBytesMax(int bytes) {
        long heap = Runtime.getRuntime().maxMemory();
        int one = (int) Math.min(bytes, heap / BODY_SHARE);
        return new Options(
                address,
                allowed,
                one,
                Math.max(one, heap / BODIES_SHARE),
                heartbeat,
                patience,
                stopTimeout,
                ratePerSecond,
                connectionsMax);
    }

    public Options withBodiesBytesMax(long bytes) {
        return new Options(
                address, allowed, bodyBytesMax, bytes, heartbeat, patience, stopTimeout, ratePerSecond, connectionsMax);
    }

    public Options withPatience(Patience times) {
        return new Options(
                address,
                allowed,
                bodyBytesMax,
                bodiesBytesMax,
                heartbeat,
                times,
                stopTimeout,
                ratePerSecond,
                connectionsMax);
    }

    public Options withRatePerSecond(int requests) {
        return new Options(
                address,
                allowed,
                bodyBytesMax,
                bodiesBytesMax,
                heartbeat,
                patience,
                stopTimeout,
                requests,
                connectionsMax);
    }

    public Options withConnectionsMax(int connections) {
        return new Options(
                address,
                allowed,
                bodyBytesMax,
                bodiesBytesMax,
                heartbeat,
                patience,
                stopTimeout,
                ratePerSecond,
                connections);
    }
}
