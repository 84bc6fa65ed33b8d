package dev.daybook.project.discovery;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.daybook.Unprivileged;
import dev.daybook.project.discovery.Checkout.Kind;
import dev.daybook.project.discovery.Discovered.Presence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DiscoveryTest {

    /** What was seen after all that happened to the folders. */
    private static final Instant UNCHANGED = Instant.MAX;

    @TempDir
    Path temporary;

    private Path home;
    private Tree tree;

    @BeforeEach
    void aHome() throws IOException {
        home = Files.createDirectories(temporary.toRealPath().resolve("ada"));
        tree = new Tree(home);
    }

    @Test
    void repositories_are_found_wherever_they_lie_also_in_others() throws Exception {
        tree.repository("code/a");
        tree.repository("code/a/parts/b");
        tree.repository("code/deep/er/c");
        tree.folder("code/none");

        assertThat(paths(discover("~/code"))).containsExactly("code/a", "code/a/parts/b", "code/deep/er/c");
    }

    @Test
    void a_git_file_is_a_worktree_or_a_submodule() throws Exception {
        Path main = tree.repository("code/main", "origin", "git@example.org:ada/main.git");
        tree.worktree("code/side", main, "side");
        tree.submodule("code/main/lib", "../.git/modules/lib");

        Discovered found = discover("~/code");

        assertThat(found.flaws()).isEmpty();
        assertThat(found.repositories())
                .extracting(it -> home.relativize(it.path()).toString(), Checkout::kind, Checkout::branch)
                .containsExactly(
                        tuple("code/main", Kind.MAIN, Optional.of("main")),
                        tuple("code/main/lib", Kind.SUBMODULE, Optional.of("main")),
                        tuple("code/side", Kind.WORKTREE, Optional.of("side")));
        assertThat(found.repositories().get(2).remotes()).containsEntry("origin", "git@example.org:ada/main.git");
    }

    @Test
    void its_remotes_are_read_as_git_does() throws Exception {
        Path repository = tree.repository("code/a");
        Files.writeString(repository.resolve(".git/config"), """
                [core]
                \tbare = false ; [remote "no"]
                [remote "fork"]
                \turl = "https://example.org/ada/a b.git" # mine
                [Remote "origin"]
                  pushurl = git@example.org:push/a.git
                  URL = git@example.org:team/\\
                a.git
                  url = git@example.org:mirror/a.git
                [remote "pushed"]
                \tpushurl = git@example.org:x/y.git
                """);

        Checkout found = discover("~/code").repositories().getFirst();

        assertThat(found.remotes())
                .isEqualTo(Map.of("fork", "https://example.org/ada/a b.git", "origin", "git@example.org:team/a.git"));
        assertThat(found.remotes().sequencedKeySet()).containsExactly("fork", "origin");
    }

    @Test
    void what_is_no_branch_is_none() throws Exception {
        Path detached = tree.repository("code/detached");
        Files.writeString(detached.resolve(".git/HEAD"), "0123456789012345678901234567890123456789\n");
        Path old = tree.repository("code/old");
        Files.delete(old.resolve(".git/HEAD"));
        Files.createSymbolicLink(old.resolve(".git/HEAD"), Path.of("refs/heads/trunk"));
        tree.folder("code/torn/.git");

        Discovered found = discover("~/code");

        assertThat(found.repositories().stream().map(Checkout::branch))
                .containsExactly(Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(found.flaws()).isEmpty();
    }

    @Test
    void an_old_head_that_is_a_link_names_the_branch() throws Exception {
        Path old = tree.repository("code/old");
        Files.createDirectories(old.resolve(".git/refs/heads"));
        Files.writeString(old.resolve(".git/refs/heads/trunk"), "0123456789012345678901234567890123456789\n");
        Files.delete(old.resolve(".git/HEAD"));
        Files.createSymbolicLink(old.resolve(".git/HEAD"), Path.of("refs/heads/trunk"));

        assertThat(discover("~/code").repositories().getFirst().branch()).contains("trunk");
    }

    @Test
    void links_are_not_followed_but_a_root_may_be_one() throws Exception {
        Tree drive = new Tree(temporary.toRealPath().resolve("drive"));
        drive.repository("a");
        drive.link("ring/back", drive.root());
        tree.link("projects", drive.root());
        tree.folder("code");
        tree.link("code/elsewhere", drive.root());

        assertThat(paths(discover("~/code", "~/projects"))).containsExactly("projects/a");
    }

    @Test
    void a_git_that_is_a_link_makes_a_repository() throws Exception {
        Path a = tree.repository("code/a");
        tree.link("code/b/.git", a.resolve(".git"));

        assertThat(paths(discover("~/code"))).containsExactly("code/a", "code/b");
    }

    @Test
    void of_a_folder_with_two_names_the_one_without_links_counts() throws Exception {
        tree.repository("code/a");
        tree.link("a-link", home.resolve("code"));
        tree.link("z-link", home.resolve("code"));

        assertThat(paths(discover("~/a-link", "~/code", "~/z-link"))).containsExactly("code/a");
        assertThat(paths(discover("~/z-link", "~/a-link"))).containsExactly("a-link/a");
        assertThat(paths(discover("~/a-link", "~/code/a", "~"))).containsExactly("code/a");
    }

    @Test
    void excluded_folders_are_not_looked_into() throws Exception {
        tree.repository("code/a");
        tree.repository("code/a/node_modules/b");
        tree.repository("code/old/2019/c");
        tree.repository("code/old-ones/d");

        var excludes = Excludes.of(List.of("node_modules", "~/code/old"), home);

        assertThat(paths(Discovery.discover(roots("~/code"), excludes, Discovery.Listener.NONE)))
                .containsExactly("code/a", "code/old-ones/d");
    }

    @Test
    void what_cannot_be_read_is_told_and_the_rest_is_found() throws Exception {
        tree.repository("code/a");
        tree.linked("code/b", "/nowhere/at/all");
        Files.writeString(tree.folder("code/c").resolve(".git"), "what?");
        Path d = tree.repository("code/d");
        Files.writeString(d.resolve(".git/config"), "[remote \"origin\nurl");
        Path far = tree.folder("code/far" + ("/" + "x".repeat(200)).repeat(10));
        tree.repository("code/far-part/" + ("y".repeat(200) + "/").repeat(11));
        Files.move(home.resolve("code/far-part"), far.resolve("part")); // longer than a path may be

        Discovered found = discover("~/code");
        Files.move(far.resolve("part"), home.resolve("code/far-part")); // so that it can be deleted

        assertThat(paths(found)).containsExactly("code/a");
        assertThat(found.flaws()).hasSize(4);
        assertThat(found.flaws().get(0).path()).isEqualTo(home.resolve("code/b/.git"));
        assertThat(found.flaws().get(0).message()).isEqualTo("its repository is not there: /nowhere/at/all");
        assertThat(found.flaws().get(1).message()).contains("want 'gitdir: PATH'");
        assertThat(found.flaws().get(2).message()).contains("its configuration cannot be read");
        assertThat(found.presence(found.flaws().get(3).path().resolve("gone"), UNCHANGED))
                .isEqualTo(Presence.UNKNOWN);
    }

    @Test
    void a_folder_that_may_not_be_read_says_what_helps() throws Exception {
        Path locked = tree.folder("code/locked");
        tree.repository("code/locked/a");
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
        Assumptions.assumeFalse(Files.isReadable(locked), "the user may read everything");
        try {
            Discovered found = discover("~/code");

            assertThat(found.flaws())
                    .singleElement()
                    .satisfies(it -> assertThat(it.message())
                            .isEqualTo("it may not be read: chmod u+rX '%s' lets its owner".formatted(locked)));
            assertThat(found.presence(locked.resolve("a"), UNCHANGED)).isEqualTo(Presence.UNKNOWN);
        } finally {
            Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void a_repository_that_may_not_be_read_is_not_gone() throws Exception {
        for (String permissions : List.of("---------", "r--r--r--")) {
            Path locked = tree.repository("code/" + permissions);
            Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString(permissions));
            try {
                assertThat(Unprivileged.run(Looking.class, home.toString(), locked.toString()))
                        .containsExactly(Presence.UNKNOWN.name());
            } finally {
                Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwx------"));
            }
        }
    }

    /** The other process. */
    static final class Looking {
        public static void main(String[] args) throws InterruptedException {
            Roots roots = Roots.of(List.of("~/code"), Path.of(args[0]));
            System.out.println(Discovery.discover(roots, Excludes.NONE, Discovery.Listener.NONE)
                    .presence(Path.of(args[1]), UNCHANGED));
        }

        private Looking() {}
    }

    @Test
    void what_a_link_to_nowhere_stands_for_is_not_gone() throws Exception {
        tree.repository("code/a");
        tree.link("code/b/.git", home.resolve("drive/b.git"));
        tree.link("code/c", home.resolve("drive/c"));
        Path ring = home.resolve("code/d/.git");
        tree.link("code/d/.git", ring);
        Files.writeString(home.resolve("code/file"), "");

        Discovered found = discover("~/code");

        assertThat(Stream.of("b", "c", "c/below", "d").map(it -> found.presence(home.resolve("code/" + it), UNCHANGED)))
                .containsOnly(Presence.UNKNOWN);
        assertThat(found.presence(home.resolve("code/file"), UNCHANGED)).isEqualTo(Presence.GONE);
        assertThat(found.presence(home.resolve("code/file/below"), UNCHANGED)).isEqualTo(Presence.GONE);
    }

    @Test
    void what_was_in_a_folder_that_is_empty_now_is_not_gone() throws Exception {
        tree.repository("code/a");
        tree.folder("code/mounted");
        tree.folder("drive");

        Discovered found = discover("~/code", "~/drive");

        assertThat(Stream.of("code/mounted", "code/mounted/x", "drive/x", "drive/x/y")
                        .map(it -> found.presence(home.resolve(it), UNCHANGED)))
                .containsOnly(Presence.UNKNOWN);
        assertThat(found.presence(home.resolve("code/x"), UNCHANGED)).isEqualTo(Presence.GONE);
    }

    @Test
    void what_was_taken_away_from_a_folder_that_is_empty_since_is_gone() throws Exception {
        tree.repository("code/a");
        Path group = tree.folder("code/group");
        Instant seen = Instant.now();
        Files.setLastModifiedTime(group, FileTime.from(seen.plusSeconds(1)));
        Assumptions.assumeFalse(
                Files.readAttributes(group, BasicFileAttributes.class)
                        .creationTime()
                        .toInstant()
                        .isAfter(seen),
                "this file system does not tell when a folder was made");

        Discovered found = discover("~/code");

        assertThat(found.presence(group.resolve("x"), seen)).isEqualTo(Presence.GONE);
        assertThat(found.presence(group, seen)).as("a drive may belong there").isEqualTo(Presence.UNKNOWN);
        assertThat(found.presence(group.resolve("x"), seen.minusSeconds(3_600)))
                .as("another folder of that name")
                .isEqualTo(Presence.UNKNOWN);
        assertThat(found.presence(group.resolve("x"), seen.plusSeconds(3_600)))
                .as("seen since, on a drive")
                .isEqualTo(Presence.UNKNOWN);
    }

    @Test
    void a_pattern_means_a_folder_also_by_the_name_that_links_give_it() throws Exception {
        tree.repository("there/code/a");
        tree.repository("there/code/old");
        tree.link("ada[x]", home.resolve("there"));
        Path linked = home.resolve("ada[x]");
        Roots roots = Roots.of(List.of("~/code"), linked);

        for (String pattern : List.of("~/code/old", linked.getParent() + "/*/code/old", home + "/there/code/o*")) {
            assertThat(paths(Discovery.discover(roots, Excludes.of(List.of(pattern), linked), Discovery.Listener.NONE)))
                    .as(pattern)
                    .containsExactly("ada[x]/code/a");
        }
    }

    @Test
    void its_remotes_are_those_of_the_files_it_includes_and_by_their_short_forms() throws Exception {
        Path repository = tree.repository("code/a");
        Files.writeString(repository.resolve(".git/more"), "[remote \"more\"]\n\turl = gh:ada/more\n");
        Files.writeString(repository.resolve(".git/config"), """
                \uFEFF[include]
                \tpath = more
                \tpath = missing
                \tpath = ~/.gitconfig
                [url "https://github.com/"]
                \tinsteadOf = gh:
                \tinsteadOf = github:
                [url "https://git.example.org/ada-"]
                \tinsteadOf = gh:ada/
                [url "git@github.com:"]
                \tpushInsteadOf = https://
                [remote "origin"]
                \turl = gh:bob/a
                [remote "plain"]
                \turl = https://example.org/gh:x
                """);

        assertThat(discover("~/code").repositories())
                .singleElement()
                .extracting(Checkout::remotes)
                .isEqualTo(Map.of(
                        "more", "https://git.example.org/ada-more",
                        "origin", "https://github.com/bob/a",
                        "plain", "https://example.org/gh:x"));
    }

    @Test
    void a_submodule_lies_in_what_git_keeps_of_another_or_is_named_by_it() throws Exception {
        tree.repository("modules/a");
        tree.linked("code/apart", home.resolve("modules/a/.git").toString());
        Path main = tree.repository("code/main");
        tree.repository("code/main/named");
        tree.repository("code/main/not");
        Files.writeString(main.resolve(".gitmodules"), "[submodule \"n\"]\n\tpath = named\n\turl = ../n\n");

        assertThat(discover("~/code").repositories())
                .extracting(it -> home.relativize(it.path()).toString(), Checkout::kind)
                .containsExactly(
                        tuple("code/apart", Kind.MAIN),
                        tuple("code/main", Kind.MAIN),
                        tuple("code/main/named", Kind.SUBMODULE),
                        tuple("code/main/not", Kind.MAIN));
    }

    @Test
    void what_lies_behind_a_link_on_a_drive_that_is_missing_is_not_gone() throws Exception {
        Tree drive = new Tree(temporary.toRealPath().resolve("drive"));
        drive.folder("lost+found");
        tree.link("code", drive.root());
        var found = new Discovered(List.of(), List.of(), roots("~/code"), List.of(drive.root()), 0);

        assertThat(found.presence(home.resolve("code/x"), UNCHANGED)).isEqualTo(Presence.UNKNOWN);
        assertThat(found.presence(home.resolve("x"), UNCHANGED)).isEqualTo(Presence.GONE);
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void what_is_a_pipe_is_not_waited_for() throws Exception {
        tree.repository("code/a");
        Path side = tree.worktree("code/side", tree.repository("code/main"), "side");
        var pipes = List.of(
                tree.folder("code/b").resolve(".git"),
                tree.repository("code/c").resolve(".git/config"),
                tree.repository("code/d").resolve(".git/HEAD"),
                home.resolve("code/main/.git/worktrees/side/commondir"));
        for (Path pipe : pipes) {
            Files.deleteIfExists(pipe);
            assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                    .isZero();
        }

        Discovered found = discover("~/code");

        assertThat(paths(found)).containsExactly("code/a", "code/main");
        assertThat(found.flaws())
                .extracting(Discovered.Flaw::message)
                .containsExactlyElementsOf(
                        pipes.stream().map(it -> it + " is no regular file").toList());
        assertThat(found.presence(side, UNCHANGED)).isEqualTo(Presence.THERE);
    }

    @Test
    void a_root_that_nobody_knows_where_is_absent() throws Exception {
        Discovered found = discover("src", "~somebody/code", "");

        assertThat(found.roots().there()).isEmpty();
        assertThat(found.roots().absent()).containsExactly(Path.of(""), Path.of("src"), Path.of("~somebody/code"));
    }

    @Test
    void what_was_on_a_root_that_is_not_there_is_not_gone() throws Exception {
        tree.repository("code/a");
        Path elsewhere = tree.repository("other/b");

        Discovered found = discover("~/code", "~/drive");

        assertThat(found.roots().absent()).containsExactly(home.resolve("drive"));
        assertThat(found.presence(home.resolve("drive/x"), UNCHANGED)).isEqualTo(Presence.UNKNOWN);
        assertThat(found.presence(home.resolve("code/x"), UNCHANGED)).isEqualTo(Presence.GONE);
        assertThat(found.presence(home.resolve("code/x/y"), UNCHANGED)).isEqualTo(Presence.GONE);
        assertThat(found.presence(elsewhere, UNCHANGED)).isEqualTo(Presence.THERE);
        assertThat(found.presence(home.resolve("other/x"), UNCHANGED)).isEqualTo(Presence.GONE);
        assertThat(found.presence(home.resolve("far/away/x"), UNCHANGED)).isEqualTo(Presence.UNKNOWN);
    }

    @Test
    void a_drive_of_the_table_that_is_not_mounted_is_missing() throws Exception {
        Path wanted = Files.writeString(
                home.resolve("fstab"),
                "# drives\nUUID=1 / ext4 defaults 0 1\nUUID=2 /media/my\\040drive ext4\n\nswap none swap\n");
        Path mounted = Files.writeString(home.resolve("mounts"), "/dev/sda1 / ext4 rw 0 0\nproc /proc proc rw 0 0\n");

        assertThat(Mounts.missing(wanted, mounted)).containsExactly(Path.of("/media/my drive"));
        assertThat(Mounts.missing(wanted, home.resolve("none"))).isEmpty();
        assertThat(Mounts.missing(home.resolve("none"), mounted)).isEmpty();
        assertThat(new Discovered(List.of(), List.of(), roots("~"), List.of(home.resolve("usb")), 0)
                        .presence(home.resolve("usb/a"), UNCHANGED))
                .isEqualTo(Presence.UNKNOWN);
    }

    @Test
    void usual_folders_of_a_home_are_roots() throws Exception {
        for (String name : List.of("projects", "projects-old", "work-acme", "code", "music")) {
            tree.folder(name);
        }
        Files.writeString(home.resolve("projects-list"), "");

        assertThat(Roots.usual(home))
                .containsExactly(Stream.of("code", "projects", "projects-old", "work-acme")
                        .map(it -> home.resolve(it).toString())
                        .toArray(String[]::new));
        assertThat(Roots.usual(home.resolve("none"))).isEmpty();
    }

    @Test
    void a_walk_tells_how_far_it_is() throws Exception {
        tree.repository("code/a");
        tree.repository("code/b");
        var told = new ArrayList<List<Long>>();

        Discovery.discover(
                roots("~/code"),
                Excludes.NONE,
                (folders, repositories, flaws) -> told.add(List.of(folders, repositories, flaws)));

        assertThat(told.getLast()).containsExactly(3L, 2L, 0L);
        assertThat(paths(discover())).isEmpty();
    }

    @Test
    void thousands_of_repositories_are_found_each_once() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            tree.repository("code/g%d/r%d".formatted(i % 20, i), "origin", "git@example.org:ada/r%d.git".formatted(i));
        }

        Discovered found = discover("~/code", "~/code/g7", "~");

        assertThat(found.repositories())
                .hasSize(1_000)
                .allMatch(it -> it.remotes().containsKey("origin"));
        assertThat(found.folders()).isEqualTo(1 + 1 + 20 + 1_000);
    }

    static Stream<Long> seeds() {
        return IntStream.range(0, 40).mapToObj(it -> 1_000L + it);
    }

    /** Trees of folders, repositories, links to anywhere in them, worktrees and torn files; roots anywhere, also links. */
    @ParameterizedTest
    @MethodSource("seeds")
    void two_walks_over_the_same_roots_in_any_order_agree(long seed) throws Exception {
        var random = new Random(seed);
        var folders = new ArrayList<Path>(List.of(home));
        var made = new TreeSet<Path>();
        for (int i = 0; i < 60; i++) {
            Path in = folders.get(random.nextInt(folders.size()));
            String name = home.relativize(in.resolve("n" + i)).toString();
            switch (random.nextInt(6)) {
                case 0 -> made.add(tree.repository(name));
                case 1 -> tree.link(name, folders.get(random.nextInt(folders.size())));
                case 2 -> tree.linked(name, "/nowhere");
                default -> folders.add(tree.folder(name));
            }
        }
        var roots = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            roots.add(folders.get(random.nextInt(folders.size())).toString());
        }
        try (Stream<Path> all = Files.list(home)) {
            all.filter(Files::isSymbolicLink).forEach(it -> roots.add(it.toString()));
        }
        roots.add(home.resolve("absent").toString());

        Discovered one = discover(roots.toArray(String[]::new));
        Collections.shuffle(roots, random);
        Discovered other = discover(roots.toArray(String[]::new));

        assertThat(other).isEqualTo(one);
        Set<Path> below =
                Roots.of(roots, home).there().stream().map(Roots.Root::real).collect(toSet());
        assertThat(one.repositories().stream().map(it -> real(it.path())))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(made.stream()
                        .filter(it -> below.stream().anyMatch(it::startsWith))
                        .toList());
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Roots roots(String... names) {
        return Roots.of(List.of(names), home);
    }

    private Discovered discover(String... names) throws InterruptedException {
        return Discovery.discover(roots(names), Excludes.NONE, Discovery.Listener.NONE);
    }

    private List<String> paths(Discovered found) {
        return found.repositories().stream()
                .map(it -> home.relativize(it.path()).toString())
                .toList();
    }
}
