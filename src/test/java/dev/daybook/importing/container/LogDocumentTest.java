package dev.daybook.importing.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.importing.Limits;
import dev.daybook.importing.container.Container.Added;
import dev.daybook.importing.container.Container.Piece;
import dev.daybook.importing.container.Container.Pieces;
import dev.daybook.importing.container.Container.Pulled;
import dev.daybook.importing.container.LogDocument.Form;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A log of lines in some forms, with what belongs to the line before. */
class LogDocumentTest {

    private static final LogDocument LOG = LogDocument.log(
            Form.of("(\\d\\d:\\d\\d) (INFO|WARN) +(.*)", "%s %-5s %s", "time", "level", "text"),
            Form.of("(INFO|WARN):(.*)", "%s:%s", "level", "text"));

    private static final String HEAD = "begun\n";
    private static final String TRACE = "10:00 INFO  one\n  at a\n \t\n  at b";
    private static final String SHORT = "WARN:two";
    private static final String TEXT = HEAD + TRACE + "\n\n" + SHORT + "\n10:01 WARN  three\n";

    /** Returns the records of a stream of which so much is held at once. */
    private static List<String> pulled(String text, int bytesMax) throws IOException {
        Pieces pieces = pieces(text, bytesMax);
        var records = new ArrayList<String>();
        var again = new StringBuilder();
        for (Optional<Pulled> next = pieces.next(); next.isPresent(); next = pieces.next()) {
            Pulled it = next.get();
            again.append(new String(it.gap(), UTF_8)).append(new String(it.record(), UTF_8));
            records.add(it.where() + " " + new String(it.record(), UTF_8));
        }
        again.append(new String(pieces.rest(bytesMax), UTF_8));
        if (pieces.isComplete()) {
            assertThat(again).hasToString(text);
        }
        return records;
    }

    private static Pieces pieces(String text, int bytesMax) {
        return LOG.pieces(new ByteArrayInputStream(text.getBytes(UTF_8)), bytesMax)
                .orElseThrow();
    }

    private static String value(String record) {
        return LOG.value(record.getBytes(UTF_8)).orElseThrow().text();
    }

    private static String print(String json) {
        return new String(LOG.print(new Json(json), 0, Spelling.COMPACT), UTF_8);
    }

    @Test
    void what_does_not_begin_a_record_belongs_to_the_one_before() throws IOException {
        assertThat(pulled(TEXT, 1_000))
                .containsExactly("line 1 begun", "line 2 " + TRACE, "line 7 " + SHORT, "line 8 10:01 WARN  three");
    }

    @Test
    void before_the_first_record_each_line_is_one() throws IOException {
        assertThat(pulled("one\n\n two\nINFO:three\nfour", 1_000))
                .containsExactly("line 1 one", "line 3  two", "line 4 INFO:three\nfour");
        assertThat(pulled("", 1_000)).isEmpty();
        assertThat(pulled("\n \n", 1_000)).isEmpty();
    }

    @Test
    void it_is_read_at_once_as_it_is_pulled() throws IOException {
        byte[] text = TEXT.getBytes(UTF_8);

        Container.Contents contents = LOG.read("a.log", text, Limits.DEFAULT);

        assertThat(contents.whole()).isTrue();
        assertThat(contents.pieces())
                .extracting(piece -> piece.where() + " " + record(text, piece))
                .isEqualTo(pulled(TEXT, 1_000));
        assertThat(contents.pieces())
                .extracting(piece -> piece.place().path())
                .containsExactly(List.of("0"), List.of("1"), List.of("2"), List.of("3"));
        assertThat(LOG.places(text, "", false))
                .isEqualTo(contents.pieces().stream().map(Piece::place).toList());
    }

    private static String record(byte[] text, Piece piece) {
        int start = piece.place().start();
        return new String(text, start, piece.place().end() - start, UTF_8);
    }

    @Test
    void lines_may_end_as_in_another_system() throws IOException {
        assertThat(pulled("INFO:one\r\n  at a\r\nWARN:two\r\n", 1_000))
                .containsExactly("line 1 INFO:one\r\n  at a", "line 3 WARN:two");
        assertThat(value("INFO:one\r\n  at a")).isEqualTo("{\"level\":\"INFO\",\"text\":\"one\\n  at a\"}");
    }

    @Test
    void the_marks_of_an_unfinished_merge_are_no_records_and_end_one() throws IOException {
        assertThat(pulled("INFO:one\n<<<<<<< ours\nINFO:two\n=======\nINFO:three\n>>>>>>> theirs\n at a\n", 1_000))
                .containsExactly("line 1 INFO:one", "line 3 INFO:two", "line 5 INFO:three", "line 7  at a");
        assertThat(List.of("<<<<<<< ours", "||||||| base", "|||||||", "=======", ">>>>>>> theirs"))
                .allMatch(LogDocument::isMark);
        assertThat(List.of("<<<<<<<", "========", "=====", ">>>>>>>", " =======", "<<<<<<<< ours"))
                .noneMatch(LogDocument::isMark);
    }

    @Test
    void one_that_is_too_long_ends_and_goes_on_as_another() throws IOException {
        assertThat(pulled("INFO:one\n123456\n123456\n123456\n", 20))
                .containsExactly("line 1 INFO:one\n123456", "line 3 123456", "line 4 123456");
    }

    @Test
    void a_line_that_is_longer_than_what_is_held_leaves_the_rest_unknown() throws IOException {
        Pieces fits = pieces("1234567890\n", 10);
        fits.next();
        assertThat(fits.isComplete()).isTrue();
        Pieces cut = pieces("12345678901\n", 10);
        cut.next();

        assertThat(cut.isComplete()).isFalse();
    }

    @Test
    void a_record_says_what_its_form_does_and_else_it_is_a_text() {
        assertThat(value(TRACE))
                .isEqualTo("{\"time\":\"10:00\",\"level\":\"INFO\",\"text\":\"one\\n  at a\\n \\t\\n  at b\"}");
        assertThat(value(SHORT)).isEqualTo("{\"level\":\"WARN\",\"text\":\"two\"}");
        assertThat(value("begun\nmore")).isEqualTo("{\"text\":\"begun\\nmore\"}");
    }

    @Test
    void it_is_written_in_its_form_again() {
        assertThat(print(value(TRACE))).isEqualTo(TRACE);
        assertThat(print(value(SHORT))).isEqualTo(SHORT);
        assertThat(print(value("begun"))).isEqualTo("begun");
        assertThat(print("{\"level\":\"INFO\",\"text\":7}")).isEqualTo("7");
        assertThat(print("{\"level\":\"INFO\"}")).isEqualTo("{\"level\":\"INFO\"}");
        assertThat(new String(LOG.revise(SHORT.getBytes(UTF_8), new Json(value(TRACE)), Spelling.COMPACT), UTF_8))
                .isEqualTo(TRACE);
    }

    @Test
    void records_go_with_their_lines_and_come_last() {
        byte[] edited = LOG.edit(
                TEXT.getBytes(UTF_8),
                Spelling.COMPACT,
                List.of(List.of("1")),
                List.of(new Added(List.of(), new Json("{\"level\":\"INFO\",\"text\":\"four\"}"))));

        assertThat(new String(edited, UTF_8)).isEqualTo(HEAD + "\n" + SHORT + "\n10:01 WARN  three\nINFO:four\n");
    }
}
