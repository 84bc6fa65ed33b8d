package dev.daybook.code.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daybook.code.tree.Commits.Blob;
import dev.daybook.code.tree.Commits.Commit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.PersonIdent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source tree as it once was. */
class CommitsTest {

    private static final Instant FIRST = Instant.parse("2026-01-10T10:00:00Z");
    private static final Instant SECOND = Instant.parse("2026-02-10T10:00:00Z");

    @TempDir
    private Path root;

    @Test
    void a_commit_is_found_by_name_and_by_time_with_the_files_that_it_had() throws Exception {
        try (Git git = dev.daybook.project.discovery.Commits.begin(root)) {
            Files.createDirectories(root.resolve("src"));
            Files.writeString(root.resolve("src/a.ts"), "one");
            Files.createSymbolicLink(root.resolve("src/link"), Path.of("a.ts"));
            commit(git, "First", FIRST);
            Files.writeString(root.resolve("src/a.ts"), "two");
            Files.writeString(root.resolve("b.ts"), "b");
            commit(git, "Second", SECOND);
        }
        try (Commits all = Commits.of(root).orElseThrow();
                Commits below = Commits.of(root.resolve("src")).orElseThrow()) {
            Commit head = all.named("main").orElseThrow();
            Commit first = all.named("HEAD~1").orElseThrow();

            assertThat(head.message()).isEqualTo("Second");
            assertThat(all.named(first.id().substring(0, 10))).contains(first);
            assertThat(all.named("nothing")).isEmpty();
            assertThat(all.named("a..b^{")).isEmpty();
            assertThat(all.at(FIRST.minusSeconds(1))).isEmpty();
            assertThat(all.at(FIRST)).contains(first);
            assertThat(all.at(SECOND.minusSeconds(1))).contains(first);
            assertThat(all.at(SECOND.plusSeconds(60))).contains(head);
            assertThat(paths(all.files(first))).containsExactly("src/a.ts");
            assertThat(paths(all.files(head))).containsExactly("b.ts", "src/a.ts");
            assertThat(paths(below.files(head))).containsExactly("a.ts");
            Blob file = all.files(first).getFirst();
            assertThat(new String(all.read(file, 100).orElseThrow().bytes(), UTF_8))
                    .isEqualTo("one");
            assertThat(all.read(file, 2)).as("too large").isEmpty();
        }
    }

    @Test
    void what_was_checked_out_and_what_a_branch_follows_is_found_as_git_finds_it() throws Exception {
        try (Git git = dev.daybook.project.discovery.Commits.begin(root)) {
            Files.writeString(root.resolve("a.ts"), "1");
            commit(git, "First", FIRST);
            git.checkout().setCreateBranch(true).setName("other").call();
            Files.writeString(root.resolve("a.ts"), "2");
            commit(git, "Second", SECOND);
            git.checkout().setName("main").call();
        }
        try (Commits all = Commits.of(root).orElseThrow()) {
            Commit first = all.named("main").orElseThrow();
            Commit second = all.named("other").orElseThrow();

            assertThat(all.named("HEAD@{0}")).contains(first);
            assertThat(all.named("HEAD@{1}")).as("of all that was checked out").contains(second);
            assertThat(all.named("HEAD@{1}~1")).contains(first);
            assertThat(all.named("HEAD@{2}")).contains(first);
            assertThat(all.named("HEAD@{4}")).isEmpty();
            assertThat(all.named("HEAD@{99999999999}")).isEmpty();
            assertThat(all.named("@{1}")).as("of the branch alone").isEmpty();
            assertThat(all.named("other@{1}")).contains(first);
            assertThat(all.named("@{-1}")).contains(second);
            for (String name : List.of("@{u}", "main@{u}", "main@{upstream}", "HEAD@{upstream}", "nothing@{u}")) {
                assertThat(all.named(name)).as(name).isEmpty();
            }
        }
        try (Git git = Git.open(root.toFile())) {
            git.getRepository().getConfig().setString("branch", "main", "remote", ".");
            git.getRepository().getConfig().setString("branch", "main", "merge", "refs/heads/other");
            git.getRepository().getConfig().save();
        }
        try (Commits all = Commits.of(root).orElseThrow()) {
            for (String name : List.of("@{u}", "main@{u}", "main@{upstream}", "HEAD@{upstream}", "@{u}~0")) {
                assertThat(all.named(name)).as(name).isEqualTo(all.named("other"));
            }
        }
    }

