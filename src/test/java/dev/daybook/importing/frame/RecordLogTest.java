package dev.daybook.importing.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.daybook.domain.Json;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Reading;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.container.Lines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A log gives all records that can be told, and is written again from them and its frame. */
final class RecordLogTest {

    private static final String CUT = "{\"id\":1,\"text\":\"cut {\"id\":2}\n";

    @TempDir
    Path folder;

    /** What a tool keeps of its records. */
    private static class Kept implements RecordLog.Taker {
        final Slices slices = new Slices();
        final List<String> ids = new ArrayList<>();
        final Map<Integer, byte[]> lines = new HashMap<>();
        private final byte[] file;

        Kept(byte[] file) {
            this.file = file;
        }

        @Override
        public void line(Lines.Line line) {}

        @Override
        public boolean record(JsonFile read, int line, long offset, int sizeBytes, Results results) {
            ids.add(read.tree().orElseThrow().path("id").asText());
            slices.add(offset, sizeBytes, line);
            int end = (int) offset + sizeBytes;
            boolean returned = end < file.length && file[end] == '\r'; // as it is read again
            lines.put(line, Arrays.copyOfRange(file, (int) offset, returned ? end + 1 : end));
            return true;
        }
    }

    private RecordLog log(Kept kept) throws IOException {
        Files.write(folder.resolve("log.ndjson"), kept.file);
        var tree = new SourceTree(folder, "", Limits.DEFAULT);
        return new RecordLog(
                tree,
                tree.child(tree.top(), "log.ndjson").orElseThrow(),
                Pattern.compile("\\{\"id\":"),
                "more than %d bytes",
                kept);
    }

