package dev.daybook.bench;

import dev.daybook.AllSlices;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.domain.LongText;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Append;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.sqlite.SqliteJournal;
import dev.daybook.projection.ReadModels;
import dev.daybook.sbi.Decision;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.Step;
import dev.daybook.session.Instance;
import dev.daybook.session.Message;
import dev.daybook.session.Profile;
import dev.daybook.session.SessionEvent;
import dev.daybook.session.SessionId;
import dev.daybook.session.WorkspaceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A data directory as a team has it after a year: tasks of all states, sessions with messages, agents; the last facts are
 * those of the last hours, so that a page of what happens now has something to show.
 *
 * <p>{@code -Dbench.page.store=DIR} keeps it, so that the next run does not make it again.
 */
record PageStore(Path data, int tasks, int messages) {

    static final int SESSIONS = 2_000;

    /** One session is as long as any that people read. */
    static final int LONGEST = 10_000;

    private static final String KEPT = System.getProperty("bench.page.store", "");
    private static final int WORKSPACES = 20;
    private static final int AGENT_RECORDS = 50_000;
    private static final int AT_ONCE = 10;
    private static final int BATCH = 1_000;
    private static final Duration TIME = Duration.ofDays(365);
    private static final String REPORT = "The import endpoint now refuses what has no key, and says so. ".repeat(5);
    private static final String SAID =
            "Then look at the import endpoint: it answers before the key is there. ".repeat(3);

    /** Returns the one that is kept, or makes one. */
    static PageStore open(Path scratch, int tasks, int messages) throws IOException {
        Path data = KEPT.isEmpty()
                ? Files.createTempDirectory(scratch, "pages").resolve("book")
                : Path.of(KEPT).resolve("%d-tasks-%d-messages".formatted(tasks, messages));
        if (!Files.exists(data)) {
            Path made = data.resolveSibling(data.getFileName() + ".half"); // one that was not finished is not taken up
            if (Files.exists(made)) {
                Bench.delete(made);
            }
            Files.createDirectories(made);
            new PageStore(made, tasks, messages).make();
            Files.move(made, data);
        }
        return new PageStore(data, tasks, messages);
    }

    static String task(long number) {
        return "SBI-01K6X%021d".formatted(number);
    }

    static String session(long number) {
        return "session-%d".formatted(number);
    }

    static String workspace(long session) {
        return "%016x".formatted(0x1000L + session % WORKSPACES);
    }

    private void make() {
        try (var journal = SqliteJournal.open(data.resolve("journal.db"), InstantSource.system())) {
            var codec = new Codec(journal.blobs(), AllSlices.of().facts());
            new Writing(journal, codec, steps()).all();
            try (var timelines = new Timelines(journal, codec);
                    var models = ReadModels.open(
                            data.resolve("read"),
                            journal,
                            codec,
                            timelines,
                            AllSlices.of().projections(codec.catalog(), journal::blobs),
                            InstantSource.system())) {
                models.rebuild(models.names(), _ -> {});
            }
        }
    }

    private int steps() {
        return tasks + messages / AT_ONCE + AGENT_RECORDS;
    }

    /** Writes all of it, each kind in between the others. */
    private final class Writing {

        private final Journal journal;
        private final Codec codec;
        private final Instant begin = Instant.now().minus(TIME).truncatedTo(ChronoUnit.SECONDS);
        private final int steps;
        private final List<Draft> drafts = new ArrayList<>();
        private final int[] said = new int[SESSIONS];
        private long written;
        private Instant now = begin;

        Writing(Journal journal, Codec codec, int steps) {
            this.journal = journal;
            this.codec = codec;
            this.steps = steps;
        }

        void all() {
            for (int workspace = 0; workspace < WORKSPACES; workspace++) {
                String key = workspace(workspace);
                add("workspace", key, new WorkspaceEvent.Located(key, Optional.of("/srv/w-" + workspace), key), "ada");
            }
            for (int session = 0; session < SESSIONS; session++) {
                add("session", id(session).toString(), created(session), "ada");
            }
            var agents = new AgentFacts(AGENT_RECORDS);
            int tasksDone = 0;
            int messagesDone = 0;
            int agentsDone = 0;
            for (long step = 1; step <= steps; step++) {
                now = begin.plus(TIME.multipliedBy(step).dividedBy(steps));
                while (tasksDone < (long) tasks * step / steps) {
                    task(tasksDone++);
                }
                while (messagesDone < (long) messages / AT_ONCE * step / steps) {
                    said(messagesDone++);
                }
                while (agentsDone < (long) AGENT_RECORDS * step / steps) {
                    Event event = agents.event(agentsDone++, now);
                    StreamId stream = AgentFacts.stream(event);
                    add(stream.category(), stream.key(), event, "hive");
                }
            }
            flush();
        }