    @Test
    void what_is_in_no_index_is_in_no_commit_either() throws Exception {
        try (Git git = dev.daybook.project.discovery.Commits.begin(root)) {
            for (String file : List.of(
                    "dist/src/a.ts", "dist/src/build/b.ts", "dist/src/lib.min.js", "dist/src/x/node_modules/c.js")) {
                Files.createDirectories(root.resolve(file).getParent());
                Files.writeString(root.resolve(file), file);
            }
            commit(git, "First", FIRST);
        }
        try (Commits all = Commits.of(root).orElseThrow();
                Commits below = Commits.of(root.resolve("dist/src")).orElseThrow()) {
            assertThat(all.files(all.named("main").orElseThrow())).isEmpty();
            assertThat(paths(below.files(below.named("main").orElseThrow()))).containsExactly("a.ts");
        }
    }

    @Test
    void what_is_checked_out_may_be_called_as_git_does() throws Exception {
        try (Git git = dev.daybook.project.discovery.Commits.begin(root)) {
            Files.writeString(root.resolve("a.ts"), "one");
            commit(git, "First", FIRST);
            Files.writeString(root.resolve("a.ts"), "two");
            commit(git, "Second", SECOND);
        }
        try (Commits commits = Commits.of(root).orElseThrow()) {
            Commit head = commits.named("HEAD").orElseThrow();

            assertThat(commits.named("@")).contains(head);
            assertThat(commits.named("@~1")).isEqualTo(commits.named("HEAD~1"));
            assertThat(commits.at(Instant.parse("2040-01-01T00:00:00Z"))).contains(head);
        }
    }

    @Test
    void what_is_no_commit_is_not_taken_for_a_history_that_cannot_be_read() throws Exception {
        try (Git git = dev.daybook.project.discovery.Commits.begin(root)) {
            Files.writeString(root.resolve("a.ts"), "one");
            commit(git, "First", FIRST);
        }
        try (Commits commits = Commits.of(root).orElseThrow()) {
            String blob = commits.files(commits.named("main").orElseThrow())
                    .getFirst()
                    .blob();

            assertThat(commits.named(blob)).isEmpty();
        }
    }

    @Test
    void a_repository_with_names_of_another_kind_is_told_as_one() throws Exception {
        try (Git git = dev.daybook.project.discovery.Commits.begin(root)) {
            git.getRepository().getConfig().setString("extensions", null, "objectFormat", "sha256");
            git.getRepository().getConfig().save();
        }

        assertThatThrownBy(() -> Commits.of(root))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("sha256");
    }

    @Test
    void a_damaged_repository_is_a_failure_of_reading_and_no_accident() throws Exception {
        try (Git git = dev.daybook.project.discovery.Commits.begin(root)) {
            Files.writeString(root.resolve("a.ts"), "one");
            commit(git, "First", FIRST);
        }
        Files.writeString(root.resolve(".git/config"), "[core");

        assertThatThrownBy(() -> Commits.of(root))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(".git/config");
    }

    @Test
    void a_folder_of_no_repository_has_no_history_and_an_empty_repository_no_commit() throws Exception {
        Path empty = Files.createDirectories(root.resolve("empty"));
        try (Git _ = dev.daybook.project.discovery.Commits.begin(empty);
                Commits commits = Commits.of(empty).orElseThrow()) {
            assertThat(commits.at(SECOND)).isEmpty();
            assertThat(commits.named("HEAD")).isEmpty();
        }
        assertThat(Commits.of(Files.createDirectories(root.resolve("none")))).isEmpty();
    }

    private static List<String> paths(List<Blob> files) {
        return files.stream().map(Blob::path).toList();
    }

    private static void commit(Git git, String message, Instant at) throws Exception {
        git.add().addFilepattern(".").call();
        var ada = new PersonIdent("Ada", "ada@example.org", at, ZoneOffset.UTC);
        git.commit()
                .setMessage(message)
                .setAuthor(ada)
                .setCommitter(ada)
                .setSign(false)
                .call();
    }
}
