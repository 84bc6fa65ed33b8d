package dev.daybook.maintenance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.importing.run.Comparison;
import dev.daybook.importing.run.Report.Difference;
import dev.daybook.journal.Link;
import dev.daybook.operation.Call;
import dev.daybook.operation.Column;
import dev.daybook.operation.Ending;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.operation.Part;
import dev.daybook.operation.Progress;
import dev.daybook.projection.RowsMissing;
import dev.daybook.projection.TablesFailed;
import dev.daybook.query.Consistency;
import dev.daybook.query.ConsistencyQueries;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import dev.daybook.upkeep.HeadCheck;
import dev.daybook.upkeep.SignedHead;
import dev.daybook.upkeep.StoreVerification;
import dev.daybook.upkeep.Throttle;
import dev.daybook.upkeep.VerificationMemory;
import dev.daybook.upkeep.VerificationState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The proof that all is as it was written, makes sense, and is what the files say. */
final class VerifyOperations {

    private record Asked(
            @Says(value = "whether the read models are compared with a replay, too", standard = "true")
            boolean projections,

            @Says("look for orphans, duplicate turns, and tasks that are DONE without SUCCEEDED, too")
            boolean checkAll,

            @Says(
                    value = "compare every field of the files there with the read model, too; nothing is taken over",
                    label = "PATH",
                    min = 1,
                    max = 4_096,
                    most = 100,
                    like = "/home/mika/project")
            List<String> against,

            @Says(
                    value = "a signed head that was kept elsewhere: whether the journal still has all up to there",
                    label = "FILE",
                    min = 1,
                    max = SignedHead.CHARS_MAX,
                    like = "daybook-head 1 …")
            Optional<String> head,

            @Says("prove only what came since it was proven last; files and read models are left out")
            boolean sinceLast,

            @Says(
                    value = "MiB of the journal that are read a second at most (default: as fast as it goes)",
                    min = 1,
                    max = 100_000)
            Optional<Integer> rate) {}

    /** What was found, as the contract has it. */
    private record Verified(
            Optional<List<Tree>> against,
            Optional<Consistency> consistency,
            boolean ok,
            @Says("how many entries were proven") long head,

            @Says("the position behind which they were; 0 is all of the journal")
            long after,

            List<String> checks,
            List<Finding> findings,
            long durationMs) {}

    /** Something that is not as it should be. */
    private record Finding(String where, Optional<Long> position, String message) {}

    /** How the files of a tree compare with the read model. */
    private record Tree(String path, String kind, long compared, long equal, List<Difference> different) {

        static Tree of(Comparison.Result it) {
            return new Tree(
                    it.root().toString(),
                    it.kind(),
                    it.verified().compared(),
                    it.verified().equal(),
                    it.verified().different());
        }
    }

    static final Operations<Ground> ALL = new Operations<>(
            "",
            "history",
            "The proof.",
            List.of(Operation.<Asked, Ground>reads("verify", "verify", "POST /verify", Asked.class)
                    .says(
                            "Proves the journal (chain, positions, contents), the files, and that the read models are"
                                    + " what a replay would make.",
                            "Names the first thing that does not fit; exit code 4 then.",
                            "What only contradicts itself is told, with exit code 2.")
                    .inQuery("projections", "checkAll", "against", "head", "sinceLast", "rate")
                    .repeated("against")
                    .takesLong()
                    .also(404, 409, 422)
                    .called(commandForm -> commandForm
                            .flag("projections", "--journal-only", "false", "leave the read models out")
                            .folder("against")
                            .file("head")
                            .salvages()
                            .shows(
                                    Part.line(VerifyOperations::sound),
                                    Part.rows("/findings", "", "where", "position", "message"),
                                    Part.line(VerifyOperations::compared),
                                    Part.rows(
                                            "/consistency/items",
                                            "nothing contradicts itself",
                                            "check",
                                            "entity",
                                            "legitimate",
                                            "message"))
                            .notes(VerifyOperations::advice)
                            .endsUnlessForgiven(answer -> !answer.path("ok").asBoolean()
                                    ? Ending.UNPROVEN
                                    : answer.at("/consistency/found").asLong() > 0 ? Ending.FINDINGS : Ending.WELL))
                    .answers("Verified", VerifyOperations::verify)));

    private static Outcome verify(Asked it, Call call, Ground ground) {
        List<Path> trees = it.against().stream()
                .map(path -> call.path("against", path, "folder"))
                .toList();
        Optional<SignedHead> head = it.head().map(SignedHead::parse);
        return new Outcome.Work("", progress -> verified(it, trees, head, ground, progress));
    }

    /** What of the journal need not be read again; where it is not proven any more all of it is. */
    private static Link after(Asked it, Ground ground) {
        return it.sinceLast() ? ground.service(VerificationMemory.class).state().proven() : Link.START;
    }

