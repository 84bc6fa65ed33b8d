package dev.daybook.domain.history;

import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;

/**
 * What a rollback takes out, or what it makes count again. {@code after}: only the entries that stand behind that
 * position, 0 for all.
 */
public sealed interface Target {

    /** What counted at a position counts again, nothing that came later does. */
    record To(long to) implements Target {}

    /** Of an import run, or whatever else has that correlation. */
    record Run(String run, long after) implements Target {}

    /** Of a thing, {@code kind/id}. */
    record Entity(String entity, long after) implements Target {}

    /** Of a person, an agent or a tool. */
    record Actor(String actor, long after) implements Target {}

    /** Of a session of a caller. */
    record Session(String session, long after) implements Target {}

    /** Those from {@code first} to {@code last}, both included. */
    record Entries(long first, long last) implements Target {}

    /** The rollback at a position: it has never been, and what has come since goes on counting. */
    record Rollback(long rollback) implements Target {}

    /**
     * Checks what can be checked without the journal.
     *
     * @param head the last position that it may name
     * @throws Rejected if it names what cannot be
     */
    default void check(long head) {
        switch (this) {
            case To it -> {
                if (it.to < 0 || it.to > head) {
                    throw Rejected.invalidAt("/to", "there is no position %d: the last one is %d", it.to, head);
                }
            }
            case Run it -> Texts.key("/run", it.run);
            case Entity it -> entity(it.entity);
            case Actor it -> Texts.name("/actor", it.actor); // with a slash where a client works for somebody
            case Session it -> Texts.name("/session", it.session);
            case Entries it -> {
                if (it.first < 1 || it.last < it.first || it.last > head) {
                    throw Rejected.invalid(
                            "there are no entries from %d to %d: the last one is %d", it.first, it.last, head);
                }
            }
            case Rollback it -> {
                if (it.rollback < 1 || it.rollback > head) {
                    throw Rejected.invalidAt(
                            "/undo", "there is no rollback at position %d: the last position is %d", it.rollback, head);
                }
            }
        }
    }

    private static void entity(String entity) {
        int slash = entity.indexOf('/');
        if (slash <= 0 || slash == entity.length() - 1) {
            throw Rejected.invalidAt("/entity", "'%s' is no entity: want kind/id, such as sbi/SBI-01…", entity);
        }
        if (HistoryDecider.ALWAYS.contains(entity.substring(0, slash))) {
            throw Rejected.invalidAt("/entity", "the facts about the journal itself always count: '%s'", entity);
        }
    }
}
