package dev.daybook.query;

import static dev.daybook.sbi.Questions.finished;
import static dev.daybook.sbi.Questions.id;
import static dev.daybook.sbi.Questions.labelled;
import static dev.daybook.sbi.Questions.registered;
import static dev.daybook.session.Samples.begun;
import static dev.daybook.session.Samples.instance;
import static dev.daybook.session.Samples.message;
import static dev.daybook.session.Samples.profile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.domain.Event;
import dev.daybook.domain.Rejected;
import dev.daybook.projection.Chronicle;
import dev.daybook.projection.ReadModels;
import dev.daybook.sbi.Decision;
import dev.daybook.sbi.PlanEvent;
import dev.daybook.sbi.SbiEvent;
import dev.daybook.sbi.SbiEvent.Deleted;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.sbi.SbiEvent.NoteAdded;
import dev.daybook.sbi.SbiEvent.Relabelled;
import dev.daybook.sbi.SbiEvent.Respecified;
import dev.daybook.sbi.SbiEvent.Retitled;
import dev.daybook.sbi.SbiEvent.StatusChanged;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.Step;
import dev.daybook.session.SessionEvent;
import dev.daybook.session.SessionId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchQueriesTest {

    @TempDir
    Path folder;

    private final Chronicle chronicle = new Chronicle();
    private ReadModels models;
    private SearchQueries search;

    @BeforeEach
    void open() {
        models = chronicle.posted(folder);
        search = new SearchQueries(models::read);
    }

    @AfterEach
    void close() {
        chronicle.close();
    }

    private void given(Event... events) {
        chronicle.append(events);
        models.catchUp();
    }

    private List<String> found(String query) {
        return search.search(SearchRequest.of(query)).items().stream()
                .map(it -> it.id() + " " + it.part())
                .toList();
    }

    private String snippet(String query) {
        return search.search(SearchRequest.of(query)).items().getFirst().snippet();
    }

    @Test
    void of_two_executions_of_one_turn_and_step_both_are_found() {
        given(
                registered("A", "Login", 0),
                fromFile("A", "implement_3.md", "the cat slept"),
                fromFile("A", "reports/implement_3.md", "the dog barked"),
                fromFile("A", "implement_attempt2_3.md", "the bird sang"));

        assertThat(found("cat")).containsExactly(id("A") + " execution/3/implement");
        assertThat(found("dog")).containsExactly(id("A") + " execution/3/implement/reports/implement_3.md");
        assertThat(found("bird")).containsExactly(id("A") + " execution/3/implement/implement_attempt2_3.md");
    }

    @Test
    void of_a_file_that_was_written_again_only_the_last_text_is_found() {
        given(
                registered("A", "Login", 0),
                fromFile("A", "implement_3.md", "the cat slept"),
                fromFile("A", "implement_3.md", "the dog barked"));

        assertThat(found("cat")).isEmpty();
        assertThat(found("dog")).containsExactly(id("A") + " execution/3/implement");
    }

    private static Event fromFile(String id, String file, String content) {
        ExecutionFinished it = finished(id, 3, Step.IMPLEMENT, Decision.PENDING, content);
        return new ExecutionFinished(
                it.sbi(),
                it.turn(),
                it.step(),
                it.attempt(),
                Optional.of(file),
                it.decision(),
                it.decisionText(),
                it.content(),
                it.artifacts(),
                it.dated());
    }

    @Test
    void words_are_found_wherever_they_stand_and_titles_come_first() {
        given(
                registered("A", "Something else", "The retry worker is slow.", 0),
                registered("B", "Retry worker", 0),
                finished("C", 4, Step.IMPLEMENT, Decision.PENDING, "made the worker retry twice"),
                new NoteAdded(id("D"), "workers retrying", Optional.empty(), Optional.empty()),
                labelled("E", "A task", "retry", "worker"));

        assertThat(found("retry worker"))
                .startsWith("B task")
                .containsExactlyInAnyOrder("A task", "B task", "C execution/4/implement", "D note/1", "E task");
        assertThat(found("retry nothing")).isEmpty();
    }

    @Test
    void a_word_of_the_title_and_one_of_the_specification_are_found_together() {
        given(registered("A", "Login", "The session times out.", 0), registered("B", "Login", 0));
        assertThat(found("login session")).containsExactly("A task");
    }

    @Test
    void phrases_prefixes_exclusions_and_alternatives() {
        given(
                registered("A", "open the door", 0),
                registered("B", "the door is open", 0),
                registered("C", "doorway to nowhere", 0));

        assertThat(found("\"the door\"")).containsExactlyInAnyOrder("A task", "B task");
        assertThat(found("\"open the\"")).containsExactly("A task");
        assertThat(found("doorw*")).containsExactly("C task");
        assertThat(found("door*")).hasSize(3);
        assertThat(found("door* -open")).containsExactly("C task");
        assertThat(found("nowhere OR \"is open\"")).containsExactlyInAnyOrder("B task", "C task");
    }

    @Test
    void sessions_are_found_by_their_task_and_by_what_people_and_agents_said() {
        SessionId session = new SessionId("8591b6fa82d5eaa1", "comp-1");
        given(begun(
                session,
                profile("debate", "Choose a queue", "running"),
                List.of(),
                message("m1", "user", "rabbit or kafka?"),
                message("m2", "system", "kafka scrolled by"),
                message("m3", "assistant", "take kafka")));
        given(begun(new SessionId("8591b6fa82d5eaa1", "comp-2"), profile("debate", "Other", "running"), List.of()));

        assertThat(found("queue")).containsExactly("8591b6fa82d5eaa1/comp-1 task");
        assertThat(found("kafka"))
                .containsExactlyInAnyOrder("8591b6fa82d5eaa1/comp-1 message/0", "8591b6fa82d5eaa1/comp-1 message/2");

        given(new SessionEvent.MessageRevised(session, 0, message("m1", "user", "rabbit?"), "now"));
        given(new SessionEvent.MessagesAdded(session, 3, List.of(message("m4", "user", "which kafka?")), "now"));
        assertThat(found("kafka"))
                .containsExactlyInAnyOrder("8591b6fa82d5eaa1/comp-1 message/2", "8591b6fa82d5eaa1/comp-1 message/3");
        assertThat(found("rabbit")).containsExactly("8591b6fa82d5eaa1/comp-1 message/0");

        given(new SessionEvent.MessagesCut(session, 1, "now"));
        assertThat(found("kafka")).isEmpty();
        given(new SessionEvent.Deleted(session, Optional.empty()));
        assertThat(found("rabbit OR queue")).isEmpty();
        given(begun(session, profile("debate", "A queue again", "running"), List.of()));
        assertThat(found("rabbit OR queue")).containsExactly("8591b6fa82d5eaa1/comp-1 task");
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    @Test
    void what_the_instances_of_a_session_showed_is_found() {
        var session = new SessionId("8591b6fa82d5eaa1", "comp-1");
        given(begun(
                session,
                profile("competition", "Choose a queue", "running"),
                List.of(instance(1, "a", "running", Optional.of("compiling kafka")), instance(2, "b", "idle"))));
        given(new SessionEvent.InstanceAdded(
                session, 2, instance(3, "c", "running", Optional.of("testing kafka")), "now"));

        assertThat(found("kafka"))
                .containsExactlyInAnyOrder("8591b6fa82d5eaa1/comp-1 output/0", "8591b6fa82d5eaa1/comp-1 output/2");

        given(new SessionEvent.InstanceRevised(
                session, 0, instance(1, "a", "completed", Optional.of("all rabbits")), "now"));
        assertThat(found("kafka")).containsExactly("8591b6fa82d5eaa1/comp-1 output/2");
        assertThat(found("rabbits")).containsExactly("8591b6fa82d5eaa1/comp-1 output/0");

        given(new SessionEvent.InstancesCut(session, 1, "now"));
        assertThat(found("kafka OR rabbits")).containsExactly("8591b6fa82d5eaa1/comp-1 output/0");
        given(new SessionEvent.InstanceRevised(session, 0, instance(1, "a", "completed"), "now"));
        assertThat(found("kafka OR rabbits")).isEmpty();
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    @Test
    void of_what_an_instance_showed_without_end_the_beginning_and_the_end_are_found() {
        var session = new SessionId("8591b6fa82d5eaa1", "comp-1");
        String output =
                "first " + "line after line ".repeat(10_000) + "middle " + "line after line ".repeat(10_000) + "last";

        given(begun(
                session,
                profile("competition", "Choose", "running"),
                List.of(instance(1, "a", "running", Optional.of(output)))));

        assertThat(found("first last")).containsExactly("8591b6fa82d5eaa1/comp-1 output/0");
        assertThat(found("middle")).isEmpty();
    }

    @Test
    void attached_texts_of_tasks_are_found_as_they_are_now() {
        given(registered("A", "Login", 0));
        given(
                new SbiEvent.Attached(id("A"), "report.md", "utf-8", "the kiosk is wobbly"),
                new SbiEvent.Attached(id("A"), "picture.png", "base64", "wobbly"),
                new SbiEvent.Attached(id("A"), "keys.txt", "utf-8", "wobbly " + token()));

        assertThat(found("wobbly")).containsExactlyInAnyOrder("A attachment/report.md", "A attachment/keys.txt");
        assertThat(found(token())).isEmpty();

        given(
                new SbiEvent.Attached(id("A"), "report.md", "utf-8", "it is stable"),
                new SbiEvent.Attached(id("A"), "keys.txt", "base64", "AAAA"));
        assertThat(found("wobbly")).isEmpty();
        assertThat(found("stable")).containsExactly("A attachment/report.md");
        given(new Deleted(id("A"), Optional.empty()));
        assertThat(found("stable")).isEmpty();
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    @Test
    void attached_texts_of_plans_and_reasons_of_approvals_are_found() {
        given(
                planned("PBI-1"),
                new PlanEvent.Attached("PBI-1", "draft.md", "utf-8", "a kiosk for tickets"),
                approval("draft.md", "rejected", Optional.of("too many kiosks"), Optional.empty()));

        assertThat(found("kiosk")).containsExactlyInAnyOrder("PBI-1 attachment/draft.md", "PBI-1 approval/draft.md");

        given(approval("draft.md", "approved", Optional.empty(), Optional.of("one booth is enough")));
        assertThat(found("kiosk")).containsExactly("PBI-1 attachment/draft.md");
        assertThat(found("booth")).containsExactly("PBI-1 approval/draft.md");
        assertThat(models.verify(_ -> {})).isEmpty();
    }

    private static String token() {
        return "ghp_" + "a1B2c3D4e5F6".repeat(3);
    }

    private static PlanEvent planned(String id) {
        return new PlanEvent.Registered(
                id, PlanEvent.Kind.PBI, "Tickets", Optional.empty(), "pending", Optional.empty(), 0, Optional.empty());
    }

    private static PlanEvent approval(String file, String status, Optional<String> reason, Optional<String> notes) {
        return new PlanEvent.ApprovalRecorded(
                "PBI-1", file, status, Optional.empty(), Optional.empty(), Optional.empty(), reason, notes);
    }

    @Test
    void japanese_is_found_inside_a_run_of_characters() {
        given(registered("A", "再試行処理の修正", "消費税の計算をAPIで行う。ﾃｽﾄ済み", 0), registered("B", "行為の試験", 0));

        assertThat(found("試行")).containsExactly("A task");
        assertThat(found("再試行")).containsExactly("A task");
        assertThat(found("処理の修正")).containsExactly("A task");
        assertThat(found("費")).containsExactly("A task");
        assertThat(found("正")).containsExactly("A task");
        assertThat(found("計算 API")).containsExactly("A task");
        assertThat(found("テスト")).containsExactly("A task");
        assertThat(found("API")).containsExactly("A task");
        assertThat(found("税計")).isEmpty();
        assertThat(found("行")).containsExactlyInAnyOrder("A task", "B task");
    }

    @Test
    void a_snippet_marks_what_was_found_as_a_person_wrote_it() {
        given(
                registered("A", "消費税の計算", "再試行APIの処理", 0),
                finished("B", 1, Step.REVIEW, Decision.FAILED, "one two three retrying five"));
        assertThat(snippet("消費税")).isEqualTo("[消費税]の計算");
        assertThat(snippet("試行")).isEqualTo("再[試行]APIの処理");
        assertThat(snippet("API")).isEqualTo("再試行[API]の処理");
        assertThat(snippet("retry")).isEqualTo("one two three [retrying] five");

        SearchRequest marked = new SearchRequest(
                "税", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 5, "<b>", "</b>");
        assertThat(search.search(marked).items().getFirst().snippet()).isEqualTo("消費<b>税の</b>計算");
    }

    /** The index looks at each that it found beside each other: of so many that would be many minutes. */
    @Test
    @Timeout(120)
    void a_text_of_megabytes_that_says_again_and_again_what_is_sought_is_shown_at_once() {
        String again = "The worker signs in once more. ".repeat(50_000);
        given(new NoteAdded(
                id("A"),
                "Alpha. " + again + "Then a worker retries (twice), as 再試行する. " + again + "Omega.",
                Optional.empty(),
                Optional.empty()));

        assertThat(snippet("worker"))
                .contains("The [worker] signs in once more. The [worker] signs")
                .endsWith("The [worker] signs in once more…");
        assertThat(snippet("worker retry"))
                .startsWith("…")
                .contains("Then a [worker] [retries] (twice), as")
                .endsWith("…");
        assertThat(snippet("worker 試行")).contains("a [worker] retries (twice), as 再[試行]する. The");
        assertThat(snippet("\"worker signs\"")).contains("The [worker signs] in once more. The [worker signs]");
        assertThat(snippet("omega worker -otter")).endsWith("The [worker] signs in once more. [Omega].");
        assertThat(snippet("alpha omega worker"))
                .as("they stand nowhere together: what has most of them")
                .startsWith("[Alpha]. The [worker] signs");
    }

    @Test
    void a_long_text_is_shown_where_most_of_what_is_sought_stands_together() {
        String once = "Once a keeper came by. ";
        String other = "Nothing of it is said here. ".repeat(2_000);
        given(new NoteAdded(
                id("A"), once + other + "Keepers keep a heron. " + other, Optional.empty(), Optional.empty()));

        assertThat(snippet("keeper")).startsWith("Once a [keeper] came by. Nothing of it");
        assertThat(snippet("keeper heron")).contains("[Keepers] keep a [heron]. Nothing");
    }

    @Test
    void a_change_takes_the_old_text_out() {
        given(registered("A", "Old title", "old spec", 0), new Relabelled(id("A"), "before", List.of("before")));
        given(
                new Retitled(id("A"), "New title"),
                new Respecified(id("A"), Optional.of("新しい仕様")),
                new Relabelled(id("A"), "after", List.of("after")));

        assertThat(found("old")).isEmpty();
        assertThat(found("before")).isEmpty();
        assertThat(found("new 仕様 after")).containsExactly("A task");
        assertThat(search.search(SearchRequest.of("仕様")).items().getFirst().title())
                .isEqualTo("New title");

        given(new Deleted(id("A"), Optional.empty()));
        assertThat(found("new")).isEmpty();
    }

    @Test
    void hits_are_filtered_by_kind_status_and_label() {
        given(
                labelled("A", "Fix queue", "core"),
                labelled("B", "Fix queue", "ui"),
                new StatusChanged(id("B"), Status.DONE, Optional.empty(), Optional.empty()),
                finished("B", 1, Step.REVIEW, Decision.SUCCEEDED, "queue fixed"),
                new PlanEvent.Registered(
                        "PBI-1",
                        PlanEvent.Kind.PBI,
                        "Queue",
                        Optional.of("fix it"),
                        "pending",
                        Optional.empty(),
                        0,
                        Optional.empty()));

        assertThat(filtered("plan", "", "")).containsExactly("PBI-1 plan");
        assertThat(filtered("sbi", "", "")).hasSize(3);
        assertThat(filtered("", "DONE", "")).containsExactlyInAnyOrder("B task", "B execution/1/review");
        assertThat(filtered("", "", "core")).containsExactly("A task");
        assertThat(filtered("sbi", "READY", "ui")).isEmpty();
    }

    private List<String> filtered(String kind, String status, String label) {
        var request = new SearchRequest(
                "queue fix",
                Optional.of(kind).filter(it -> !it.isEmpty()),
                Optional.of(status).filter(it -> !it.isEmpty()),
                Optional.of(label).filter(it -> !it.isEmpty()),
                Optional.empty(),
                10,
                "[",
                "]");
        return search.search(request).items().stream()
                .map(it -> it.id() + " " + it.part())
                .toList();
    }

    @Test
    void pages_neither_repeat_nor_hide_what_was_there_at_first() {
        for (int i = 0; i < 30; i++) {
            chronicle.append(registered("SBI-" + i, "retry " + "x ".repeat(i % 5) + i, 0));
        }
        models.catchUp();
        var seen = new ArrayList<String>();
        Optional<String> cursor = Optional.empty();
        do {
            Page<Hit> page = search.search(new SearchRequest(
                    "retry", Optional.empty(), Optional.empty(), Optional.empty(), cursor, 7, "[", "]"));
            page.items().forEach(it -> seen.add(it.id()));
            cursor = page.next();
            given(registered("NEW-" + seen.size(), "retry", 0));
        } while (cursor.isPresent());
        assertThat(seen).hasSize(30).doesNotHaveDuplicates().noneMatch(it -> it.startsWith("NEW"));
    }

    @Test
    void of_very_many_matches_the_newest_are_ranked_and_those_with_the_word_in_the_title() {
        given(registered("OLD", "needle", 0));
        for (int i = 0; i < 1_200; i++) {
            chronicle.append(new NoteAdded(id("A"), "needle in note " + i, Optional.empty(), Optional.empty()));
        }
        models.catchUp();
        assertThat(found("needle")).hasSize(Page.LIMIT_DEFAULT).startsWith("OLD task");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "\"open",
                "*",
                "a*b",
                "a*",
                "-not",
                "OR x",
                "x OR",
                "x OR OR y",
                "x OR -y",
                "!!!",
                "\"\""
            })
    void what_cannot_be_read_is_refused_with_a_reason(String query) {
        assertThatThrownBy(() -> search.search(SearchRequest.of(query)))
                .isInstanceOf(Rejected.class)
                .hasMessageStartingWith("cannot be searched for: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a AND",
                "NEAR(a b)",
                "title:x",
                "a + b",
                "^a",
                "{x}",
                "(a",
                "a')",
                "a;--",
                "%s %d",
                "a\u0000b",
                "a - b",
                "x NOT",
                "「再試行」",
                "\"再試行\"*",
                "\u2063",
                "a\u2063b",
                "😀 a",
                "\\",
                "a\"b c\"d"
            })
    void nothing_in_a_query_is_taken_for_syntax_of_the_index(String query) {
        given(registered("A", "a", 0));
        try {
            assertThat(search.search(SearchRequest.of(query)).items()).isNotNull();
        } catch (Rejected e) {
            assertThat(e).hasMessageStartingWith("cannot be searched for: ");
        }
    }
}