        private void task(int number) {
            var id = new SbiId(PageStore.task(number));
            String who = "dev-" + number % 12;
            fact(
                    id,
                    new SbiEvent.Registered(
                            id,
                            Optional.empty(),
                            "Guard the import endpoint, part %d".formatted(number),
                            Optional.of(REPORT),
                            "api",
                            List.of("api", "area-" + number % 40),
                            number % 5,
                            Optional.empty(),
                            number % 7 == 0 && number > 10 ? List.of(new SbiId(PageStore.task(number - 3))) : List.of(),
                            false,
                            new Json("{}")),
                    who);
            if (number % 3 > 0) {
                fact(
                        id,
                        new SbiEvent.ExecutionStarted(id, 1, Step.IMPLEMENT, 1, Optional.empty(), Optional.of(1L)),
                        who);
                fact(id, new SbiEvent.StatusChanged(id, Status.WIP, Optional.empty(), Optional.empty()), who);
            }
            if (number % 3 > 1) {
                fact(
                        id,
                        new SbiEvent.ExecutionFinished(
                                id,
                                1,
                                Step.IMPLEMENT,
                                1,
                                Optional.empty(),
                                number % 4 == 0 ? Decision.NEEDS_CHANGES : Decision.SUCCEEDED,
                                Optional.empty(),
                                Optional.of(REPORT),
                                List.of("src/Import.java")),
                        who);
                fact(
                        id,
                        new SbiEvent.StatusChanged(
                                id, number % 4 == 0 ? Status.REVIEW : Status.DONE, Optional.empty(), Optional.empty()),
                        who);
            }
        }

        private void fact(SbiId id, SbiEvent event, String actor) {
            add("sbi", id.value(), event, actor);
        }

        private SessionId id(int session) {
            return new SessionId(workspace(session), session(session));
        }

        private SessionEvent created(int session) {
            String at = begin.toString();
            return new SessionEvent.Created(
                    id(session),
                    new Profile(
                            "competition",
                            "Make retries idempotent, try %d".formatted(session),
                            session % 9 == 0 ? "running" : "completed",
                            at,
                            at,
                            Optional.empty(),
                            Optional.of("large"),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()),
                    IntStream.rangeClosed(1, 3).mapToObj(PageStore::instance).toList());
        }

        /** The first session has most to say. */
        private void said(int number) {
            int session = number < LONGEST / AT_ONCE ? 0 : number % SESSIONS;
            int first = said[session];
            said[session] += AT_ONCE;
            add(
                    "session",
                    id(session).toString(),
                    new SessionEvent.MessagesAdded(
                            id(session),
                            first,
                            IntStream.range(first, said[session])
                                    .mapToObj(message -> new Message(
                                            "m-" + message,
                                            message % 2 == 0 ? "user" : "assistant",
                                            new LongText(SAID + message),
                                            now.toString(),
                                            Optional.of(message % 3 + 1L),
                                            Optional.empty()))
                                    .toList(),
                            now.toString()),
                    "editor");
        }

        private void add(String category, String key, Event event, String actor) {
            written++;
            drafts.add(codec.draft(
                    new UUID(0x4000, written), new StreamId(category, key), event, Metadata.of(actor, "bench"), now));
            if (drafts.size() == BATCH) {
                flush();
            }
        }

        private void flush() {
            if (!drafts.isEmpty()) {
                journal.append(new Append(List.copyOf(drafts), Map.of())).join();
                drafts.clear();
            }
        }
    }

    private static Instance instance(int number) {
        return new Instance(
                number,
                "/w/" + number,
                "try-" + number,
                "agent-" + number,
                "completed",
                "t-" + number,
                Optional.of(new LongText("$ make\n" + "compiled one more file\n".repeat(50))),
                Optional.empty(),
                Optional.empty(),
                Optional.of(4L),
                Optional.of(120L),
                Optional.of(30L),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
