package dev.daybook.code;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.code.CodeFacts.Seen;
import dev.daybook.code.tree.SourceTree;
import dev.daybook.domain.Rejected;
import dev.daybook.operation.Call;
import dev.daybook.operation.Ending;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Part;
import dev.daybook.operation.Progress;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import dev.daybook.text.IoReasons;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Source trees are indexed, watched, and looked at as they were. */
final class IndexOperations {

    private static final String ANOTHER_HOME = "daybook.home";

    /** Which tree, and what of it. */
    private record Tree(
            @Says(value = MeantTree.ROOT, min = 1, max = 4_096, like = "/home/mika/shop")
            Optional<String> root,

            @Says(value = MeantTree.INSIDE, min = 1, max = 4_096, like = "/home/mika/shop/src")
            Optional<String> inside,

            @Says(
                    value = "what to call it (default: as it is called in the index, else as its folder)",
                    label = "NAME",
                    min = 1,
                    max = 64,
                    like = "shop")
            Optional<String> project,

            @Says(
                    value = "only files of this language",
                    label = "LANGUAGE",
                    words = {"go", "java", "javascript", "python", "typescript", "text"},
                    most = 20,
                    like = "java")
            List<String> language,

            @Says(
                    value = "leave out what matches this pattern, as in .gitignore, too",
                    label = "PATTERN",
                    min = 1,
                    max = 1_000,
                    most = 100,
                    like = "vendor/")
            List<String> exclude,

            @Says(value = "leave larger files out", label = "BYTES", min = 1, max = 1L << 30, standard = "10485760")
            long maxSize,

            @Says(value = "leave deeper folders out", label = "FOLDERS", min = 1, max = 1_000, standard = "64")
            int maxDepth) {

        IndexRequest request(Call call, Ground ground, boolean force, boolean prune) {
            MeantTree tree = MeantTree.of(root, inside, call, ground);
            var excludes = new ArrayList<>(SourceTree.USUAL_EXCLUDES);
            excludes.addAll(exclude);
            return new IndexRequest(
                    tree.root(),
                    IndexRequest.project(tree.root(), project.or(tree::known)),
                    new SourceTree.Limits(maxSize, maxDepth, excludes),
                    language,
                    force,
                    prune);
        }
    }

    private record Indexed(
            Tree tree,

            @Says("parse all files anew, also those that have not changed")
            boolean force,

            @Says("take files that are not there for gone, even if most are not")
            boolean prune) {}

    private record Watched(
            Tree tree,

            @Says(
                    value = "for how long; 0 until it is cancelled",
                    label = "SECONDS",
                    min = 0,
                    max = 31_536_000,
                    standard = "0")
            long seconds,

            @Says("take files that are not there for gone, even if most are not")
            boolean prune) {}

    private record At(
            @Says(
                    value = "a commit, branch or tag, or a time: a day, a moment, or how long ago",
                    label = "COMMIT|TIME",
                    min = 1,
                    max = 200,
                    like = "HEAD~1")
            String at,

            @Says(value = MeantTree.ROOT, min = 1, max = 4_096, like = "/home/mika/shop")
            Optional<String> root,

            @Says(value = MeantTree.INSIDE, min = 1, max = 4_096, like = "/home/mika/shop/src")
            Optional<String> inside,

            @Says(
                    value = WantedPaths.SAYS,
                    label = "PATTERN",
                    min = 1,
                    max = WantedPaths.CHARS_MAX,
                    most = WantedPaths.MOST,
                    pattern = WantedPaths.LINE,
                    want = WantedPaths.WANT,
                    like = "src/**/*.java")
            List<String> path,

            @Says(value = "only definitions with this in their name", label = "TEXT", min = 1, max = 200)
            Optional<String> name,

            @Says(value = "how many at most", label = "N", min = 1, max = 10_000, standard = "200")
            int rows) {}

    private IndexOperations() {}

    static List<Operation<?, Ground>> all() {
        return List.of(
                Operation.<Indexed, Ground>works("code index", "indexCode", "POST /code/index", Indexed.class)
                        .says(
                                "Brings the index of a source tree up to date.",
                                "What git ignores, what tools make, binary and generated files are left out. What has not changed is not read again; a run that was ended goes on where it stopped.",
                                "A file that no parser can read is listed, and tried again when it has changed.")
                        .takesLong()
                        .also(404, 409, 422, 503)
                        .called(commandForm -> commandForm
                                .words("root")
                                .folderOrInside("root", "inside")
                                .begins()
                                .shows(Part.line(IndexOperations::said), Part.rows("/findings", "", "path", "message"))
                                .notes(IndexOperations::notes)
                                .ends(IndexOperations::ending))
                        .answers("CodeIndexed", IndexReport.class, IndexOperations::index),
                Operation.<Watched, Ground>works("code watch", "watchCode", "POST /code/watch", Watched.class)
                        .says(
                                "Brings the index of a source tree up to date, and again whenever a file of it changes.",
                                "Changes are taken together: 300 ms after the last one, one second after the first, or a hundred at once.",
                                "Where the system gives no notices of all folders it says so, and looks every 5 seconds.")
                        .takesLong()
                        .also(404, 409, 422, 503)
                        .called(commandForm -> commandForm
                                .words("root")
                                .folderOrInside("root", "inside")
                                .begins())
                        .answers("CodeWatched", Indexing.Watched.class, IndexOperations::watch),
                Operation.<At, Ground>works("code at", "getCodeAt", "POST /code/at", At.class)
                        .says(
                                "What a source tree defined in a commit, or at a time: its files are read from git's own storage.",
                                "Nothing is recorded. The same bytes are parsed once: what came of them is kept below the data directory, up to 256 MB.")
                        .takesLong()
                        .also(404, 409, 422, 503)
                        .called(commandForm -> commandForm
                                .words("at", "root")
                                .folderOrInside("root", "inside")
                                .begins()
                                .shows(
                                        Part.line(IndexOperations::saidAt),
                                        Part.rows(
                                                "/definitions",
                                                "it defines nothing of that kind",
                                                "path",
                                                "line",
                                                "kind",
                                                "name",
                                                "signature"),
                                        Part.rows("/findings", "", "path", "message"))
                                .notes(IndexOperations::unread)
                                .ends(IndexOperations::ending))
                        .answers("CodeAt", AtCommit.class, IndexOperations::at));
    }

