package dev.daybook.sbi.deespec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.file.FileEvent.Written;
import dev.daybook.importing.Folder;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Limits;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the tool that are no records: kept whole, whatever they hold. */
final class DocumentsTest {

    @TempDir
    Path root;

    private ImportFixture fixture;

    @BeforeEach
    void open() {
        fixture = new ImportFixture(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void policies_prompts_templates_labels_and_archives_are_kept_whole() throws IOException {
        List<String> files = List.of(
                ".deespec/archives/2025-09-28T10-00-00_01K6F0000000000000000000AR/journal.ndjson",
                ".deespec/archives/2025-09-28T10-00-00_01K6F0000000000000000000AR/specs/sbi/A/spec.md",
                ".deespec/etc/agents.yaml",
                ".deespec/etc/policies/review_policy.yaml",
                ".deespec/labels/security.md",
                ".deespec/prompts/system/implement.md",
                ".deespec/templates/spec.md",
                ".deespec/var/health.json",
                ".deespec/var/metrics.json",
                ".deespec/var/review_notes.md",
                ".deespec/workflow.yaml");
        for (String file : files) {
            Folder.write(root, file, file.endsWith(".json") ? "{\"ok\": true}\r\n" : "name: " + file + "\n");
        }

        Report report = fixture.run(root);

        assertThat(told(report))
                .filteredOn(it -> !it.contains("SCHEMA_VARIANT"))
                .containsExactly("INFO ORPHAN_FILE .deespec/labels/security.md");
        for (String file : files) {
            assertThat(content(file)).as(file).isEqualTo("utf-8:" + Files.readString(root.resolve(file)));
        }
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    @Test
    void what_is_no_text_is_kept_byte_by_byte() throws IOException {
        Files.write(
                Files.createDirectories(root.resolve(".deespec/templates")).resolve("logo.png"), new byte[] {-1, 0});

        fixture.run(root);

        assertThat(content(".deespec/templates/logo.png")).isEqualTo("base64:/wA=");
    }

    @Test
    void a_changed_file_is_told_again() throws IOException {
        Folder.write(root, ".deespec/prompts/WIP.md", "# Work\n");
        fixture.run(root);
        Folder.write(root, ".deespec/prompts/WIP.md", "# Work harder\n");

        assertThat(fixture.run(root).events().appended()).isPositive();
        assertThat(content(".deespec/prompts/WIP.md")).isEqualTo("utf-8:# Work harder\n");
    }

    @Test
    void secrets_are_told_and_not_kept_locks_and_what_editors_leave_are() throws IOException {
        Folder.write(root, ".deespec/var/state.lock", "{\"pid\": 1}");
        Folder.write(root, ".deespec/var/lock", "{\"pid\": 1}");
        Folder.write(root, ".deespec/etc/prod.env", "TOKEN=hunter2");
        Folder.write(root, ".deespec/etc/auth.json", "{\"token\": \"hunter2\"}");
        Folder.write(root, ".deespec/prompts/WIP.md.swp", "half");

        Report report = fixture.run(root);

        assertThat(told(report))
                .contains(
                        "INFO FOREIGN_FILE .deespec/var/state.lock",
                        "INFO FOREIGN_FILE .deespec/var/lock",
                        "INFO SECRET_FILE .deespec/etc/prod.env",
                        "INFO SECRET_FILE .deespec/etc/auth.json",
                        "INFO FOREIGN_FILE .deespec/prompts/WIP.md.swp");
        assertThat(fixture.told().keySet())
                .containsExactly(
                        "file/.deespec/prompts/WIP.md.swp", "file/.deespec/var/lock", "file/.deespec/var/state.lock");
        assertThat(report.toJson().text()).doesNotContain("hunter2");
    }

    @Test
    void what_the_tool_could_not_read_is_told_and_kept() throws IOException {
        Folder.write(root, ".deespec/var/health.json", "{\"ts\": ");
        Folder.write(root, ".deespec/etc/workflow.yaml", "steps: [\n  {");
        Folder.write(root, ".deespec/etc/agents.yaml", "");

        assertThat(told(fixture.run(root)))
                .contains(
                        "WARN TRUNCATED_JSON .deespec/var/health.json",
                        "WARN INVALID_YAML .deespec/etc/workflow.yaml",
                        "WARN EMPTY_FILE .deespec/etc/agents.yaml");
        assertThat(content(".deespec/var/health.json")).isEqualTo("utf-8:{\"ts\": ");
        assertThat(content(".deespec/etc/agents.yaml")).isEqualTo("utf-8:");
    }

    @Test
    void a_prompt_outside_of_the_project_is_told_and_never_opened() throws IOException {
        Folder.write(root, ".deespec/etc/workflow.yaml", "steps:\n- id: plan\n  prompt_path: ../../secret.md\n");
        assertThat(told(fixture.run(root))).contains("ERROR PATH_TRAVERSAL .deespec/etc/workflow.yaml");
    }

    @Test
    void links_are_not_followed() throws IOException {
        Folder.write(root, "elsewhere/a.md", "# A\n");
        Files.createDirectories(root.resolve(".deespec/prompts"));
        Files.createSymbolicLink(root.resolve(".deespec/prompts/a.md"), root.resolve("elsewhere/a.md"));
        Files.createSymbolicLink(root.resolve(".deespec/templates"), root.resolve("elsewhere"));

        Report report = fixture.run(root);

        assertThat(told(report)).contains("ERROR SYMLINK .deespec/prompts/a.md", "ERROR SYMLINK .deespec/templates");
        assertThat(fixture.told()).isEmpty();
    }

    @Test
    void the_files_of_a_transaction_are_kept_beside_what_it_says() throws IOException {
        String folder = ".deespec/var/txn/txn_1758884400_500/";
        Folder.write(root, folder + "manifest.json", "{\"id\": \"txn_1758884400_500\", \"files\": []}\n");
        Folder.write(root, folder + "undo/var/state.json", "{}");

        assertThat(told(fixture.run(root))).contains("INFO TXN_DISCARDED " + folder.substring(0, folder.length() - 1));
        assertThat(content(folder + "manifest.json")).startsWith("utf-8:{\"id\": ");
        assertThat(content(folder + "undo/var/state.json")).isEqualTo("utf-8:{}");
    }

    @Test
    void a_ready_transaction_of_the_tool_counts_as_carried_out() throws IOException {
        String id = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1R1";
        String spec = "specs/sbi/" + id + "/spec.md";
        String folder = ".deespec/var/txn/txn_1758884400_501/";
        Folder.write(root, ".deespec/" + spec, "# Old\n");
        Folder.write(root, folder + "stage/" + spec, "# New\n");
        Folder.write(
                root,
                folder + "manifest.json",
                "{\"files\": [{\"type\": \"update\", \"destination\": \"" + spec
                        + "\", \"checksum\": \"e9a2f9aa7e5d5d7a\"}]}");
        Folder.write(root, folder + "status.intent", "{\"ready\": true}");
        assertThat(told(fixture.run(root))).contains("ERROR CHECKSUM_MISMATCH .deespec/var/txn/txn_1758884400_501");

        Folder.write(
                root,
                folder + "manifest.json",
                "{\"files\": [{\"type\": \"update\", \"destination\": \"" + spec + "\"}]}");
        assertThat(told(fixture.run(root))).contains("WARN TXN_RECOVERED .deespec/var/txn/txn_1758884400_501");
        assertThat(fixture.told().toString()).contains("# New");
    }

    @Test
    void templates_of_labels_are_kept_from_the_folders_that_the_settings_name() throws IOException {
        Folder.write(root, ".deespec/setting.json", """
                {"label_config": {"template_dirs": [".claude", "./docs/labels/", ".deespec/prompts", "../other", "/etc", "."],
                 "import": {"exclude_patterns": ["*.secret.md", "tmp/**", "["]}}}
                """);
        Folder.write(root, ".claude/backend.md", "# Rule\n");
        Folder.write(root, ".claude/team/api.md", "# Rule\n");
        Folder.write(root, ".claude/keys.secret.md", "hunter2");
        Folder.write(root, ".claude/tmp/draft.md", "# Draft\n");
        Folder.write(root, ".claude/settings.local.json", "{\"token\": \"hunter2\"}");
        Folder.write(root, "docs/labels/ui.md", "# Rule\n");
        Folder.write(root, "README.md", "# Project\n");

        Report report = fixture.run(root);

        assertThat(told(report))
                .containsExactly(
                        "INFO ORPHAN_FILE .claude/backend.md",
                        "INFO ORPHAN_FILE .claude/team/api.md",
                        "INFO ORPHAN_FILE docs/labels/ui.md");
        assertThat(content("docs/labels/ui.md")).isEqualTo("utf-8:# Rule\n");
        assertThat(fixture.told().toString()).doesNotContain("hunter2", "# Project", "# Draft");
    }

    @Test
    void each_project_has_files_of_its_own() throws IOException {
        Folder.write(root, ".deespec/prompts/WIP.md", "# Work\n");
        var source = new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK);

        assertThat(ImportFixture.streams(source, new Root(root, "shop"), LegacySource.Scope.ALL))
                .containsExactly(new StreamId("file", "shop!/.deespec/prompts/WIP.md"));
    }

    private String content(String file) {
        return fixture.events(new StreamId("file", file)).stream()
                .map(Written.class::cast)
                .reduce((_, last) -> last)
                .map(it -> it.encoding() + ":" + it.content())
                .orElse("nothing");
    }

    private static List<String> told(Report report) {
        return report.findings().stream()
                .map(it -> "%s %s %s".formatted(it.severity(), it.code(), it.file()))
                .toList();
    }
}
