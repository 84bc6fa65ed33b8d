package dev.daybook.query;

import static dev.daybook.sbi.Questions.id;
import static dev.daybook.sbi.Questions.labelled;
import static dev.daybook.sbi.Questions.registered;
import static dev.daybook.session.Samples.LATER;
import static dev.daybook.session.Samples.begun;
import static dev.daybook.session.Samples.profile;
import static dev.daybook.session.Samples.totals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.agent.AgentEvent;
import dev.daybook.code.CodeEvent;
import dev.daybook.code.parsing.Definition;
import dev.daybook.code.parsing.ParsedFile;
import dev.daybook.code.parsing.Reference;
import dev.daybook.config.ConfigEvent;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.history.HistoryEvent.CheckpointNamed;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Position;
import dev.daybook.journal.Source;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import dev.daybook.sbi.Questions;
import dev.daybook.sbi.SbiEvent.Moved;
import dev.daybook.sbi.SbiEvent.Reprioritized;
import dev.daybook.sbi.SbiEvent.Respecified;
import dev.daybook.sbi.SbiEvent.Retitled;
import dev.daybook.sbi.SbiEvent.StatusChanged;
import dev.daybook.sbi.Status;
import dev.daybook.session.Profile;
import dev.daybook.session.SessionEvent;
import dev.daybook.session.SessionId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditQueriesTest {

    @TempDir
    Path folder;

    private final Chronicle chronicle = new Chronicle();
    private ReadModels models;
    private AuditQueries audit;
    private HistoryQueries history;

    @BeforeEach
    void open() {
        models = chronicle.posted(folder);
        audit = new AuditQueries(models::read);
        history = new HistoryQueries(models::read);
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
        return audit.find(position).orElseThrow();
    }

    private List<Long> positions(AuditFilter filter) {
        return audit.list(filter, Optional.empty(), 100).items().stream()
                .map(AuditRow::position)
                .toList();
    }

    private static AuditFilter filter(String actor, String action, String source, String q) {
        return new AuditFilter(
                Optional.empty(),
                Optional.of(actor).filter(it -> !it.isEmpty()),
                Optional.of(action).filter(it -> !it.isEmpty()),
                Optional.of(source).filter(it -> !it.isEmpty()),
                Optional.empty(),
                Optional.empty(),
                Span.ALWAYS,
                Span.ALWAYS,
                Optional.of(q).filter(it -> !it.isEmpty()),
                true,
                false);
    }

    @Test
    void a_text_is_found_in_values_that_stand_aside_page_by_page() {
        String large = "x".repeat(70_000) + " Needle in the \u00e9nd";
        String shared = "y".repeat(5_000) + " needle";
        given(
                registered("A", "needle", 0),
                registered("B", "Something else", large, 0),
                registered("C", "Something else", "z".repeat(70_000), 0),
                new AgentEvent.Recorded("web-1", Map.of("/notes", new Json('"' + shared + '"')), Optional.empty()),
                registered("D", "Something else", 0));

        assertThat(positions(filter("", "", "", "NEEDLE"))).containsExactly(1L, 2L, 4L);
        assertThat(positions(filter("", "", "", "needle in the \u00e9nd"))).containsExactly(2L);
        assertThat(positions(filter("", "agent.*", "", "needle"))).containsExactly(4L);
        assertThat(positions(filter("", "", "", "pin"))).isEmpty();

        var found = new ArrayList<Long>();
        Optional<String> cursor = Optional.empty();
        do {
            Page<AuditRow> page = audit.list(filter("", "", "", "needle"), cursor, 1);
            page.items().forEach(row -> found.add(row.position()));
            cursor = page.next();
        } while (cursor.isPresent());
        assertThat(found).containsExactly(1L, 2L, 4L);
    }

    @Test
    void a_row_says_who_did_what_when_and_what_it_was_before() {
        chronicle.as(new Metadata(
                "ada",
                new Source.Channel("http"),
                Optional.of("s-1"),
                Optional.of("c-1"),
                Optional.of("cause"),
                Optional.empty()));
        given(labelled("A", "Old", "x"), new Retitled(id("A"), "New"));

        AuditRow it = row(2);
        assertThat(it.entityType()).isEqualTo("sbi");
        assertThat(it.entityId()).isEqualTo("A");
        assertThat(it.action()).isEqualTo("sbi.retitled");
        assertThat(it.changedFields()).containsExactly("title");
        assertThat(it.oldValue()).hasToString("{\"title\":\"Old\"}");
        assertThat(it.newValue()).hasToString("{\"sbi\":\"A\",\"title\":\"New\"}");
        assertThat(it.user()).isEqualTo("ada");
        assertThat(it.session()).contains("s-1");
        assertThat(it.source()).isEqualTo("http");
        assertThat(it.correlation()).contains("c-1");
        assertThat(it.causation()).contains("cause");
        assertThat(it.timestamp()).isEqualTo(Chronicle.START.plusSeconds(2));
        assertThat(it.undoneBy()).isEmpty();
        assertThat(row(1).oldValue()).isEqualTo(Json.EMPTY_OBJECT);
        assertThat(row(1).changedFields()).contains("title", "label", "parent");
    }

    @Test
    void all_that_somebodys_programs_did_is_asked_for_with_a_star() {
        for (String actor : List.of("ada", "ada/claude-code", "ada/codex", "adam", "mika/codex")) {
            chronicle.as(Metadata.of(actor, new Source.Channel("mcp")));
            given(registered(actor.replace('/', '-'), "Task of " + actor, 0));
        }
        assertThat(positions(filter("ada/*", "", "", ""))).containsExactly(2L, 3L);
        assertThat(positions(filter("ada*", "", "", ""))).containsExactly(1L, 2L, 3L, 4L);
        assertThat(positions(filter("ada", "", "", ""))).containsExactly(1L);
    }

    @Test
    void of_a_session_that_is_told_anew_only_what_is_otherwise_is_a_change() {
        SessionId session = new SessionId("8591b6fa82d5eaa1", "comp-1");
        Profile told = profile("debate", "Choose a queue", "running");
        given(begun(session, told, List.of()));
        given(new SessionEvent.Revised(session, totals(told, 90, 4)));
        given(new SessionEvent.InstanceStatusChanged(session, 0, 1, "archived", LATER));
        given(new SessionEvent.StatusChanged(session, "paused", Optional.empty(), LATER));

        assertThat(row(2).changedFields()).containsExactly("totalDuration", "totalFilesChanged");
        assertThat(row(2).oldValue()).isEqualTo(Json.EMPTY_OBJECT);
        assertThat(row(4).changedFields()).containsExactly("status");
        assertThat(row(4).oldValue()).hasToString("{\"status\":\"running\"}"); // not that of an instance
    }

    @Test
    void a_field_that_is_gone_is_a_change_too() {
        given(labelled("A", "Old", "x"), new Moved(id("A"), Optional.empty()), new Moved(id("A"), Optional.empty()));
        assertThat(row(2).changedFields()).containsExactly("parent");
        assertThat(row(2).oldValue()).hasToString("{\"parent\":\"PBI-1\"}");
        assertThat(row(3).changedFields()).isEmpty();
        assertThat(history.state("sbi", "A").orElseThrow().fields()).doesNotContainKey("parent");
    }

    @Test
    void every_entry_has_a_row_whatever_its_kind() {
        given(
                new ConfigEvent.Set("limit", new Json("{\"a\":[1, 2]}")),
                new ConfigEvent.Removed("limit"),
                new CheckpointNamed("before", Optional.empty()));
        assertThat(positions(filter("", "", "", ""))).containsExactly(1L, 2L, 3L);
        assertThat(row(1).entityType()).isEqualTo("config");
        assertThat(row(3).entityType()).isEqualTo("journal");
    }

    @Test
    void of_a_source_file_it_says_how_much_stands_in_it_and_the_journal_says_what() {
        var function = new Definition(
                "run",
                "function",
                1,
                0,
                1,
                true,
                Optional.of("run()"),
                Optional.of("Runs 再試行."),
                List.of(),
                Optional.empty());
        given(indexed("aa", List.of(function)), indexed("ab", List.of(function, function)));

        AuditRow it = row(2);
        assertThat(it.changedFields()).containsExactly("sha256", "parsed");
        assertThat(it.newValue().text())
                .contains("\"path\":\"run.ts\"", "\"language\":\"typescript\"", "\"sizeBytes\":12")
                .contains(
                        "\"parsed\":{\"definitions\":2,\"imports\":0,\"symbols\":0,\"references\":1,\"broken\":false,")
                .doesNotContain("Runs");
        assertThat(it.oldValue().text())
                .startsWith("{\"sha256\":\"aa\",\"parsed\":{\"definitions\":1,")
                .doesNotContain("Runs");
    }

    private static CodeEvent indexed(String sha256, List<Definition> definitions) {
        return new CodeEvent.FileIndexed(
                "shop",
                "run.ts",
                sha256,
                12,
                "typescript",
                Chronicle.START,
                new ParsedFile(definitions, List.of(), List.of(), List.of(new Reference("run", List.of(1, 3))), false));
    }

    @Test
    void a_long_old_value_is_stored_once_and_shown_whole() {
        String spec = "多".repeat(4_000) + "\"quoted\"\n";
        given(
                registered("A", "t", spec, 0),
                new Respecified(id("A"), Optional.of("short")),
                new Respecified(id("A"), Optional.of(spec + "2")));

        AuditRow it = row(2);
        assertThat(it.oldValue().text()).contains("多".repeat(4_000));
        String stored = models.read(tables -> tables.fetchSingle("SELECT old_value FROM audit_log WHERE position = 2")
                .get(0, String.class));
        assertThat(stored).isEqualTo("{\"spec\":{\"$revision\":0,\"bytes\":%d}}".formatted(12_000 + 14));
    }

    @Test
    void rows_are_filtered() {
        chronicle.as(Metadata.of("import:deespec", "deespec:a/state.json").correlatedWith("RUN"));
        given(registered("A", "Imported", 0));
        chronicle.as(Metadata.of("ada", "http"));
        given(registered("B", "Special %_ text", 0), new Reprioritized(id("A"), 2), new ConfigEvent.Removed("x"));

        assertThat(positions(filter("ada", "", "", ""))).containsExactly(2L, 3L, 4L);
        assertThat(positions(filter("", "sbi.*", "", ""))).containsExactly(1L, 2L, 3L);
        assertThat(positions(filter("", "sbi.registered", "", ""))).containsExactly(1L, 2L);
        assertThat(positions(filter("", "", "deespec:*", ""))).containsExactly(1L);
        assertThat(positions(filter("", "", "", "sPECIAL %_"))).containsExactly(2L);
        assertThat(positions(filter("", "", "", "deespec"))).containsExactly(1L);
        assertThat(positions(AuditFilter.all().ofEntity("sbi/A"))).containsExactly(3L, 1L);
        assertThat(positions(AuditFilter.all().ofEntity("config"))).containsExactly(4L);
        assertThatThrownBy(() -> positions(AuditFilter.all().ofEntity("sbi/"))).isInstanceOf(Rejected.class);
        var second = filter(
                new Span(Optional.of(Chronicle.START.plusSeconds(2)), Optional.of(Chronicle.START.plusSeconds(3))),
                Span.ALWAYS);
        assertThat(positions(second)).containsExactly(2L);
    }

    private static AuditFilter filter(Span happened, Span recorded) {
        return filter(happened, recorded, true);
    }

    private static AuditFilter filter(Span happened, Span recorded, boolean newestFirst) {
        return new AuditFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                happened,
                recorded,
                Optional.empty(),
                true,
                newestFirst);
    }

    /** Imported tonight, it happened years ago. */
    @Test
    void what_was_written_down_tonight_is_found_whenever_it_happened() {
        given(registered("A", "Old", 0));
        chronicle.after(Duration.ofDays(300));
        Instant tonight = chronicle.clock.instant();
        chronicle.appendAt(Chronicle.START.plusSeconds(5), new Retitled(id("A"), "Imported"));
        models.catchUp();
        var sinceTonight = new Span(Optional.of(tonight), Optional.empty());
        var beforeTonight = new Span(Optional.empty(), Optional.of(tonight));

        assertThat(positions(filter(Span.ALWAYS, sinceTonight))).containsExactly(2L);
        assertThat(positions(filter(Span.ALWAYS, beforeTonight))).containsExactly(1L);
        assertThat(positions(filter(sinceTonight, Span.ALWAYS))).isEmpty();
        assertThat(history.changes("sbi", "A", false, sinceTonight, Optional.empty(), 10)
                        .items())
                .extracting(Change::position)
                .containsExactly(2L);
        assertThat(history.changes("sbi", "A", false, beforeTonight, Optional.empty(), 10)
                        .items())
                .extracting(Change::position)
                .containsExactly(1L);
    }

    /** Written down in another order than they happened in, as imports do. */
    @Test
    void a_span_of_time_is_listed_page_by_page_from_either_end() {
        for (int i = 0; i < 12; i++) {
            chronicle.appendAt(Chronicle.START.plusSeconds(i * 5 % 12), registered("T" + i, "Task", 0));
        }
        models.catchUp();
        var span = new Span(Optional.of(Chronicle.START.plusSeconds(3)), Optional.of(Chronicle.START.plusSeconds(10)));
        List<Long> all = audit.list(AuditFilter.all(), Optional.empty(), 50).items().stream()
                .filter(row -> !row.timestamp().isBefore(span.since().get())
                        && row.timestamp().isBefore(span.until().get()))
                .map(AuditRow::position)
                .toList();

        assertThat(all).hasSize(7);
        assertThat(paged(filter(span, Span.ALWAYS, true))).containsExactlyElementsOf(all);
        assertThat(paged(filter(span, Span.ALWAYS, false))).containsExactlyElementsOf(all.reversed());
    }

    private List<Long> paged(AuditFilter filter) {
        var positions = new ArrayList<Long>();
        Optional<String> cursor = Optional.empty();
        do {
            Page<AuditRow> page = audit.list(filter, cursor, 2);
            page.items().forEach(row -> positions.add(row.position()));
            cursor = page.next();
        } while (cursor.isPresent());
        return positions;
    }

    @Test
    void what_a_tool_calls_a_member_and_what_it_means_is_one_change() {
        given(
                new AgentEvent.Recorded("a1", Map.of("/status", new Json("\"active\"")), Optional.empty()),
                new AgentEvent.StatusChanged(
                        "a1", "crashed", Optional.of("silent"), Map.of("/status", new Json("\"crashed\""))));

        assertThat(row(2).changedFields()).containsExactlyInAnyOrder("/status", "why");
        assertThat(row(2).oldValue().text()).contains("\"/status\":\"active\"");
    }

    @Test
    void recorded_times_are_looked_up_and_not_scanned() {
        String plan = models.read(tables -> tables.fetch("EXPLAIN QUERY PLAN SELECT * FROM audit_log WHERE"
                        + " recorded_at >= '2026' AND recorded_at < '2027' ORDER BY position DESC LIMIT 51")
                .toString());
        assertThat(plan).contains("USING INDEX idx_audit_recorded");
    }

    @Test
    void all_rows_can_be_streamed() {
        Questions.registerMany(chronicle, 0, 700);
        models.catchUp();
        var seen = new ArrayList<Long>();
        audit.forEach(AuditFilter.all(), it -> seen.add(it.position()));
        assertThat(seen).hasSize(700).startsWith(700L).endsWith(1L).doesNotHaveDuplicates();
    }

    @Test
    void what_a_rollback_undoes_is_marked_and_can_come_back() {
        given(registered("A", "One", 0), new Retitled(id("A"), "Two"), new Retitled(id("A"), "Three"));
        chronicle.rollBackTo(new Position(1));
        models.catchUp();

        assertThat(row(2).undoneBy()).contains(4L);
        assertThat(row(3).undone()).isTrue();
        assertThat(row(4).undone()).isFalse();
        assertThat(history.changes("sbi", "A", false, Span.ALWAYS, Optional.empty(), 10)
                        .items())
                .extracting(Change::position)
                .containsExactly(1L);
        assertThat(history.changes("sbi", "A", true, Span.ALWAYS, Optional.empty(), 10)
                        .items())
                .extracting(Change::position, Change::undoneBy)
                .containsExactly(tuple(1L, Optional.empty()), tuple(2L, Optional.of(4L)), tuple(3L, Optional.of(4L)));
        given(new Retitled(id("A"), "Four"));
        assertThat(row(5).oldValue()).hasToString("{\"title\":\"One\"}");

        chronicle.rollBackTo(new Position(3));
        models.catchUp();
        assertThat(row(2).undoneBy()).isEmpty();
        assertThat(row(5).undoneBy()).contains(6L);
        assertThat(history.state("sbi", "A").orElseThrow().fields()).containsEntry("title", new Json("\"Three\""));
    }

    @Test
    void a_history_tells_each_change_with_before_and_after() {
        given(
                labelled("A", "One", "x"),
                new StatusChanged(id("A"), Status.WIP, Optional.empty(), Optional.of("go")),
                new Moved(id("A"), Optional.empty()));

        List<Change> changes = history.changes("sbi", "A", false, Span.ALWAYS, Optional.empty(), 2)
                .items();
        assertThat(changes).extracting(Change::action).containsExactly("sbi.registered", "sbi.status-changed");
        assertThat(changes.get(1).fields().get("status"))
                .isEqualTo(new Change.Field(Optional.of(new Json("\"READY\"")), Optional.of(new Json("\"WIP\""))));
        Page<Change> rest = history.changes(
                "sbi",
                "A",
                true,
                Span.ALWAYS,
                history.changes("sbi", "A", false, Span.ALWAYS, Optional.empty(), 2)
                        .next(),
                2);
        assertThat(rest.items())
                .singleElement()
                .satisfies(it -> assertThat(it.fields())
                        .containsEntry(
                                "parent", new Change.Field(Optional.of(new Json("\"PBI-1\"")), Optional.empty())));
    }

    @Test
    void the_state_of_an_entity_can_be_asked_for_at_a_position_or_a_time() {
        given(registered("A", "One", 0), new Retitled(id("A"), "Two"), new Retitled(id("A"), "Three"));
        chronicle.rollBackTo(new Position(1)); // position 4
        given(new Retitled(id("A"), "Five"));

        assertThat(titleAt(1)).isEqualTo("\"One\"");
        assertThat(titleAt(3)).isEqualTo("\"Three\""); // nobody had rolled back then
        assertThat(titleAt(4)).isEqualTo("\"One\"");
        assertThat(titleAt(5)).isEqualTo("\"Five\"");
        assertThat(history.stateAt("sbi", "A", Chronicle.START.plusSeconds(3))
                        .orElseThrow()
                        .fields())
                .containsEntry("title", new Json("\"One\"")); // what counts today
        assertThat(history.stateAt("sbi", "A", Instant.EPOCH)).isEmpty();
        assertThat(history.stateAt("sbi", "Z", 5)).isEmpty();
    }

    private String titleAt(long position) {
        return String.valueOf(
                history.stateAt("sbi", "A", position).orElseThrow().fields().get("title"));
    }
}
