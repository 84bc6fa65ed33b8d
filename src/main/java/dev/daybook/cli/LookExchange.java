package dev.daybook.cli;

import dev.daybook.cli.DataDirectoryOpener.Opened;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers from what is only looked at. Once that turns out to be damaged, whoever takes the directory and builds it anew
 * answers instead. Used by one thread.
 */
final class LookExchange implements Exchange {

    private final Opened look;
    private final Supplier<Exchange> mended;
    private @Nullable Exchange instead;

    LookExchange(Opened look, Supplier<Exchange> mended) {
        this.look = look;
        this.mended = mended;
    }

    @Override
    public Reply send(String method, String uri, Map<String, String> headers, byte[] body)
            throws IOException, InterruptedException {
        if (instead == null) {
            Reply reply = look.exchange().send(method, uri, headers, body);
            if (!look.isDamaged()) {
                return new Reply(reply.status(), reply.headers(), new Rows(reply.body()));
            }
            reply.body().close();
            instead = mended.get();
        }
        return instead.send(method, uri, headers, body);
    }

    /** What is read row by row may turn out to be damaged when some of it was told already. */
    private final class Rows extends FilterInputStream {

        Rows(InputStream rows) {
            super(rows);
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            try {
                return super.read(into, from, most);
            } catch (IOException e) {
                if (!look.isDamaged()) {
                    throw e;
                }
                instead = mended.get();
                throw Failure.because(
                        "the read models are damaged and were built anew: what was told is not all", "ask again", e);
            }
        }
    }
}
