package dev.daybook.journal.sqlite;

import static dev.daybook.journal.Drafts.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.daybook.journal.Append;
import dev.daybook.journal.Drafts;
import dev.daybook.journal.JournalDamaged;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sql.Reader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.Thread.State;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that is read beside the process that writes it, and its log that is folded into the file. */
final class SqliteReadingTest {

    private static final StreamId ONE = StreamId.parse("sbi/one");
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir
    private Path folder;

    private Path file;
    private SqliteJournal journal;

    @BeforeEach
    void given_a_journal() {
        file = folder.resolve("journal.db");
        journal = SqliteJournal.open(file, CLOCK);
        append(1);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private void append(int number) {
        journal.append(new Append(List.of(draft(ONE, number)), Map.of())).join();
    }

    @Test
    void who_only_reads_sees_what_is_written_and_writes_nothing() {
        try (var reading = SqliteJournal.reading(file, CLOCK)) {
            append(2);

            assertThat(reading.head()).isEqualTo(new Position(2));
            assertThat(reading.find(Drafts.id(2))).isPresent();
            assertThat(reading.unavailable()).isEmpty();
            assertThat(reading.foldLog()).isCompleted();
            assertThat(reading.append(new Append(List.of(draft(ONE, 3)), Map.of())))
                    .isCompletedExceptionally();
            reading.subscribe(_ -> {}).close();
        }
        append(3);
        assertThat(journal.head()).isEqualTo(new Position(3));
    }

    @Test
    void a_journal_of_another_version_or_a_damaged_one_is_not_read() throws IOException {
        journal.close();
        new Schema(file, CLOCK).undo();
        assertThatThrownBy(() -> SqliteJournal.reading(file, CLOCK))
                .isInstanceOf(JournalUnavailable.class)
                .hasMessageContaining("is not of this program's version");

        new Schema(file, CLOCK).migrate();
        SqliteJournal.reading(file, CLOCK).close();
        byte[] bytes = Files.readAllBytes(file);
        int payload = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("{\"number\":1}");
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(payload + 10L);
            out.write('7');
        }
        assertThatThrownBy(() -> SqliteJournal.reading(file, CLOCK)).isInstanceOf(JournalDamaged.class);
    }

    @Test
    void the_log_is_folded_into_the_file_when_somebody_wants_it_and_the_journal_goes_on() throws IOException {
        Path log = folder.resolve("journal.db-wal");
        long before = Files.size(log);

        journal.foldLog().join();

        assertThat(Files.size(log)).isLessThan(before);
        append(2);
        assertThat(journal.head()).isEqualTo(new Position(2));
        journal.close();
        assertThat(journal.foldLog()).isCompletedExceptionally();
    }

    @Test
    void closing_waits_for_who_still_reads_and_leaves_nothing_open() throws Exception {
        var reads = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Long> reading = threads.submit(() -> journal.ask(reader -> {
                reads.countDown();
                awaited(goOn);
                return reader.head();
            }));
            reads.await();
            Thread closing = Thread.ofPlatform().start(journal::close);
            await().until(() -> closing.getState() == State.WAITING || closing.getState() == State.TERMINATED);

            goOn.countDown();

            assertThat(reading.get()).isEqualTo(1);
            closing.join();
        }
        assertThat(folder.resolve("journal.db-wal")).doesNotExist(); // removed by whoever closes the file last
        assertThatThrownBy(() -> journal.ask(Reader::head)).hasMessage("the journal is closed");
    }

    @Test
    void as_many_as_are_promised_read_at_once_and_no_more() throws Exception {
        int most = 8;
        var begun = new AtomicInteger();
        var goOn = new CountDownLatch(1);
        var asked = new ArrayList<Thread>();
        var answers = new ArrayList<FutureTask<Long>>();
        for (int number = 0; number < 2 * most; number++) {
            var answer = new FutureTask<>(() -> journal.ask(reader -> {
                begun.incrementAndGet();
                awaited(goOn);
                return reader.head();
            }));
            answers.add(answer);
            asked.add(Thread.ofPlatform().start(answer));
        }
        await().until(() -> asked.stream().allMatch(thread -> thread.getState() == State.WAITING));

        assertThat(begun).hasValue(most);

        goOn.countDown();
        for (FutureTask<Long> answer : answers) {
            assertThat(answer.get()).isEqualTo(1);
        }
        assertThat(begun).hasValue(2 * most);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
