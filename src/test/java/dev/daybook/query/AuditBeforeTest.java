package dev.daybook.query;

import static dev.daybook.sbi.Questions.id;
import static dev.daybook.sbi.Questions.registered;
import static dev.daybook.session.Samples.LATER;
import static dev.daybook.session.Samples.begun;
import static dev.daybook.session.Samples.instance;
import static dev.daybook.session.Samples.profile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.AllSlices;
import dev.daybook.config.ConfigEvent;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.domain.LongText;
import dev.daybook.domain.Part;
import dev.daybook.domain.history.HistoryEvent.CheckpointNamed;
import dev.daybook.domain.history.HistoryEvent.ImportRejected;
import dev.daybook.journal.Position;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import dev.daybook.sbi.Decision;
import dev.daybook.sbi.PlanEvent;
import dev.daybook.sbi.SbiEvent.Attached;
import dev.daybook.sbi.SbiEvent.Deleted;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.sbi.SbiEvent.ExecutionStarted;
import dev.daybook.sbi.SbiEvent.JournalEntryRecorded;
import dev.daybook.sbi.SbiEvent.LeaseAcquired;
import dev.daybook.sbi.SbiEvent.LeaseReleased;
import dev.daybook.sbi.SbiEvent.LeaseRenewed;
import dev.daybook.sbi.SbiEvent.NoteAdded;
import dev.daybook.sbi.SbiEvent.Retitled;
import dev.daybook.sbi.SbiEvent.StatusChanged;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.Step;
import dev.daybook.session.Message;
import dev.daybook.session.SessionEvent;
import dev.daybook.session.SessionId;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a part of a thing was before is what the same part was, never another one. */
class AuditBeforeTest {

    private static final Instant SOON = Instant.parse("2025-10-01T13:00:00Z");

    @TempDir
    Path folder;

    private final Chronicle chronicle = new Chronicle();
    private ReadModels models;

    @BeforeEach
    void open() {
        models = chronicle.posted(folder);
    }

    @AfterEach
    void close() {
        chronicle.close();
    }

    private void given(Event... events) {
        chronicle.append(events);
        models.catchUp();
    }

    private AuditRow row(long position) {
        return new AuditQueries(models::read).find(position).orElseThrow();
    }

    /** Nothing was before, and all that the event holds is set; which thing it is of, is no news. */
    private void assertNew(long position) {
        AuditRow row = row(position);
        assertThat(row.oldValue()).as("%s at %d", row.action(), position).isEqualTo(Json.EMPTY_OBJECT);
        assertThat(row.changedFields())
                .as("%s at %d", row.action(), position)
                .containsExactlyElementsOf(Audit.fields(row.newValue()).entrySet().stream()
                        .filter(it -> row.revision() == 0
                                || row.action().endsWith(".registered")
                                || !it.getValue().text().equals("\"" + row.entityId() + "\""))
                        .map(Map.Entry::getKey)
                        .toList());
    }

    private static ExecutionStarted started(int turn, String file) {
        return new ExecutionStarted(id("A"), turn, Step.IMPLEMENT, 1, Optional.of(file), Optional.empty());
    }

    private static ExecutionFinished finished(int turn, String file, Decision decision) {
        return new ExecutionFinished(
                id("A"),
                turn,
                Step.IMPLEMENT,
                1,
                Optional.of(file),
                decision,
                Optional.empty(),
                Optional.of("the report of " + file),
                List.of());
    }

    @Test
    void a_turn_has_nothing_before_it_and_its_end_has_its_beginning() {
        given(registered("A", "Task", 0));
        given(started(1, "implement_1.md"), finished(1, "implement_1.md", Decision.NEEDS_CHANGES));
        given(started(2, "implement_2.md"), finished(2, "implement_2.md", Decision.NEEDS_CHANGES));
        given(finished(2, "implement_2.md", Decision.SUCCEEDED), finished(2, "implement_2_2.md", Decision.SUCCEEDED));

        assertNew(2);
        assertNew(4);
        assertThat(row(5).oldValue()).isEqualTo(Json.EMPTY_OBJECT);
        assertThat(row(5).changedFields()).containsExactly("decision", "content", "artifacts", "dated");
        assertThat(row(6).changedFields()).containsExactly("decision");
        assertThat(row(6).oldValue()).hasToString("{\"decision\":\"NEEDS_CHANGES\"}");
        assertNew(7);
    }

    @Test
    void a_line_of_the_tools_journal_was_before_what_the_same_line_was() {
        given(registered("A", "Task", 0), line("j.ndjson", 1, "a"), line("j.ndjson", 2, "b"), line("k.ndjson", 1, "b"));
        given(line("j.ndjson", 2, "c"));

        assertNew(2);
        assertNew(3);
        assertNew(4);
        assertThat(row(5).oldValue()).hasToString("{\"entry\":{\"step\":\"b\"}}");
        assertThat(row(5).changedFields()).containsExactly("entry");
    }

