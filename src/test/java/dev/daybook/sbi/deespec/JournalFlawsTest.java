package dev.daybook.sbi.deespec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.file.FileEvent.Framed;
import dev.daybook.importing.Folder;
import dev.daybook.importing.Limits;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
import dev.daybook.journal.Position;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.SbiEvent.JournalEntryRecorded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One flaw each in the one journal file: it is told with its line, and every entry around it is imported. */
final class JournalFlawsTest {

    private static final String ID = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1";
    private static final String JOURNAL = ".deespec/var/journal.ndjson";
    private static final String FIRST = entry("2025-09-29T09:00:00Z", 1);
    private static final String SECOND = entry("2025-09-29T09:01:00Z", 2);

    @TempDir
    Path root;

    private ImportFixture fixture = fixture(Limits.DEFAULT);

    @BeforeEach
    void open() throws IOException {
        Folder.write(root, ".deespec/specs/sbi/" + ID + "/spec.md", "# A task\n");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void a_journal_without_flaws_has_no_findings() throws IOException {
        journal(FIRST + "\n" + SECOND + "\n");

        assertThat(findings()).isEmpty();
        assertThat(entries()).extracting(it -> it.line().orElse(0)).containsExactly(1, 2);
        assertThat(entries()).allMatch(it -> it.style().isEmpty());
        assertThat(frame()).contains("\"lines\":2").contains("\"pieces\":[]");
    }

    @Test
    void blank_lines_are_kept_in_the_frame_and_are_no_flaw() throws IOException {
        journal(FIRST + "\n\n  \n" + SECOND + "\n");

        assertThat(findings()).isEmpty();
        assertThat(entries()).extracting(it -> it.line().orElse(0)).containsExactly(1, 4);
        assertThat(frame()).contains("{\"line\":2,\"encoding\":\"utf-8\",\"content\":\"\"}");
    }

    @Test
    void line_ends_of_windows_are_told_once_and_kept() throws IOException {
        journal(FIRST + "\r\n" + SECOND + "\r\n");

        assertThat(findings()).containsExactly("INFO BOM ");
        assertThat(entries()).allMatch(it -> it.style().orElseThrow().newline().equals("CRLF"));
        assertThat(frame()).contains("\"newline\":\"CRLF\"");
    }

    @Test
    void two_records_without_a_line_end_between_them_are_both_taken() throws IOException {
        journal(FIRST + SECOND + "\n");

        assertThat(findings()).containsExactly("WARN GLUED_RECORDS line 1");
        assertThat(entries()).hasSize(2);
    }

    @Test
    void a_record_behind_a_cut_one_is_saved() throws IOException {
        journal(FIRST.substring(0, 40) + SECOND + "\n" + entry("2025-09-29T09:02:00Z", 3) + "\n");

        assertThat(findings()).containsExactly("WARN GLUED_RECORDS line 1", "ERROR TRUNCATED_JSON line 1");
        assertThat(entries()).hasSize(2);
    }

    @Test
    void a_cut_line_in_the_middle_is_lost_and_its_bytes_are_kept() throws IOException {
        journal(FIRST.substring(0, 50) + "\n" + SECOND + "\n");

        assertThat(findings()).containsExactly("ERROR TRUNCATED_JSON line 1");
        assertThat(entries()).hasSize(1);
    }

    @Test
    void a_last_line_not_yet_written_to_its_end_is_no_entry_yet() throws IOException {
        journal(FIRST + "\n" + SECOND.substring(0, 60));

        assertThat(findings()).containsExactly("WARN TRUNCATED_JSON line 2");
        assertThat(entries()).hasSize(1);

        journal(FIRST + "\n" + SECOND + "\n");
        assertThat(fixture.run(root).findings()).isEmpty();
        assertThat(entries()).hasSize(2);
    }

    @Test
    void a_last_line_without_its_end_is_spelled_like_the_others() throws IOException {
        journal(FIRST + "\n" + SECOND);

        assertThat(findings()).isEmpty();
        assertThat(frame()).contains("\"finalNewline\":false");
        journal(FIRST + "\n" + SECOND + "\n");
        fixture.run(root);
        assertThat(entries()).hasSize(2);
    }

    @Test
    void a_record_over_several_lines_is_taken() throws IOException {
        journal(FIRST + "\n{\n  \"ts\": \"2025-09-29T09:01:00Z\",\n  \"turn\": 2,\n  \"sbi_id\": \"" + ID + "\"\n}\n"
                + entry("2025-09-29T09:02:00Z", 3) + "\n");

        assertThat(findings()).containsExactly("WARN PRETTY_PRINTED lines 2-6");
        assertThat(entries()).extracting(it -> it.line().orElse(0)).containsExactly(1, 2, 7);
    }

    @Test
    void a_brace_alone_costs_no_other_record() throws IOException {
        journal("{\n" + FIRST + "\n" + SECOND + "\n");

        assertThat(findings()).containsExactly("ERROR INVALID_JSON lines 1-1");
        assertThat(entries()).hasSize(2);
    }

    @Test
    void both_sides_of_an_unfinished_merge_are_taken() throws IOException {
        journal("<<<<<<< HEAD\n" + FIRST + "\n=======\n" + SECOND + "\n>>>>>>> other\n");

        assertThat(findings()).containsExactly("WARN CONFLICT_MARKER line 1");
        assertThat(entries()).hasSize(2);
    }

    @Test
    void nuls_around_a_record_are_passed_over() throws IOException {
        journal("\0\0\0" + FIRST + "\0\0\n" + SECOND + "\n" + "\0".repeat(100));

        assertThat(findings()).containsExactly("WARN NUL_PADDING line 1", "WARN NUL_PADDING line 3");
        assertThat(entries()).hasSize(2);
        assertThat(frame()).contains("\"encoding\":\"base64\"");
    }

    @Test
    void bytes_that_are_no_text_are_shown_as_replacements() throws IOException {
        byte[] line = (FIRST.replace("\"error\":\"\"", "\"error\":\"?\"") + "\n").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < line.length; i++) {
            line[i] = line[i] == '?' ? (byte) 0xFF : line[i];
        }
        Folder.write(root, JOURNAL, "");
        Files.write(root.resolve(JOURNAL), line);

        assertThat(findings()).containsExactly("WARN INVALID_UTF8 line 1");
        assertThat(entries()).hasSize(1);
        assertThat(frame()).contains("\"encoding\":\"base64\"");
    }

