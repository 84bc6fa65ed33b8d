package dev.daybook.secret;

import static dev.daybook.readmodel.Tables.ALLOWANCE;
import static dev.daybook.readmodel.Tables.SECRET;

import dev.daybook.domain.history.HistoryEvent.Erased;
import dev.daybook.event.Recorded;
import dev.daybook.journal.Blobs;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Source;
import dev.daybook.masking.Masking;
import dev.daybook.masking.Secret;
import dev.daybook.masking.SecretRules;
import dev.daybook.projection.Projection;
import dev.daybook.projection.Statements;
import dev.daybook.projection.Tables;
import dev.daybook.text.Times;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jooq.Query;
import org.jooq.impl.DSL;

/**
 * Where likely secrets stand, and which of them are allowed. What was rolled back still stands in the journal, and so here; what
 * was erased does not.
 */
public final class SecretProjection implements Projection {

    public static final String NAME = "secret";

    /** Of one entry: whoever has seen so many knows enough. */
    private static final int ROWS_MAX = 1_000;

    private static final Query ADD = Statements.insert(
            SECRET,
            List.of(
                    SECRET.POSITION,
                    SECRET.NUMBER,
                    SECRET.RULE,
                    SECRET.FINGERPRINT,
                    SECRET.ENTITY_TYPE,
                    SECRET.ENTITY_ID,
                    SECRET.POINTER,
                    SECRET.PLACES,
                    SECRET.MASK,
                    SECRET.OCCURRED_AT,
                    SECRET.USER,
                    SECRET.SOURCE));
    private static final Query REMOVE =
            DSL.deleteFrom(SECRET).where(SECRET.POSITION.eq(DSL.param("position", Long.class)));
    private static final Query ALLOW = Statements.upsert(
            ALLOWANCE,
            List.of(ALLOWANCE.FINGERPRINT, ALLOWANCE.WHY, ALLOWANCE.POSITION),
            List.of(ALLOWANCE.FINGERPRINT));
    private static final Query DISALLOW =
            DSL.deleteFrom(ALLOWANCE).where(ALLOWANCE.FINGERPRINT.eq(DSL.param("fingerprint", String.class)));

    private final SecretRules rules;
    private final ToldTexts told;

    /** @param blobs the large values that entries refer to */
    public SecretProjection(SecretRules rules, Supplier<Blobs> blobs) {
        this.rules = rules;
        this.told = new ToldTexts(new Masking(rules, _ -> false), blobs);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String basis() {
        return rules.version();
    }

    @Override
    public boolean seesVoid() {
        return true;
    }

    @Override
    public void apply(Recorded recorded, Tables tables) {
        switch (recorded.event()) {
            case Erased erased -> erased.positions().forEach(position -> tables.execute(REMOVE, position));
            case SecretEvent.Allowed allowed ->
                tables.execute(
                        ALLOW,
                        allowed.fingerprint(),
                        allowed.why(),
                        recorded.position().value());
            case SecretEvent.Disallowed disallowed -> tables.execute(DISALLOW, disallowed.fingerprint());
            default -> {
                if (!recorded.entry().payload().isErased()) {
                    add(recorded.entry(), tables);
                }
            }
        }
    }

    /** A secret of an entry, where it stands first, and at how many places it does. */
    private record Found(Secret secret, String pointer, long places) {

        Found once() {
            return new Found(secret, pointer, places + 1);
        }
    }

    private void add(Entry entry, Tables tables) {
        Map<String, Found> found = new LinkedHashMap<>();
        told.find(entry.payload(), placed -> {
            Secret secret = placed.secret();
            found.merge(
                    secret.rule() + '/' + secret.fingerprint(),
                    new Found(secret, placed.pointer(), 1),
                    (before, _) -> before.once());
        });
        long number = 0;
        for (Found one : found.values()) {
            if (number < ROWS_MAX && !isAllowedThere(one.secret().rule(), entry)) {
                number++;
                tables.execute(
                        ADD,
                        entry.position().value(),
                        number,
                        one.secret().rule(),
                        one.secret().fingerprint(),
                        entry.stream().category(),
                        entry.stream().key(),
                        one.pointer(),
                        one.places(),
                        one.secret().mask(),
                        Times.text(entry.occurredAt()),
                        entry.metadata().actor(),
                        entry.metadata().source().text());
            }
        }
    }

    private boolean isAllowedThere(String rule, Entry entry) {
        return entry.metadata().source() instanceof Source.File file && rules.allowsPath(rule, file.path());
    }
}
