package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.journal.sqlite.SqliteScrub;
import dev.daybook.upkeep.StoreVerification;
import java.nio.file.Path;

/** A journal that cannot even be opened is proven by its file alone. */
final class DamagedJournal {

    /** Returns what is wrong with it, as it is answered of others; {@code failure} is why it cannot be opened. */
    static JsonNode proof(CommandContext context, Failure failure) {
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

    private DamagedJournal() {}
}
