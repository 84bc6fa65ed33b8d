package dev.daybook.session;

import static dev.daybook.session.Samples.BEGUN;
import static dev.daybook.session.Samples.LATER;
import static dev.daybook.session.Samples.THREE;
import static dev.daybook.session.Samples.about;
import static dev.daybook.session.Samples.begun;
import static dev.daybook.session.Samples.instance;
import static dev.daybook.session.Samples.message;
import static dev.daybook.session.Samples.profile;
import static dev.daybook.session.Samples.times;
import static dev.daybook.session.Samples.totals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.domain.Event;
import dev.daybook.domain.LongText;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.Position;
import dev.daybook.operation.Origin;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.Page;
import dev.daybook.query.Steps;
import dev.daybook.session.SessionFilter.Sort;
import dev.daybook.session.WorkspaceEvent.Located;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionQueriesTest {

    private static final String DESK = "cdec050ef3359d3e";
    private static final String BILLING = "8591b6fa82d5eaa1";
    private static final String ALIAS = "1067a7f71b30aab8";
    private static final Optional<String> PATH = Optional.of("/srv/repos/legacy-billing");

    @TempDir
    Path folder;

    private final Chronicle chronicle = new Chronicle();
    private ReadModels models;
    private SessionQueries sessions;

    @BeforeEach
    void open() {
        models = chronicle.posted(folder);
        sessions = new SessionQueries(models::read);
    }

    @AfterEach
    void close() {
        chronicle.close();
    }

    private void given(Event... events) {
        chronicle.append(events);
        models.catchUp();
    }

    private void begins(String workspace, String id, Profile profile, List<Instance> instances, Message... messages) {
        given(begun(new SessionId(workspace, id), profile, instances, messages));
    }

    private void begins(String workspace, String id, Profile profile) {
        begins(workspace, id, profile, List.of());
    }

    private List<String> listed(SessionFilter filter) {
        return sessions.list(filter, Origin.ANY, Optional.empty(), 50).items().stream()
                .map(it -> it.id())
                .toList();
    }

    private static SessionFilter sorted(Sort sort, boolean descending) {
        return filter(Set.of(), Set.of(), Optional.empty(), sort, descending);
    }

    private static SessionFilter text(String text) {
        return filter(Set.of(), Set.of(), Optional.of(text), Sort.CREATED_AT, false);
    }

    private static SessionFilter filter(
            Set<String> types, Set<String> statuses, Optional<String> text, Sort sort, boolean descending) {
        return new SessionFilter(
                Optional.of(DESK), types, statuses, Optional.empty(), Optional.empty(), text, sort, descending);
    }

    @Test
    void a_session_is_found_in_its_workspace_only() {
        begins(DESK, "a", profile(), THREE, message("m", "user", "Go"));

        SessionView it = sessions.find(DESK, "a").orElseThrow();

        assertThat(it.session()).isEqualTo(new SessionId(DESK, "a"));
        assertThat(it.revision()).isEqualTo(1);
        assertThat(it.shadowed()).isFalse();
        assertThat(SessionShape.RECORD.of(it.json()).instances()).isEqualTo(THREE);
        assertThat(sessions.find(BILLING, "a")).isEmpty();
        assertThat(sessions.find(DESK, "b")).isEmpty();
    }

    @Test
    void the_last_messages_are_shown_by_as_much_work_however_many_were_said_before() throws SQLException {
        begins(DESK, "a", profile(), THREE);
        said("a", 0, 100);
        var last = new Excerpt(Optional.of(3L), Optional.empty());
        var earlier = new Excerpt(Optional.of(2L), Optional.of(10L));
        long few = Steps.of(models, () -> excerpt("a", last)) + Steps.of(models, () -> excerpt("a", earlier));
        said("a", 100, 400);

        assertThat(excerpt("a", last)).containsExactly("said 397", "said 398", "said 399");
        assertThat(excerpt("a", earlier)).containsExactly("said 8", "said 9");
        assertThat(excerpt("a", new Excerpt(Optional.empty(), Optional.of(2L)))).containsExactly("said 0", "said 1");
        assertThat(excerpt("a", new Excerpt(Optional.of(5L), Optional.of(2L)))).hasSize(2);
        assertThat(excerpt("a", Excerpt.NOTHING)).isEmpty();
        assertThat(Steps.of(models, () -> excerpt("a", last)) + Steps.of(models, () -> excerpt("a", earlier)))
                .isLessThanOrEqualTo(few + 20);
    }

    private void said(String id, int from, int to) {
        var session = new SessionId(DESK, id);
        for (int at = from; at < to; at++) {
            chronicle.append(new SessionEvent.MessagesAdded(
                    session, at, List.of(message("m-" + at, "user", "said " + at)), LATER));
        }
        models.catchUp();
    }

    private List<String> excerpt(String id, Excerpt excerpt) {
        SessionView view = sessions.find(DESK, id, excerpt).orElseThrow();
        return SessionShape.RECORD.of(view.json()).messages().stream()
                .map(message -> message.content().text())
                .toList();
    }

    @Test
    void a_session_reads_the_same_while_it_grows_too_long_to_lie_ready_and_is_cut_again() {
        var session = new SessionId(DESK, "a");
        begins(DESK, "a", profile(), THREE, message("m", "user", "Go"));
        int index = 1;
        for (String text : List.of("on", "x".repeat(20_000), "é".repeat(3_000))) {
            given(new SessionEvent.MessagesAdded(session, index++, List.of(message("n", "user", text)), LATER));
            assertThat(all(DESK))
                    .containsExactly(sessions.find(session).orElseThrow().json());
            assertThat(SessionShape.RECORD.of(all(DESK).getFirst()).messages())
                    .last()
                    .isEqualTo(message("n", "user", text));
        }
        given(new SessionEvent.MessagesCut(session, 1, LATER));
        assertThat(SessionShape.RECORD.of(all(DESK).getFirst()).messages()).containsExactly(message("m", "user", "Go"));
    }

    @Test
    void all_sessions_come_in_the_order_they_were_begun() {
        begins(DESK, "b", profile());
        begins(DESK, "a", profile(), THREE, message("m", "user", "Go"));
        begins(BILLING, "c", profile());
        given(new SessionEvent.StatusChanged(new SessionId(DESK, "b"), "paused", Optional.empty(), LATER));

        assertThat(all(DESK)).hasSize(2);
        assertThat(all(DESK).getFirst()).startsWith("{\"id\":\"b\"").contains("\"status\":\"paused\"");
        assertThat(all(DESK).getLast())
                .isEqualTo(sessions.find(DESK, "a").orElseThrow().json());
        assertThat(all("ffffffffffffffff")).isEmpty();
    }

    @Test
    void a_deleted_session_is_gone_and_begun_again_it_is_the_last() {
        SessionId id = new SessionId(DESK, "a");
        begins(DESK, "a", profile(), THREE, message("m", "user", "Go"));
        begins(DESK, "b", profile());
        given(new SessionEvent.VariantRecorded(id, "f", 1, "utf-8", new LongText("{}")));
        given(new SessionEvent.Deleted(id, Optional.empty()));

        assertThat(sessions.find(DESK, "a")).isEmpty();
        assertThat(all(DESK)).hasSize(1);
        assertThat(sessions.variants(id)).isEmpty();
        assertThat(sessions.messages(id, Optional.empty(), Optional.empty(), 10).items())
                .isEmpty();

        begins(DESK, "a", profile("debate", "Again", "round_1"));
        assertThat(all(DESK)).hasSize(2);
        assertThat(all(DESK).getLast()).contains("Again").contains("\"instances\":[],\"chatHistory\":[]");
        assertThat(sessions.find(DESK, "a").orElseThrow().revision()).isEqualTo(4);
    }

    @Test
    void lists_are_filtered_by_type_and_status() {
        begins(DESK, "a", profile("competition", "One", "running"));
        begins(DESK, "b", profile("debate", "Two", "round_2"));
        begins(DESK, "c", profile("ensemble", "Three", "failed"));

        assertThat(listed(filter(Set.of("debate", "ensemble"), Set.of(), Optional.empty(), Sort.CREATED_AT, false)))
                .containsExactly("b", "c");
        assertThat(listed(filter(Set.of(), Set.of("running"), Optional.empty(), Sort.CREATED_AT, false)))
                .containsExactly("a", "b");
        assertThat(listed(filter(Set.of(), Set.of("round_2"), Optional.empty(), Sort.CREATED_AT, false)))
                .containsExactly("b");
        assertThat(listed(filter(Set.of("debate"), Set.of("failed"), Optional.empty(), Sort.CREATED_AT, false)))
                .isEmpty();
    }

    @Test
    void text_is_looked_for_in_task_id_and_names_of_agents_whatever_the_letter_case() {
        begins(DESK, "COMP-7", profile("debate", "Add\nLOGIN Ä_%", "running"));
        begins(DESK, "b", profile("debate", "Other", "running"), List.of(instance(1, "Claude Öne", "idle")));

        assertThat(listed(text("login ä_%"))).containsExactly("COMP-7");
        assertThat(listed(text("comp-7"))).containsExactly("COMP-7");
        assertThat(listed(text("ÖNE"))).containsExactly("b");
        assertThat(listed(text("log_n"))).isEmpty();
        assertThat(listed(text("  "))).hasSize(2);
    }

    @Test
    void dates_are_compared_as_times_however_they_are_spelled() {
        begins(DESK, "js", times(profile(), "2025-11-10T01:12:30.500Z", BEGUN));
        begins(DESK, "rust", times(profile(), "2025-11-10T01:12:30.481223917+00:00", BEGUN));
        begins(DESK, "east", times(profile(), "2025-11-10T10:12:30.4+09:00", BEGUN));
        begins(DESK, "sql", times(profile(), "2025-11-10 01:12:31", BEGUN));

        assertThat(listed(sorted(Sort.CREATED_AT, false))).containsExactly("east", "rust", "js", "sql");
        assertThat(listed(between("2025-11-10T01:12:30.481223917Z", "2025-11-10T01:12:30.5Z")))
                .containsExactly("rust", "js");
        assertThat(listed(between("2025-11-10T01:12:30.481223918Z", "2026-01-01T00:00:00Z")))
                .containsExactly("js", "sql");
    }

    private static SessionFilter between(String from, String to) {
        return new SessionFilter(
                Optional.of(DESK),
                Set.of(),
                Set.of(),
                Optional.of(Instant.parse(from)),
                Optional.of(Instant.parse(to)),
                Optional.empty(),
                Sort.CREATED_AT,
                false);
    }

    @Test
    void lists_are_sorted_by_what_the_editor_sorts_by_and_equals_stay_in_their_order() {
        begins(DESK, "a", totals(times(profile(), BEGUN, "2025-11-11T00:00:00Z"), 90, 1));
        begins(DESK, "b", times(profile(), BEGUN, "2025-11-12T00:00:00Z"));
        begins(DESK, "c", totals(times(profile(), BEGUN, "2025-11-10T23:59:59.999999999+00:00"), 90, 7));

        assertThat(listed(SessionFilter.of(DESK))).containsExactly("b", "a", "c");
        assertThat(listed(sorted(Sort.UPDATED_AT, false))).containsExactly("c", "a", "b");
        assertThat(listed(sorted(Sort.DURATION, true))).containsExactly("a", "c", "b");
        assertThat(listed(sorted(Sort.FILES_CHANGED, false))).containsExactly("b", "a", "c");
        assertThat(listed(sorted(Sort.CREATED_AT, true))).containsExactly("a", "b", "c");
        assertThat(Sort.of("FILESchanged")).isEqualTo(Sort.FILES_CHANGED);
        assertThatThrownBy(() -> Sort.of("id")).isInstanceOf(Rejected.class).hasMessageContaining("want createdAt");
    }

    @Test
    void a_list_goes_on_where_its_page_ended() {
        for (int i = 0; i < 7; i++) {
            begins(DESK, "s" + i, totals(profile(), i / 3, 0));
        }
        var seen = new ArrayList<String>();
        Optional<String> cursor = Optional.empty();
        do {
            Page<SessionRow> page = sessions.list(sorted(Sort.DURATION, true), Origin.ANY, cursor, 2);
            page.items().forEach(it -> seen.add(it.id()));
            cursor = page.next();
        } while (cursor.isPresent());

        assertThat(seen).containsExactly("s6", "s3", "s4", "s5", "s0", "s1", "s2");
    }

    @Test
    void the_board_counts_each_column_and_a_debate_in_a_round_is_running() {
        begins(DESK, "a", profile("competition", "One", "running"));
        begins(DESK, "b", profile("debate", "Two", "round_2"));
        begins(DESK, "c", profile("ensemble", "Three", "failed"));
        begins(DESK, "d", profile("ensemble", "Four", "timeout"));
        begins(BILLING, "e", profile("ensemble", "Five", "paused"));

        assertThat(sessions.board(SessionFilter.of(DESK)))
                .isEqualTo(Map.of("running", 2L, "completed", 0L, "failed", 1L, "paused", 0L, "timeout", 1L));
    }

    @Test
    void messages_are_listed_page_by_page_for_an_instance_with_those_of_the_system() {
        SessionId id = new SessionId(DESK, "a");
        begins(
                DESK,
                "a",
                profile(),
                THREE,
                about(1, "user", "one"),
                about(2, "user", "two"),
                about(2, "system", "history"),
                about(1, "assistant", "done"));

        Page<MessageView> first = sessions.messages(id, Optional.of(1L), Optional.empty(), 2);
        Page<MessageView> rest = sessions.messages(id, Optional.of(1L), first.next(), 2);

        assertThat(first.items()).extracting(MessageView::index).containsExactly(0L, 2L);
        assertThat(rest.items()).extracting(MessageView::index).containsExactly(3L);
        assertThat(SessionShape.MESSAGE.of(rest.items().getFirst().json())).isEqualTo(about(1, "assistant", "done"));
        assertThat(sessions.messages(id, Optional.empty(), Optional.empty(), 10).items())
                .hasSize(4);
    }

    @Test
    void sessions_of_an_alias_belong_to_the_workspace_it_stands_for() {
        begins(ALIAS, "x", profile());
        begins(BILLING, "y", profile());
        assertThat(sessions.workspaces()).extracting(WorkspaceView::hash).containsExactly(ALIAS, BILLING);

        given(new Located(BILLING, PATH, BILLING), new Located(ALIAS, PATH, BILLING));

        assertThat(all(BILLING)).hasSize(2).first().asString().contains("\"y\"");
        assertThat(all(ALIAS)).isEqualTo(all(BILLING));
        assertThat(sessions.find(BILLING, "x")).hasValueSatisfying(it -> {
            assertThat(it.session().workspace()).isEqualTo(ALIAS);
            assertThat(it.workspace()).isEqualTo(BILLING);
        });
        assertThat(sessions.workspaces()).singleElement().satisfies(it -> {
            assertThat(it.hash()).isEqualTo(BILLING);
            assertThat(it.path()).isEqualTo(PATH);
            assertThat(it.aliases()).containsExactly(ALIAS);
            assertThat(it.sessions()).isEqualTo(2);
            assertThat(it.revision()).isZero();
        });
        assertThat(sessions.workspace(ALIAS)).isEqualTo(sessions.workspace(BILLING));
    }

    @Test
    void of_one_id_in_two_files_of_a_workspace_the_one_in_its_own_file_is_shown() {
        begins(ALIAS, "x", profile("debate", "Debate in progress", "round_1"), List.of(), message("m", "user", "one"));
        begins(BILLING, "x", profile("debate", "The real one", "running"));
        given(new Located(ALIAS, PATH, BILLING));
        var own = new SessionId(BILLING, "x");
        var other = new SessionId(ALIAS, "x");

        assertThat(all(BILLING)).singleElement().asString().contains("The real one");
        assertThat(sessions.find(ALIAS, "x").orElseThrow().session()).isEqualTo(own);
        assertThat(sessions.find(other).orElseThrow().shadowed()).isTrue();
        assertThat(listed(new SessionFilter(
                        Optional.of(ALIAS),
                        Set.of(),
                        Set.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Sort.CREATED_AT,
                        true)))
                .containsExactly("x");
        assertThat(sessions.workspace(BILLING)).hasValueSatisfying(it -> {
            assertThat(it.sessions()).isEqualTo(1);
            assertThat(it.messages()).isZero();
        });
        assertThat(sessions.variants(own))
                .singleElement()
                .satisfies(it -> assertThat(it.record()).contains("Debate in progress"));

        given(new SessionEvent.Deleted(own, Optional.empty()));
        assertThat(sessions.find(BILLING, "x").orElseThrow().session()).isEqualTo(other);
    }

    @Test
    void of_one_id_under_two_aliases_the_one_begun_first_is_shown() {
        begins("aaaa", "x", profile("debate", "Second", "running"));
        begins("bbbb", "x", profile("debate", "First", "running"));
        given(new SessionEvent.Deleted(new SessionId("aaaa", "x"), Optional.empty()));
        begins("aaaa", "x", profile("debate", "Second", "running"));
        given(new Located("aaaa", PATH, BILLING), new Located("bbbb", PATH, BILLING));

        assertThat(all(BILLING)).singleElement().asString().contains("First");
        assertThat(sessions.workspace(BILLING)).hasValueSatisfying(it -> {
            assertThat(it.sessions()).isEqualTo(1);
            assertThat(it.path()).isEqualTo(PATH);
            assertThat(it.revision()).isEqualTo(-1);
        });
    }

    @Test
    void variants_keep_their_file_and_their_spelling() {
        SessionId id = new SessionId(DESK, "a");
        begins(DESK, "a", profile());
        given(
                new SessionEvent.VariantRecorded(id, "sessions/a.json", 1, "utf-8", new LongText("{ \"id\": \"a\" }")),
                new SessionEvent.VariantRecorded(id, "", 0, "utf-8", new LongText("{}")));

        assertThat(sessions.variants(id))
                .containsExactly(
                        new VariantView(id.workspace(), "sessions/a.json", 1, "utf-8", "{ \"id\": \"a\" }"),
                        new VariantView(id.workspace(), "", 0, "utf-8", "{}"));
    }

    @Test
    void a_further_record_that_was_edited_is_still_one() {
        SessionId id = new SessionId(DESK, "a");
        begins(DESK, "a", profile());
        given(
                new SessionEvent.VariantRecorded(id, "a.json", 1, "utf-8", new LongText("{ \"n\": 1 }")),
                new SessionEvent.VariantRecorded(id, "a.json", 3, "utf-8", new LongText("{ \"n\": 2 }")),
                new SessionEvent.VariantRecorded(id, "b.json", 1, "utf-8", new LongText("{ \"n\": 3 }")),
                new SessionEvent.VariantRecorded(id, "a.json", 1, "utf-8", new LongText("{ \"n\": 4 }")));

        assertThat(sessions.variants(id))
                .extracting(VariantView::file, VariantView::place, VariantView::record)
                .containsExactly(
                        tuple("a.json", 1L, "{ \"n\": 4 }"),
                        tuple("a.json", 3L, "{ \"n\": 2 }"),
                        tuple("b.json", 1L, "{ \"n\": 3 }"));
        assertThat(sessions.list(sorted(Sort.CREATED_AT, false), Origin.ANY, Optional.empty(), 50)
                        .items())
                .singleElement()
                .satisfies(it -> assertThat(it.variants()).isEqualTo(3));
    }

    @Test
    void a_further_record_that_is_gone_is_not_shown() {
        SessionId id = new SessionId(DESK, "a");
        begins(DESK, "a", profile());
        given(
                new SessionEvent.VariantRecorded(id, "a.json", 1, "utf-8", new LongText("{ \"n\": 1 }")),
                new SessionEvent.VariantRecorded(id, "a.json", 2, "utf-8", new LongText("{ \"n\": 2 }")),
                new SessionEvent.VariantGone(id, "a.json", 1),
                new SessionEvent.VariantGone(id, "a.json", 1),
                new SessionEvent.VariantGone(id, "b.json", 2),
                new SessionEvent.VariantRecorded(id, "b.json", 1, "utf-8", new LongText("{ \"n\": 3 }")));

        assertThat(sessions.variants(id))
                .extracting(VariantView::file, VariantView::place)
                .containsExactly(tuple("a.json", 2L), tuple("b.json", 1L));
        assertThat(sessions.list(sorted(Sort.CREATED_AT, false), Origin.ANY, Optional.empty(), 50)
                        .items())
                .singleElement()
                .satisfies(it -> assertThat(it.variants()).isEqualTo(2));
    }

    @Test
    void rolled_back_it_is_as_before_but_for_its_revision() {
        SessionId id = new SessionId(DESK, "a");
        begins(DESK, "a", profile(), THREE);
        String before = sessions.find(DESK, "a").orElseThrow().json();
        given(
                new SessionEvent.InstanceStatusChanged(id, 0, 1, "archived", LATER),
                new SessionEvent.Deleted(id, Optional.empty()));
        assertThat(sessions.find(DESK, "a")).isEmpty();

        chronicle.rollBackTo(new Position(1));
        models.catchUp();

        SessionView now = sessions.find(DESK, "a").orElseThrow();
        assertThat(now.json()).isEqualTo(before);
        assertThat(now.revision()).isEqualTo(2);
    }

    @Test
    void nothing_is_known_of_a_workspace_that_nobody_told_of() {
        assertThat(sessions.workspaces()).isEmpty();
        assertThat(sessions.workspace(DESK)).isEmpty();
        assertThat(sessions.location(DESK)).isEmpty();
    }

    private List<String> all(String workspace) {
        return sessions.whole(workspace).stream()
                .map(session -> new String(session.json(), StandardCharsets.UTF_8))
                .toList();
    }
}
