package dev.daybook.project;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Command;
import dev.daybook.journal.Selection;
import dev.daybook.operation.None;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Progress;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What may be asked of directories that people work in.
 *
 * @param machine whose directories are counted
 */
record DirectoryOperations(Machine machine) {

    private static final Path PROCESSES = Path.of("/proc");

    /** A process that stays for days counts once in an hour, however often somebody looks. */
    private static final Duration COUNTED_EVERY = Duration.ofHours(1);

    private record Listed(
            @Says(value = "how many at most; 0 is all", label = "N", max = 100_000, standard = "1000")
            int limit,

            @Says(value = "only those with this text in their path", label = "TEXT", min = 1, max = 1_000)
            Optional<String> search,

            @Says(
                    value = "those first whose name is most like this one",
                    label = "NAME",
                    min = 1,
                    max = 200,
                    like = "engine")
            Optional<String> similar,

            @Says("made-up ones in place of those that are known, to show how scores come about")
            boolean demo) {}

    private record Which(
            @Says(value = "which directory", min = 1, max = ProjectPath.CHARS_MAX, like = "/home/ada/code")
            String path) {}

    private record Pinned(
            Which which,

            @Says(value = "whether it is listed first", standard = "true")
            boolean pinned) {}

    /** A directory as it is listed. */
    private record Row(String path, long score, long frequency, Optional<Instant> lastSeen, boolean pinned) {}

    /**
     * What was counted.
     *
     * @param directories how many are worked in now
     * @param used how many of them were counted once more
     */
    private record Counted(int directories, int used) {}

    List<Operations<Ground>> all() {
        return List.of(
                new Operations<>(
                        "", ProjectOperations.TAG, "", List.of(listing("dirs", "listDirectories"), refreshing())),
                new Operations<>(
                        "dir",
                        ProjectOperations.TAG,
                        "Directories that people work in.",
                        List.of(using(), pinning(), forgetting())));
    }

    static Operation<?, Ground> listing(String name, String id) {
        return Operation.<Listed, Ground>reads(name, id, "GET /directories", Listed.class)
                .says("The directories that are worked in: pinned ones first, then by how often and how lately.")
                .from(ProjectEvent.CATEGORY)
                .columns("path", "score", "used=frequency", "seen=lastSeen", "pinned")
                .csv("path", "score", "frequency", "lastSeen", "pinned")
                .called(commandForm -> commandForm
                        .procedure()
                        .withoutJournal("demo")
                        .layout("default", DirectoryOperations::paths)
                        .layout("simple", DirectoryOperations::paths)
                        .layout("fzf", DirectoryOperations::paths)
                        .ifNone("no directories: daybook dirs --refresh counts those that are worked in now", "search"))
                .lists("Directory", Row.class, (listed, call, ground) -> list(listed, call.now(), ground));
    }

    /** @param now what they are ordered by, too: a moment later a score may be less, and its place another */
    private static Outcome list(Listed it, Instant now, Ground ground) {
        return Outcome.shown(Map.of(
                "items",
                (it.demo() ? demo(now) : some(it, now, ground))
                        .limit(most(it))
                        .map(dir -> new Row(dir.path(), dir.score(now), dir.frequency(), dir.lastSeen(), dir.pinned()))
                        .toList()));
    }

    private static int most(Listed it) {
        return it.limit() == 0 ? Integer.MAX_VALUE : it.limit();
    }

    private static Stream<DirectoryView> demo(Instant now) {
        return Stream.of(200, 50, 5)
                .flatMap(frequency -> Stream.of(0, 1, 24, 7 * 24, 30 * 24, 180 * 24)
                        .map(hours -> new DirectoryView(
                                "/used/%d/times/%dh/ago".formatted(frequency, hours),
                                frequency,
                                Optional.of(now.minus(Duration.ofHours(hours))),
                                false,
                                now,
                                0,
                                0)));
    }

    private static Stream<DirectoryView> some(Listed it, Instant now, Ground ground) {
        Stream<DirectoryView> all = ProjectOperations.queries(ground).directories(now, Integer.MAX_VALUE).stream()
                .filter(dir -> it.search()
                        .filter(text -> !dir.path().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)))
                        .isEmpty());
        return it.similar()
                .map(name -> Similarity.most(name, all, DirectoryView::path, most(it)).stream())
                .orElse(all);
    }

    private static Stream<String> paths(List<JsonNode> rows) {
        return rows.stream().map(row -> row.path("path").asText());
    }

    private Operation<?, Ground> refreshing() {
        return Operation.<None, Ground>writes("", "refreshDirectories", "POST /directories/refresh", None.class)
                .says("Counts the directories below the home that processes work in now, each at most once in an hour.")
                .revision(Revision.NONE)
                .answers("DirectoryRefresh", Counted.class, (_, call, ground) -> {
                    ground.await(ProjectEvent.CATEGORY, Selection.category(DirectoryEvent.CATEGORY));
                    Set<String> now = workedIn();
                    List<Command> used = now.stream()
                            .filter(path -> ProjectOperations.queries(ground)
                                    .directory(path)
                                    .flatMap(DirectoryView::lastSeen)
                                    .filter(last -> Duration.between(last, call.now())
                                                    .abs()
                                                    .compareTo(COUNTED_EVERY)
                                            < 0)
                                    .isEmpty())
                            .<Command>map(path -> new DirectoryCommand.Use(path, call.now()))
                            .toList();
                    new Batched(call, ground).write(used, Progress.UNHEARD, 0);
                    return ProjectOperations.shown(new Counted(now.size(), used.size()), ground);
                });
    }

    /** Other users' processes, and those that end meanwhile, tell nothing. */
    private Set<String> workedIn() {
        var found = new TreeSet<String>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            processes.forEach(process -> folder(process)
                    .filter(path -> path.startsWith(machine.home()) && Files.isDirectory(path))
                    .ifPresent(path -> found.add(path.toString())));
        } catch (IOException _) {
            return found; // a system that does not show processes so
        }
        return found;
    }

    private static Optional<Path> folder(Path process) {
        try {
            return Optional.of(Files.readSymbolicLink(process.resolve("cwd")));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static Operation<?, Ground> using() {
        return Operation.<Which, Ground>writes("dir use", "useDirectory", "POST /directories/{path}/use", Which.class)
                .says("Counts a directory once more, as a shell may do at each change of it.")
                .revision(Revision.NONE)
                .called(commandForm -> commandForm.words("path").folder("path").begins())
                .answers("Written", (which, call, _) -> call.done(new DirectoryCommand.Use(normal(which), call.now())));
    }

    private static Operation<?, Ground> pinning() {
        return Operation.<Pinned, Ground>writes(
                        "dir pin", "pinDirectory", "PUT /directories/{path}/pinned", Pinned.class)
                .says("Lists a directory first whatever its score is, or no longer so.")
                .revision(Revision.NONE)
                .called(commandForm -> commandForm.words("path").folder("path").begins())
                .answers(
                        "Written",
                        (pinned, call, _) ->
                                call.done(new DirectoryCommand.Pin(normal(pinned.which()), pinned.pinned())));
    }

    private static Operation<?, Ground> forgetting() {
        return Operation.<Which, Ground>destroys(
                        "dir forget", "forgetDirectory", "DELETE /directories/{path}", Which.class)
                .says("Lists a directory no more until it is used again.")
                .revision(Revision.NONE)
                .called(commandForm -> commandForm.words("path").folder("path"))
                .answers("Written", (which, call, _) -> call.done(new DirectoryCommand.Forget(normal(which))));
    }

    private static String normal(Which it) {
        return ProjectPath.normal(it.path());
    }
}