    static Stream<Arguments> logs() {
        return Stream.of(
                arguments("a record on each line", "{\"id\":1}\n{\"id\":2}\n", "12"),
                arguments("no line end at its end", "{\"id\":1}\n{\"id\":2}", "12"),
                arguments("line ends of another system", "{\"id\":1}\r\n{\"id\":2}\r\n", "12"),
                arguments(
                        "returns before line ends of another system",
                        "{\"id\":1}\r\nx\r\r\n\r\r\n{\"id\":2}\r\r\n",
                        "12"),
                arguments("half a line end of another system", "{\"id\":1}\r\n{\"id\":2}\r", "12"),
                arguments("half a line end behind no record", "{\"id\":1}\r\nx\r", "1"),
                arguments("a byte order mark", "\uFEFF{\"id\":1}\n{\"id\":2}\n", "12"),
                arguments("blank and broken lines", "{\"id\":1}\n\n{\"id\":\nnone\n{\"id\":2}\n", "12"),
                arguments("two records on a line", "{\"id\":1}{\"id\":2}\n{\"id\":3}\n", "123"),
                arguments("a record behind the beginning of another", CUT + "{\"id\":3}\n", "23"),
                arguments("a record over several lines", "{\n  \"id\": 1\n}\n{\"id\":2}\n", "12"),
                arguments("NULs around a record", "\0\0{\"id\":1}\0\n{\"id\":2}\n", "12"),
                arguments("the same line twice", "{\"id\":1}\n{\"id\":1}\n", "1"),
                arguments("an unfinished merge", "<<<<<<< a\n{\"id\":1}\n=======\n{\"id\":2}\n>>>>>>> b\n", "12"),
                arguments("an array", "[\n  {\n    \"id\": 1\n  },\n  {\n    \"id\": 2\n  }\n]\n", "12"),
                arguments("an array on one line", "[{\"id\":1},{\"id\":2}]", "12"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("logs")
    void a_log_is_written_again_byte_for_byte(String what, String text, String ids) throws IOException {
        var kept = new Kept(text.getBytes(StandardCharsets.UTF_8));
        Json frame = log(kept).read(new Results()).orElseThrow();

        var again = new ByteArrayOutputStream();
        LogFrame.of(frame)
                .orElseThrow()
                .write(again, line -> Optional.ofNullable(kept.lines.get(line)), List.of(), false);

        assertThat(String.join("", kept.ids)).isEqualTo(ids);
        assertThat(again.toByteArray()).isEqualTo(kept.file);
    }

    static Stream<byte[]> records() {
        return Stream.concat(
                Stream.of(
                                "{\"id\":1}\n{\"id\":2}{\"id\":3}\n",
                                "{\"id\":0,\"text\":\"cut {\"id\":1}{\"id\":2}\n{\"id\":3}\n",
                                "\uFEFF{\"id\":1}\r\n{\"id\":2}\r\n{\"id\":3}",
                                "\0\0{\"id\":1}{\"id\":2}\0\n\0{\"id\":3}\n",
                                "{\"id\":1}\n{\n  \"id\": 2\n}\n{\"id\":3}\n",
                                "{\"id\":1}\n[{\"id\":2}, {\"id\":3}]\n",
                                "[\n  {\"id\": 1},\n  {\"id\": 2},\n  {\"id\": 3}\n]\n",
                                "[{\"id\": 1}, {'id': 2}, {\"id\": 3},]")
                        .map(text -> text.getBytes(StandardCharsets.UTF_8)),
                Stream.of("{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n".getBytes(StandardCharsets.UTF_16)));
    }

    @ParameterizedTest
    @MethodSource("records")
    void a_record_is_read_again_where_it_stands(byte[] text) throws IOException {
        var kept = new Kept(text);
        RecordLog log = log(kept);
        log.read(new Results());

        var again = new ArrayList<Integer>();
        for (int i = 0; i < kept.slices.count(); i++) {
            again.add(
                    log.record(kept.slices, i).object().orElseThrow().path("id").asInt());
        }

        assertThat(again).containsExactly(1, 2, 3);
    }

    static Stream<Arguments> oddities() {
        return Stream.of(
                arguments("{\"id\":1}\n{\"id\":1}\n", "INFO DUPLICATE line 2 is the same as line 1: taken once"),
                arguments(
                        "[\n{\"id\":1},\n{\"id\":1}\n]\n",
                        "INFO FORMAT_MISMATCH  is called .ndjson and is one array: read as such\n"
                                + "INFO DUPLICATE [1] is the same as [0]: taken once"),
                arguments("\uFEFF{\"id\":1}\n", "INFO BOM line 1 begins with a byte order mark: passed over"),
                arguments(
                        "{\"id\":1}\n7\n",
                        "rejected ERROR WRONG_TYPE line 2 is a number, not an object: kept raw >>7<<"),
                arguments(
                        "[\n{\"id\":1},\n7\n]\n",
                        "INFO FORMAT_MISMATCH  is called .ndjson and is one array: read as such\n"
                                + "rejected ERROR WRONG_TYPE [1] is no object: kept raw >>7<<"),
                arguments(
                        "\0{\"id\":1}\n",
                        "WARN NUL_PADDING line 1 has NUL bytes around its record: passed over\n"
                                + "kept NUL_PADDING line 1 >>\0{\"id\":1}<<"),
                arguments(
                        "{\"id\":1,}\n",
                        "WARN INVALID_JSON line 1 breaks the rules of JSON: read leniently\n"
                                + "kept INVALID_JSON line 1 >>{\"id\":1,}<<"));
    }

    @ParameterizedTest
    @MethodSource("oddities")
    void what_is_odd_is_told_with_its_place_and_kept_where_it_is_not_taken_over(String text, String told)
            throws IOException {
        var kept = new Kept(text.getBytes(StandardCharsets.UTF_8));
        RecordLog log = log(kept);
        var all = new ArrayList<String>();

        Results.reading(log::read).forEachRemaining(result -> {
            switch (result) {
                case Finding it -> all.add("%s %s %s %s".formatted(it.severity(), it.code(), it.where(), it.message()));
                case Reading.Rejected(Finding it, byte[] raw) ->
                    all.add("rejected %s %s %s %s >>%s<<"
                            .formatted(
                                    it.severity(),
                                    it.code(),
                                    it.where(),
                                    it.message(),
                                    new String(raw, StandardCharsets.UTF_8)));
                case Reading.Kept(Finding it, String _, byte[] raw) ->
                    all.add("kept %s %s >>%s<<"
                            .formatted(it.code(), it.where(), new String(raw, StandardCharsets.UTF_8)));
                default -> {}
            }
        });

        assertThat(String.join("\n", all)).isEqualTo(told);
        assertThat(kept.ids).containsExactly("1");
    }

    @Test
    void new_records_stand_behind_all_others_and_one_that_is_gone_leaves_no_line() throws IOException {
        var kept = new Kept("{\"id\":1}\n{\"id\":2}\n".getBytes(StandardCharsets.UTF_8));
        Json frame = log(kept).read(new Results()).orElseThrow();
        kept.lines.remove(1);

        var now = new ByteArrayOutputStream();
        LogFrame.of(frame)
                .orElseThrow()
                .write(now, line -> Optional.ofNullable(kept.lines.get(line)), List.of(new Json("{\"id\":3}")), false);

        assertThat(now).hasToString("{\"id\":2}\n{\"id\":3}\n");
    }

    @Test
    void a_record_that_does_not_stand_there_any_more_is_an_error() throws IOException {
        var kept = new Kept("{\"id\":1}\n{\"id\":2}\n".getBytes(StandardCharsets.UTF_8));
        RecordLog log = log(kept);
        log.read(new Results());
        Files.writeString(folder.resolve("log.ndjson"), "{\"id\":\"another\"}\n");

        assertThatThrownBy(() -> log.record(kept.slices, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("log.ndjson was changed while it was read");
    }

    @Test
    void a_file_that_vanishes_while_it_is_read_is_an_error_and_never_an_empty_one() throws IOException {
        byte[] text = ("{\"id\":1}\n" + " ".repeat(1 << 20)).getBytes(StandardCharsets.UTF_16); // too large to be held
        var kept = new Kept(text) {
            @Override
            public boolean record(JsonFile read, int line, long offset, int sizeBytes, Results results) {
                try {
                    Files.delete(folder.resolve("log.ndjson"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return true;
            }
        };

        Optional<Json> frame = log(kept).read(new Results());

        assertThat(frame.flatMap(LogFrame::of)).isEmpty();
        assertThat(frame).contains(FileEntity.raw(text));
    }
}
