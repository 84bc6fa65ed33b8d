package dev.daybook.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.AllSlices;
import dev.daybook.event.Codec;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Expectation;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Payload;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.postgres.PostgresJournal;
import dev.daybook.journal.postgres.Server;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Durable appends to a journal on PostgreSQL, by one node and by several in one process, beside rows that as many
 * connections write straight into tables of the same server: bare ones, and such with the journal's columns and keys. The server flushes to disk at each
 * commit, of ours and of theirs. Each is measured in turns, and the medians are compared: what else the machine does comes
 * to all alike.
 */
final class PostgresAppends {

    private static final int MANY = 64;
    private static final int NODES_MAX = 3;
    private static final int BATCH = 500;
    private static final int STREAMS = 10_000;
    static final int CONNECTIONS = 16;
    private static final int TURNS = Integer.getInteger("bench.turns", 5);
    private static final double SECONDS = Double.parseDouble(System.getProperty("bench.seconds", "2"));

    private final Consumer<Figure> table;
    private final List<StreamId> streams = IntStream.range(0, STREAMS)
            .mapToObj(nth -> new StreamId("sbi", "SBI-01K%023d".formatted(nth)))
            .toList();
    private final Draft sample =
            Appends.draft(new Codec(_ -> Optional.empty(), AllSlices.of().facts()), 0);

    PostgresAppends(Consumer<Figure> table) {
        this.table = table;
    }

    void run() throws Exception {
        try (EmbeddedPostgres server = server()) {
            one(server, 1);
            one(server, MANY);
            for (int nodes = 2; nodes <= NODES_MAX; nodes++) {
                several(server, nodes);
            }
            many(server);
        }
    }

