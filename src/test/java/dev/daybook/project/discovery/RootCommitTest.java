package dev.daybook.project.discovery;

import static dev.daybook.project.discovery.Commits.begin;
import static dev.daybook.project.discovery.Commits.commit;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RootCommitTest {

    @TempDir
    Path temporary;

    private Path repository;

    @BeforeEach
    void aPlace() throws IOException {
        repository = temporary.toRealPath().resolve("code/a");
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_pipe_is_not_waited_for() throws Exception {
        for (String name : List.of("refs/heads/main", "packed-refs", "objects/info/alternates")) {
            Path at = Files.createTempDirectory(temporary, "a");
            try (Git git = Commits.begin(at)) {
                Commits.commit(git, "begin");
            }
            Path pipe = at.resolve(".git").resolve(name);
            Files.deleteIfExists(pipe);
            assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                    .isZero();

            assertThat(RootCommits.of(at.resolve(".git"), Optional.empty()))
                    .as(name)
                    .isEmpty();
        }
    }

    @Test
    void a_repository_is_known_by_the_commit_that_its_main_line_began_with() throws Exception {
        try (Git git = begin(repository)) {
            RevCommit first = commit(git, "first");
            commit(git, "second");
            git.checkout().setOrphan(true).setName("pages").call();
            RevCommit page = commit(git, "another beginning");
            git.checkout().setName("main").call();
            git.merge().include(page).call();

            assertThat(found().rootCommit()).contains(first.name());
        }
    }

    @Test
    void a_copy_and_a_clone_have_the_same_one() throws Exception {
        Path clone = repository.resolveSibling("b");
        try (Git git = begin(repository)) {
            commit(git, "first");
            commit(git, "second");
        }
        Git.cloneRepository()
                .setURI(repository.toUri().toString())
                .setDirectory(clone.toFile())
                .call()
                .close();

        assertThat(discovered().stream()
                        .map(it -> it.rootCommit().orElseThrow())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void without_the_beginning_of_its_history_there_is_none() throws Exception {
        try (Git git = begin(repository)) {
            assertThat(found().rootCommit()).isEmpty();
            RevCommit first = commit(git, "first");
            assertThat(found().rootCommit()).contains(first.name());
            Files.writeString(repository.resolve(".git/shallow"), first.name() + "\n");
            assertThat(found().rootCommit()).isEmpty();
            Files.delete(repository.resolve(".git/shallow"));
            Files.delete(repository.resolve(".git/objects/" + first.name().substring(0, 2) + "/"
                    + first.name().substring(2)));
            assertThat(found().rootCommit()).isEmpty();
        }
    }

    @Test
    void nothing_is_written_to_look() throws Exception {
        try (Git git = begin(repository)) {
            commit(git, "first");
        }
        List<String> before = all();

        assertThat(found().rootCommit()).isPresent();

        assertThat(all()).isEqualTo(before);
        assertThat(temporary.resolve("code"))
                .isDirectoryNotContaining(it -> it.getFileName().toString().startsWith("."));
    }

    private Checkout found() throws InterruptedException {
        return discovered().getFirst();
    }

    private List<Checkout> discovered() throws InterruptedException {
        return Discovery.discover(
                        Roots.of(List.of(repository.resolveSibling(".").toString()), temporary),
                        Excludes.NONE,
                        Discovery.Listener.NONE)
                .repositories();
    }

    private List<String> all() throws IOException {
        try (Stream<Path> files = Files.walk(temporary)) {
            return files.map(it -> it + " " + it.toFile().lastModified())
                    .sorted()
                    .toList();
        }
    }
}
