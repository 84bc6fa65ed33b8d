package dev.daybook.bench;

import dev.daybook.AllSlices;
import dev.daybook.event.Codec;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Expectation;
import dev.daybook.journal.postgres.PostgresJournal;
import dev.daybook.journal.postgres.Server;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Durable appends to a journal on PostgreSQL, by one node and by several in one process, beside rows that go straight into a
 * bare table of the same server, which flushes to disk at each commit.
 */
final class PostgresAppends {

    private static final int MANY = 64;
    private static final int NODES_MAX = 3;
    private static final int BATCH = 500;
    private static final double WARM_UP_SECONDS = 2;
    private static final double SECONDS = Double.parseDouble(System.getProperty("bench.seconds", "5"));

    private final Consumer<Figure> table;
    private final Codec codec = new Codec(_ -> Optional.empty(), AllSlices.of().facts());

    PostgresAppends(Consumer<Figure> table) {
        this.table = table;
    }

    void run() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setServerConfig("synchronous_commit", "on") // as a server has it
                .start()) {
            double rawOne = raw(server, 1);
            double rawMany = raw(server, MANY);
            figure("PostgreSQL, 1 client", nodes(server, 1, 1, 1), rawOne, "1 fact each");
            for (int nodes = 1; nodes <= NODES_MAX; nodes++) {
                figure(
                        "PostgreSQL, 64 clients, %d nodes".formatted(nodes),
                        nodes(server, nodes, MANY, 1),
                        rawMany,
                        "1 fact each; raw: bare group commit of one process");
            }
            figure(
                    "PostgreSQL, facts of an import",
                    nodes(server, 1, 2, BATCH) * BATCH,
                    rawBatches(server),
                    "500 facts each; raw: as many rows a commit");
        }
    }

    private void figure(String name, double ours, double raw, String note) {
        table.accept(new Figure(name, "/s", ours, Optional.of(raw), Optional.empty(), note));
    }

    private double raw(EmbeddedPostgres server, int clients) throws Exception {
        byte[] payload = Appends.draft(codec, 0).payload().bytes();
        try (var raw = new RawGroup(() -> new RawPostgres(url(server)))) {
            Clients.run(clients, WARM_UP_SECONDS, _ -> raw.insert(payload));
            return Clients.run(clients, SECONDS, _ -> raw.insert(payload)).perSecond();
        }
    }

    private double rawBatches(EmbeddedPostgres server) throws Exception {
        byte[] payload = Appends.draft(codec, 0).payload().bytes();
        try (var raw = new RawPostgres(url(server))) {
            return Clients.run(1, SECONDS, _ -> {
                                for (int row = 0; row < BATCH; row++) {
                                    raw.insert("sbi/SBI-01K6FRP24VXAE1C24TYMZ95G6S", "sbi.registered", payload);
                                }
                                raw.commit();
                            })
                            .perSecond()
                    * BATCH;
        }
    }

    private double nodes(EmbeddedPostgres server, int nodes, int clients, int facts) throws Exception {
        String schema = "bench_%d_%d_%d".formatted(nodes, clients, facts);
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + schema);
        }
        var journals = new ArrayList<PostgresJournal>();
        try {
            for (int node = 0; node < nodes; node++) {
                journals.add(PostgresJournal.open(
                        Server.of(
                                "postgresql://postgres@localhost:%d/postgres?currentSchema=%s"
                                        .formatted(server.getPort(), schema),
                                Optional.empty()),
                        InstantSource.system()));
            }
            Clients.Work append = number -> append(journals.get((int) (number % nodes)), number, facts);
            Clients.run(clients, WARM_UP_SECONDS, append);
            return Clients.run(clients, SECONDS, append).perSecond();
        } finally {
            journals.forEach(PostgresJournal::close);
        }
    }

    private void append(PostgresJournal journal, long number, int facts) {
        List<Draft> drafts = LongStream.range(number * facts, (number + 1) * facts)
                .mapToObj(fact -> Appends.draft(codec, fact))
                .toList();
        journal.append(
                        facts == 1
                                ? Append.of(drafts, drafts.getFirst().stream(), new Expectation.Any())
                                : new Append(drafts, Map.of()))
                .join();
    }

    private static String url(EmbeddedPostgres server) throws SQLException {
        return server.getJdbcUrl("postgres", "postgres");
    }
}
