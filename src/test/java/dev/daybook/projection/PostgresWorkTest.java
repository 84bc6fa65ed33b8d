package dev.daybook.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.journal.postgres.Database;
import dev.daybook.journal.postgres.Line;
import dev.daybook.sbi.SbiEvent.Retitled;
import dev.daybook.sbi.SbiId;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often whoever writes rows in PostgreSQL waits for an answer of the server. */
final class PostgresWorkTest {

    private final Database database = Database.begin();
    private final Line line = new Line(database.port());
    private final Chronicle chronicle = new Chronicle();

    @AfterEach
    void close() {
        chronicle.close();
        line.close();
    }

    /** Returns how often each projection waits for what the journal holds. */
    private Map<String, Long> waits() {
        var waits = new TreeMap<String, Long>();
        PostgresRowsTest.shared().forEach(name -> {
            var projection = PostgresRowsTest.projection(name, chronicle);
            String schema = database.schema() + "_" + name;
            var place = new SchemaPlace(database.through(line.port())::poster, () -> schema, 0);
            try (var generation = Generation.create(place, Ddl.of(projection.get()), true)) {
                var projector = new Projector(projection.get(), generation, chronicle.journal);
                long before = line.waits();
                projector.catchUp(chronicle.codec, chronicle.timelines.current(), chronicle.journal.head());
                waits.put(name, line.waits() - before);
            }
        });
        return waits;
    }

    @Test
    void rows_of_what_begins_are_sent_together_however_many_they_are() {
        chronicle.append(IntStream.range(0, 400)
                .mapToObj(number -> new Retitled(new SbiId("SBI-%03d".formatted(number)), "Dig " + number))
                .toArray(Retitled[]::new));

        assertThat(waits()).allSatisfy((name, waits) -> assertThat(waits).isBetween(2L, 20L));
    }

    /** One statement each took 2,336 ways to the server and back for eight of them. */
    @Test
    void rows_that_change_again_and_again_wait_for_what_they_read_alone() {
        chronicle.append(new Histories(7, 20).events(500));

        Map<String, Long> waits = waits();

        assertThat(waits.values().stream().mapToLong(count -> count).sum()).isBetween(100L, 1_000L);
        assertThat(waits.get("audit")).isLessThan(20);
    }
}
