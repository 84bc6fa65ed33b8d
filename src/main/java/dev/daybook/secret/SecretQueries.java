package dev.daybook.secret;

import static dev.daybook.readmodel.Tables.ALLOWANCE;
import static dev.daybook.readmodel.Tables.SECRET;

import dev.daybook.query.Keyset;
import dev.daybook.query.Keyset.Part;
import dev.daybook.query.Page;
import dev.daybook.query.Reads;
import dev.daybook.text.Times;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Questions about likely secrets. Thread-safe. */
record SecretQueries(Reads reads) {

    private static final Keyset NEWEST =
            Keyset.of("secrets", Part.number(SECRET.POSITION).down(), Part.number(SECRET.NUMBER));

    /** Lists those that fit, the newest first. */
    Page<SecretView> list(
            Optional<String> rule,
            Optional<String> thing,
            Optional<String> status,
            Optional<String> cursor,
            int limit) {
        Page.checkedLimit(limit);
        Condition condition = rule.<Condition>map(SECRET.RULE::eq)
                .orElse(DSL.noCondition())
                .and(thing.map(SecretQueries::of).orElse(DSL.noCondition()))
                .and(status.map(word -> word.equals(Status.ALLOWED)
                                ? ALLOWANCE.FINGERPRINT.isNotNull()
                                : ALLOWANCE.FINGERPRINT.isNull())
                        .orElse(DSL.noCondition()))
                .and(NEWEST.behind(cursor));
        return reads.read(tables -> Page.of(
                tables.select(SECRET.fields())
                        .select(ALLOWANCE.WHY)
                        .from(SECRET.leftJoin(ALLOWANCE).on(ALLOWANCE.FINGERPRINT.eq(SECRET.FINGERPRINT)))
                        .where(condition)
                        .orderBy(NEWEST.sort())
                        .limit(limit + 1)
                        .fetch(),
                limit,
                NEWEST::cursor,
                SecretQueries::view));
    }

    private static Condition of(String thing) {
        int slash = thing.indexOf('/');
        return SECRET.ENTITY_TYPE.eq(thing.substring(0, slash)).and(SECRET.ENTITY_ID.eq(thing.substring(slash + 1)));
    }

    private static SecretView view(Record row) {
        Optional<String> why = Optional.ofNullable(row.get(ALLOWANCE.WHY));
        String rule = row.get(SECRET.RULE);
        return new SecretView(
                row.get(SECRET.POSITION),
                rule,
                row.get(SECRET.MASK),
                row.get(SECRET.ENTITY_TYPE) + '/' + row.get(SECRET.ENTITY_ID),
                row.get(SECRET.POINTER),
                row.get(SECRET.PLACES),
                Times.instant(row.get(SECRET.OCCURRED_AT)),
                row.get(SECRET.USER),
                row.get(SECRET.SOURCE),
                why.isPresent() ? Status.ALLOWED : Status.OPEN,
                why,
                row.get(SECRET.FINGERPRINT),
                "daybook erase %s --reason %s".formatted(which(row), rule));
    }

    /** How a migration ended is told again without a text; what it tells is not erased as a whole. */
    private static String which(Record row) {
        return row.get(SECRET.ENTITY_TYPE).equals("import") ? "--match TEXT" : "--position " + row.get(SECRET.POSITION);
    }

    /** Returns the rule by which one is found that has this fingerprint. */
    Optional<String> rule(String fingerprint) {
        return reads.read(tables -> tables.select(SECRET.RULE)
                .from(SECRET)
                .where(SECRET.FINGERPRINT.eq(fingerprint))
                .limit(1)
                .fetchOptional(SECRET.RULE));
    }

    /** Returns the fingerprints of all that are allowed. */
    Set<String> allowed() {
        return reads.read(tables -> new HashSet<>(
                tables.select(ALLOWANCE.FINGERPRINT).from(ALLOWANCE).fetch(ALLOWANCE.FINGERPRINT)));
    }

    /** What a secret is for who looks at the list. */
    static final class Status {
        static final String OPEN = "open";
        static final String ALLOWED = "allowed";

        private Status() {}
    }
}
