package dev.daybook.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Prints ours, the physical limit and the way of working it replaces, side by side.
 *
 * <p>Arguments: {@code table} for what is wanted of the speed and whether it is met, {@code --peers} for other programs on this
 * machine, or the names of what to measure ({@code appends postgres nodes replays served commands agents agent-rows recovery sessions
 * projects past pages backup code shapes}; all of these if none).
 */
public final class Bench {

    /** What can be measured. */
    private interface Measurement {
        void run(Path scratch, Consumer<Figure> table) throws Exception;
    }

    private record Named(String name, Measurement measurement) {}

    private static final int IMPORTED_SBIS = 5_000;
    private static final int SERVED_SBIS = 10_000;
    private static final int PAST_FACTS = Integer.getInteger("bench.past.facts", 1_000_000);
    private static final int PAGE_TASKS = Integer.getInteger("bench.page.tasks", 100_000);
    private static final int PAGE_MESSAGES = Integer.getInteger("bench.page.messages", 1_000_000);
    private static final int BACKUP_FACTS = Integer.getInteger("bench.backup.facts", 1_000_000);
    private static final List<Integer> SESSIONS = List.of(1_000, 10_000);
    private static final int IMPORTED_SESSIONS = 10_000;
    private static final int SOURCE_FILES = 10_000;
    private static final List<Integer> PROJECTS = List.of(1_000, 50_000);

    /** Whatever takes longer is ended: nobody waits for a figure that does not come. */
    private static final Duration LIMIT = Duration.ofMinutes(Integer.getInteger("bench.minutes", 15));

    private static final List<Named> ALL = List.of(
            new Named("appends", (scratch, table) -> new Appends(scratch, table).run()),
            new Named("postgres", (_, table) -> new PostgresAppends(table).run()),
            new Named("nodes", (scratch, table) -> new NodesServed(scratch, table, SERVED_SBIS).run()),
            new Named("replays", (scratch, table) -> new Replays(scratch, table, IMPORTED_SBIS).run()),
            new Named("served", (scratch, table) -> new Served(scratch, table, SERVED_SBIS).run()),
            new Named("commands", (scratch, table) -> new Commands(scratch, table, SERVED_SBIS).run()),
            new Named("agents", (scratch, table) -> new AgentWrites(scratch, table).run()),
            new Named("agent-rows", (scratch, table) -> new AgentRows(AgentStore.open(scratch, table), table).run()),
            new Named("recovery", (scratch, table) -> new Recovery(AgentStore.open(scratch, table), table).run()),
            new Named("sessions", (scratch, table) -> {
                for (int sessions : SESSIONS) {
                    new Sessions(scratch, table, sessions).run();
                }
                new SessionImport(scratch, table, IMPORTED_SESSIONS).run();
            }),
            new Named("projects", (scratch, table) -> {
                for (int projects : PROJECTS) {
                    new Projects(scratch, table, projects).run();
                }
            }),
            new Named("past", (scratch, table) -> new Past(scratch, table, PAST_FACTS).run()),
            new Named("pages", (scratch, table) -> new Pages(scratch, table, PAGE_TASKS, PAGE_MESSAGES).run()),
            new Named("backup", (scratch, table) -> new JournalBackups(scratch, table, BACKUP_FACTS).run()),
            new Named("code", (scratch, table) -> new CodeIndex(scratch, table, SOURCE_FILES).run()),
            new Named("shapes", (_, table) -> new Shapes(table).run()));

    /** What is measured if it is asked for by name. */
    private static final List<Named> ALONE = List.of(
            new Named("table", (scratch, _) -> {
                System.out.println(Goal.HEAD);
                new Goals(scratch, goal -> System.out.println(goal.line())).run();
            }),
            new Named("--peers", (scratch, _) -> new Peers(scratch).run()));

    public static void main(String[] args) throws Exception {
        Path scratch = Files.createTempDirectory(Path.of("target"), "bench-");
        try {
            for (Named it : ALONE) {
                if (List.of(args).contains(it.name)) {
                    measure(it, scratch);
                }
            }
            if (args.length == 0 || ALL.stream().anyMatch(it -> List.of(args).contains(it.name))) {
                System.out.println(Figure.HEAD);
            }
            for (Named it : ALL) {
                if (args.length == 0 || List.of(args).contains(it.name)) {
                    measure(it, scratch);
                }
            }
        } finally {
            delete(scratch);
        }
    }

    private static void measure(Named it, Path scratch) throws Exception {
        var measured = new FutureTask<Void>(() -> {
            it.measurement.run(scratch, figure -> System.out.println(figure.line()));
            return null;
        });
        Thread.ofPlatform().name(it.name).daemon().start(measured);
        try {
            measured.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            throw new IllegalStateException(
                    "%s has not ended within %d minutes: -Dbench.minutes gives it more"
                            .formatted(it.name, LIMIT.toMinutes()),
                    e);
        }
    }

    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Bench() {}
}
