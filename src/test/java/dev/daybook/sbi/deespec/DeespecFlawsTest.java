package dev.daybook.sbi.deespec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.Folder;
import dev.daybook.importing.Limits;
import dev.daybook.importing.container.JsonFields;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
import dev.daybook.journal.Position;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.SbiEvent.ExecutionFinished;
import dev.daybook.sbi.SbiEvent.LeaseAcquired;
import dev.daybook.sbi.SbiEvent.Registered;
import dev.daybook.sbi.SbiEvent.StatusChanged;
import dev.daybook.sbi.Status;
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

/** One flaw each: it is told, and everything around it is imported. */
final class DeespecFlawsTest {

    private static final String ID = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1";
    private static final StreamId STREAM = new StreamId("sbi", ID);
    private static final String FOLDER = ".deespec/specs/sbi/" + ID + "/";
    private static final String STATE = FOLDER + "state.json";

    @TempDir
    Path root;

    private ImportFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new ImportFixture(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK));
        write(FOLDER + "spec.md", "# A task\n");
        write(STATE, "{\"status\": \"WIP\", \"turn\": 1, \"updated_at\": \"2025-10-01T00:00:00Z\"}\n");
        write(FOLDER + "plan_1.md", "# Plan\n");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void a_task_without_flaws_has_no_findings() {
        assertThat(findings()).isEmpty();
    }

    @Test
    void a_state_that_is_no_json_is_kept_raw_and_the_status_is_unknown() throws IOException {
        write(STATE, "not json at all");

        assertThat(findings()).containsExactly("ERROR INVALID_JSON " + STATE);
        assertThat(events(StatusChanged.class))
                .extracting(StatusChanged::status)
                .containsExactly(Status.UNKNOWN);
    }

    @Test
    void a_state_that_is_a_list_is_kept_raw() throws IOException {
        write(STATE, "[1, 2]");
        assertThat(findings()).containsExactly("ERROR WRONG_TYPE " + STATE);
    }

    @Test
    void json_with_comments_and_trailing_commas_is_read_leniently() throws IOException {
        write(STATE, "{\"status\": \"REVIEW\", /* soon */ \"turn\": 1,}");

        assertThat(findings()).containsExactly("WARN INVALID_JSON " + STATE);
        assertThat(events(StatusChanged.class))
                .extracting(StatusChanged::status)
                .containsExactly(Status.REVIEW);
    }

    @Test
    void fields_of_the_wrong_type_are_converted_or_absent() throws IOException {
        write(STATE, "{\"turn\": \"1\", \"priority\": 7, \"labels\": \"a\", \"metadata\": [], \"title\": 12}");

        assertThat(findings()).hasSize(5).allMatch(it -> it.equals("WARN WRONG_TYPE " + STATE));
        Registered registered = events(Registered.class).getFirst();
        assertThat(registered.priority()).isZero();
        assertThat(registered.title()).isEqualTo("12");
    }

    @Test
    void of_a_repeated_key_the_last_value_counts() throws IOException {
        write(STATE, "{\"title\": \"one\", \"title\": \"two\", \"turn\": 1, \"status\": \"\"}");

        assertThat(findings()).containsExactly("WARN DUPLICATE_KEY " + STATE);
        assertThat(events(Registered.class).getFirst().title()).isEqualTo("two");
    }

    @Test
    void what_follows_the_value_is_kept_raw() throws IOException {
        write(STATE, "{\"turn\": 1, \"status\": \"\"} {\"turn\": 2}");
        assertThat(findings()).containsExactly("WARN TRAILING_DATA " + STATE);
    }

    @Test
    void nuls_instead_of_a_state_are_told() throws IOException {
        write(STATE, "\0".repeat(64));
        assertThat(findings()).containsExactly("WARN NUL_PADDING " + STATE);
    }

    @Test
    void half_a_surrogate_pair_is_shown_as_a_replacement() throws IOException {
        write(STATE, "{\"turn\": 1, \"status\": \"\", \"title\": \"a\\ud800b\"}");

        assertThat(findings()).containsExactly("WARN LONE_SURROGATE " + STATE);
        assertThat(events(Registered.class).getFirst().title()).isEqualTo("a\uFFFDb");
    }

    @Test
    void nesting_beyond_the_limit_is_dropped_and_beyond_reason_refused() throws IOException {
        write(STATE, "{\"turn\": 1, \"status\": \"\", \"metadata\": " + "{\"a\":".repeat(200) + "1" + "}".repeat(201));
        assertThat(findings()).containsExactly("WARN RESOURCE_LIMIT " + STATE);

        write(STATE, "{\"a\": " + "[".repeat(1_000_000));
        assertThat(findings()).containsExactly("INFO OVERSIZE_LINE " + STATE, "ERROR RESOURCE_LIMIT " + STATE);
    }

    @Test
    void an_unfinished_merge_is_read_from_our_side() throws IOException {
        write(STATE, """
            {
            <<<<<<< HEAD
              "title": "ours",
            =======
              "title": "theirs",
            >>>>>>> branch
              "turn": 1, "status": ""
            }
            """);

        assertThat(findings()).containsExactly("WARN CONFLICT_MARKER " + STATE);
        assertThat(events(Registered.class).getFirst().title()).isEqualTo("ours");
    }

    @Test
    void other_encodings_are_transcoded() throws IOException {
        Files.write(root.resolve(STATE), "\uFEFF{\"turn\": 1, \"title\": \"日本\"}".getBytes(StandardCharsets.UTF_16LE));

        assertThat(findings()).containsExactly("WARN WRONG_ENCODING " + STATE);
        assertThat(events(Registered.class).getFirst().title()).isEqualTo("日本");
    }

    @Test
    void damaged_text_is_shown_with_replacements_and_kept() throws IOException {
        Files.write(root.resolve(FOLDER + "plan_1.md"), new byte[] {'a', (byte) 0xFF, 'b'});

        assertThat(findings()).containsExactly("WARN INVALID_UTF8 " + FOLDER + "plan_1.md");
        assertThat(events(ExecutionFinished.class).getFirst().content()).contains("a\uFFFDb");
    }

    @Test
    void times_of_all_kinds_are_read_or_told() throws IOException {
        write(STATE, """
            {"turn": 1, "status": "", "created_at": 1759280400, "updated_at": "2099-01-01T00:00:00Z",
             "completed_at": "2025-02-30T00:00:00Z", "lease_expires_at": "0001-01-01T00:00:00Z"}
            """);

        assertThat(findings())
                .containsExactlyInAnyOrder(
                        "WARN WRONG_TYPE " + STATE,
                        "WARN FUTURE_TIMESTAMP " + STATE,
                        "WARN INVALID_TIMESTAMP " + STATE,
                        "INFO ZERO_TIME " + STATE);
    }

    @Test
    void a_lease_that_nobody_can_read_or_that_never_ends_holds_nothing() throws IOException {
        for (String lease : List.of("soon", "2199-01-01T00:00:00Z")) {
            write(STATE, "{\"turn\": 1, \"status\": \"WIP\", \"lease_expires_at\": \"" + lease + "\"}");
            assertThat(findings()).hasSize(1);
        }
        assertThat(events(LeaseAcquired.class)).isEmpty();
    }

    @Test
    void two_files_of_one_turn_are_both_kept() throws IOException {
        write(FOLDER + "implement_1.md", "# Too\n");

        assertThat(findings()).containsExactly("WARN DUPLICATE_ORDINAL " + FOLDER.substring(0, FOLDER.length() - 1));
        assertThat(events(ExecutionFinished.class)).hasSize(2);
    }

    @Test
    void an_odd_spelling_of_a_turn_is_accepted() throws IOException {
        Files.move(root.resolve(FOLDER + "plan_1.md"), root.resolve(FOLDER + "Plan_001.md"));

        assertThat(findings()).containsExactly("WARN FOREIGN_NAME " + FOLDER + "Plan_001.md");
        assertThat(events(ExecutionFinished.class).getFirst().turn()).isEqualTo(1);
    }

    @Test
    void a_turn_out_of_range_is_an_attachment() throws IOException {
        write(FOLDER + "plan_0.md", "");
        write(FOLDER + "plan_99999999999.md", "");

        assertThat(findings())
                .containsExactly(
                        "WARN FOREIGN_NAME " + FOLDER + "plan_0.md",
                        "WARN FOREIGN_NAME " + FOLDER + "plan_99999999999.md");
        assertThat(report().entities()).containsEntry("attachments", 2L);
    }

    @Test
    void files_of_editors_are_listed_and_kept() throws IOException {
        write(FOLDER + "plan_1.md~", "");
        write(FOLDER + ".state.json.swp", "");
        write(FOLDER + "state.json.tmp", "");

        assertThat(findings()).hasSize(3).allMatch(it -> it.startsWith("INFO FOREIGN_FILE "));
        assertThat(report().files().skipped()).isZero();
        assertThat(fixture.told()).containsKeys("file/" + FOLDER + "plan_1.md~", "file/" + FOLDER + ".state.json.swp");
    }

    @Test
    void links_are_never_followed() throws IOException {
        Path outside = Files.createTempDirectory(root.getParent(), "outside");
        Folder.write(outside, "secret.md", "secret");
        Files.createSymbolicLink(root.resolve(FOLDER + "out.md"), outside.resolve("secret.md"));
        Files.createSymbolicLink(root.resolve(FOLDER + "in.md"), Path.of("spec.md"));
        Files.createSymbolicLink(root.resolve(FOLDER + "loop.md"), Path.of("loop.md"));
        Files.createSymbolicLink(root.resolve(".deespec/specs/sbi/SBI-01K6GCQ7M4X2V9B8N0C5D3F1R2"), outside);

        assertThat(findings())
                .containsExactlyInAnyOrder(
                        "ERROR SYMLINK " + FOLDER + "out.md",
                        "WARN SYMLINK " + FOLDER + "in.md",
                        "WARN SYMLINK " + FOLDER + "loop.md",
                        "ERROR SYMLINK .deespec/specs/sbi/SBI-01K6GCQ7M4X2V9B8N0C5D3F1R2");
        assertThat(fixture.told().toString()).doesNotContain("secret");
    }

    @Test
    void folders_where_files_are_meant_are_told_and_kept() throws IOException {
        Files.delete(root.resolve(STATE));
        Files.createDirectories(root.resolve(STATE));

        assertThat(findings()).contains("INFO FOREIGN_FILE " + STATE);
        assertThat(report().entities()).containsEntry("sbis", 1L);
    }

    @Test
    void an_entry_of_an_unknown_task_makes_a_placeholder() throws IOException {
        String entry = ".deespec/journal/2025-10-01/txn_1759280400_1/entry.json";
        write(entry, "{\"ts\": \"2025-10-01T01:00:00Z\", \"sbi_id\": \"SBI-GONE\", \"turn\": 1, \"step\": \"plan\"}");

        assertThat(findings()).containsExactly("WARN DANGLING_REF " + entry);
        assertThat(report().entities()).containsEntry("sbis_placeholder", 1L).containsEntry("journal_entries", 1L);
    }

    @Test
    void an_entry_that_names_nobody_or_is_cut_is_kept_raw() throws IOException {
        write(".deespec/journal/2025-10-01/txn_1_1/entry.json", "{\"turn\": 1}");
        write(".deespec/journal/2025-10-01/txn_1_2/entry.json", "{\"sbi_id\": \"" + ID + "\", \"tu");
        write(".deespec/journal/2025-10-01/txn_1_3/entry.json", "");

        assertThat(findings())
                .containsExactlyInAnyOrder(
                        "ERROR MISSING_FIELD .deespec/journal/2025-10-01/txn_1_1/entry.json",
                        "ERROR TRUNCATED_JSON .deespec/journal/2025-10-01/txn_1_2/entry.json",
                        "ERROR EMPTY_FILE .deespec/journal/2025-10-01/txn_1_3/entry.json");
        assertThat(report().records().flawed()).isEqualTo(3);
    }

    @Test
    void a_ready_transaction_whose_files_are_others_is_not_applied() throws IOException {
        transaction("specs/sbi/" + ID + "/plan_2.md", "other");

        assertThat(findings()).containsExactly("ERROR CHECKSUM_MISMATCH .deespec/journal/2025-10-01/txn_1_1");
        assertThat(report().entities()).containsEntry("transactions", 0L);
    }

    @Test
    void a_ready_transaction_that_leads_outside_is_never_opened() throws IOException {
        transaction("../../etc/passwd", "staged");
        assertThat(findings()).containsExactly("ERROR PATH_TRAVERSAL .deespec/journal/2025-10-01/txn_1_1");
    }

    @Test
    void a_transaction_that_leads_outside_never_happened_even_if_it_is_committed() throws IOException {
        for (String destination : List.of("specs/../../x.md", "/etc/cron.d/x", "C:\\\\x", ".deespec/var/state.json")) {
            transaction(destination, "staged");
            write(".deespec/journal/2025-10-01/txn_1_1/status.commit", "{\"success\": true}");
            write(
                    ".deespec/journal/2025-10-01/txn_1_1/entry.json",
                    "{\"ts\": \"2025-10-01T01:00:00Z\", \"sbi_id\": \"%s\", \"turn\": 1, \"step\": \"plan\"}"
                            .formatted(ID));

            assertThat(findings())
                    .containsExactly((JsonFields.isSuspect(destination) && !destination.contains("..")
                                    ? "ERROR ABSOLUTE_PATH"
                                    : "ERROR PATH_TRAVERSAL")
                            + " .deespec/journal/2025-10-01/txn_1_1");
            assertThat(report().entities()).containsEntry("transactions", 0L).containsEntry("journal_entries", 0L);
        }
    }

    @Test
    void a_ready_transaction_is_counted_in_as_if_it_were_finished() throws IOException {
        transaction("specs/sbi/" + ID + "/implement_2.md", "staged");

        assertThat(findings())
                .containsExactlyInAnyOrder(
                        "WARN TXN_RECOVERED .deespec/journal/2025-10-01/txn_1_1",
                        "WARN INCONSISTENT_STATE " + STATE); // the state does not know the second turn
        assertThat(events(ExecutionFinished.class).getLast().content()).contains("staged");
        assertThat(report().entities()).containsEntry("transactions", 1L);
    }

    @Test
    void numbers_beyond_all_sense_are_told_and_nothing_else_is_lost() throws IOException {
        String huge = "1e999999999";
        String digits = "9".repeat(900);
        write(STATE, """
                {"turn": %1$s, "version": %1$s, "attempt": -%1$s, "priority": %2$s, "updated_at": %1$s, "current": %2$s,
                 "lease_expires_at": %2$s, "status": %1$s, "title": 1e-999999999}
                """.formatted(huge, digits));
        write(".deespec/var/journal.ndjson", """
                {"ts": %1$s, "turn": %1$s, "step": "plan", "elapsed_ms": %1$s, "attempt": %1$s, "sbi_id": "%2$s"}
                """.formatted(huge, ID));
        write(".deespec/setting.json", "{\"timeout_sec\": %s, \"max_turns\": %s}".formatted(huge, digits));
        write(".deespec/workflow.json", "{\"constraints\": {\"max_prompt_kb\": %s}}".formatted(huge));

        assertThat(findings())
                .contains("WARN WRONG_TYPE " + STATE, "WARN WRONG_TYPE .deespec/var/journal.ndjson")
                .noneMatch(it -> it.startsWith("ERROR"));
        assertThat(report().entities()).containsEntry("sbis", 1L).containsEntry("journal_entries", 1L);
    }

    @Test
    void aliases_that_expand_without_end_are_refused() throws IOException {
        var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 9; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9) + "*a" + (i - 1)));
        }
        write(FOLDER + "meta.yaml", bomb.toString());

        assertThat(findings()).anyMatch(it -> it.startsWith("ERROR ") && it.endsWith("meta.yaml"));
        assertThat(report().entities()).containsEntry("sbis", 1L);
    }

    @Test
    void settings_that_look_like_secrets_stay_where_they_are() throws IOException {
        write(".deespec/setting.json", "{\"home\": \".deespec\", \"api_token\": \"hush\"}");

        assertThat(findings()).containsExactly("INFO SECRET_FILE .deespec/setting.json");
        assertThat(fixture.told()).containsKey("config/home").doesNotContainKey("config/api_token");
    }

    private void transaction(String destination, String promised) throws IOException {
        String folder = ".deespec/journal/2025-10-01/txn_1_1/";
        String checksum = Sha256.hash(promised.getBytes(StandardCharsets.UTF_8)).toString();
        write(folder + "manifest.json", """
            {"id": "txn_1_1", "files": [{"type": "create", "destination": "%s", "checksum": "%s"}],
             "meta": {"sbi_id": "%s"}}
            """.formatted(destination, checksum, ID));
        write(folder + "status.intent", "{\"txn_id\": \"txn_1_1\", \"ready\": true}");
        if (destination.matches("specs/sbi/.*")) {
            write(folder + "stage/" + destination, "staged");
        }
    }

    private void write(String file, String text) throws IOException {
        Folder.write(root, file, text);
    }

    private Report report() {
        Report report = fixture.run(root);
        assertThat(report.failure()).isEmpty();
        assertThat(report.entities()).containsKey("sbis");
        return report;
    }

    /** Imports, and imports again: the second run finds the same and writes nothing. */
    private List<String> findings() {
        Report first = report();
        Position head = fixture.journal.head();
        assertThat(report().findings()).isEqualTo(first.findings());
        assertThat(fixture.journal.head()).isEqualTo(head);
        return first.findings().stream()
                .map(it -> "%s %s %s".formatted(it.severity(), it.code(), it.file()))
                .toList();
    }

    private <E> List<E> events(Class<E> type) {
        return fixture.events(STREAM).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
