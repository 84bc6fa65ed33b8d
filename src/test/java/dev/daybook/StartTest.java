package dev.daybook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.daybook.agent.TaskEvent;
import dev.daybook.cli.DataDirectory;
import dev.daybook.cli.DataDirectoryOpener.Running;
import dev.daybook.domain.Json;
import dev.daybook.event.Codec;
import dev.daybook.journal.Append;
import dev.daybook.journal.AroundJournal;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Selection;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import dev.daybook.sbi.SbiEvent.Retitled;
import dev.daybook.sbi.SbiId;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service does until it answers, and once it does. */
class StartTest {

    private static final int LENGTH = 3_000;

    /** Written and not posted when the process was killed. */
    private static final int BEHIND = 20;

    /** Each read model follows by itself, and is brought up to date at the start: it may be told of each entry twice. */
    private static final int TIMES_MAX = 20;

    @TempDir
    private Path folder;

    /** Counts the entries that are read of a journal. */
    private static final class Counting extends AroundJournal {
        private final AtomicLong read;

        Counting(Journal journal, AtomicLong read) {
            super(journal);
            this.read = read;
        }

        private List<Entry> counted(List<Entry> entries) {
            read.addAndGet(entries.size());
            return entries;
        }

        @Override
        public List<Entry> readForward(Selection selection, Position after, int limit) {
            return counted(super.readForward(selection, after, limit));
        }

        @Override
        public List<Entry> readBackward(Selection selection, Position before, int limit) {
            return counted(super.readBackward(selection, before, limit));
        }

        @Override
        public List<Entry> readStream(StreamId stream, long revision, int limit) {
            return counted(super.readStream(stream, revision, limit));
        }
    }

    @Test
    void a_start_after_a_crash_reads_what_came_last_and_not_the_journal() throws Exception {
        DataDirectory data = DataDirectory.at(folder.resolve("book"));
        data.create();
        append(data, 0, LENGTH);
        assertThat(readUntilItAnswers(data)).as("the first start").isGreaterThanOrEqualTo(LENGTH);
        append(data, LENGTH, BEHIND);

        assertThat(readUntilItAnswers(data)).isBetween((long) BEHIND, (long) BEHIND * TIMES_MAX);
    }

    private static void append(DataDirectory data, int from, int count) {
        try (var journal = SqliteJournal.open(data.journal(), InstantSource.system())) {
            var codec = new Codec(journal.blobs(), AllSlices.of().facts());
            List<Draft> drafts = IntStream.range(from, from + count)
                    .mapToObj(number -> codec.draft(
                            new UUID(0x4000, number + 1L),
                            new StreamId("task", "task-" + number),
                            new TaskEvent.Recorded(
                                    "task-" + number, Map.of("/title", new Json("\"Dig\"")), Optional.empty()),
                            Metadata.of("ada", "cli"),
                            Chronicle.START))
                    .toList();
            journal.append(new Append(drafts, Map.of())).join();
        }
    }

    /** Starts a server, asks it for tasks as they are by then, waits until all else is posted, and stops it. */
    private static long readUntilItAnswers(DataDirectory data) throws Exception {
        var read = new AtomicLong();
        try (Running running = InProcess.serve(data, journal -> new Counting(journal, read))) {
            assertThat(status(running, "/api/v1/agent-tasks?limit=1&wait=30s&after=" + running.head()))
                    .isEqualTo(200);
            await().atMost(Patience.LIMIT).until(() -> status(running, "/readyz") == 200);
        }
        return read.get();
    }

    private static int status(Running running, String path) throws Exception {
        var reply = running.exchange().send("GET", path, Map.of(), new byte[0]);
        try (InputStream body = reply.body()) {
            body.readAllBytes();
        }
        return reply.status();
    }

    @Test
    void whatever_keeps_read_models_behind_the_rest_is_begun() {
        try (var chronicle = new Chronicle()) {
            ReadModels models = chronicle.posted(folder);
            chronicle.append(new Retitled(new SbiId("SBI-001"), "Later"));
            models.close(); // nothing can be posted any more

            assertThatCode(() -> ReadModelOpening.settle(models)).doesNotThrowAnyException();
        }
    }
}