    private static String said(JsonNode answer) {
        String name = answer.path("project").asText();
        long files = answer.path("files").asLong();
        long ms = answer.path("durationMs").asLong();
        if (files == 0 && !answer.path("changed").asBoolean()) {
            return "%s: there is no file to index in %s"
                    .formatted(name, answer.path("root").asText());
        }
        if (!answer.path("changed").asBoolean()) {
            return "no changes: %s is as indexed (%d files, %d ms)".formatted(name, files, ms);
        }
        return "%s: %d new or changed, %d renamed, %d removed, %d unchanged (%d files, %d ms)"
                .formatted(
                        name,
                        answer.path("indexed").asLong(),
                        answer.path("renamed").asLong(),
                        answer.path("removed").asLong(),
                        answer.path("unchanged").asLong(),
                        files,
                        ms);
    }

    private static List<String> notes(JsonNode answer) {
        var notes = new ArrayList<String>();
        JsonNode skipped = answer.path("skipped");
        var left = new ArrayList<String>();
        skipped.properties().forEach(part -> {
            if (part.getValue().asLong() > 0) {
                left.add("%d %s".formatted(part.getValue().asLong(), words(part.getKey())));
            }
        });
        if (!left.isEmpty()) {
            notes.add("left out: " + String.join(", ", left));
        }
        answer.path("encodings").forEach(encoding -> notes.add(encoded(encoding)));
        notes.addAll(unread(answer));
        return notes;
    }

    private static List<String> unread(JsonNode answer) {
        long more = answer.path("moreFindings").asLong();
        return more == 0 ? List.of() : List.of("%d more were not read as a whole".formatted(more));
    }

    private static Ending ending(JsonNode answer) {
        return answer.path("findings").isEmpty() ? Ending.WELL : Ending.FINDINGS;
    }

    private static String encoded(JsonNode encoding) {
        long others = encoding.path("files").asLong() - 1;
        return "%s %s %s%s"
                .formatted(
                        encoding.path("path").asText()
                                + (others == 0 ? "" : " and %d %s".formatted(others, others == 1 ? "other" : "others")),
                        others == 0 ? "was" : "were",
                        encoding.path("assumed").asBoolean() ? "taken for " : "read as ",
                        encoding.path("encoding").asText());
    }

    private static String words(String name) {
        return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }

    private static String saidAt(JsonNode answer) {
        long more = answer.path("more").asLong();
        return "commit %s of %s: %s (%d files%s)"
                .formatted(
                        answer.path("commit").asText(),
                        answer.path("committedAt").asText(),
                        answer.path("message").asText(),
                        answer.path("files").asLong(),
                        more > 0 ? ", %d more definitions: --rows shows them".formatted(more) : "");
    }

    private static Outcome index(Indexed it, Call call, Ground ground) {
        IndexRequest request = it.tree().request(call, ground, it.force(), it.prune());
        return new Outcome.Work(
                request.project(),
                progress -> interruptibly(
                        () -> Indexing.of(ground).index(request, tree(request), seen(call, ground), progress)));
    }

    private static Outcome watch(Watched it, Call call, Ground ground) {
        IndexRequest request = it.tree().request(call, ground, false, it.prune());
        return new Outcome.Work(
                request.project(),
                progress -> interruptibly(() -> Indexing.of(ground)
                        .watch(request, tree(request), it.seconds(), () -> seen(call, ground), progress)));
    }

    private static Outcome at(At it, Call call, Ground ground) {
        Path root = MeantTree.of(it.root(), it.inside(), call, ground).root();
        var wanted = new AtCommit.Wanted(it.at(), WantedPaths.of("path", it.path()), it.name(), it.rows());
        return new Outcome.Work(
                it.at(),
                (Progress progress) -> interruptibly(() -> AtCommit.of(
                        root,
                        wanted,
                        call.now(),
                        SourceTree.Limits.USUAL.fileBytesMax(),
                        Indexing.of(ground),
                        progress)));
    }

    private static Seen seen(Call call, Ground ground) {
        return new Seen(call.actor(), call.newId(), ground.clock().instant());
    }

    private static SourceTree tree(IndexRequest request) {
        try {
            return new SourceTree(request.root(), request.limits(), environment());
        } catch (IOException e) {
            throw Rejected.conflict("%s cannot be read: %s", request.root(), IoReasons.of(e));
        }
    }

    /** Where git looks for the user's own rules. */
    private static Map<String, String> environment() {
        String home = System.getProperty(ANOTHER_HOME, "");
        return home.isEmpty() ? System.getenv() : Map.of("HOME", home);
    }

    private interface Interruptible<T> {
        T run() throws InterruptedException;
    }

    private static <T> T interruptibly(Interruptible<T> work) {
        try {
            return work.run();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw Rejected.conflict("indexing was interrupted; what it has written stays: ask again");
        }
    }
}
