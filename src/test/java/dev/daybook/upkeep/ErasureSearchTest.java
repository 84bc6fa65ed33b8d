package dev.daybook.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.journal.Append;
import dev.daybook.journal.Blobs;
import dev.daybook.journal.ChainStep;
import dev.daybook.journal.Draft;
import dev.daybook.journal.Drafts;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Position;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.journal.memory.MemoryJournal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a text is found that is to be erased, and where it is not. */
final class ErasureSearchTest {

    private static final String SECRET = "hunter2-hunter2";
    private static final StreamId ONE = StreamId.parse("sbi/one");

    private final Journal journal = new MemoryJournal(InstantSource.system());

    private ChainStep told(String payload) {
        return told(ONE, Payload.of(payload), Metadata.of("ada", "http"));
    }

    private ChainStep told(StreamId stream, Payload payload, Metadata by) {
        Draft any = Drafts.draft(stream, (int) journal.head().value() + 1);
        return step(new Draft(any.id(), stream, any.type(), 1, payload, List.of(), by, any.occurredAt()));
    }

    private ChainStep step(Draft draft) {
        Position before = journal.head();
        journal.append(new Append(List.of(draft), Map.of())).join();
        return journal.chain(before, 1).getFirst();
    }

    private boolean isIn(ChainStep step) {
        return new ErasureSearch(SECRET).isIn(step, journal.blobs());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"title\":\"hunter2-hunter2\"}",
                "{\"title\":\"hunter2-hunter2 is it\"}",
                "{\"hunter2-hunter2\":1}",
                "hunter2-hunter2",
                "hunter2-hunthunter2-hunter2"
            })
    void it_is_found_wherever_a_payload_tells_it(String payload) {
        assertThat(isIn(told(payload))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"title\":\"hunter2-hunter\"}", "unter2-hunter2", "hunter2-hunter", "h"})
    void a_part_of_it_is_another_text(String payload) {
        assertThat(isIn(told(payload))).isFalse();
    }

    @Test
    void it_is_found_as_json_spells_it() {
        String text = "a \"quoted\"\nline";
        ChainStep step = told("{\"title\":\"it is a \\\"quoted\\\"\\nline.\"}");

        assertThat(new ErasureSearch(text).isIn(step, journal.blobs())).isTrue();
        assertThat(new ErasureSearch("a quoted line").isIn(step, journal.blobs()))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'t':'Grüße/🚀 & <b>'}",
                "{'t':'Gr\\u00fc\\u00dfe/\\ud83d\\ude80 & <b>'}", // as Python writes it
                "{'t':'Gr\\u00FC\\u00DFe\\/\\uD83D\\uDE80 & <b>'}", // as PHP does
                "{'t':'Grüße/🚀 \\u0026 \\u003cb\\u003e'}", // as Go does
                "{'record':'{\\'t\\':\\'Gr\\\\u00fc\\\\u00dfe/\\\\ud83d\\\\ude80 & <b>\\'}'}",
                "{'record':'{\\'r\\':\\'{\\\\\\'t\\\\\\':\\\\\\'Grüße/🚀 \\\\\\\\u0026 <b>\\\\\\'}\\'}'}"
            })
    void it_is_found_with_whatever_escapes_its_source_has_spelled_it(String payload) {
        var search = new ErasureSearch("Grüße/🚀 & <b>");

        assertThat(search.isIn(told(payload.replace('\'', '"')), journal.blobs()))
                .isTrue();
        assertThat(search.isIn(
                        told(payload.replace('\'', '"').replace("<b", "<c").replace("cb", "cc")), journal.blobs()))
                .isFalse();
    }

    @Test
    void backslashes_of_its_own_are_no_escapes() {
        var search = new ErasureSearch("C:\\new\\u00fc");

        assertThat(search.isIn(told("{\"t\":\"in C:\\\\new\\\\u00fc.\"}"), journal.blobs()))
                .isTrue();
        assertThat(search.isIn(told("C:\\new\\u00fc"), journal.blobs())).isTrue();
        assertThat(search.isIn(told("{\"t\":\"C:new\"}"), journal.blobs())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-16", "windows-31j", "EUC-JP", "ISO-2022-JP"})
    void in_base64_it_is_found_in_the_encoding_of_the_file(String encoding) {
        String text = "社内の合言葉はこれです: 開けゴマの呪文、と書いてあります。\n";
        var search = new ErasureSearch("開けゴマの呪文");
        Function<String, String> payload = it -> "{\"content\":\"%s\"}"
                .formatted(Base64.getEncoder().encodeToString(it.getBytes(Charset.forName(encoding))));

        assertThat(search.isIn(told(payload.apply(text)), journal.blobs())).isTrue();
        assertThat(search.isIn(told(payload.apply(text.replace("ゴマ", "ごま"))), journal.blobs()))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"'',''", "x,''", "xy,''", "'',x", "'',xy"})
    void escapes_in_base64_are_what_they_stand_for(String before, String after) {
        byte[] file =
                "{\"t\":\"%sGr\\u00fc\\u00dfe\\/%s\"}".formatted(before, after).getBytes(StandardCharsets.UTF_8);
        var search = new ErasureSearch("Grüße/");

        assertThat(search.isIn(
                        told("{\"content\":\"%s\"}"
                                .formatted(Base64.getEncoder().encodeToString(file))),
                        journal.blobs()))
                .isTrue();
        assertThat(new ErasureSearch("Grüsse/")
                        .isIn(
                                told("{\"content\":\"%s\"}"
                                        .formatted(Base64.getEncoder().encodeToString(file))),
                                journal.blobs()))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\", "a\\", "\\u12", "\\ud83d", "\\ud83d\\u0041", "\\x\\u00zz", "\\\\\\"})
    void what_looks_like_an_escape_and_is_none_stays_as_it_is(String odd) {
        assertThat(isIn(told(odd + SECRET))).isTrue();
        assertThat(isIn(told(SECRET + odd))).isTrue();
        assertThat(isIn(told(odd))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"'',''", "x,''", "xy,''", "xyz,''", "'',x", "x,y", "xy,yx", "xyzx,xyz"})
    void it_is_found_in_bytes_that_stand_there_in_base64_wherever_it_begins(String before, String after) {
        byte[] bytes = (before + SECRET + after).getBytes(StandardCharsets.UTF_8);
        String encoded = Base64.getEncoder().encodeToString(bytes);

        assertThat(isIn(told("{\"content\":\"%s\"}".formatted(encoded)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "xy"})
    void bytes_without_it_have_it_in_no_spelling(String before) {
        byte[] bytes = (before + "hunter2-hXnter2").getBytes(StandardCharsets.UTF_8);

        assertThat(isIn(told(
                        "{\"content\":\"%s\"}".formatted(Base64.getEncoder().encodeToString(bytes)))))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "ab", "abc", "abcd"})
    void a_short_text_is_not_in_everything(String text) {
        assertThat(new ErasureSearch(text).isIn(told("{\"t\":\"zzzzzzzzz\"}"), journal.blobs()))
                .isFalse();
    }

    @Test
    void it_is_found_in_a_large_value_that_is_read_once() {
        ChainStep with = step(Drafts.large(ONE, 1, "x".repeat(100_000) + SECRET));
        ChainStep without = step(Drafts.large(ONE, 2, "x".repeat(100_000)));
        var reads = new int[1];
        Blobs counted = hash -> {
            reads[0]++;
            return journal.blobs().read(hash);
        };
        var search = new ErasureSearch(SECRET);

        assertThat(search.isIn(with, counted)).isTrue();
        assertThat(search.isIn(with, counted)).isTrue();
        assertThat(search.isIn(without, counted)).isFalse();
        assertThat(reads[0]).isEqualTo(2);
        assertThat(new ErasureSearch(SECRET).isIn(with, _ -> Optional.empty())).isFalse();
    }

    @Test
    void each_part_of_a_header_that_stays_is_looked_at() {
        var in = Optional.of("by " + SECRET);
        Optional<String> none = Optional.empty();
        var http = new Source.Channel("http");
        var search = new ErasureSearch(SECRET);
        Payload empty = Payload.of("{}");

        assertThat(List.of(
                        told(StreamId.parse("sbi/" + SECRET), empty, Metadata.of("ada", "http")),
                        told(ONE, empty, Metadata.of(SECRET, "http")),
                        told(ONE, empty, Metadata.of("ada", SECRET)),
                        told(ONE, empty, new Metadata("ada", http, in, none, none, Optional.empty())),
                        told(ONE, empty, new Metadata("ada", http, none, in, none, Optional.empty())),
                        told(ONE, empty, new Metadata("ada", http, none, none, in, Optional.empty())),
                        told(
                                ONE,
                                empty,
                                new Metadata(
                                        "ada",
                                        http,
                                        none,
                                        none,
                                        none,
                                        Optional.of(new Metadata.Idempotency(SECRET, "print"))))))
                .allMatch(search::isInHeader)
                .noneMatch(step -> search.isIn(step, journal.blobs()));
        assertThat(search.isInHeader(told("{\"title\":\"%s\"}".formatted(SECRET))))
                .isFalse();
    }
}
