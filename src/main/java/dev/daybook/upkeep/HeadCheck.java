package dev.daybook.upkeep;

import dev.daybook.journal.Journal;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import java.util.Optional;
import java.util.function.Predicate;

/** Whether a journal still has all that it had when a head was signed. */
public final class HeadCheck {

    /** Returns what does not fit, if anything does not. */
    public static Optional<String> wrong(SignedHead head, Journal journal) {
        return wrong(head, journal.head(), journal::has);
    }

    /** As {@link #wrong(SignedHead, Journal)}, of a journal that ends there and has these links. */
    static Optional<String> wrong(SignedHead head, Position end, Predicate<Link> has) {
        Position signed = head.link().position();
        if (!head.isWhole()) {
            return Optional.of("the signature of the head does not fit: it was changed, or cut");
        }
        if (signed.isAfter(end)) {
            return Optional.of(
                    "was signed at %s by the key %s, but the journal ends at %s: its last %d entries are missing"
                            .formatted(head.at(), head.fingerprint(), end, signed.value() - end.value()));
        }
        return has.test(head.link())
                ? Optional.empty()
                : Optional.of(
                        "is another one than was signed at %s by the key %s: the journal was rewritten, or is another"
                                .formatted(head.at(), head.fingerprint()));
    }

    private HeadCheck() {}
}
