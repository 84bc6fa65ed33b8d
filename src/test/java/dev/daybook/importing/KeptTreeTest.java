package dev.daybook.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Reading.Result;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.frame.FileEntity;
import dev.daybook.importing.frame.KeptFiles;
import dev.daybook.importing.frame.KeptFiles.Why;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is no record is kept with all that lies below it, as far as it is asked for. */
class KeptTreeTest {

    /** Folders in a folder that is kept are looked into so deep. */
    private static final int FOLDERS_MAX = 64;

    @TempDir
    private Path root;

    private interface Work {
        void on(KeptFiles files, Node folder, Results results);
    }

    private List<Result> results(Predicate<String> wanted, Work work) throws IOException {
        var tree = new SourceTree(root, "", Limits.DEFAULT);
        var all = new ArrayList<Result>();
        try (Reading reading = Results.reading(to -> {
            Node folder = tree.child(tree.top(), "extra").orElseThrow();
            work.on(KeptFiles.of(Root.of(root), tree, Known.NOTHING, wanted, true), folder, to);
        })) {
            reading.forEachRemaining(all::add);
        }
        return all;
    }

    private static List<String> names(List<Result> results) {
        return results.stream()
                .flatMap(result ->
                        result instanceof Reading.Found(FileEntity file) ? Stream.of(file.name()) : Stream.empty())
                .toList();
    }

    private static List<String> findings(List<Result> results) {
        return results.stream()
                .filter(Finding.class::isInstance)
                .map(result -> (Finding) result)
                .map(finding -> finding.code() + " " + finding.file())
                .toList();
    }

    @Test
    void folders_are_kept_as_deep_as_trees_of_tools_are_and_what_lies_deeper_is_told() throws IOException {
        String deepest = "extra" + "/d".repeat(FOLDERS_MAX);
        Folder.write(root, deepest + "/last.txt", "kept\n");
        Files.createDirectories(root.resolve(deepest + "/d"));
        Folder.write(root, deepest + "/d/beyond.txt", "too deep\n");

        List<Result> results = results(_ -> true, (files, folder, to) -> files.keep(folder, Why.TOOL, to));

        assertThat(names(results)).containsExactly(deepest + "/last.txt");
        assertThat(findings(results)).containsExactly("RESOURCE_LIMIT " + deepest + "/d");
    }

    @Test
    void a_folder_in_which_there_is_nothing_is_kept_and_told_where_it_is_not_of_the_tool() throws IOException {
        Files.createDirectories(root.resolve("extra/empty"));
        Folder.write(root, "extra/notes.txt", "mine\n");

        List<Result> ofTool = results(_ -> true, (files, folder, to) -> files.keep(folder, Why.TOOL, to));
        List<Result> foreign = results(_ -> true, (files, folder, to) -> files.keep(folder, Why.FOREIGN, to));

        assertThat(names(ofTool)).containsExactly("extra/empty", "extra/notes.txt");
        assertThat(names(foreign)).containsExactly("extra/empty", "extra/notes.txt");
        assertThat(findings(ofTool)).isEmpty();
        assertThat(findings(foreign)).containsExactly("FOREIGN_FILE extra/empty", "FOREIGN_FILE extra/notes.txt");
    }

    @Test
    void only_what_is_asked_for_is_kept() throws IOException {
        Folder.write(root, "extra/a/one.txt", "1\n");
        Folder.write(root, "extra/b/two.txt", "2\n");

        List<Result> results = results(
                file -> !file.startsWith("extra/b"), (files, folder, to) -> files.keep(folder, Why.FOREIGN, to));

        assertThat(names(results)).containsExactly("extra/a/one.txt");
        assertThat(findings(results)).containsExactly("FOREIGN_FILE extra/a/one.txt");
    }

    @Test
    void the_files_of_a_folder_that_is_not_imported_are_kept_and_shown_as_rejected_for_one_reason() throws IOException {
        Folder.write(root, "extra/sub/one.txt", "1\n");
        Folder.write(root, "extra/two.txt", "2\n");
        Finding because = Finding.error("extra", "", "ILLEGAL_ID", "is no id");

        List<Result> results = results(_ -> true, (files, folder, to) -> files.quarantine(folder, because, to));

        assertThat(findings(results)).containsExactly("ILLEGAL_ID extra");
        assertThat(names(results)).containsExactly("extra/sub/one.txt", "extra/two.txt");
        assertThat(results)
                .filteredOn(Reading.Kept.class::isInstance)
                .map(result -> (Reading.Kept) result)
                .satisfiesExactly(
                        kept -> {
                            assertThat(kept.file()).isEqualTo("extra/sub/one.txt");
                            assertThat(kept.because()).isEqualTo(because);
                            assertThat(kept.raw()).asString().isEqualTo("1\n");
                        },
                        kept -> {
                            assertThat(kept.file()).isEqualTo("extra/two.txt");
                            assertThat(kept.raw()).asString().isEqualTo("2\n");
                        });
    }

    @Test
    void locks_are_kept_and_told_also_beside_files_of_the_tool_and_secrets_stay_where_they_are() throws IOException {
        Folder.write(root, "extra/own.json", "{}\n");
        Folder.write(root, "extra/own.json.lock", "4711\n");
        Folder.write(root, "extra/.env", "TOKEN=x\n");

        List<Result> results = results(_ -> true, (files, folder, to) -> files.keep(folder, Why.TOOL, to));

        assertThat(names(results))
                .contains("extra/own.json", "extra/own.json.lock")
                .doesNotContain("extra/.env");
        assertThat(findings(results)).contains("FOREIGN_FILE extra/own.json.lock");
    }
}
