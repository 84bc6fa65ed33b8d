package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.run.Import;
import dev.daybook.importing.run.ImportRequest;
import dev.daybook.importing.run.Report;
import dev.daybook.journal.Journal;
import dev.daybook.journal.memory.MemoryJournal;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.journal.sqlite.SqliteScrub;
import dev.daybook.torture.Deleted;
import dev.daybook.torture.Shrinking;
import dev.daybook.torture.TaskFiles;
import dev.daybook.torture.Torture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Commands, imports, rollbacks, rebuilds, restarts and restores at random, against a model that is a map and a list. What
 * fails is told with its seed and as few steps as show it. {@code -Ddaybook.torture=true}: many, and longer.
 */
class ModelTest {

    private static final int STEPS = Torture.rounds(25, 80);
    private static final int TASKS = 4;
    private static final int SHRINKS_MAX = 60;

    private enum Backend {
        SQLITE,
        MEMORY
    }

    /** What is done; {@code which} says to which task, or how far back, so that a step fits wherever it stands. */
    private record Step(What what, int number, int which) {}

    private enum What {
        REGISTER,
        RETITLE,
        PRIORITIZE,
        CHANGE_FILE,
        IMPORT,
        ROLL_BACK_TO,
        ROLL_BACK_TASK,
        REBUILD,
        RESTART,
        RESTORE
    }

    /** A task as a user sees it. */
    private record Task(String title, int priority) {}

    private record Fact(String task, What what, int number) {}

    /** What counts, and what counted at each position. */
    private static final class Model {
        private List<Fact> counting = new ArrayList<>();
        private final TreeMap<Long, List<Fact>> then = new TreeMap<>(Map.of(0L, List.of()));

        Map<String, Task> tasks() {
            var tasks = new TreeMap<String, Task>();
            for (Fact fact : counting) {
                tasks.compute(fact.task(), (_, was) -> switch (fact.what()) {
                    case REGISTER -> new Task("first " + fact.number(), 2);
                    case IMPORT -> new Task("file " + fact.number(), 1);
                    case RETITLE -> new Task("title " + fact.number(), was == null ? 2 : was.priority());
                    default -> new Task(was == null ? "" : was.title(), fact.number() % 3);
                });
            }
            return tasks;
        }

        long position(int which) {
            List<Long> all = List.copyOf(then.keySet());
            return all.get(which % all.size());
        }

        void at(long head) {
            then.put(head, List.copyOf(counting));
        }
    }

    @TempDir
    private Path root;

    private int folders;

    @ParameterizedTest
    @EnumSource
    void whatever_is_done_it_says_what_the_model_says(Backend backend) {
        Torture.seeds("model-" + backend, 1, 300, seed -> {
            List<Step> steps = steps(new Random(seed));
            Shrinking.run(steps, SHRINKS_MAX, some -> run(backend, some));
        });
    }

    private static List<Step> steps(Random random) {
        What[] often = {
            What.REGISTER,
            What.REGISTER,
            What.RETITLE,
            What.RETITLE,
            What.PRIORITIZE,
            What.CHANGE_FILE,
            What.IMPORT,
            What.ROLL_BACK_TO,
            What.ROLL_BACK_TASK
        };
        What[] seldom = {What.REBUILD, What.RESTART, What.RESTORE};
        return IntStream.range(0, STEPS)
                .mapToObj(number -> new Step(
                        random.nextInt(8) == 0
                                ? seldom[random.nextInt(seldom.length)]
                                : often[random.nextInt(often.length)],
                        number,
                        random.nextInt(1_000)))
                .toList();
    }

    private final class Run implements AutoCloseable {
        private final Backend backend;
        private final Model model = new Model();
        private final Map<String, Integer> inFiles = new TreeMap<>();
        private final TaskFiles files;
        private Path folder;
        private Fixture house;

        Run(Backend backend) throws IOException {
            this.backend = backend;
            this.folder = Files.createDirectories(root.resolve("run-" + folders++));
            this.files = new TaskFiles(folder.resolveSibling(folder.getFileName() + "-tree"));
            this.house = open();
        }

        private Fixture open() {
            Path file = folder.resolve("journal.db");
            Journal journal = backend == Backend.MEMORY
                    ? new MemoryJournal(InstantSource.system())
                    : SqliteJournal.open(file, InstantSource.system());
            return new Fixture(folder, journal, new SqliteScrub(file), options -> options);
        }

