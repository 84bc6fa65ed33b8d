package dev.daybook.importing.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.daybook.importing.Folder;
import dev.daybook.importing.Limits;
import dev.daybook.importing.file.FileStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that has changed counts when two looks see the same, and when it is whole. */
class SettlingTest {

    private static final Duration APART = Duration.ofMillis(150);
    private static final Duration NEW_FOLDER_QUIET = Duration.ofMillis(400);
    private static final Set<String> KNOWN = Set.of("tool");

    @TempDir
    private Path root;

    private final List<String> gone = new ArrayList<>();
    private Settling settling;

    @BeforeEach
    void begin() {
        settling = new Settling(root, Limits.DEFAULT);
    }

    private FileStamp stamp(String file) {
        return FileStamp.at(root.resolve(file)).orElseThrow();
    }

    private void write(String file, String text) throws IOException {
        Folder.write(root, file, text);
        settling.seen(file, stamp(file));
    }

    private Map<String, FileStamp> ready(Set<String> known) {
        return settling.takeReady(known, gone::add);
    }

    /** Looks until something is ready. */
    private Map<String, FileStamp> awaited(Set<String> known) {
        var ready = new HashMap<String, FileStamp>();
        await().pollInterval(Duration.ofMillis(5)).until(() -> {
            ready.putAll(ready(known));
            return !ready.isEmpty();
        });
        return ready;
    }

    /** Looks as often as there is to look, until a while has passed. */
    private Map<String, FileStamp> readyWithin(Duration time) {
        var ready = new HashMap<String, FileStamp>();
        long endNs = System.nanoTime() + time.toNanos();
        await().pollInterval(Duration.ofMillis(5)).until(() -> {
            ready.putAll(ready(KNOWN));
            return System.nanoTime() > endNs;
        });
        return ready;
    }

    @Test
    void it_is_looked_at_at_once_and_a_while_later_and_then_it_is_taken_as_it_stands() throws IOException {
        assertThat(settling.lookAtNs()).isEqualTo(Long.MAX_VALUE);
        long beganNs = System.nanoTime();
        write("tool/a", "text");
        assertThat(settling.lookAtNs()).isLessThanOrEqualTo(System.nanoTime());

        assertThat(ready(KNOWN)).isEmpty();
        assertThat(settling.lookAtNs()).isBetween(beganNs + APART.toNanos(), System.nanoTime() + APART.toNanos());
        assertThat(settling.waiting()).isPositive().isLessThan(Duration.ofNanos(System.nanoTime() - beganNs));

        assertThat(awaited(KNOWN)).isEqualTo(Map.of("tool/a", stamp("tool/a")));
        assertThat(System.nanoTime() - beganNs).isGreaterThanOrEqualTo(APART.toNanos());
        assertThat(settling.lookAtNs()).isEqualTo(Long.MAX_VALUE);
        assertThat(settling.waiting()).isZero();
        assertThat(gone).isEmpty();
    }

    @Test
    void one_in_a_new_folder_waits_until_the_folder_is_quiet() throws IOException {
        long beganNs = System.nanoTime();
        write("new/a", "text");

        assertThat(awaited(KNOWN)).containsOnlyKeys("new/a");

        assertThat(System.nanoTime() - beganNs).isGreaterThanOrEqualTo(NEW_FOLDER_QUIET.toNanos());
    }

    @Test
    void one_that_is_written_to_again_without_a_notice_is_taken_as_it_stands_then() throws IOException {
        write("tool/a", "one");
        ready(KNOWN);
        FileTime time = Files.getLastModifiedTime(root.resolve("tool/a"));
        Files.writeString(root.resolve("tool/a"), "two");
        Files.setLastModifiedTime(root.resolve("tool/a"), time); // the same size and time: only the content tells
        long changedNs = System.nanoTime();

        awaited(KNOWN);

        assertThat(System.nanoTime() - changedNs).isGreaterThanOrEqualTo(APART.toNanos());
    }

    @Test
    void one_that_grows_is_taken_with_its_last_stamp() throws IOException {
        write("tool/a", "one");
        ready(KNOWN);
        Files.writeString(root.resolve("tool/a"), "one and more");

        assertThat(awaited(KNOWN)).isEqualTo(Map.of("tool/a", stamp("tool/a")));
    }

    @Test
    void a_notice_of_the_same_begins_nothing_anew_and_one_of_another_does() throws IOException {
        write("tool/a", "one");
        ready(KNOWN);
        long lookAtNs = settling.lookAtNs();

        settling.seen("tool/a", stamp("tool/a"));
        assertThat(settling.lookAtNs()).isEqualTo(lookAtNs);
        write("tool/a", "one and more");

        assertThat(settling.lookAtNs()).isLessThanOrEqualTo(System.nanoTime());
    }

    @Test
    void one_that_is_cut_holds_up_those_beside_it_until_it_is_whole() throws IOException {
        write("tool/a.json", "{\"a\":");
        write("tool/b.json", "{}");

        assertThat(readyWithin(APART.multipliedBy(2))).isEmpty();
        write("tool/a.json", "{\"a\":1}");

        assertThat(awaited(KNOWN)).containsOnlyKeys("tool/a.json", "tool/b.json");
    }

