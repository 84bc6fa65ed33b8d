package dev.daybook.journal;

import static dev.daybook.journal.Drafts.draft;
import static dev.daybook.journal.Drafts.id;
import static dev.daybook.journal.Drafts.large;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every journal promises to those who read it. */
abstract class JournalReadingContract {

    protected static final StreamId ONE = StreamId.parse("sbi/one");
    protected static final StreamId TWO = StreamId.parse("sbi/two");
    protected static final StreamId PLAN = StreamId.parse("plan/one");
    protected static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");

    protected Instant now = NOW;
    protected Journal journal;

    protected abstract Journal open(InstantSource clock);

    @BeforeEach
    void open() {
        journal = open(() -> now);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void an_empty_journal_has_no_entries_and_its_head_at_the_start() {
        assertThat(journal.head()).isEqualTo(Position.START);
        assertThat(all()).isEmpty();
        assertThat(journal.readBackward(Selection.all(), new Position(Long.MAX_VALUE), 10))
                .isEmpty();
        assertThat(journal.revision(ONE)).isEqualTo(-1);
        assertThat(journal.find(id(1))).isEmpty();
        assertThat(journal.unavailable()).isEmpty();
    }

    @Test
    void a_page_ends_behind_the_entry_with_which_it_is_large_enough() {
        for (int i = 1; i <= 5; i++) {
            append(new Draft(
                    id(i),
                    ONE,
                    "sbi.titled",
                    1,
                    Payload.of("{\"title\":\"" + "x".repeat(988) + "\"}"),
                    List.of(),
                    Metadata.of("tester", "test"),
                    NOW));
        }

        assertThat(journal.readForward(Position.START, 10, 1)).hasSize(1);
        assertThat(journal.readForward(Position.START, 10, 2_000)).hasSize(2);
        assertThat(journal.readForward(Position.START, 10, 2_001)).hasSize(3);
        assertThat(journal.readForward(new Position(3), 10, 1_000_000))
                .extracting(it -> it.position().value())
                .containsExactly(4L, 5L);
        assertThat(journal.readForward(Position.START, 4, 1_000_000)).hasSize(4);
        assertThat(journal.readForward(new Position(5), 10, 1)).isEmpty();
    }

    @Test
    void a_journal_has_the_links_of_its_own_entries_alone() {
        for (int i = 1; i <= 3; i++) {
            append(draft(ONE, i));
        }
        Sha256 second = journal.link(new Position(2)).orElseThrow();

        assertThat(journal.has(Link.START)).isTrue();
        assertThat(journal.has(new Link(new Position(2), second))).isTrue();
        assertThat(journal.has(new Link(new Position(3), second))).isFalse();
        assertThat(journal.has(new Link(new Position(9), second))).isFalse();
    }

    @Test
    void the_links_of_entries_follow_from_what_they_are_made_of() {
        append(draft(ONE, 1), draft(TWO, 2));
        append(large(ONE, 3, "a large value"));
        append(draft(TWO, 4));
        var chain = new Chain();
        Sha256 previous = Chain.GENESIS;

        for (ChainStep step : journal.chain(Position.START, 10)) {
            Sha256 payload = step.entry().payload().hash();
            assertThat(step.payloadHash()).isEqualTo(payload);
            assertThat(step.link())
                    .isEqualTo(chain.link(previous, step.entry(), payload, step.blobs()))
                    .isEqualTo(journal.link(step.entry().position()).orElseThrow())
                    .isEqualTo(hashed(previous, Chain.header(step), payload));
            previous = step.link();
        }

        assertThat(journal.chain(Position.START, 10)).hasSize(4);
        assertThat(journal.chain(new Position(2), 1))
                .singleElement()
                .satisfies(step -> assertThat(step.blobs()).hasSize(1));
    }

    private static Sha256 hashed(Sha256 previous, byte[] header, Sha256 payload) {
        MessageDigest digest = Sha256.digest();
        digest.update(previous.bytes());
        digest.update(header);
        digest.update(payload.bytes());
        return Sha256.of(digest.digest());
    }

    @Test
    void an_entry_is_read_as_it_was_written() {
        var metadata = new Metadata(
                "agent:implementer",
                new Source.Project("deespec", "shop").file("specs/sbi/one/meta.yml"),
                Optional.of("session-7"),
                Optional.of("run-1"),
                Optional.of("command-9"),
                Optional.of(new Metadata.Idempotency("key", "fingerprint")));
        var draft = new Draft(
                id(1), ONE, "sbi.titled", 3, Payload.of("{\"title\":\"日本語\"}"), List.of(), metadata, NOW.minusNanos(1));

        append(draft);

        assertThat(all())
                .containsExactly(new Entry(
                        new Position(1),
                        ONE,
                        0,
                        id(1),
                        "sbi.titled",
                        3,
                        draft.payload(),
                        metadata,
                        Instant.parse("2026-01-02T03:04:05.678900Z"),
                        NOW));
        assertThat(journal.find(id(1))).contains(all().getFirst());
    }

    @Test
    void what_an_entry_tells_besides_is_kept_each_without_the_others() {
        Optional<String> none = Optional.empty();
        var door = new Source.Channel("http");
        List<Metadata> each = List.of(
                Metadata.of("alice", "http"),
                new Metadata("alice", door, Optional.of("session-7"), none, none, Optional.empty()),
                new Metadata("alice", door, none, Optional.of("run-1"), none, Optional.empty()),
                new Metadata("alice", door, none, none, Optional.of("command-9"), Optional.empty()),
                Metadata.of("alice", "http").keyed("key", "fingerprint"));
        for (int number = 0; number < each.size(); number++) {
            append(new Draft(id(number), ONE, "sbi.titled", 1, Payload.of("{}"), List.of(), each.get(number), NOW));
        }

        assertThat(all()).extracting(Entry::metadata).isEqualTo(each);
    }

    @Test
    void times_before_1970_are_kept_to_the_microsecond() {
        Instant longAgo = Instant.parse("1931-05-06T07:08:09.000001Z");
        Draft draft = draft(ONE, 1);

        append(new Draft(draft.id(), ONE, draft.type(), 1, draft.payload(), List.of(), draft.metadata(), longAgo));

        assertThat(all().getFirst().occurredAt()).isEqualTo(longAgo);
    }

    @Test
    void reading_forward_starts_after_a_position_and_is_bounded() {
        some();

        assertThat(numbers(journal.readForward(Selection.all(), Position.START, 3)))
                .containsExactly(1, 2, 3);
        assertThat(numbers(journal.readForward(Selection.all(), new Position(4), 10)))
                .containsExactly(5, 6);
        assertThat(journal.readForward(Selection.all(), new Position(6), 10)).isEmpty();
        assertThat(journal.readForward(Selection.all(), new Position(99), 10)).isEmpty();
        assertThat(journal.readForward(Selection.all(), Position.START, 0)).isEmpty();
    }

    @Test
    void reading_backward_starts_before_a_position_and_is_bounded() {
        some();

        assertThat(numbers(journal.readBackward(Selection.all(), new Position(Long.MAX_VALUE), 2)))
                .containsExactly(6, 5);
        assertThat(numbers(journal.readBackward(Selection.all(), new Position(3), 10)))
                .containsExactly(2, 1);
        assertThat(journal.readBackward(Selection.all(), new Position(1), 10)).isEmpty();
        assertThat(journal.readBackward(Selection.all(), Position.START, 10)).isEmpty();
    }

    @Test
    void one_stream_is_read_alone() {
        some();

        assertThat(numbers(journal.readForward(Selection.stream(ONE), Position.START, 10)))
                .containsExactly(1, 3, 6);
        assertThat(numbers(journal.readForward(Selection.stream(ONE), new Position(1), 1)))
                .containsExactly(3);
        assertThat(numbers(journal.readBackward(Selection.stream(ONE), new Position(6), 10)))
                .containsExactly(3, 1);
        assertThat(journal.readForward(Selection.stream(StreamId.parse("sbi/none")), Position.START, 10))
                .isEmpty();
    }

    @Test
    void a_stream_is_read_from_a_revision() {
        some();

        assertThat(numbers(journal.readStream(ONE, 0, 10))).containsExactly(1, 3, 6);
        assertThat(numbers(journal.readStream(ONE, 1, 1))).containsExactly(3);
        assertThat(journal.readStream(ONE, 3, 10)).isEmpty();
        assertThat(journal.readStream(StreamId.parse("sbi/none"), 0, 10)).isEmpty();
    }

    @Test
    void one_category_is_read_alone() {
        some();

        assertThat(numbers(journal.readForward(Selection.category("sbi"), Position.START, 10)))
                .containsExactly(1, 2, 3, 6);
        assertThat(numbers(journal.readForward(Selection.category("plan"), new Position(4), 10)))
                .containsExactly(5);
        assertThat(numbers(journal.readBackward(Selection.category("sbi"), new Position(6), 2)))
                .containsExactly(3, 2);
        assertThat(journal.readForward(Selection.category("none"), Position.START, 10))
                .isEmpty();
    }

    @Test
    void entries_are_read_by_type_in_any_version() {
        some();

        assertThat(numbers(journal.readForward(
                        new Selection.OfTypes(Set.of("sbi.noted", "plan.drafted")), Position.START, 10)))
                .containsExactly(3, 4, 5);
        assertThat(numbers(journal.readBackward(
                        new Selection.OfTypes(Set.of("sbi.noted", "plan.drafted")), new Position(5), 1)))
                .containsExactly(4);
        assertThat(journal.readForward(new Selection.OfTypes(Set.of("none")), Position.START, 10))
                .isEmpty();
        assertThat(journal.readForward(new Selection.OfTypes(Set.of()), Position.START, 10))
                .isEmpty();
    }

    private static final Source.Project FIRST = new Source.Project("deespec", "");
    private static final Source.Project SHOP = new Source.Project("deespec", "shop");

    @Test
    void the_streams_of_a_project_are_those_that_its_files_told_of() {
        several();

        assertThat(journal.streams("sbi", SHOP)).containsExactly(ONE, TWO);
        assertThat(journal.streams("sbi", FIRST)).containsExactly(ONE);
        assertThat(journal.streams("plan", SHOP)).containsExactly(PLAN);
        assertThat(journal.streams("plan", FIRST)).isEmpty();
        assertThat(journal.streams("sbi", new Source.Project("ait42", "shop"))).isEmpty();
        assertThat(journal.streams("sbi", "")).containsExactly(ONE, TWO);
        assertThat(journal.streams("sbi", "t")).containsExactly(TWO);
    }

    @Test
    void the_projects_of_a_tool_are_those_whose_files_told_something() {
        several();

        assertThat(journal.projects("deespec")).containsExactly(FIRST, SHOP);
        assertThat(journal.projects("ait42")).containsExactly(new Source.Project("ait42", "work"));
        assertThat(journal.projects("deespec:shop!/a.yml")).isEmpty();
        assertThat(journal.projects("http")).isEmpty();
    }

    /** Files of three projects of two tools; 6 came through a door that calls itself like a file. */
    private void several() {
        append(
                from(FIRST.file("a.yml"), draft(ONE, 1)),
                from(SHOP.file("a.yml"), draft(TWO, 2)),
                from(SHOP.file("b.yml"), draft(ONE, 3, "sbi.noted")),
                from(SHOP.file("a.yml"), draft(PLAN, 4, "plan.drafted")),
                from(new Source.Project("ait42", "work").file("a.yml"), draft(PLAN, 5, "plan.drafted")),
                from(new Source.Channel("deespec:shop!/a.yml"), draft(TWO, 6, "sbi.noted")),
                draft(TWO, 7));
    }

    private static Draft from(Source source, Draft draft) {
        return new Draft(
                draft.id(),
                draft.stream(),
                draft.type(),
                draft.version(),
                draft.payload(),
                draft.blobs(),
                draft.metadata().from(source),
                draft.occurredAt());
    }

    /** Six entries: 1, 3, 6 of one task, 2 of another, 4 and 5 of a plan. */
    private void some() {
        append(
                draft(ONE, 1),
                draft(TWO, 2),
                draft(ONE, 3, "sbi.noted"),
                draft(PLAN, 4, "plan.drafted"),
                draft(PLAN, 5, "plan.drafted"),
                draft(ONE, 6, "sbi.titled"));
    }

    protected final Appended append(Draft... drafts) {
        return journal.append(new Append(List.of(drafts), Map.of())).join();
    }

    protected final List<Entry> all() {
        return journal.readForward(Selection.all(), Position.START, 10_000);
    }

    protected final void assertGapless(int entries) {
        assertThat(journal.head()).isEqualTo(new Position(entries));
        assertThat(all())
                .extracting(entry -> entry.position().value())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, entries).boxed().toList());
    }

    private static List<Integer> numbers(List<Entry> entries) {
        return entries.stream()
                .map(entry -> IntStream.rangeClosed(1, 100)
                        .filter(number -> id(number).equals(entry.id()))
                        .findFirst()
                        .orElseThrow())
                .toList();
    }
}