    @Test
    void what_is_no_object_is_kept_raw() throws IOException {
        journal("42\n\"text\"\n[1, " + FIRST + "]\n" + SECOND + "\n");

        assertThat(findings())
                .containsExactly(
                        "ERROR WRONG_TYPE line 1",
                        "ERROR WRONG_TYPE line 2",
                        "ERROR WRONG_TYPE line 3",
                        "WARN WRONG_ENVELOPE line 3");
        assertThat(entries()).hasSize(2);
    }

    @Test
    void what_follows_a_record_is_kept_raw() throws IOException {
        journal(FIRST + ",\n" + SECOND + " // done\n");

        assertThat(findings()).containsExactly("WARN TRAILING_DATA line 1", "WARN TRAILING_DATA line 2");
        assertThat(entries()).hasSize(2);
    }

    @Test
    void nesting_without_end_and_repeated_keys_are_told() throws IOException {
        journal(FIRST.replace("\"artifacts\":[]", "\"artifacts\":" + "[".repeat(150) + "]".repeat(150)) + "\n"
                + SECOND.replace("\"turn\":2", "\"turn\":1,\"turn\":2") + "\n"
                + "[".repeat(20_000) + "\n");

        assertThat(findings())
                .containsExactlyInAnyOrder(
                        "WARN RESOURCE_LIMIT line 1", "WARN DUPLICATE_KEY line 2", "ERROR RESOURCE_LIMIT line 3");
        assertThat(entries()).hasSize(2);
    }

    @Test
    void an_id_that_leads_elsewhere_owns_nothing() throws IOException {
        journal(FIRST.replace(ID, "../../etc/passwd") + "\n");

        assertThat(findings()).containsExactly("WARN ILLEGAL_ID line 1");
        assertThat(entries()).isEmpty();
        assertThat(fixture.run(root).entities()).containsEntry("journal_entries", 1L);
    }

    @Test
    void longer_lines_and_more_of_them_than_the_limits_allow_are_told() throws IOException {
        fixture.close();
        fixture = fixture(new Limits(2_000, 100, 1_000, 1_000, 100, 1_000, 3));
        journal(FIRST.replace("\"error\":\"\"", "\"error\":\"" + "x".repeat(1_500) + "\"") + "\n"
                + FIRST.replace("\"error\":\"\"", "\"error\":\"" + "x".repeat(5_000) + "\"") + "\n" + SECOND + "\n"
                + FIRST + "\n");

        assertThat(findings())
                .containsExactly(
                        "INFO OVERSIZE_LINE line 1", "ERROR RESOURCE_LIMIT line 2", "ERROR RESOURCE_LIMIT line 4");
        assertThat(entries()).hasSize(2);
    }