    @Test
    void whatever_is_still_written_or_cut_holds_up_nothing_after_a_while() throws IOException {
        write("tool/whole.json", "{}");
        write("tool/cut.json", "{\"a\":");
        long beganNs = System.nanoTime();
        var busy = new StringBuilder();
        var ready = new HashMap<String, FileStamp>();

        await().pollInterval(Duration.ofMillis(5)).until(() -> {
            write("tool/busy.json", busy.append(' ').toString());
            ready.putAll(ready(KNOWN));
            return ready.size() > 1;
        });

        assertThat(ready).containsOnlyKeys("tool/whole.json", "tool/cut.json");
        assertThat(System.nanoTime() - beganNs).isGreaterThan(Settling.PATIENCE.toNanos() / 2);
    }

    /** Writes to a file at each look until something is ready, and returns after which text it was. */
    private String writtenUntilReady(String file, UnaryOperator<String> more) throws IOException {
        Path path = root.resolve(file);
        var text = new StringBuilder(Files.exists(path) ? Files.readString(path) : "");
        await().pollInterval(Duration.ofMillis(5)).until(() -> {
            text.append(more.apply(text.toString()));
            write(file, text.toString());
            Map<String, FileStamp> ready = ready(KNOWN);
            if (!ready.isEmpty()) {
                assertThat(ready).isEqualTo(Map.of(file, stamp(file)));
            }
            return !ready.isEmpty();
        });
        return text.toString();
    }

    @Test
    void a_log_that_never_stands_still_is_taken_after_a_while_where_it_ends_with_a_record() throws IOException {
        long beganNs = System.nanoTime();

        String taken = writtenUntilReady("tool/log.jsonl", text -> text.endsWith(":") ? "1}\n" : "{\"a\":");

        assertThat(taken).endsWith("1}\n");
        assertThat(System.nanoTime() - beganNs)
                .isBetween(
                        Settling.PATIENCE.toNanos(),
                        Settling.PATIENCE.multipliedBy(2).toNanos());
    }

    @Test
    void a_list_of_lines_that_is_written_anew_all_the_time_is_not_taken_in_the_middle() throws IOException {
        var lines = new AtomicInteger();
        long endNs = System.nanoTime()
                + Settling.PATIENCE.multipliedBy(3).dividedBy(2).toNanos();

        await().pollInterval(Duration.ofMillis(5)).until(() -> {
            write("tool/list.jsonl", "{}\n".repeat(1 + lines.getAndIncrement() % 50));
            assertThat(ready(KNOWN)).isEmpty();
            return System.nanoTime() > endNs;
        });

        assertThat(awaited(KNOWN)).containsOnlyKeys("tool/list.jsonl");
    }

    @Test
    void one_that_changed_again_before_it_was_read_does_not_wait_as_long_as_before() throws IOException {
        writtenUntilReady("tool/log.jsonl", _ -> "{}\n");
        settling.seen("tool/log.jsonl", stamp("tool/log.jsonl"));
        settling.again("tool/log.jsonl");
        long againNs = System.nanoTime();
        writtenUntilReady("tool/log.jsonl", _ -> "{}\n");
        assertThat(System.nanoTime() - againNs)
                .isLessThan(Settling.PATIENCE.dividedBy(2).toNanos());

        long laterNs = System.nanoTime();
        writtenUntilReady("tool/log.jsonl", _ -> "{}\n");

        assertThat(System.nanoTime() - laterNs).isGreaterThan(Settling.PATIENCE.toNanos());
    }

    @Test
    void the_end_of_a_large_log_tells_whether_it_is_whole() throws IOException {
        write("tool/log.jsonl", ("{\"a\":\"" + "x".repeat(1_000) + "\"}\n").repeat(8_500));

        long beganNs = System.nanoTime();
        assertThat(awaited(KNOWN)).containsOnlyKeys("tool/log.jsonl");
        assertThat(System.nanoTime() - beganNs)
                .isLessThan(Settling.PATIENCE.dividedBy(2).toNanos());
    }

    @Test
    void one_that_was_removed_is_told_and_forgotten() throws IOException {
        write("tool/a", "text");
        Files.delete(root.resolve("tool/a"));

        assertThat(ready(KNOWN)).isEmpty();

        assertThat(gone).containsExactly("tool/a");
        assertThat(settling.lookAtNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void one_that_is_forgotten_is_not_waited_for() throws IOException {
        write("tool/a", "text");

        settling.forget("tool/a");

        assertThat(settling.lookAtNs()).isEqualTo(Long.MAX_VALUE);
        assertThat(readyWithin(APART.multipliedBy(2))).isEmpty();
    }

    @Test
    void those_that_were_written_long_ago_are_taken_at_once() throws IOException {
        Folder.write(root, "tool/old", "text");
        Instant then = Instant.parse("2026-01-02T03:04:05Z");
        Files.setLastModifiedTime(root.resolve("tool/old"), FileTime.from(then));
        settling.seen("tool/old", stamp("tool/old"));
        write("tool/new", "text");
        long thenNs = TimeUnit.SECONDS.toNanos(then.getEpochSecond());

        assertThat(settling.takeOlderThan(thenNs)).isEmpty();
        assertThat(settling.takeOlderThan(thenNs + 1)).isEqualTo(Map.of("tool/old", stamp("tool/old")));

        assertThat(awaited(KNOWN)).containsOnlyKeys("tool/new");
    }

    @Test
    void a_large_one_and_a_database_are_told_by_size_and_time_alone() throws IOException {
        Files.createDirectories(root.resolve("tool"));
        Files.write(root.resolve("tool/large.json"), new byte[(8 << 20) + 1]);
        settling.seen("tool/large.json", stamp("tool/large.json"));
        assertThat(awaited(KNOWN)).containsOnlyKeys("tool/large.json");
        write("tool/tool.db", "");

        assertThat(awaited(KNOWN)).containsOnlyKeys("tool/tool.db");
    }
}
