package dev.daybook.importing.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.domain.LongText;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySources;
import dev.daybook.importing.Limits;
import dev.daybook.importing.follow.Followers;
import dev.daybook.importing.run.Report.Outcome;
import dev.daybook.journal.Append;
import dev.daybook.journal.Appended;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiEvent.NoteAdded;
import dev.daybook.sbi.SbiEvent.Registered;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.deespec.DeespecSource;
import dev.daybook.session.Message;
import dev.daybook.session.SessionEvent;
import dev.daybook.session.SessionId;
import dev.daybook.session.ait42.Ait42Source;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Users append to the streams of an import between its reading and its appending: the journal ends as if they had been
 * there before it looked.
 */
class RaceTest {

    private static final String ID = "SBI-01K6GAQ7M4X2V9B8N0C5D3F1R0";
    private static final StreamId TASK = new StreamId("sbi", ID);
    private static final String STATE = ".deespec/specs/sbi/" + ID + "/state.json";
    private static final String SESSION = "01K6GAQ7-session";
    private static final String SESSIONS = ".ait42/sessions.json";
    private static final String SAID = "2025-10-01T00:00:0%dZ";

    @TempDir
    private Path root;

    private final DeespecSource deespec = new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK);
    private final Ait42Source ait42 = new Ait42Source(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK);

    /** Lets a user be quicker: appends one of these facts before each append to their stream. */
    private static final class Quicker extends JournalInBetween {
        private final ImportFixture fixture;
        private final StreamId stream;
        private final List<Event> facts;

        Quicker(ImportFixture fixture, StreamId stream, List<? extends Event> facts) {
            super(fixture.journal);
            this.fixture = fixture;
            this.stream = stream;
            this.facts = new ArrayList<>(facts);
        }

        @Override
        public CompletableFuture<Appended> append(Append append) {
            boolean ours = append.drafts().stream().anyMatch(it -> it.stream().equals(stream));
            if (ours && !facts.isEmpty()) {
                user(fixture, stream, facts.removeFirst());
            }
            return super.append(append);
        }
    }

    private static void user(ImportFixture fixture, StreamId stream, Event event) {
        var draft = fixture.codec.draft(
                UUID.nameUUIDFromBytes(event.toString().getBytes(UTF_8)),
                stream,
                event,
                Metadata.of("ada", "cli"),
                ImportFixture.CLOCK.instant());
        fixture.journal.append(new Append(List.of(draft), Map.of())).join();
    }

    private void state(String title) throws IOException {
        Folder.write(root, STATE, """
            {"version":1,"id":"%s","title":"%s","status":"READY","created_at":"2025-10-01T00:00:00Z"}
            """.formatted(ID, title));
    }

    private static Registered registered() {
        return new Registered(
                new SbiId(ID),
                Optional.empty(),
                "Mine",
                Optional.empty(),
                "",
                List.of(),
                1,
                Optional.empty(),
                List.of(),
                false,
                Json.EMPTY_OBJECT);
    }

    private static List<SbiEvent> notes(int count) {
        return IntStream.range(0, count)
                .<SbiEvent>mapToObj(
                        it -> new NoteAdded(new SbiId(ID), "Note " + it, Optional.empty(), Optional.empty()))
                .toList();
    }

    /** What an import tells if the user comes first. */
    private Map<String, List<String>> after(ImportFixture fixture, StreamId stream, Event event) {
        user(fixture, stream, event);
        assertThat(fixture.run(root).outcome()).isNotIn(Outcome.FAILED, Outcome.ROLLED_BACK);
        return fixture.told();
    }

    @Test
    void a_task_that_a_user_registers_meanwhile_is_not_registered_twice() throws IOException {
        state("One");
        try (var first = new ImportFixture(deespec);
                var race = new ImportFixture(deespec)) {
            var wanted = after(first, TASK, registered());

            Report report = race.run(root, new Quicker(race, TASK, List.of(registered())), false);

            assertThat(report.failure()).isEmpty();
            assertThat(race.events(TASK))
                    .filteredOn(Registered.class::isInstance)
                    .hasSize(1);
            assertThat(race.told()).isEqualTo(wanted);
            assertThat(race.run(root).events().appended()).isZero();
        }
    }

    @Test
    void a_message_that_a_user_adds_meanwhile_is_not_written_over() throws IOException {
        try (var first = new ImportFixture(ait42);
                var race = new ImportFixture(ait42)) {
            session("hello");
            first.run(root);
            race.run(root);
            StreamId stream = race.journal.streams("session", "").getFirst();
            var mine = new SessionEvent.MessagesAdded(
                    SessionId.parse(stream.key()), 1, List.of(message("mine", 2)), SAID.formatted(2));
            session("hello", "theirs");
            var wanted = after(first, stream, mine);

            Report report = race.run(root, new Quicker(race, stream, List.of(mine)), false);

            assertThat(report.failure()).isEmpty();
            assertThat(race.told()).isEqualTo(wanted);
            assertThat(race.events(stream).toString()).contains("mine").contains("theirs");
            assertThat(race.run(root).events().appended()).isZero();
        }
    }

    private void session(String... messages) throws IOException {
        var said = new ArrayList<String>();
        for (String it : messages) {
            said.add("""
                {"id": "%s", "role": "user", "content": "%s", "timestamp": "%s"}\
                """.formatted(it, it, SAID.formatted(1)));
        }
        Folder.write(root, SESSIONS, """
            [{"id": "%s", "type": "competition", "task": "Race", "status": "running", "createdAt": "%s",
              "updatedAt": "%s", "instances": [], "chatHistory": [%s]}]
            """.formatted(
                        SESSION, SAID.formatted(0), SAID.formatted(messages.length), String.join(", ", said)));
    }

    private static Message message(String text, int second) {
        return new Message(
                "m" + second, "user", new LongText(text), SAID.formatted(second), Optional.empty(), Optional.empty());
    }

    @Test
    void a_user_who_is_quicker_many_times_holds_no_import_up() throws IOException {
        state("One");
        try (var fixture = new ImportFixture(deespec)) {
            user(fixture, TASK, registered());

            Report report = fixture.run(root, new Quicker(fixture, TASK, notes(50)), false);

            assertThat(report.failure()).isEmpty();
            assertThat(fixture.events(TASK))
                    .filteredOn(NoteAdded.class::isInstance)
                    .hasSize(50);
            assertThat(fixture.run(root).events().appended()).isZero();
        }
    }

    @Test
    void what_is_followed_is_told_as_if_the_user_had_come_first() throws IOException {
        Folder.write(root, ".deespec/specs/sbi/README.md", "# Tasks\n");
        try (var first = new ImportFixture(deespec);
                var race = new ImportFixture(deespec)) {
            var between = new Quicker(race, TASK, List.of(registered()));
            var imports = new Imports(race.imports(), race.context(InstantSource.system()));
            var context = new ImportContext(
                    between,
                    race.codec,
                    race.timelines,
                    new LegacySources(List.of(deespec)),
                    Limits.DEFAULT,
                    InstantSource.system());
            try (var followers = new Followers(context, imports)) {
                String run = followers
                        .start(new Followers.Request(root, Optional.empty(), Optional.empty(), "ada"))
                        .run();
                await().until(() -> followers.find(run).orElseThrow().counts().batches() > 0);
                state("One");
                await().until(() -> race.events(TASK).size() > 1);
            }
            assertThat(race.events(TASK))
                    .filteredOn(Registered.class::isInstance)
                    .hasSize(1);
            after(first, TASK, registered());
            assertThat(race.events(TASK)).isEqualTo(first.events(TASK));
            assertThat(race.run(root).events().appended()).isZero();
        }
    }
}