    @Test
    void a_journal_larger_than_any_file_that_is_read_at_once_is_imported() throws IOException {
        fixture.close();
        fixture = fixture(new Limits(1_000, 100, 1_000, 1_000, 100, 1_000, 1_000_000));
        var lines = new StringBuilder();
        for (int turn = 1; turn <= 500; turn++) {
            lines.append(entry("2025-09-29T09:00:00Z", turn)).append('\n');
        }
        journal(lines.toString());

        assertThat(findings()).isEmpty();
        assertThat(entries()).hasSize(500);
    }

    @Test
    void another_encoding_is_transcoded() throws IOException {
        Folder.write(root, JOURNAL, "");
        Files.write(
                root.resolve(JOURNAL), ("\uFEFF" + FIRST + "\n" + SECOND + "\n").getBytes(StandardCharsets.UTF_16LE));

        assertThat(findings()).containsExactly("WARN WRONG_ENCODING ");
        assertThat(entries()).hasSize(2);
        assertThat(frame()).contains("\"form\":\"bytes\"");
    }

    @Test
    void an_array_cut_short_gives_what_is_whole() throws IOException {
        journal("[\n" + FIRST + ",\n" + SECOND + ",\n" + FIRST.substring(0, 30));

        assertThat(findings()).containsExactly("INFO FORMAT_MISMATCH ", "WARN TRUNCATED_JSON [2]");
        assertThat(entries()).extracting(it -> it.line().orElse(0)).containsExactly(1, 2);
        assertThat(frame()).contains("\"form\":\"bytes\"");
    }

    @Test
    void an_array_with_a_comma_too_many_is_read_leniently() throws IOException {
        journal("[\n" + FIRST + ",\n" + SECOND + ",\n]\n");

        assertThat(findings()).containsExactly("INFO FORMAT_MISMATCH ", "WARN INVALID_JSON ");
        assertThat(entries()).hasSize(2);
    }

    @Test
    void an_array_keeps_what_is_no_entry_in_its_frame() throws IOException {
        journal("[\n  " + FIRST + ",\n  7,\n  " + FIRST + "\n]");

        assertThat(findings()).containsExactly("INFO FORMAT_MISMATCH ", "ERROR WRONG_TYPE [1]", "INFO DUPLICATE [2]");
        assertThat(entries()).hasSize(1);
        assertThat(frame()).contains("\"form\":\"array\"").contains("\"content\":\"7\"");
    }

    @Test
    void an_empty_journal_is_legal() throws IOException {
        journal("");
        assertThat(findings()).containsExactly("INFO EMPTY_FILE ");
    }

    @Test
    void a_link_is_not_followed() throws IOException {
        Folder.write(root, ".deespec/var/other.txt", FIRST + "\n");
        Files.createSymbolicLink(root.resolve(JOURNAL), Path.of("other.txt"));

        assertThat(findings()).containsExactly("WARN SYMLINK ");
        assertThat(entries()).isEmpty();
    }

    private static String entry(String at, int turn) {
        return """
                {"ts":"%s","turn":%d,"step":"implement","decision":"PENDING","elapsed_ms":10,"error":"",\
                "artifacts":[],"sbi_id":"%s"}""".formatted(at, turn, ID);
    }

    private static ImportFixture fixture(Limits limits) {
        return new ImportFixture(new DeespecSource(limits, ZoneOffset.UTC, ImportFixture.CLOCK));
    }

    private void journal(String text) throws IOException {
        Folder.write(root, JOURNAL, text);
    }

    /** Imports, and imports again: the second run finds the same and writes nothing. */
    private List<String> findings() throws IOException {
        var before = Folder.contents(root);
        Report first = fixture.run(root);
        assertThat(first.failure()).isEmpty();
        Position head = fixture.journal.head();
        assertThat(fixture.run(root).findings()).isEqualTo(first.findings());
        assertThat(fixture.journal.head()).isEqualTo(head);
        assertThat(Folder.contents(root)).isEqualTo(before);
        return first.findings().stream()
                .filter(it -> it.file().equals(JOURNAL))
                .map(it -> "%s %s %s".formatted(it.severity(), it.code(), it.where()))
                .toList();
    }

    private List<JournalEntryRecorded> entries() {
        return fixture.events(new StreamId("sbi", ID)).stream()
                .filter(JournalEntryRecorded.class::isInstance)
                .map(JournalEntryRecorded.class::cast)
                .toList();
    }

    private String frame() {
        return fixture.events(new StreamId("file", JOURNAL)).stream()
                .map(it -> ((Framed) it).frame().text())
                .reduce("", (_, last) -> last);
    }
}
