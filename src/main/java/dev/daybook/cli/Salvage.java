package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.daybook.journal.sqlite.SqliteScrub;
import dev.daybook.operation.Operation;
import dev.daybook.upkeep.DirectoryHealth;
import dev.daybook.upkeep.HealthCheck;
import dev.daybook.upkeep.SpaceUse;
import dev.daybook.upkeep.StoreVerification;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;

/** What can still be answered of a data directory that cannot be opened: from its files alone. */
final class Salvage {

    /** Returns the answer of an operation as it is answered of others, if it has one for such a failure. */
    static Optional<JsonNode> answer(Operation<?, ?> operation, CommandContext context, Failure failure) {
        boolean isDamaged = failure.exit() == Exit.INTEGRITY;
        return switch (operation.name()) {
            case "verify" ->
                isDamaged && context.sharedJournal().isEmpty()
                        ? Optional.of(proof(context, failure))
                        : Optional.empty();
            case "doctor" ->
                failure.exit() == Exit.USAGE ? Optional.empty() : Optional.of(health(context, failure, isDamaged));
            case "space" ->
                failure.exit() == Exit.USAGE
                                || isBlank(context)
                                || context.sharedJournal().isPresent()
                        ? Optional.empty()
                        : Optional.of(space(context, failure));
            default -> throw new IllegalStateException("nothing is salvaged for " + operation.name());
        };
    }

    private static JsonNode proof(CommandContext context, Failure failure) {
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
        findings.addObject().put("where", String.valueOf(journal.getFileName())).put("message", failure.getMessage());
        failure.next().ifPresent(context::note);
        return proof;
    }

    private static JsonNode health(CommandContext context, Failure failure, boolean isDamaged) {
        var installation = context.data().installation(context.environment().version());
        var checks = new ArrayList<>(DirectoryHealth.checks(installation));
        String message = String.valueOf(failure.getMessage());
        String help = failure.next().orElse("");
        checks.add(
                isBlank(context)
                        ? HealthCheck.ok("journal", "none is begun yet")
                        // what is in use, say, is no damage
                        : HealthCheck.failed(isDamaged ? "journal" : "data directory", message, help));
        var answer = Bodies.object();
        ArrayNode items = answer.putArray("items");
        checks.forEach(check -> items.addObject()
                .put("check", check.check())
                .put("state", check.state())
                .put("message", check.message())
                .put("help", check.help()));
        return answer;
    }

    /** Whoever looks for room is in need of it where nothing can be opened for want of it. */
    private static JsonNode space(CommandContext context, Failure failure) {
        var answer = Bodies.object();
        ArrayNode items = answer.putArray("items");
        SpaceUse.of(context.data().installation(context.environment().version()))
                .forEach(used -> items.addObject()
                        .put("what", used.what())
                        .put("files", used.files())
                        .put("sizeBytes", used.sizeBytes())
                        .put("note", used.note()));
        context.note("of the files alone: " + failure.getMessage());
        return answer;
    }

    private static boolean isBlank(CommandContext context) {
        try {
            return context.data().isBlank();
        } catch (Failure _) {
            return false; // it cannot be looked at
        }
    }

    private Salvage() {}
}
