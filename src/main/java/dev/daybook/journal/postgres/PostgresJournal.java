package dev.daybook.journal.postgres;

import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Condition;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.JournalDamaged;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Scrub;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sql.Names;
import dev.daybook.journal.sql.Prepared;
import dev.daybook.journal.sql.Reader;
import dev.daybook.journal.sql.SqlJournal;
import dev.daybook.journal.sql.Statements;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal in a PostgreSQL database, for any number of processes at once.
 *
 * <p>Its {@link #head} is the last entry that this process knows of: it has written it, or was told of it. Others may have
 * appended more, which its listeners hear in its order, a moment later: at once where the server's notifications come
 * through, else within a quarter of a second. Reads see what is committed, whoever did it.
 *
 * <p>While the server does not answer, appends and reads fail with {@link JournalUnavailable}; both go on by themselves when
 * it does. It can be taken for good only where it is not the journal any more that was followed.
 */
public final class PostgresJournal extends SqlJournal {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresJournal.class);

    /** An index takes no longer ones. */
    private static final int TEXT_BYTES_MAX = 2_500;

    private final Server server;
    private final InstantSource clock;
    private final Readers readers;
    private final Names names;
    private final Appender appender;
    private final Waker waker;

    private PostgresJournal(
            Server server, InstantSource clock, Readers readers, Names names, Appender appender, Waker waker) {
        this.server = server;
        this.clock = clock;
        this.readers = readers;
        this.names = names;
        this.appender = appender;
        this.waker = waker;
    }

    /**
     * Opens the journal there, begins it in an empty database, and brings an older schema up to date.
     *
     * @throws JournalDamaged if its end is not as it was left
     * @throws JournalUnavailable if it cannot be reached or used, or is newer than this program
     */
    public static PostgresJournal open(Server server, InstantSource clock) {
        try {
            new PostgresSchema(server, clock).migrate();
            var names = new Names();
            var session = new WriterSession(server, names, clock);
            boolean opened = false;
            try {
                checkEnd(server, session);
                var appender = new Appender(server, clock, names, session);
                var journal = new PostgresJournal(
                        server, clock, server.readers(), names, appender, new Waker(server, appender::wake));
                opened = true;
                return journal;
            } finally {
                if (!opened) {
                    session.close();
                }
            }
        } catch (SQLException e) {
            throw new JournalUnavailable(Failures.explain(server, e), e);
        }
    }

    /** Where the newest entry and the row of the head tell different ends, somebody else has added or removed entries. */
    private static void checkEnd(Server server, WriterSession session) throws SQLException {
        PreparedStatement query = session.reader()
                .statements()
                .of("SELECT head.position, head.chain, entry.position, entry.chain FROM head"
                        + " LEFT JOIN entry ON entry.position = (SELECT max(position) FROM entry)");
        try (ResultSet row = query.executeQuery()) {
            if (!row.next()
                    || row.getLong(1) != row.getLong(3)
                    || (row.getLong(1) > 0 && !Arrays.equals(row.getBytes(2), row.getBytes(4)))) {
                throw new JournalDamaged(
                        "%s does not end as it was left: another program added or removed entries".formatted(server));
            }
        }
        session.rollBack();
    }

    @Override
    protected <T> T ask(Question<T> question) {
        appender.away().ifPresent(why -> {
            throw new JournalUnavailable(String.valueOf(why.getMessage()), why);
        });
        try {
            return asked(question);
        } catch (SQLException e) {
            if (readers.isClosed()) {
                throw new IllegalStateException("the journal is closed", e);
            }
            throw new JournalUnavailable(Failures.explain(server, e), e);
        }
    }

    /** Asks once more where the connection broke: it may be one from before the server was away, as may be all others. */
    private <T> T asked(Question<T> question) throws SQLException {
        try (Connection connection = readers.lend()) {
            try {
                return question.ask(reader(connection));
            } catch (SQLException e) {
                if (!Failures.isBroken(e)) {
                    throw e;
                }
                LOG.debug("asked once more, as a connection broke: {}", e.toString());
            }
        }
        readers.renew();
        try (Connection connection = readers.lend()) {
            return question.ask(reader(connection));
        }
    }

    private Reader reader(Connection connection) {
        return new Reader(connection, names, PostgresIds.INSTANCE);
    }

    /** Returns what proves the journal, whatever its state. */
    public Scrub scrub() {
        return new PostgresScrub(server, this);
    }

    @Override
    public List<Condition> conditions() {
        try {
            return ServerConditions.look(server, clock);
        } catch (SQLException e) {
            throw new JournalUnavailable(Failures.explain(server, e), e);
        }
    }

    @Override
    public OptionalLong sizeBytes() {
        return ask(reader -> Statements.number(reader.statements()
                .of("SELECT sum(pg_total_relation_size(oid)) FROM pg_class"
                        + " WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace")));
    }

    @Override
    public CompletableFuture<Appended> append(Append append) {
        append.drafts().forEach(PostgresJournal::refuseUnfit);
        Prepared prepared = Prepared.of(append, hash -> ask(reader -> reader.hasBlob(hash)));
        appender.append(prepared);
        return prepared.done();
    }

    /** One that the database refuses would take all others of its commit with it. */
    private static void refuseUnfit(Draft draft) {
        StreamId stream = draft.stream();
        Metadata metadata = draft.metadata();
        texts(draft).forEach(text -> {
            if (text.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        "a text of %s %s holds the character U+0000, which PostgreSQL keeps in no text"
                                .formatted(draft.type(), draft.id()));
            }
        });
        if (bytes(stream.category() + stream.key()) > TEXT_BYTES_MAX
                || bytes(metadata.source().text()) > TEXT_BYTES_MAX
                || bytes(metadata.actor()) > TEXT_BYTES_MAX
                || bytes(draft.type()) > TEXT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "%s %s names a stream, a source, an actor or a type of more than %,d bytes"
                            .formatted(draft.type(), draft.id(), TEXT_BYTES_MAX));
        }
    }

    private static Stream<String> texts(Draft draft) {
        Metadata metadata = draft.metadata();
        Stream<String> source = switch (metadata.source()) {
            case Source.Channel(String name) -> Stream.of(name);
            case Source.File(Source.Project(String tool, String project), String path) ->
                Stream.of(tool, project, path);
        };
        return Stream.of(
                        Stream.of(draft.stream().category(), draft.stream().key(), draft.type(), metadata.actor()),
                        source,
                        Stream.of(metadata.session(), metadata.correlation(), metadata.causation())
                                .flatMap(Optional::stream),
                        metadata.idempotency().stream().flatMap(key -> Stream.of(key.key(), key.fingerprint())))
                .flatMap(part -> part);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public Position head() {
        return appender.head();
    }

    @Override
    public Optional<String> unavailable() {
        return appender.unavailable();
    }

    @Override
    public Subscription subscribe(Consumer<List<Entry>> listener) {
        return appender.subscribe(listener);
    }

    @Override
    public void close() {
        appender.close();
        waker.close();
        readers.close();
    }
}
