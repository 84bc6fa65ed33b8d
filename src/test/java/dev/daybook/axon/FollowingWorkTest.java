package dev.daybook.axon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.AllSlices;
import dev.daybook.Patience;
import dev.daybook.event.Codec;
import dev.daybook.event.Recorded;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemoryJournal;
import dev.daybook.projection.LiveTables;
import dev.daybook.projection.Projection;
import dev.daybook.projection.ReadModels;
import dev.daybook.projection.Tables;
import dev.daybook.sbi.SbiEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it costs that all read models follow the journal while much is written, in what can be counted on any machine. */
class FollowingWorkTest {

    private static final int COMMITS = 50;
    private static final int FACTS_OF_A_COMMIT = 20;
    private static final int FACTS = COMMITS * FACTS_OF_A_COMMIT;

    /** One for the first commits, one or two for all the others, and one that begins as somebody waits for the end. */
    private static final int TRANSACTIONS_MAX = 5;

    private static final long PAGE_OF_THE_LOG = 4_096 + 24;

    @TempDir
    private Path folder;

    private final Journal journal = new MemoryJournal(InstantSource.fixed(Bus.NOW));
    private final Codec codec = new Codec(journal.blobs(), AllSlices.of().facts());
    private final Timelines timelines = new Timelines(journal, codec);
    private final Map<String, AtomicInteger> transactions = new ConcurrentHashMap<>();
    private final Set<Recorded> decoded =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    /** Counts what is written at the end of a transaction, and the events that come. */
    private final class Counted implements Projection {

        private final Projection inner;

        Counted(Projection inner) {
            this.inner = inner;
        }

        @Override
        public String name() {
            return inner.name();
        }

        @Override
        public String basis() {
            return inner.basis();
        }

        @Override
        public boolean seesVoid() {
            return inner.seesVoid();
        }

        @Override
        public boolean posts(StreamId stream) {
            return inner.posts(stream);
        }

        @Override
        public boolean remove(Recorded first, Tables tables) {
            return inner.remove(first, tables);
        }

        @Override
        public void apply(Recorded recorded, Tables tables) {
            decoded.add(recorded);
            inner.apply(recorded, tables);
        }

        @Override
        public void flush(Tables tables) {
            transactions.computeIfAbsent(name(), _ -> new AtomicInteger()).incrementAndGet();
            inner.flush(tables);
        }

        @Override
        public void forget() {
            inner.forget();
        }
    }

    private ReadModels open() {
        return open(folder);
    }

    private ReadModels open(Path in) {
        List<Supplier<? extends Projection>> counted = new ArrayList<>();
        for (Supplier<? extends Projection> make : AllSlices.of().projections(codec.catalog(), journal::blobs)) {
            counted.add(() -> new Counted(make.get()));
        }
        return ReadModels.open(in, journal, codec, timelines, counted, InstantSource.system());
    }

    private void commit(int number) {
        var drafts = new ArrayList<Draft>();
        for (int i = 0; i < FACTS_OF_A_COMMIT; i++) {
            int fact = number * FACTS_OF_A_COMMIT + i;
            var event = new SbiEvent.Retitled(Bus.sbi(fact % 7), "Title " + fact);
            drafts.add(codec.draft(
                    new UUID(0x4000, fact), Bus.stream(event.sbi()), event, Metadata.of("tester", "test"), Bus.NOW));
        }
        journal.append(new Append(drafts, Map.of())).join();
    }

    @AfterEach
    void close() {
        timelines.close();
        journal.close();
    }

    @Test
    void a_burst_is_posted_in_few_transactions_and_each_fact_is_decoded_once() throws Exception {
        try (ReadModels models = open();
                var _ = LiveProcessors.start(journal, codec, models, InstantSource.system(), Duration.ofDays(1))) {
            for (int commit = 0; commit < COMMITS; commit++) {
                commit(commit);
            }
            assertThat(models.await(new Position(FACTS), Patience.LIMIT)).isTrue();

            assertThat(transactions).containsOnlyKeys("sbi", "search", "audit", "secret");
            assertThat(transactions.values())
                    .allSatisfy(count -> assertThat(count.get()).isBetween(1, TRANSACTIONS_MAX));
            assertThat(decoded).hasSize(FACTS);
        }
    }

    @Test
    void a_read_model_that_facts_do_not_concern_writes_once_in_a_thousand() throws Exception {
        for (int commit = 0; commit < 3 * COMMITS; commit++) {
            commit(commit);
        }
        try (ReadModels models = open()) {
            LiveTables idle = models.live("project");
            long before = logBytes("project");

            for (long position = 1; position <= journal.head().value(); position++) {
                idle.pass(new Position(position));
                assertThat(models.position("project").value()).isEqualTo(position);
            }

            assertThat(logBytes("project") - before).isEqualTo(2 * PAGE_OF_THE_LOG);
            assertThat(models.verify(_ -> {})) // what is compared is written first
                    .noneMatch(flaw -> flaw.projection().equals("project"));
            idle.settle();
            assertThat(logBytes("project") - before).isEqualTo(3 * PAGE_OF_THE_LOG);
        }
        try (ReadModels models = open()) {
            assertThat(models.position("project")).isEqualTo(journal.head());
        }
    }

    @Test
    void what_was_not_written_is_passed_over_again_and_not_lost() throws Exception {
        commit(0);
        Path killed = folder.resolve("killed");
        try (ReadModels models = open()) {
            models.live("project").pass(journal.head());
            assertThat(models.position("project")).isEqualTo(journal.head());
            Files.createDirectory(killed);
            try (var files = Files.newDirectoryStream(folder, path -> Files.isRegularFile(path))) {
                for (Path file : files) {
                    Files.copy(file, killed.resolve(file.getFileName()));
                }
            }
        }
        try (ReadModels models = open(killed)) {
            assertThat(models.position("project")).isEqualTo(Position.START);
            models.catchUp();
            assertThat(models.position("project")).isEqualTo(journal.head());
            assertThat(models.verify(_ -> {})).isEmpty();
        }
    }

    private long logBytes(String name) throws IOException {
        try (var files = Files.newDirectoryStream(folder, name + "-v*.db-wal")) {
            return Files.size(files.iterator().next());
        }
    }
}
