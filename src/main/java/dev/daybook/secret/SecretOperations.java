package dev.daybook.secret;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.Selection;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Revision;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Role;
import dev.daybook.shape.Says;
import dev.daybook.shape.TextForm;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.Optional;

/** What may be asked of likely secrets. */
final class SecretOperations {

    private static final String ALLOWANCE = "/secrets/{fingerprint}/allowance";

    private record Sought(
            @Says(value = "only those that this rule finds", min = 1, max = 64, like = "github-pat")
            Optional<String> rule,

            @Says(value = "only those in what was told of one thing", form = TextForm.KIND_AND_ID)
            Optional<String> thing,

            @Says(
                    value = "only those that are open, or allowed",
                    words = {SecretQueries.Status.OPEN, SecretQueries.Status.ALLOWED})
            Optional<String> status) {}

    private record Said(
            @Says(
                    value = "which one, as the list has it",
                    pattern = "^[0-9a-f]{16}$",
                    want = "16 hexadecimal digits",
                    max = 16,
                    like = "0f1e2d3c4b5a6978")
            String fingerprint,

            @Says(value = "why", label = "TEXT", min = 1, max = 2_000, like = "the password of a fixture")
            String reason) {}

    static final Operations<Ground> ALL = new Operations<>(
            "secrets",
            "secrets",
            "Likely secrets in what was recorded.",
            List.of(
                    Operation.<Sought, Ground>reads("secrets", "listSecrets", "GET /secrets", Sought.class)
                            .says(
                                    "Likely secrets in what was recorded, the newest first: where they stand, not what they are.",
                                    "Wherever people and agents read, a mask stands in their place. What was rolled back is listed, too, as it"
                                            + " still stands in the journal; what was erased is gone from here.")
                            .from(SecretProjection.NAME)
                            .ofNow()
                            .paged()
                            .wants(Role.ADMIN)
                            .columns("position", "rule", "thing", "where", "at", "by", "status", "fingerprint", "erase")
                            .called(form -> form.ifNone("no likely secrets"))
                            .lists(
                                    "LikelySecret",
                                    SecretView.class,
                                    (sought, call, ground) -> queries(ground)
                                            .list(
                                                    sought.rule(),
                                                    sought.thing(),
                                                    sought.status(),
                                                    call.cursor(),
                                                    call.limit())),
                    Operation.<Said, Ground>writes("secrets allow", "allowSecret", "PUT " + ALLOWANCE, Said.class)
                            .says(
                                    "Says that what looks like a secret is none: it is shown from now on.",
                                    "It stays masked in what can be found. To leave out many, write rules: docs/secrets.md.")
                            .wants(Role.ADMIN)
                            .revision(Revision.NONE)
                            .also(404)
                            .called(form -> form.words("fingerprint"))
                            .answers(
                                    "Written",
                                    (said, call, ground) -> call.done(new SecretCommand.Allow(
                                            said.fingerprint(), rule(said.fingerprint(), ground), said.reason()))),
                    Operation.<Said, Ground>destroys(
                                    "secrets disallow", "disallowSecret", "DELETE " + ALLOWANCE, Said.class)
                            .says("Takes what was allowed for a secret again.")
                            .wants(Role.ADMIN)
                            .revision(Revision.NONE)
                            .also(404)
                            .called(form -> form.words("fingerprint"))
                            .answers(
                                    "Written",
                                    (said, call, _) ->
                                            call.done(new SecretCommand.Disallow(said.fingerprint(), said.reason())))));

    private static String rule(String fingerprint, Ground ground) {
        ground.await(SecretProjection.NAME, Selection.all());
        return queries(ground)
                .rule(fingerprint)
                .orElseThrow(() -> Rejected.notFound(
                        "nothing that is recorded has a secret with the fingerprint %s: daybook secrets lists them",
                        fingerprint));
    }

    private static SecretQueries queries(Ground ground) {
        return new SecretQueries(ground.reads(SecretProjection.NAME));
    }

    private SecretOperations() {}
}
