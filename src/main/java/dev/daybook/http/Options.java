package dev.daybook.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How the door is opened.
 *
 * @param host the address to listen on
 * @param port the port, 0 for any free one
 * @param socket a Unix socket to listen on as well; whoever may open the file may ask
 * @param hosts what the Host and Origin headers may name beside localhost, 127.0.0.1 and [::1], without port
 * @param bodyBytesMax larger bodies are refused
 * @param heartbeat how often a silent event stream is kept alive
 * @param stopTimeout how long a stop waits for requests under way
 */
public record Options(
        String host,
        int port,
        Optional<Path> socket,
        Set<String> hosts,
        int bodyBytesMax,
        Duration heartbeat,
        Duration stopTimeout) {

    /** Room for the largest specification with the escapes of JSON, several times over. */
    public static final int BODY_BYTES_MAX = 16 * 1024 * 1024;

    /** Below the shortest idle timeout that proxies are set to. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(15);

    public static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    public Options {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("%d is not a port: want 0 (any) to 65535".formatted(port));
        }
        if (bodyBytesMax < 1) {
            throw new IllegalArgumentException("a body limit of %d bytes admits nothing".formatted(bodyBytesMax));
        }
        hosts = Set.copyOf(hosts);
    }

    /** Returns the usual options: this machine only. */
    public static Options loopback(int port) {
        return new Options("127.0.0.1", port, Optional.empty(), Set.of(), BODY_BYTES_MAX, HEARTBEAT, STOP_TIMEOUT);
    }

    public Options withSocket(Path path) {
        return new Options(host, port, Optional.of(path), hosts, bodyBytesMax, heartbeat, stopTimeout);
    }

    public Options withHosts(Set<String> names) {
        return new Options(host, port, socket, names, bodyBytesMax, heartbeat, stopTimeout);
    }

    public Options withBodyBytesMax(int bytes) {
        return new Options(host, port, socket, hosts, bytes, heartbeat, stopTimeout);
    }

    public Options withHeartbeat(Duration every) {
        return new Options(host, port, socket, hosts, bodyBytesMax, every, stopTimeout);
    }
}
