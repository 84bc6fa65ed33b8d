package dev.daybook.http;

import dev.daybook.importing.Comparison;
import dev.daybook.importing.Report.Difference;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Progress;
import dev.daybook.projection.ReadModels;
import dev.daybook.projection.TablesFailed;
import dev.daybook.query.Consistency;
import dev.daybook.query.ConsistencyQueries;
import dev.daybook.upkeep.StoreVerification;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The proof that all is as it was written, makes sense, and is what the files say. */
final class VerifyRoutes {

    private final StoreVerification everything;
    private final StoreVerification journalOnly;
    private final ConsistencyQueries consistency;
    private final Comparison comparison;
    private final ReadModels readModels;
    private final LongAnswers slow;
    private final AllowedPaths paths;

    VerifyRoutes(
            StoreVerification everything,
            StoreVerification journalOnly,
            ConsistencyQueries consistency,
            Comparison comparison,
            ReadModels readModels,
            LongAnswers slow,
            AllowedPaths paths) {
        this.everything = everything;
        this.journalOnly = journalOnly;
        this.consistency = consistency;
        this.comparison = comparison;
        this.readModels = readModels;
        this.slow = slow;
        this.paths = paths;
    }

    /** What a verification found, and where. */
    private record Finding(String where, Optional<Long> position, String message) {}

    void mount(Routes on) {
        on.post("/verify", this::verify);
    }

    private Answer verify(Request request) {
        boolean all = request.flag("projections");
        boolean checkAll = request.flag("checkAll");
        List<Path> against = request.query().getAll("against").stream()
                .map(it -> paths.of(request, "/against", it, "folder"))
                .toList();
        long startedNs = System.nanoTime();
        return slow.answer(request, new Outcome.Work("", progress -> {
            Map<String, Object> view = verified(all, checkAll, against, progress);
            view.put("durationMs", (System.nanoTime() - startedNs) / 1_000_000);
            return view;
        }));
    }

    private Map<String, Object> verified(boolean all, boolean checkAll, List<Path> against, Progress progress) {
        List<String> checks = new ArrayList<>(List.of("chain", "payloads", "large values", "files"));
        StoreVerification.Report report = proven(all, progress);
        List<Finding> findings = new ArrayList<>();
        report.findings()
                .forEach(it -> findings.add(
                        new Finding(it.where(), it.position().map(position -> position.value()), it.what())));
        if (all) {
            checks.add("read models");
        }
        Map<String, Object> view = new LinkedHashMap<>();
        if (!against.isEmpty()) {
            checks.add("files of " + against.size() + (against.size() == 1 ? " tree" : " trees"));
            unlessDamaged(findings, () -> {
                List<Comparison.Result> results = against.stream()
                        .map(it -> comparison.run(it, at -> progress.at(at.done(), at.total(), it.toString())))
                        .toList();
                results.forEach(it -> findings.addAll(differences(it)));
                view.put("against", results.stream().map(VerifyRoutes::view).toList());
            });
        }
        if (checkAll) {
            checks.add("consistency");
            unlessDamaged(findings, () -> view.put("consistency", view(consistency.look())));
        }
        view.put("ok", findings.isEmpty());
        view.put("head", report.entries());
        view.put("checks", checks);
        view.put("findings", findings);
        return view;
    }

    /** How far it is, is told of all that is read: the journal, and its replay once more for each read model. */
    private StoreVerification.Report proven(boolean all, Progress progress) {
        long head = readModels.position().value();
        List<String> names = readModels.names();
        long total = all ? head * (1 + names.size()) : head;
        return (all ? everything : journalOnly)
                .run(at -> progress.at(at.value(), Math.max(total, at.value()), "journal"), at -> {
                    String name = at.projections().getFirst();
                    long done = head * (1 + names.indexOf(name)) + at.done();
                    progress.at(done, Math.max(total, done), name);
                });
    }

    /** A read model that cannot be read is a finding, not the end of all others. */
    private static void unlessDamaged(List<Finding> findings, Runnable check) {
        try {
            check.run();
        } catch (TablesFailed e) {
            findings.add(new Finding(
                    "read models",
                    Optional.empty(),
                    "cannot be read (%s), so this was not compared; daybook rebuild makes them anew from the journal"
                            .formatted(e.getMessage())));
        }
    }

    /** The first difference says which it is; all of them stand with their tree. */
    private static List<Finding> differences(Comparison.Result it) {
        return it.isEqual()
                ? List.of()
                : List.of(new Finding(
                        it.root().toString(),
                        Optional.empty(),
                        it.verified().different().stream()
                                .findFirst()
                                .map(first -> "%s%s is %s in the files, %s in the read model (%d of %d fields differ)"
                                        .formatted(
                                                first.entity(),
                                                first.field().isEmpty() ? "" : " " + first.field(),
                                                quoted(first.files()),
                                                quoted(first.posted()),
                                                it.verified().compared()
                                                        - it.verified().equal(),
                                                it.verified().compared()))
                                .orElse("differs from the read model")));
    }

    private static String quoted(Optional<String> value) {
        return value.map(it -> "'" + it + "'").orElse("absent");
    }

    private static Map<String, Object> view(Comparison.Result it) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("path", it.root().toString());
        view.put("kind", it.kind());
        view.put("compared", it.verified().compared());
        view.put("equal", it.verified().equal());
        view.put(
                "different",
                it.verified().different().stream().map(VerifyRoutes::view).toList());
        return view;
    }

    private static Map<String, Object> view(Difference it) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("entity", it.entity());
        view.put("field", it.field());
        it.files().ifPresent(value -> view.put("files", value));
        it.posted().ifPresent(value -> view.put("posted", value));
        return view;
    }

    private static Map<String, Object> view(Consistency it) {
        return Map.of(
                "found",
                it.found(),
                "items",
                it.items().stream()
                        .map(item -> Map.of(
                                "check",
                                item.check(),
                                "entity",
                                item.entity(),
                                "legitimate",
                                item.legitimate(),
                                "message",
                                item.message()))
                        .toList());
    }
}
