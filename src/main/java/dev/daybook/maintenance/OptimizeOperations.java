package dev.daybook.maintenance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.journal.JournalUnavailable;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Part;
import dev.daybook.operation.Progress;
import dev.daybook.operation.Role;
import dev.daybook.projection.ReadModels;
import dev.daybook.projection.ReadModels.Optimized;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import dev.daybook.upkeep.Installation;
import dev.daybook.upkeep.SpaceUse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;

/** What is stored made quicker to ask and smaller, while all goes on. */
final class OptimizeOperations {

    private record Wanted(
            @Says("remove the generation before each read model, too: there is no way back to it then")
            boolean previous,

            @Says("say what would be done, and do nothing") boolean dryRun) {}

    /** A file, and what was done to it. */
    private record Done(String what, long beforeBytes, long afterBytes, String done) {}

    private record OptimizeAnswer(boolean dryRun, long beforeBytes, long afterBytes, List<Done> items) {}

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "service",
            "Quicker and smaller.",
            List.of(Operation.<Wanted, Ground>works("optimize", "optimize", "POST /optimize", Wanted.class)
                    .says(
                            "Makes what is stored quicker to ask and smaller, while all goes on.",
                            "Merges full-text indexes, has SQLite look at its indexes, folds logs into their files, and builds"
                                    + " read models anew that are mostly empty. Facts are never touched.")
                    .wants(Role.ADMIN)
                    .takesLong()
                    .also(409)
                    .called(commandForm -> commandForm.shows(
                            Part.line(OptimizeOperations::total),
                            new Part.Rows(
                                    "/items",
                                    "",
                                    Integer.MAX_VALUE,
                                    List.of(
                                            Column.of("what"),
                                            new Column("before", row -> text(row, "beforeBytes")),
                                            new Column("after", row -> text(row, "afterBytes")),
                                            Column.of("done")))))
                    .answers("Optimized", OptimizeAnswer.class, OptimizeOperations::optimize)));

    private static Outcome optimize(Wanted it, Call call, Ground ground) {
        return new Outcome.Work("", progress -> optimized(it, ground, progress));
    }

    private static OptimizeAnswer optimized(Wanted it, Ground ground, Progress progress) {
        ReadModels models = ground.readModels();
        List<String> names = models.names();
        var done = new ArrayList<Done>();
        done.add(journal(it, ground));
        for (String name : names) {
            int now = done.size();
            Optimized optimized = models.optimize(
                    name,
                    it.previous(),
                    it.dryRun(),
                    what -> progress.at(now, names.size() + 1L, "%s: %s".formatted(name, what)));
            done.add(new Done(
                    "read model " + name,
                    optimized.beforeBytes(),
                    optimized.afterBytes(),
                    told(
                            it,
                            optimized.isRebuilt()
                                    ? "built anew, as more than half of it was empty"
                                    : "merged and looked at")));
        }
        return new OptimizeAnswer(
                it.dryRun(),
                done.stream().mapToLong(Done::beforeBytes).sum(),
                done.stream().mapToLong(Done::afterBytes).sum(),
                done);
    }

    private static Done journal(Wanted it, Ground ground) {
        OptionalLong elsewhere = ground.journal().sizeBytes();
        if (elsewhere.isPresent()) {
            long sizeBytes = elsewhere.getAsLong();
            return new Done(
                    "journal", sizeBytes, sizeBytes, "left to its database, which looks after its tables itself");
        }
        Path file = ground.service(Installation.class).journal();
        long before = sizeBytes(file);
        if (!it.dryRun()) {
            try {
                ground.journal().foldLog().join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof JournalUnavailable why ? why : e;
            }
        }
        return new Done(
                "journal",
                before,
                it.dryRun() ? before : sizeBytes(file),
                it.dryRun() ? "its log would be folded into the file" : "its log folded into the file");
    }

    private static String told(Wanted it, String what) {
        return it.dryRun() ? "would be " + what : what;
    }

    /** Of the file and its log. */
    private static long sizeBytes(Path file) {
        Path log = file.resolveSibling(file.getFileName() + "-wal");
        try {
            return (Files.exists(file) ? Files.size(file) : 0) + (Files.exists(log) ? Files.size(log) : 0);
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be looked at: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static String text(JsonNode row, String member) {
        return SpaceUse.text(row.path(member).asLong());
    }

    private static String total(JsonNode answer) {
        return "%s%s before, %s after"
                .formatted(
                        answer.path("dryRun").asBoolean() ? "dry run, nothing is changed: " : "",
                        text(answer, "beforeBytes"),
                        text(answer, "afterBytes"));
    }

    private OptimizeOperations() {}
}
