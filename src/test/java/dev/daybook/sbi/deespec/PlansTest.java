package dev.daybook.sbi.deespec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.domain.Event;
import dev.daybook.domain.file.FileEvent.Framed;
import dev.daybook.importing.Folder;
import dev.daybook.importing.Limits;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Report;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.PlanEvent;
import dev.daybook.sbi.PlanEvent.ApprovalRecorded;
import dev.daybook.sbi.PlanEvent.Attached;
import dev.daybook.sbi.PlanEvent.Claimed;
import dev.daybook.sbi.PlanEvent.Registered;
import dev.daybook.sbi.PlanEvent.Retitled;
import dev.daybook.sbi.PlanEvent.Rewritten;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the folders of PBIs tell. */
final class PlansTest {

    private static final String ID = "01K7X000000000000000000PB1";
    private static final StreamId STREAM = new StreamId("plan", ID);
    private static final String FOLDER = ".deespec/specs/pbi/" + ID + "/";
    private static final String APPROVAL = FOLDER + "approval.yaml";

    @TempDir
    Path root;

    private ImportFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new ImportFixture(new DeespecSource(Limits.DEFAULT, ZoneOffset.UTC, ImportFixture.CLOCK));
        Folder.write(root, FOLDER + "pbi.md", "# Accounts\n\nWhy.\n");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void a_plan_has_the_title_of_its_first_heading_and_the_whole_text_as_body() {
        Report report = fixture.run(root);

        assertThat(report.findings()).isEmpty();
        assertThat(report.entities()).containsEntry("pbis", 1L);
        assertThat(events(Registered.class)).singleElement().satisfies(it -> {
            assertThat(it.kind()).isEqualTo(PlanEvent.Kind.PBI);
            assertThat(it.title()).isEqualTo("Accounts");
            assertThat(it.body()).contains("# Accounts\n\nWhy.\n");
            assertThat(it.status()).isEqualTo("pending");
        });
    }

    @Test
    void what_two_projects_say_of_one_plan_is_told_once_by_each() throws IOException {
        Path one = root.resolve("one");
        Path two = root.resolve("two");
        Folder.write(one, FOLDER + "pbi.md", "# Accounts\n");
        Folder.write(two, FOLDER + "pbi.md", "# Members\n");
        fixture.run(one);
        assertThat(fixture.run(two).events().appended()).isPositive();

        assertThat(fixture.run(one).events().appended()).isZero();
        assertThat(fixture.run(two).events().appended()).isZero();
        assertThat(events(Retitled.class)).extracting(Retitled::title).containsExactly("Members");
    }

    @Test
    void drafts_reports_and_other_files_are_attached_by_their_path_below_the_plan() throws IOException {
        Folder.write(root, FOLDER + "sbi_1.md", "# Draft\n");
        Folder.write(root, FOLDER + "report.md", "| 1 |\n");
        Files.write(
                Files.createDirectories(root.resolve(FOLDER + "images")).resolve("a.png"), new byte[] {(byte) 0x89, 0});

        fixture.run(root);

        assertThat(events(Attached.class))
                .extracting(Attached::name, Attached::encoding, Attached::content)
                .containsExactly(
                        tuple("images/a.png", "base64", "iQA="),
                        tuple("report.md", "utf-8", "| 1 |\n"),
                        tuple("sbi_1.md", "utf-8", "# Draft\n"));
    }

