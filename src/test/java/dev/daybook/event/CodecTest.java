package dev.daybook.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.AllSlices;
import dev.daybook.config.ConfigEvent;
import dev.daybook.domain.Event;
import dev.daybook.domain.Json;
import dev.daybook.domain.LongText;
import dev.daybook.domain.history.HistoryEvent.ExportFinished;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.Decision;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.sbi.SbiEvent.LeaseAcquired;
import dev.daybook.sbi.SbiEvent.NoteAdded;
import dev.daybook.sbi.SbiEvent.Registered;
import dev.daybook.sbi.SbiEvent.StatusChanged;
import dev.daybook.sbi.SbiEvent.TransactionRecorded;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.Step;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CodecTest {

    private static final SbiId SBI = new SbiId("SBI-01K6FRP24VXAE1C24TYMZ95G6S");
    private static final StreamId STREAM = new StreamId("sbi", SBI.value());
    private static final Instant NOON = Instant.parse("2025-10-01T12:00:00.123456789Z");

    private final Map<Sha256, Payload> stored = new HashMap<>();
    private final Codec codec = new Codec(
            hash -> Optional.ofNullable(stored.get(hash)), AllSlices.of().facts());

    @Test
    void components_are_keys_and_absent_ones_are_left_out() {
        assertThat(draft(new StatusChanged(SBI, Status.REVIEW_AND_WIP, Optional.of("REVIEW+"), Optional.empty()))
                        .payload())
                .hasToString(
                        "{\"sbi\":\"SBI-01K6FRP24VXAE1C24TYMZ95G6S\",\"status\":\"REVIEW&WIP\",\"original\":\"REVIEW+\"}");
    }

    @Test
    void an_event_reads_back_as_it_was_written() {
        roundTrip(new ExecutionFinished(
                SBI,
                3,
                Step.REVIEW,
                2,
                Optional.of("review_3.md"),
                Decision.NEEDS_CHANGES,
                Optional.of("REJECT"),
                Optional.of("# レビュー\n😀"),
                List.of("a.txt", "b.txt")));
        roundTrip(new LeaseAcquired(SBI, "agent-1", Instant.parse("2025-10-01T12:08:00.000001Z"), 4));
        roundTrip(registered(Json.EMPTY_OBJECT));
    }

    @Test
    void foreign_json_keeps_its_key_order_and_the_spelling_of_its_numbers() {
        String text = "{\"z\":1.50,\"a\":1e5,\"big\":123456789012345678901234567890,\"a\":[null,true,\"é\\n\"]}";
        var event = registered(new Json(text));
        assertThat(draft(event).payload().toString()).contains("\"metadata\":" + text);
        roundTrip(event);
    }

    @Test
    void null_is_a_value_like_any_other() {
        roundTrip(new ConfigEvent.Set("timeout", Json.NULL));
        roundTrip(new TransactionRecorded(
                SBI, "t", "f", "committed", Json.EMPTY_OBJECT, Optional.of(Json.NULL), Optional.empty()));
    }

    @Test
    void a_large_text_stands_aside_and_comes_back() {
        String large = "長い文 ".repeat(10_000);
        var event = new NoteAdded(SBI, large, Optional.of(1), Optional.empty());
        Draft draft = draft(event);

        assertThat(draft.blobs()).hasSize(1);
        assertThat(draft.payload().sizeBytes()).isLessThan(300);
        assertThat(draft.payload().toString())
                .contains("{\"$blob\":\"" + draft.blobs().getFirst().hash() + "\",\"sizeBytes\":100000}");
        roundTrip(event);
        assertThat(codec.tree(entry(draft)).path("text").textValue()).isEqualTo(large);
        assertThat(new String(codec.json(entry(draft)), StandardCharsets.UTF_8)).contains(large);
    }

    @Test
    void a_large_json_value_stands_aside_and_comes_back() {
        var event = new ConfigEvent.Set("prompt", new Json("{\"text\":\"" + "x".repeat(70_000) + "\",\"n\":1.0}"));
        Draft draft = draft(event);

        assertThat(draft.blobs()).hasSize(1);
        roundTrip(event);
        assertThat(codec.tree(entry(draft)).at("/value/n").decimalValue()).isEqualTo("1.0");
    }

    @Test
    void foreign_json_that_looks_like_a_reference_is_not_taken_for_one() {
        String reference = "{\"$blob\":\"" + "00".repeat(32) + "\",\"sizeBytes\":1}";
        roundTrip(new ConfigEvent.Set("k", new Json(reference)));
        roundTrip(new ConfigEvent.Set("k", new Json(reference.replace("$", "\\u0024"))), new Json(reference));
        roundTrip(registered(new Json("{\"inner\":[" + reference + "]}")));
        Draft draft = draft(new ConfigEvent.Set("k", new Json("{\"inner\":[" + reference + "]}")));
        assertThat(codec.tree(entry(draft)).at("/value/inner/0/sizeBytes").intValue())
                .isEqualTo(1);
    }

    @Test
    void half_a_surrogate_pair_survives() {
        roundTrip(new NoteAdded(SBI, "cut \ud83d here", Optional.empty(), Optional.empty()));
        roundTrip(new NoteAdded(SBI, "x".repeat(70_000) + "\ud83d", Optional.empty(), Optional.empty()));
        Json json = JsonText.parse("{\"k\":\"\\ud83d\"}");
        assertThat(json.text()).isEqualTo("{\"k\":\"\\uD83D\"}");
        roundTrip(registered(json));
        assertThat(draft(new NoteAdded(SBI, "\ud83d", Optional.empty(), Optional.empty()))
                        .blobs())
                .isEmpty();
    }

    @Test
    void a_text_that_is_often_the_same_stands_aside_sooner_and_comes_back() {
        for (String end : List.of("", "\ud83d")) {
            roundTrip(exported("short" + end));
            roundTrip(exported("x".repeat(5_000) + end));
            assertThat(draft(exported("short" + end)).blobs()).isEmpty();
            assertThat(draft(exported("x".repeat(5_000) + end)).blobs()).hasSize(1);
        }
    }

    @Test
    void what_is_only_spelled_like_a_reference_stands_where_it_was_written() {
        for (String json : List.of("{\"\\u0024other\":1}", "{\"k\":\"\\u0024blob\"}")) {
            assertThat(draft(new ConfigEvent.Set("k", new Json(json))).blobs()).isEmpty();
            roundTrip(new ConfigEvent.Set("k", new Json(json)), new Json(json));
        }
    }

    private static ExportFinished exported(String tree) {
        return new ExportFinished("deespec", "/out", "now", Optional.empty(), 7, 1, 1, new LongText(tree));
    }

    @Test
    void times_are_kept_in_microseconds() {
        assertThat(draft(registered(Json.EMPTY_OBJECT)).occurredAt())
                .isEqualTo(Instant.parse("2025-10-01T12:00:00.123456Z"));
    }

    @Test
    void an_unknown_type_or_a_newer_version_is_named() {
        Entry entry = entry(draft(registered(Json.EMPTY_OBJECT)));
        assertThatThrownBy(() -> codec.decode(with(entry, "sbi.vanished", 1)))
                .isInstanceOf(Undecodable.class)
                .hasMessageContaining("position 7 holds sbi.vanished");
        assertThatThrownBy(() -> codec.decode(with(entry, entry.type(), 99)))
                .isInstanceOf(Undecodable.class)
                .hasMessageContaining("version 99");
    }

    @Test
    void a_missing_or_an_extra_field_is_damage() {
        assertThatThrownBy(() -> codec.decode(holding("sbi.retitled", "{\"sbi\":\"SBI-1\"}")))
                .isInstanceOf(Undecodable.class)
                .hasMessageContaining("title");
        assertThatThrownBy(
                        () -> codec.decode(holding("sbi.retitled", "{\"sbi\":\"SBI-1\",\"title\":\"a\",\"extra\":1}")))
                .isInstanceOf(Undecodable.class)
                .hasMessageContaining("extra");
        assertThatThrownBy(() -> codec.decode(holding("sbi.retitled", "{\"sbi\":\"SBI-1\",\"title\":")))
                .isInstanceOf(Undecodable.class);
    }

    @Test
    void a_parsed_text_is_one_compact_value() {
        assertThat(JsonText.parse(" { \"a\" : [ 1.0 , 2 ] } ").text()).isEqualTo("{\"a\":[1.0,2]}");
        assertThat(JsonText.parse("\"x\"").text()).isEqualTo("\"x\"");
        assertThat(JsonText.of(JsonText.tree(new Json("{\"b\":1.50,\"a\":null}")))
                        .text())
                .isEqualTo("{\"b\":1.50,\"a\":null}");
        assertThatThrownBy(() -> JsonText.parse("{} {}")).hasMessageContaining("more after");
        assertThatThrownBy(() -> JsonText.parse("{\"a\":"))
                .hasMessageContaining("not JSON")
                .hasMessageContaining("line 1, column 6")
                .hasMessageNotContaining("Source");
        assertThatThrownBy(() -> JsonText.parse(" ")).hasMessageContaining("empty");
        assertThatThrownBy(() -> JsonText.parse("[".repeat(100_000))).hasMessageContaining("not JSON");
    }

    @Test
    void derived_ids_depend_on_every_part_and_its_end() {
        assertThat(EventIds.derived("a", "bc")).isEqualTo(EventIds.derived("a", "bc"));
        assertThat(EventIds.derived("a", "bc")).isNotEqualTo(EventIds.derived("ab", "c"));
        assertThat(EventIds.derived("a").version()).isEqualTo(8);
        assertThat(EventIds.derived("a").variant()).isEqualTo(2);
    }

    @Test
    void derived_ids_of_one_stream_stand_together() {
        UUID first = EventIds.derived("deespec", "sbi/one", "a");
        UUID second = EventIds.derived("deespec", "sbi/one", "b");
        UUID other = EventIds.derived("deespec", "sbi/two", "a");

        assertThat(first).isNotEqualTo(second);
        assertThat(first.toString().substring(0, 8))
                .isEqualTo(second.toString().substring(0, 8))
                .isNotEqualTo(other.toString().substring(0, 8));
    }

    private static Registered registered(Json metadata) {
        return new Registered(
                SBI,
                Optional.of("7"),
                "Add login",
                Optional.of("# Spec"),
                "auth",
                List.of("auth", "web"),
                1,
                Optional.empty(),
                List.of(new SbiId("SBI-INIT-001")),
                false,
                metadata);
    }

    private Draft draft(Event event) {
        Draft draft = codec.draft(new UUID(1, 2), STREAM, event, Metadata.of("me", "test"), NOON);
        draft.blobs().forEach(it -> stored.put(it.hash(), it.content()));
        return draft;
    }

    private void roundTrip(Event event) {
        assertThat(codec.decode(entry(draft(event)))).isEqualTo(event);
    }

    private void roundTrip(ConfigEvent.Set event, Json expected) {
        Json read = ((ConfigEvent.Set) codec.decode(entry(draft(event)))).value();
        assertThat(JsonText.tree(read)).isEqualTo(JsonText.tree(expected));
    }

    private static Entry holding(String type, String json) {
        return Entries.entry(type, 1, json);
    }

    private static Entry entry(Draft draft) {
        return Entries.entry(draft.type(), draft.version(), draft.payload().toString());
    }

    private static Entry with(Entry entry, String type, int version) {
        return Entries.entry(type, version, entry.payload().toString());
    }
}