    private static Verified verified(
            Asked it, List<Path> trees, Optional<SignedHead> head, Ground ground, Progress progress) {
        long startedNs = System.nanoTime();
        List<String> checks = new ArrayList<>(List.of("chain", "payloads", "large values"));
        Link after = after(it, ground);
        StoreVerification.Report report = proven(it, after, ground, progress);
        if (!it.sinceLast()) {
            checks.add("files");
        }
        List<Finding> findings = new ArrayList<>();
        report.findings()
                .forEach(each -> findings.add(
                        new Finding(each.where(), each.position().map(position -> position.value()), each.what())));
        if (it.projections() && !it.sinceLast()) {
            checks.add("read models");
        }
        head.ifPresent(signed -> {
            checks.add("signed head of position %s".formatted(signed.link().position()));
            HeadCheck.wrong(signed, ground.journal())
                    .ifPresent(what -> findings.add(new Finding(
                            "journal.db", Optional.of(signed.link().position().value()), what)));
        });
        List<Tree> against = new ArrayList<>();
        if (!trees.isEmpty()) {
            checks.add("files of " + trees.size() + (trees.size() == 1 ? " tree" : " trees"));
            unlessDamaged(
                    findings,
                    () -> trees.forEach(tree -> {
                        Comparison.Result result = ground.service(Comparison.class)
                                .run(tree, at -> progress.at(at.done(), at.total(), tree.toString()));
                        difference(result).ifPresent(findings::add);
                        against.add(Tree.of(result));
                    }));
        }
        List<Consistency> consistency = new ArrayList<>(1);
        if (it.checkAll()) {
            checks.add("consistency");
            unlessDamaged(
                    findings,
                    () -> consistency.add(
                            ground.service(ConsistencyQueries.class).look()));
        }
        return new Verified(
                against.isEmpty() ? Optional.empty() : Optional.of(against),
                consistency.stream().findFirst(),
                findings.isEmpty(),
                report.entries(),
                after.position().value(),
                checks,
                findings,
                (System.nanoTime() - startedNs) / 1_000_000);
    }

    /** How far it is, is told of all that is read: the journal, and its replay once more for each read model. */
    private static StoreVerification.Report proven(Asked it, Link after, Ground ground, Progress progress) {
        boolean replaying = it.projections() && !it.sinceLast();
        long head = ground.readModels().position().value();
        List<String> names = ground.readModels().names();
        long total = replaying ? head * (1 + names.size()) : head;
        VerificationMemory memory = ground.service(VerificationMemory.class);
        var throttle = new Throttle((long) it.rate().orElse(0) << 20);
        StoreVerification.Report report = ground.service(StoreVerification.class)
                .run(
                        new StoreVerification.Order(after, !it.sinceLast(), replaying),
                        reached -> {
                            long at = reached.link().position().value();
                            Runnable told = () -> progress.at(at, Math.max(total, at), "journal");
                            told.run();
                            memory.reached(reached);
                            throttle.took(reached.sizeBytes(), told);
                        },
                        at -> {
                            String name = at.projections().getFirst();
                            long done = head * (1 + names.indexOf(name)) + at.done();
                            progress.at(done, Math.max(total, done), name);
                        });
        if (it.sinceLast() && report.isSound()) {
            memory.proven(report.end());
        } else {
            memory.ended(
                    new VerificationState.Whole(
                            ground.clock().instant(), after.position().value() + report.entries(), report.findings()),
                    report.end());
        }
        return report;
    }

    /** A read model that cannot be read is a finding, not the end of all others. */
    private static void unlessDamaged(List<Finding> findings, Runnable check) {
        try {
            check.run();
        } catch (RowsMissing e) {
            findings.add(new Finding(
                    "read models",
                    Optional.empty(),
                    "are not whole (%s), so this was not compared; verify again once they are"
                            .formatted(e.getMessage())));
        } catch (TablesFailed e) {
            if (e.isForWantOfRoom()) {
                throw e;
            }
            findings.add(new Finding(
                    "read models",
                    Optional.empty(),
                    "cannot be read (%s), so this was not compared; daybook rebuild makes them anew from the journal"
                            .formatted(e.getMessage())));
        }
    }

    /** The first difference says which it is; all of them stand with their tree. */
    private static Optional<Finding> difference(Comparison.Result it) {
        if (it.isEqual()) {
            return Optional.empty();
        }
        long different = it.verified().compared() - it.verified().equal();
        String what = it.verified().different().stream()
                .findFirst()
                .map(first -> "%s%s is %s in the files, %s in the read model (%d of %d fields differ)"
                        .formatted(
                                first.entity(),
                                first.field().isEmpty() ? "" : " " + first.field(),
                                quoted(first.files()),
                                quoted(first.posted()),
                                different,
                                it.verified().compared()))
                .orElse("differs from the read model");
        return Optional.of(new Finding(it.root().toString(), Optional.empty(), what));
    }

    private static String quoted(Optional<String> value) {
        return value.map(text -> "'" + text + "'").orElse("absent");
    }

    private static String sound(JsonNode proof) {
        long found = proof.at("/consistency/found").asLong();
        long after = proof.path("after").asLong();
        return proof.path("ok").asBoolean()
                ? "%s entries proven%s, %s (%s)"
                        .formatted(
                                proof.path("head").asText(),
                                after == 0
                                        ? ""
                                        : " behind position %d, up to which all was proven before".formatted(after),
                                found == 0 ? "no findings" : found == 1 ? "1 contradiction" : found + " contradictions",
                                Column.plain(proof.path("checks")))
                : "";
    }

    private static String compared(JsonNode proof) {
        return proof.path("against")
                .valueStream()
                .map(tree -> "%s: %d fields compared, %d equal"
                        .formatted(
                                tree.path("path").asText(),
                                tree.path("compared").asLong(),
                                tree.path("equal").asLong()))
                .collect(Collectors.joining("\n"));
    }

    private static List<String> advice(JsonNode proof) {
        if (proof.path("ok").asBoolean()) {
            return List.of();
        }
        return List.of(
                proof.path("against").isMissingNode()
                        ? "what is stored does not prove itself: keep a copy of {data} before anything else"
                        : "what is stored does not prove itself, or is not what the files say;"
                                + " daybook migrate takes over what changed in them");
    }

    private VerifyOperations() {}
}
