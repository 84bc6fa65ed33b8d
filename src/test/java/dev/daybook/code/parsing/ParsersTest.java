package dev.daybook.code.parsing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.daybook.ChildProcess;
import dev.daybook.code.parsing.Outcome.Parsed;
import dev.daybook.code.parsing.Outcome.SetAside;
import dev.daybook.code.parsing.Parsers.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parsers may crash and hang; who asks them does not. */
class ParsersTest {

    private static final byte[] GOOD = "class A { void calls() { other(); } }".getBytes(UTF_8);

    /** The time that it takes grows with the square of its length: hours. */
    private static final byte[] ENDLESS = "{[(<".repeat(2_000_000).getBytes(UTF_8);

    @TempDir
    private static Path libraries;

    @BeforeAll
    static void unpack() throws IOException {
        Libraries.unpackInto(libraries);
    }

    @Test
    void a_file_is_read_in_another_process_as_in_this_one() throws InterruptedException {
        try (var parsers = new Parsers(libraries, limits(Duration.ofSeconds(60)));
                var here = new TreeParser(libraries)) {
            assertThat(parsers.parse(Grammar.JAVA, GOOD, List.of()))
                    .isEqualTo(here.parse(Grammar.JAVA, GOOD, List.of()));
            assertThat(parsers.pids())
                    .hasSize(1)
                    .doesNotContain(ProcessHandle.current().pid());
        }
    }

    @Test
    void a_file_that_outlasts_its_time_is_set_aside_and_the_next_one_is_read() throws InterruptedException {
        try (var parsers = new Parsers(libraries, limits(Duration.ofSeconds(3)))) {
            assertThat(parsers.parse(Grammar.TYPESCRIPT, ENDLESS, List.of()))
                    .isEqualTo(new SetAside("the parser took longer than 3000 ms for it"));
            assertThat(parsers.parse(Grammar.JAVA, GOOD, List.of())).isInstanceOf(Parsed.class);
            assertThat(parsers.counts().workersStarted()).isEqualTo(2);
        }
    }

    @Test
    void a_file_that_ends_the_parser_twice_is_set_aside_and_the_next_one_is_read() throws Exception {
        try (var parsers = new Parsers(libraries, limits(Duration.ofMinutes(2)))) {
            var ended = new HashSet<Long>();
            CompletableFuture<Outcome> outcome = parse(parsers, ENDLESS);
            for (int i = 0; i < 2; i++) {
                await().atMost(Duration.ofSeconds(60)).until(() -> working(parsers, ended));
                parsers.pids().stream().filter(ended::add).forEach(pid -> kill(pid));
            }

            assertThat(outcome.get(60, TimeUnit.SECONDS))
                    .isEqualTo(new SetAside("the parser of typescript crashed on it 2 times"));
            assertThat(parsers.parse(Grammar.JAVA, GOOD, List.of())).isInstanceOf(Parsed.class);
        }
    }

    @Test
    void a_worker_that_was_killed_while_it_was_idle_costs_no_file() throws InterruptedException {
        try (var parsers = new Parsers(libraries, limits(Duration.ofSeconds(60)))) {
            parsers.parse(Grammar.JAVA, GOOD, List.of());
            parsers.pids().forEach(ParsersTest::kill);

            assertThat(parsers.parse(Grammar.JAVA, GOOD, List.of())).isInstanceOf(Parsed.class);
        }
    }

    @Test
    void workers_end_when_they_are_not_needed_and_when_the_parsers_are_closed() throws InterruptedException {
        var all = new HashSet<ProcessHandle>();
        try (var parsers = new Parsers(libraries, new Limits(1, Duration.ofSeconds(60), Duration.ofMillis(50)))) {
            parsers.parse(Grammar.JAVA, GOOD, List.of());
            await().until(() -> parsers.pids().isEmpty());
            var _ = parse(parsers, ENDLESS);
            await().until(() -> !parsers.pids().isEmpty());
            parsers.pids().forEach(pid -> ProcessHandle.of(pid).ifPresent(all::add));
        }
        await().until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void a_worker_ends_with_the_process_that_started_it_even_while_it_parses() throws Exception {
        Process parent = new ProcessBuilder(ChildProcess.command(Parent.class, libraries)).start();
        try (var said = parent.inputReader()) {
            var worker = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
            assertThat(worker.isAlive()).isTrue();

            parent.destroyForcibly();

            await().atMost(Duration.ofSeconds(30)).until(() -> !worker.isAlive());
        }
    }

    /** A service that is killed. */
    static final class Parent {
        public static void main(String[] args) throws Exception {
            var parsers = new Parsers(Path.of(args[0]), limits(Duration.ofMinutes(10)));
            var _ = parse(parsers, ENDLESS);
            while (!working(parsers, Set.of())) {
                Thread.onSpinWait();
            }
            new java.io.PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true)
                    .println(parsers.pids().iterator().next());
            Thread.currentThread().join();
        }
    }

    @Test
    void where_no_library_can_be_kept_it_is_said_what_is_the_matter(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        try (var parsers = new Parsers(file, limits(Duration.ofSeconds(60)))) {
            assertThatThrownBy(() -> parsers.parse(Grammar.JAVA, GOOD, List.of()))
                    .isInstanceOf(ParsersUnavailable.class)
                    .hasMessageContaining(file.toString());
        }
    }

    private static CompletableFuture<Outcome> parse(Parsers parsers, byte[] bytes) {
        var outcome = new CompletableFuture<Outcome>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                outcome.complete(parsers.parse(Grammar.TYPESCRIPT, bytes, List.of()));
            } catch (InterruptedException | RuntimeException e) {
                outcome.completeExceptionally(e);
            }
        });
        return outcome;
    }

    /** It parses when it has computed for a while: before that it would be killed while it starts. */
    private static boolean working(Parsers parsers, Set<Long> not) {
        return parsers.pids().stream()
                .filter(pid -> !not.contains(pid))
                .anyMatch(pid -> ProcessHandle.of(pid)
                        .flatMap(worker -> worker.info().totalCpuDuration())
                        .filter(cpu -> cpu.compareTo(Duration.ofMillis(1_500)) > 0)
                        .isPresent());
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    private static Limits limits(Duration file) {
        return new Limits(1, file, Duration.ofSeconds(60));
    }
}
