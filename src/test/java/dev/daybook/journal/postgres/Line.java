package dev.daybook.journal.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A line to the server that can be cut: for good, or behind a message whose answer then never comes. */
public final class Line implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 << 10;

    private final int server;
    private final ServerSocket door;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicLong waits = new AtomicLong();
    private final AtomicReference<String> cutBehind = new AtomicReference<>("");
    private volatile boolean cut;

    /** @param server the port to which it goes */
    public Line(int server) {
        this.server = server;
        try {
            this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return door.getLocalPort();
    }

    /** Ends all connections; new ones end at once until {@link #mend}. */
    public void cut() {
        cut = true;
        open.forEach(Line::close);
        open.clear();
    }

    /** Returns how often clients have sent something and waited for the answer: ways to the server and back. */
    public long waits() {
        return waits.get();
    }

    public void mend() {
        cut = false;
    }

    /** Ends the connection before the answer to the next message with this text. */
    public void cutBehindNextOf(String text) {
        cutBehind.set(text);
    }

    /** Returns whether that text came. */
    public boolean isCut() {
        return String.valueOf(cutBehind.get()).isEmpty();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                if (cut) {
                    client.close();
                    continue;
                }
                var upstream = new Socket(InetAddress.getLoopbackAddress(), server);
                open.add(client);
                open.add(upstream);
                Thread.ofVirtual().start(() -> pass(client, upstream, true));
                Thread.ofVirtual().start(() -> pass(upstream, client, false));
            } catch (IOException _) {
                return; // the door was closed
            }
        }
    }

    private void pass(Socket from, Socket to, boolean toServer) {
        var buffer = new byte[BUFFER_BYTES];
        var messages = new Messages(waits);
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (toServer) {
                    messages.read(buffer, read);
                }
                boolean isLast = toServer && isAwaited(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
                if (isLast) {
                    from.close(); // before the server can answer
                }
                out.write(buffer, 0, read);
                out.flush();
                if (isLast) {
                    to.shutdownOutput();
                    return;
                }
            }
        } catch (IOException _) {
            // cut
        }
    }

    private boolean isAwaited(String message) {
        String awaited = String.valueOf(cutBehind.get());
        return !awaited.isEmpty() && message.contains(awaited) && cutBehind.compareAndSet(awaited, "");
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // it is
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
