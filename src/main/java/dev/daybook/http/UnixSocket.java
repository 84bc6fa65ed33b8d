package dev.daybook.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;

/**
 * The file of a Unix socket that only its owner may open. It is bound in a folder that is closed to others and moved to
 * its place once its permissions are set, so that there is no moment in which somebody else gets in.
 */
final class UnixSocket implements AutoCloseable {

    private final Path path;

    private UnixSocket(Path path) {
        this.path = path;
    }

    /**
     * Binds one.
     *
     * @param bind listens at the path that it is given
     * @throws UncheckedIOException if the file cannot be made, or another process listens there
     */
    static UnixSocket at(Path path, Consumer<Path> bind) {
        try {
            Path place = path.toAbsolutePath();
            Path folder = Files.createTempDirectory(place.getParent(), ".daybook"); // only its owner may enter
            Path made = folder.resolve("s");
            try {
                removeAbandoned(place);
                bind.accept(made);
                Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
                Files.move(made, place);
                return new UnixSocket(place);
            } finally {
                Files.deleteIfExists(made);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the socket %s: %s".formatted(path, e.getMessage()), e);
        }
    }

    /** A process that was killed leaves its file behind. */
    private static void removeAbandoned(Path place) throws IOException {
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(place, "isOther", LinkOption.NOFOLLOW_LINKS).containsValue(true)) {
            throw new IOException("is no socket: choose another place");
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(place));
        } catch (IOException _) {
            Files.delete(place);
            return;
        }
        throw new IOException("another process listens there: stop it or choose another place");
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