        void take(Step step) throws IOException {
            String id = "SBI-01K6FRP24VXAE1C24TYMZ95G6" + step.which() % TASKS;
            String inFile = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R" + step.which() % TASKS;
            boolean there = model.tasks().containsKey(id);
            switch (step.what()) {
                case REGISTER -> {
                    Caller.Reply reply = house.caller.post(
                            "/sbis",
                            "{\"id\":\"%s\",\"title\":\"first %d\",\"priority\":2}".formatted(id, step.number()));
                    accepted(step, id, reply, !there, 201);
                }
                case RETITLE -> edit(step, id, there, "{\"title\":\"title %d\"}".formatted(step.number()));
                case PRIORITIZE -> {
                    Task now = model.tasks().get(id);
                    if (now == null || now.priority() != step.number() % 3) { // else there is nothing to write down
                        edit(step, id, there, "{\"priority\":%d}".formatted(step.number() % 3));
                    }
                }
                case CHANGE_FILE -> {
                    inFiles.put(inFile, step.number());
                    files.put(inFile, "file " + step.number());
                }
                case IMPORT -> {
                    if (!inFiles.isEmpty()) {
                        imports(step);
                    }
                }
                case ROLL_BACK_TO -> {
                    long to = model.position(step.which());
                    if (rolledBack("{\"to\":%d}".formatted(to))) {
                        model.counting = new ArrayList<>(model.then.get(to));
                        model.at(house.head());
                    }
                }
                case ROLL_BACK_TASK -> {
                    String taken = step.number() % 3 == 0 ? inFile : id;
                    if (rolledBack("{\"entity\":\"sbi/%s\"}".formatted(taken))) {
                        model.counting.removeIf(fact -> fact.task().equals(taken));
                        model.at(house.head());
                    }
                }
                case REBUILD ->
                    house.caller.post("/projections/sbi/rebuild", "").is(200);
                case RESTART -> {
                    if (backend != Backend.MEMORY) {
                        house.close();
                        house = open();
                    }
                }
                case RESTORE -> {
                    if (backend != Backend.MEMORY && house.head() > 0) {
                        restore(model.position(step.which()));
                    }
                }
            }
        }

        private void edit(Step step, String id, boolean there, String body) {
            accepted(step, id, house.caller.patch("/sbis/" + id, body, "If-Match", "*"), there, 200);
        }

        private void accepted(Step step, String id, Caller.Reply reply, boolean expected, int status) {
            assertThat(reply.status() == status)
                    .as("%s is accepted: %s", step, reply.text())
                    .isEqualTo(expected);
            assertThat(reply.status()).isLessThan(500);
            if (expected) {
                model.counting.add(new Fact(id, step.what(), step.number()));
                model.at(house.head());
            }
        }

        /** What is in the files counts afterwards, whatever was taken back before; a second time there is nothing to add. */
        private void imports(Step step) {
            long before = house.head();
            imported();
            Map<String, Task> tasks = model.tasks();
            inFiles.forEach((task, number) -> {
                if (!new Task("file " + number, 1).equals(tasks.get(task))) {
                    model.counting.add(new Fact(task, What.IMPORT, number));
                }
            });
            assertThat(imported().events().appended()).as("%s again", step).isZero();
            if (house.head() > before) {
                model.at(house.head());
            }
        }

        private Report imported() {
            var tree = new ImportRequest.Tree(files.root(), Optional.of("deespec"), Optional.empty());
            return house.imports.run(
                    new ImportRequest(tree, new Import.Options(false, false, "ada", _ -> {})), _ -> {});
        }

        /** A rollback that changes nothing may be refused, or not be worth a fact. */
        private boolean rolledBack(String body) {
            long head = house.head();
            Caller.Reply reply = house.caller.post("/rollbacks", body);
            assertThat(reply.status()).as(body + reply.text()).isIn(200, 404, 409, 422);
            return house.head() > head;
        }

        private void restore(long to) throws IOException {
            if (to == 0) {
                return;
            }
            house.caller.post("/backups", "{}").is(200);
            Path target = root.resolve("run-" + folders++);
            house.caller
                    .post("/backups/restore", "{\"at\":\"%d\",\"target\":\"%s\"}".formatted(to, target))
                    .is(200);
            house.close();
            Deleted.tree(folder);
            folder = target;
            house = open();
            model.counting = new ArrayList<>(model.then.get(to));
            model.then.tailMap(to, false).clear();
        }

        void look(Step step) {
            var listed = new TreeMap<String, Task>();
            house.caller
                    .get("/sbis?limit=100&after=" + house.head())
                    .is(200)
                    .json()
                    .path("items")
                    .forEach(task -> listed.put(
                            task.path("id").asText(),
                            new Task(
                                    task.path("title").asText(),
                                    task.path("priority").asInt())));
            assertThat(listed).as("after " + step).isEqualTo(model.tasks());
        }

        @Override
        public void close() {
            house.close();
        }
    }

    private void run(Backend backend, List<Step> steps) throws IOException {
        try (var run = new Run(backend)) {
            for (Step step : steps) {
                run.take(step);
                run.look(step);
            }
            assertThat(run.house.readModels.verify(_ -> {})).isEmpty();
        }
    }
}