    @Test
    void each_approval_is_recorded_with_who_decided_and_why() throws IOException {
        Folder.write(root, FOLDER + "sbi_1.md", "# Draft\n");
        Folder.write(root, APPROVAL, """
                sbis:
                - file: sbi_1.md
                  status: approved
                  reviewed_by: koi
                  reviewed_at: 2025-10-16T11:00:00+09:00
                - file: sbi_2.md
                  status: rejected
                  rejection_reason: twice
                - file: sbi_1b.md
                  status: parked
                  notes: later
                """);

        Report report = fixture.run(root);

        assertThat(report.entities()).containsEntry("approvals", 3L);
        assertThat(told(report))
                .containsExactlyInAnyOrder(
                        "WARN UNKNOWN_ENUM sbis[2].status",
                        "WARN DANGLING_REF sbi_2.md",
                        "WARN DANGLING_REF sbi_1b.md");
        assertThat(events(ApprovalRecorded.class))
                .containsExactly(
                        new ApprovalRecorded(
                                ID,
                                "sbi_1.md",
                                "approved",
                                Optional.empty(),
                                Optional.of("koi"),
                                Optional.of(Instant.parse("2025-10-16T02:00:00Z")),
                                Optional.empty(),
                                Optional.empty()),
                        new ApprovalRecorded(
                                ID,
                                "sbi_2.md",
                                "rejected",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("twice"),
                                Optional.empty()),
                        new ApprovalRecorded(
                                ID,
                                "sbi_1b.md",
                                "pending",
                                Optional.of("parked"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("later")));
        assertThat(events(Claimed.class)).singleElement().satisfies(it -> {
            assertThat(it.file()).isEqualTo(APPROVAL);
            assertThat(it.style().verbatim())
                    .hasValueSatisfying(text -> assertThat(text).startsWith("sbis:\n- file:"));
        });
    }

    @Test
    void approvals_that_no_parser_reads_are_kept_raw_and_the_plan_is_imported() throws IOException {
        Folder.write(root, APPROVAL, "sbis: [\n  {");

        Report report = fixture.run(root);

        assertThat(told(report)).hasSize(1).first().asString().startsWith("ERROR INVALID_YAML");
        assertThat(report.records().flawed()).isEqualTo(1);
        assertThat(events(Registered.class)).hasSize(1);
        assertThat(events(Attached.class)).extracting(Attached::name).containsExactly("approval.yaml");
    }

    @Test
    void contradictions_and_odd_values_of_approvals_are_told() throws IOException {
        Folder.write(root, FOLDER + "sbi_1.md", "# Draft\n");
        Folder.write(root, APPROVAL, """
                pbi_id: OTHER
                total_sbis: 4
                mood: good
                sbis:
                - file: sbi_1.md
                  status: approved
                - file: sbi_1.md
                  status: rejected
                - status: approved
                - 7
                - file: ../../x.md
                """);

        assertThat(told(fixture.run(root)))
                .containsExactlyInAnyOrder(
                        "INFO UNKNOWN_FIELD mood",
                        "WARN ID_MISMATCH pbi_id",
                        "WARN CONFLICT sbis[1]",
                        "WARN MISSING_FIELD sbis[2].file",
                        "WARN WRONG_TYPE sbis[3]",
                        "WARN SUSPECT_PATH sbis[4].file",
                        "WARN DANGLING_REF ../../x.md",
                        "WARN INCONSISTENT_STATE total_sbis");
        assertThat(events(ApprovalRecorded.class))
                .extracting(ApprovalRecorded::status)
                .containsExactly("rejected", "pending");
    }

    @Test
    void a_plan_without_description_is_called_by_its_id() throws IOException {
        Files.move(root.resolve(FOLDER + "pbi.md"), root.resolve(FOLDER + "report.md"));

        assertThat(told(fixture.run(root))).containsExactly("WARN MISSING_FILE ");
        assertThat(events(Registered.class)).extracting(Registered::title).containsExactly(ID);
    }

    @Test
    void bytes_that_are_no_utf_8_are_kept_beside_what_is_shown() throws IOException {
        Files.write(root.resolve(FOLDER + "pbi.md"), new byte[] {'#', ' ', 'A', (byte) 0xFF});

        fixture.run(root);

        assertThat(events(Registered.class)).extracting(Registered::title).containsExactly("A\uFFFD");
        assertThat(fixture.events(new StreamId("file", FOLDER + "pbi.md")))
                .singleElement()
                .isInstanceOfSatisfying(
                        Framed.class,
                        it -> assertThat(it.frame().text())
                                .isEqualTo("{\"form\":\"bytes\",\"encoding\":\"base64\",\"content\":\"IyBB/w==\"}"));
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    @Test
    void odd_names_are_told_and_impossible_ones_kept_raw() throws IOException {
        Folder.write(root, ".deespec/specs/pbi/PBI-001/pbi.md", "");
        Folder.write(root, ".deespec/specs/pbi/a plan/pbi.md", "# No\n");
        Folder.write(root, ".deespec/specs/pbi/README.md", "# No\n");
        Files.createDirectories(root.resolve(".deespec/specs/pbi/PBI-002"));
        Folder.write(root, FOLDER + "prod.env", "PASSWORD=hunter2\n");
        Folder.write(root, FOLDER + "pbi.md.tmp", "half");

        Report report = fixture.run(root);

        assertThat(report.findings())
                .extracting(it -> "%s %s %s".formatted(it.severity(), it.code(), it.file()))
                .containsExactlyInAnyOrder(
                        "INFO SECRET_FILE " + FOLDER + "prod.env",
                        "INFO FOREIGN_FILE " + FOLDER + "pbi.md.tmp",
                        "INFO FOREIGN_NAME .deespec/specs/pbi/PBI-001",
                        "WARN EMPTY_FILE .deespec/specs/pbi/PBI-001/pbi.md",
                        "INFO FOREIGN_NAME .deespec/specs/pbi/PBI-002",
                        "INFO EMPTY_FILE .deespec/specs/pbi/PBI-002",
                        "INFO FOREIGN_FILE .deespec/specs/pbi/README.md",
                        "ERROR ILLEGAL_ID .deespec/specs/pbi/a plan");
        assertThat(fixture.told().toString()).doesNotContain("hunter2");
        assertThat(report.entities()).containsEntry("pbis", 2L);
    }

    @Test
    void a_second_run_brings_nothing_and_a_changed_file_only_its_change() throws IOException {
        Folder.write(root, APPROVAL, "sbis:\n- file: sbi_1.md\n  status: pending\n");
        fixture.run(root);
        assertThat(fixture.run(root).events().appended()).isZero();

        Folder.write(root, FOLDER + "pbi.md", "# Members\n");
        Folder.write(root, APPROVAL, "sbis:\n- file: sbi_1.md\n  status: approved\n");
        List<Event> before = fixture.events(STREAM);
        fixture.run(root);

        assertThat(fixture.events(STREAM).stream().skip(before.size()).map(Object::getClass))
                .containsExactlyInAnyOrder(Retitled.class, Rewritten.class, ApprovalRecorded.class, Claimed.class);
    }

    @Test
    void the_parent_of_a_task_is_what_its_specification_ends_with() throws IOException {
        String task = "01K7X3M9Q2W4E6R8T0Y1A5S7D9";
        Folder.write(
                root,
                ".deespec/specs/sbi/" + task + "/spec.md",
                "# Item\n\n---\n\nParent PBI: " + ID + "\nSequence: 1\nLabels: a, b\n");

        fixture.run(root);

        assertThat(fixture.events(new StreamId("sbi", task)).getFirst())
                .isInstanceOfSatisfying(dev.daybook.sbi.SbiEvent.Registered.class, it -> {
                    assertThat(it.parent()).contains(ID);
                    assertThat(it.labels()).containsExactly("a", "b");
                });
    }

    private <E extends PlanEvent> List<E> events(Class<E> type) {
        return fixture.events(STREAM).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static List<String> told(Report report) {
        return report.findings().stream()
                .map(it -> "%s %s %s".formatted(it.severity(), it.code(), it.where()))
                .toList();
    }
}