    /** Starts one that flushes as a server does; the embedded one would not. */
    static EmbeddedPostgres server() throws IOException {
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    private void one(EmbeddedPostgres server, int clients) throws Exception {
        byte[] payload = sample.payload().bytes();
        try (var bare = new RawGroup(() -> new RawPostgres(url(server), RawPostgres.Width.BARE));
                var wide = new RawGroup(() -> new RawPostgres(url(server), RawPostgres.Width.ENTRY));
                var axon = new AxonJdbc(
                        url(server), Math.min(clients, CONNECTIONS), new ObjectMapper().readTree(payload));
                var nodes = new Nodes(server, 1)) {
            double[] rates = turns(
                    clients,
                    List.of(
                            _ -> bare.insert(payload),
                            _ -> wide.insert(payload),
                            number -> nodes.append(number, 1),
                            _ -> axon.append(1)));
            String who = clients == 1 ? "1 client" : clients + " clients";
            figure("PostgreSQL, " + who, rates[2], rates[0], "1 fact each; " + ofWide(rates[2], rates[1]));
            figure("Axon's JDBC engine, " + who, rates[3], rates[0], "a transaction each");
        }
    }

    /** As many connections write rows, each to a table of its own, so that none waits for another. */
    private void several(EmbeddedPostgres server, int count) throws Exception {
        byte[] payload = sample.payload().bytes();
        try (var bare = new Raws(server, count, RawPostgres.Width.BARE);
                var wide = new Raws(server, count, RawPostgres.Width.ENTRY);
                var nodes = new Nodes(server, count)) {
            double[] rates = turns(
                    MANY,
                    List.of(
                            number -> bare.insert(number, payload),
                            number -> wide.insert(number, payload),
                            number -> nodes.append(number, 1)));
            figure(
                    "PostgreSQL, %d clients, %d nodes".formatted(MANY, count),
                    rates[2],
                    rates[0],
                    "%s; raw: as many writers; another node hears of it after %s"
                            .formatted(ofWide(rates[2], rates[1]), nodes.lag()));
        }
    }

    /** Some who write rows, each with a schema of its own. */
    private static final class Raws implements AutoCloseable {

        private final List<RawGroup> groups = new ArrayList<>();

        Raws(EmbeddedPostgres server, int count, RawPostgres.Width width) throws SQLException {
            for (int nth = 0; nth < count; nth++) {
                String schema = schema(server);
                groups.add(new RawGroup(() -> new RawPostgres(url(server) + "&currentSchema=" + schema, width)));
            }
        }

        void insert(long number, byte[] payload) {
            groups.get((int) (number % groups.size())).insert(payload);
        }

        @Override
        public void close() {
            groups.forEach(RawGroup::close);
        }
    }

    private static String schema(EmbeddedPostgres server) throws SQLException {
        String schema = "bench_" + System.nanoTime();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + schema);
        }
        return schema;
    }

    private void many(EmbeddedPostgres server) throws Exception {
        byte[] payload = sample.payload().bytes();
        try (var bare = new RawPostgres(url(server), RawPostgres.Width.BARE);
                var wide = new RawPostgres(url(server), RawPostgres.Width.ENTRY);
                var axon = new AxonJdbc(url(server), 1, new ObjectMapper().readTree(payload));
                var nodes = new Nodes(server, 1)) {
            double[] raws =
                    turns(1, List.of(_ -> insert(bare, payload), _ -> insert(wide, payload), _ -> axon.append(BATCH)));
            double[] ours = turns(2, List.of(number -> nodes.append(number, BATCH)));
            figure(
                    "PostgreSQL, facts of an import",
                    ours[0] * BATCH,
                    raws[0] * BATCH,
                    BATCH + " a commit; " + ofWide(ours[0], raws[1]));
            figure("Axon's JDBC engine, an import", raws[2] * BATCH, raws[0] * BATCH, BATCH + " a transaction");
        }
    }

    private static void insert(RawPostgres raw, byte[] payload) throws SQLException {
        for (int row = 0; row < BATCH; row++) {
            raw.insert("sbi/SBI-01K6FRP24VXAE1C24TYMZ95G6S", "sbi.registered", payload);
        }
        raw.commit();
    }

    private static String ofWide(double ours, double wide) {
        return String.format(Locale.ROOT, "%.2f of raw rows with its columns and keys", ours / wide);
    }

    /** Returns the median of what each does a second. */
    private static double[] turns(int clients, List<Clients.Work> all) throws Exception {
        var rates = new double[all.size()];
        var measured = new double[all.size()][TURNS];
        for (Clients.Work each : all) {
            Clients.run(clients, SECONDS, each);
        }
        for (int turn = 0; turn < TURNS; turn++) {
            for (int each = 0; each < all.size(); each++) {
                measured[each][turn] =
                        Clients.run(clients, SECONDS, all.get(each)).perSecond();
            }
        }
        for (int each = 0; each < all.size(); each++) {
            Arrays.sort(measured[each]);
            rates[each] = measured[each][TURNS / 2];
        }
        return rates;
    }

    private void figure(String name, double ours, double raw, String note) {
        table.accept(new Figure(name, "/s", ours, Optional.of(raw), Optional.empty(), note));
    }

    /** Journals on one schema of their own, in which there are streams already. */
    private final class Nodes implements AutoCloseable {

        private final List<PostgresJournal> journals = new ArrayList<>();
        private final ConcurrentLinkedQueue<Double> lagsMs = new ConcurrentLinkedQueue<>();

        Nodes(EmbeddedPostgres server, int count) throws SQLException {
            String schema = schema(server);
            for (int node = 0; node < count; node++) {
                var journal = PostgresJournal.open(
                        Server.of(
                                "postgresql://postgres@localhost:%d/postgres?currentSchema=%s"
                                        .formatted(server.getPort(), schema),
                                Optional.empty()),
                        InstantSource.system());
                int at = node;
                journal.subscribe(entries -> heard(at, entries));
                journals.add(journal);
            }
            append(0, STREAMS);
        }

        void append(long number, int facts) {
            int node = (int) (number % journals.size());
            List<Draft> drafts = LongStream.range(number * facts, (number + 1) * facts)
                    .mapToObj(fact -> draft(fact, node))
                    .toList();
            journals.get(node)
                    .append(
                            facts == 1
                                    ? Append.of(drafts, drafts.getFirst().stream(), new Expectation.Any())
                                    : new Append(drafts, Map.of()))
                    .join();
        }

        /** Notes how late what another one wrote is heard. */
        private void heard(int node, List<Entry> entries) {
            Instant now = Instant.now();
            for (Entry entry : entries) {
                if (entry.position().value() > STREAMS // before, the streams were made
                        && !entry.metadata().actor().equals(nameOf(node))) {
                    lagsMs.add(Duration.between(entry.recordedAt(), now).toNanos() / 1e6);
                }
            }
        }

        String lag() {
            double[] sorted =
                    lagsMs.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            return String.format(
                    Locale.ROOT,
                    "p50 %.0f, p99 %.0f ms",
                    sorted[sorted.length / 2],
                    sorted[(int) (sorted.length * 0.99)]);
        }

        @Override
        public void close() {
            journals.forEach(PostgresJournal::close);
        }
    }

    /** Returns a new fact of ready bytes: the raw peers need not make theirs, either. */
    private Draft draft(long number, int node) {
        var random = ThreadLocalRandom.current();
        return new Draft(
                new UUID(random.nextLong(), random.nextLong()),
                streams.get((int) (number % STREAMS)),
                sample.type(),
                sample.version(),
                Payload.of(sample.payload().bytes()),
                List.of(),
                Metadata.of(nameOf(node), "bench"),
                Instant.now());
    }

    private static String nameOf(int node) {
        return "node-" + node;
    }

    static String url(EmbeddedPostgres server) {
        return server.getJdbcUrl("postgres", "postgres");
    }
}