    private static JournalEntryRecorded line(String file, int line, String step) {
        return new JournalEntryRecorded(
                id("A"), file, Optional.of(line), new Json("{\"step\":\"" + step + "\"}"), Optional.empty());
    }

    @Test
    void notes_reasons_and_leases_begin_with_nothing() {
        given(registered("A", "Task", 0));
        given(note("same", Optional.of("ada")), note("same", Optional.empty()));
        given(status(Status.WIP, "because"), status(Status.READY, "because"));
        given(new LeaseAcquired(id("A"), "ada", SOON, 1), new LeaseRenewed(id("A"), "ada", SOON.plusSeconds(9), 1));
        given(new LeaseReleased(id("A"), "ada"), new LeaseAcquired(id("A"), "ada", SOON.plusSeconds(9), 2));
        given(new Attached(id("A"), "a.md", "utf-8", "one"), new Attached(id("A"), "b.md", "utf-8", "one"));
        given(new Attached(id("A"), "b.md", "utf-8", "two"));

        assertNew(2);
        assertNew(3);
        assertThat(row(5).oldValue()).hasToString("{\"status\":\"WIP\"}");
        assertThat(row(5).changedFields()).containsExactly("status", "why");
        assertNew(6);
        assertThat(row(7).changedFields()).containsExactly("expiresAt");
        assertThat(row(7).oldValue().text()).contains("13:00:00");
        assertThat(row(8).changedFields()).containsExactlyInAnyOrder("holder", "expiresAt", "generation");
        assertThat(row(8).oldValue().text()).contains("\"holder\":\"ada\"", "13:00:09", "\"generation\":1");
        assertThat(row(8).newValue().text()).contains("\"holder\":null", "\"generation\":null");
        assertNew(9);
        assertNew(10);
        assertNew(11);
        assertThat(row(12).oldValue()).hasToString("{\"content\":\"one\"}");
    }

    private static NoteAdded note(String text, Optional<String> author) {
        return new NoteAdded(id("A"), text, Optional.empty(), author);
    }

    private static StatusChanged status(Status status, String why) {
        return new StatusChanged(id("A"), status, Optional.empty(), Optional.of(why));
    }

    @Test
    void an_approval_was_before_what_the_same_draft_was() {
        given(approval("sbi_1.md", "pending"), approval("sbi_2.md", "approved"), approval("sbi_1.md", "rejected"));

        assertNew(1);
        assertNew(2);
        assertThat(row(3).oldValue()).hasToString("{\"status\":\"pending\"}");
    }

