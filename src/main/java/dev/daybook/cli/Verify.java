package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.journal.sqlite.SqliteScrub;
import dev.daybook.operation.Column;
import dev.daybook.upkeep.StoreVerification;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "verify",
        description = {
            "Proves the journal (chain, positions, contents), the files, and that the read models are what",
            "a replay would make. Names the first thing that does not fit; exit code 4 then.",
            "What only contradicts itself is told, with exit code 2."
        })
final class Verify extends Action {

    @Option(names = "--journal-only", description = "leave the read models out")
    private boolean journalOnly;

    @Option(
            names = "--check-all",
            description = "look for orphans, duplicate turns, and tasks that are DONE without SUCCEEDED, too")
    private boolean checkAll;

    @Option(
            names = "--against",
            paramLabel = "PATH",
            arity = "1..*",
            description = "compare every field of the files there with the read model, too; nothing is taken over")
    private List<Path> against = List.of();

    @Mixin
    private FailOn failOn = new FailOn();

    @Override
    Exit run(CommandContext context) {
        var proof = proof(context);
        boolean ok = proof.path("ok").asBoolean();
        var consistency = proof.path("consistency");
        if (context.output().format() != Format.table) {
            context.output().thing(proof);
        } else {
            show(context.output(), proof, ok);
        }
        if (!ok) {
            context.note(
                    proof.path("against").isMissingNode()
                            ? "what is stored does not prove itself: keep a copy of %s before anything else"
                                    .formatted(context.data().path())
                            : "what is stored does not prove itself, or is not what the files say;"
                                    + " daybook migrate takes over what changed in them");
            return Exit.INTEGRITY;
        }
        return failOn.of(consistency.path("found").asLong() > 0 ? Exit.FINDINGS : Exit.OK);
    }

    /** A journal that cannot even be opened is proven by its file alone. */
    private JsonNode proof(CommandContext context) {
        try {
            return LongWork.run(context, "verify", path(), Bodies.object());
        } catch (Failure e) {
            if (e.exit() != Exit.INTEGRITY) {
                throw e;
            }
            Path journal = context.data().journal();
            var report = StoreVerification.ofJournal(journal, new SqliteScrub(journal));
            var proof = Bodies.object().put("ok", false).put("head", report.entries());
            proof.putArray("checks")
                    .add("chain")
                    .add("payloads")
                    .add("large values")
                    .add("files");
            var findings = proof.putArray("findings");
            for (StoreVerification.Finding it : report.findings()) {
                var finding = findings.addObject().put("where", it.where());
                it.position().ifPresent(at -> finding.put("position", at.value()));
                finding.put("message", it.what());
            }
            findings.addObject().put("where", "journal.db").put("message", e.getMessage());
            e.next().ifPresent(context::note);
            return proof;
        }
    }

    private String path() {
        var path = new StringBuilder("/verify")
                .append(Client.query().with("projections", !journalOnly).with("checkAll", checkAll));
        for (Path tree : against) {
            Failures.refuseUnlessFolder(tree, "name the project that holds the files of the tool");
            path.append("&against=")
                    .append(Client.encode(tree.toAbsolutePath().normalize().toString()));
        }
        return path.toString();
    }

    private static String found(long contradictions) {
        if (contradictions == 0) {
            return "no findings";
        }
        return contradictions == 1 ? "1 contradiction" : contradictions + " contradictions";
    }

    private static void show(Output output, JsonNode proof, boolean ok) {
        if (ok) {
            output.say("%s entries proven, %s (%s)"
                    .formatted(
                            proof.path("head").asText(),
                            found(proof.at("/consistency/found").asLong()),
                            Column.plain(proof.path("checks"))));
        } else {
            output.rows(
                    List.of(Column.of("where"), Column.of("position"), Column.of("message")),
                    proof.path("findings").iterator(),
                    "");
        }
        for (JsonNode tree : proof.path("against")) {
            output.say("%s: %d fields compared, %d equal"
                    .formatted(
                            tree.path("path").asText(),
                            tree.path("compared").asLong(),
                            tree.path("equal").asLong()));
        }
        var items = proof.path("consistency").path("items");
        if (!items.isMissingNode()) {
            output.say("");
            output.rows(
                    List.of(Column.of("check"), Column.of("entity"), Column.of("legitimate"), Column.of("message")),
                    items.iterator(),
                    "nothing contradicts itself");
        }
    }
}