    private static PlanEvent approval(String file, String status) {
        return new PlanEvent.ApprovalRecorded(
                "PBI-1",
                file,
                status,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void a_checkpoint_a_rollback_and_what_an_import_rejected_begin_with_nothing() {
        given(new CheckpointNamed("one", Optional.of("first")), new CheckpointNamed("two", Optional.of("first")));
        given(registered("A", "Task", 0));
        chronicle.rollBackTo(new Position(2));
        chronicle.rollBackTo(new Position(2));
        given(rejected("a.json"), rejected("a.json"));

        for (long position : List.of(1L, 2L, 4L, 5L, 6L, 7L)) {
            assertNew(position);
        }
    }

    private static ImportRejected rejected(String file) {
        return new ImportRejected("RUN", file, "line 1", "CORRUPT", "is no JSON", Optional.empty());
    }

    @Test
    void instances_and_messages_of_a_session_are_told_apart() {
        SessionId session = new SessionId("8591b6fa82d5eaa1", "comp-1");
        given(begun(session, profile("competition", "Choose", "running"), List.of()));
        given(new SessionEvent.InstanceAdded(session, 0, instance(1, "a", "running"), LATER));
        given(new SessionEvent.InstanceAdded(session, 1, instance(2, "b", "running"), LATER));
        given(new SessionEvent.InstanceStatusChanged(session, 0, 1, "failed", LATER));
        given(new SessionEvent.InstanceStatusChanged(session, 1, 2, "archived", LATER));
        given(new SessionEvent.InstanceStatusChanged(session, 0, 1, "archived", LATER));
        given(new SessionEvent.InstanceRevised(session, 1, instance(2, "b", "paused"), LATER));
        given(new SessionEvent.InstanceStatusChanged(session, 1, 2, "archived", LATER));
        given(new SessionEvent.InstancesCut(session, 1, LATER));
        given(new SessionEvent.InstanceAdded(session, 1, instance(3, "c", "running"), LATER));

        assertThat(row(3).oldValue()).isEqualTo(Json.EMPTY_OBJECT);
        assertThat(row(3).changedFields()).contains("index", "agentName", "status");
        assertThat(row(5).oldValue()).hasToString("{\"status\":\"running\"}"); // not that of the first one
        assertThat(row(6).oldValue()).hasToString("{\"status\":\"failed\"}");
        assertThat(row(7).changedFields()).containsExactly("status");
        assertThat(row(7).oldValue()).hasToString("{\"status\":\"archived\"}");
        assertThat(row(8).oldValue()).hasToString("{\"status\":\"paused\"}");
        assertThat(row(10).oldValue()).isEqualTo(Json.EMPTY_OBJECT); // the one that was there is gone
        assertThat(row(10).changedFields()).contains("index", "agentName");
    }

    @Test
    void a_task_that_is_registered_again_is_the_one_that_was_deleted() {
        given(registered("A", "One", 3), new Deleted(id("A"), Optional.of("done with")), registered("A", "One", 3));
        given(new Retitled(id("A"), "Two"));

        assertThat(row(2).changedFields()).containsExactly("why", "deleted");
        assertThat(row(3).changedFields()).containsExactly("deleted");
        assertThat(row(3).oldValue()).hasToString("{\"deleted\":true}");
        assertThat(row(4).oldValue()).hasToString("{\"title\":\"One\"}");
    }

    @Test
    void what_was_removed_is_told_as_it_was_and_begins_with_nothing() {
        given(new ConfigEvent.Set("a.b", new Json("[1]")), new ConfigEvent.Removed("a.b"));
        given(new ConfigEvent.Set("a.b", new Json("[2]")));

        assertThat(row(2).changedFields()).containsExactly("value");
        assertThat(row(2).oldValue()).hasToString("{\"value\":[1]}");
        assertThat(row(3).oldValue()).isEqualTo(Json.EMPTY_OBJECT);
        assertThat(row(3).changedFields()).contains("value");
    }

    @Test
    void a_message_was_before_what_it_was_when_it_was_added() {
        SessionId session = new SessionId("8591b6fa82d5eaa1", "comp-1");
        given(begun(session, profile("competition", "Choose", "running"), List.of()));
        given(new SessionEvent.MessagesAdded(session, 0, List.of(said("a"), said("b")), LATER));
        given(new SessionEvent.MessagesAdded(session, 2, List.of(said("c"), said("d")), LATER));
        given(new SessionEvent.MessageRevised(session, 3, said("d2"), LATER));
        given(new SessionEvent.MessageRevised(session, 3, said("d3"), LATER));
        given(new SessionEvent.MessagesCut(session, 1, LATER));
        given(new SessionEvent.MessagesAdded(session, 1, List.of(said("e")), LATER));
        given(new SessionEvent.MessageRevised(session, 1, said("e2"), LATER));

        assertThat(row(4).oldValue().text()).contains("\"content\":\"d\"").doesNotContain("$revision");
        assertThat(row(5).oldValue().text()).contains("\"content\":\"d2\"");
        assertThat(row(8).oldValue().text()).contains("\"content\":\"e\"");

        given(new SessionEvent.MessageRevised(session, 7, said("never added"), LATER));
        assertThat(row(9).oldValue()).as("there was none").isEqualTo(Json.EMPTY_OBJECT);
    }

    private static Message said(String content) {
        return new Message(content, "user", new LongText(content), LATER, Optional.empty(), Optional.empty());
    }

    @Test
    void an_instance_that_a_session_began_with_was_before_what_it_began_with() {
        SessionId session = new SessionId("8591b6fa82d5eaa1", "comp-1");
        String output = "long ".repeat(100);
        given(begun(
                session,
                profile("competition", "Choose", "running"),
                List.of(instance(1, "a", "running"), instance(2, "b", "running", Optional.of(output)))));
        given(new SessionEvent.InstanceStatusChanged(session, 1, 2, "failed", LATER));
        given(new SessionEvent.InstanceRevised(session, 1, instance(2, "b", "failed"), LATER));

        assertThat(row(2).oldValue().text()).contains("\"status\":\"running\"");
        assertThat(row(3).changedFields()).containsExactly("output");
        assertThat(row(3).oldValue().text()).contains(output);
    }

    @Test
    void what_was_before_is_the_same_when_it_is_read_back() {
        given(registered("A", "Task", 0), started(1, "implement_1.md"), line("j.ndjson", 1, "a"));
        models.close();
        ReadModels reopened = chronicle.posted(folder);

        chronicle.append(started(2, "implement_2.md"), finished(1, "implement_1.md", Decision.SUCCEEDED));
        reopened.catchUp();

        models = reopened;
        assertNew(4);
        assertThat(row(5).changedFields()).containsExactly("decision", "content", "artifacts", "dated");
    }

    @Test
    void the_fields_that_parts_are_told_apart_by_are_fields_of_their_events() {
        assertThat(AllSlices.of().facts().catalog().types()).allSatisfy(type -> {
            Part part = type.record().getAnnotation(Part.class);
            if (part != null) {
                assertThat(Arrays.stream(type.record().getRecordComponents()).map(RecordComponent::getName))
                        .containsAll(Stream.of(part.key(), part.whole(), part.own(), new String[] {
                                    part.counted(), part.members(), part.gone(), part.lists()
                                })
                                .flatMap(Arrays::stream)
                                .filter(field -> !field.isEmpty())
                                .toList());
            }
        });
    }
}
