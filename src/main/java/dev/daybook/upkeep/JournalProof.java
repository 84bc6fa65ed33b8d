package dev.daybook.upkeep;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.Chain;
import dev.daybook.journal.ChainStep;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Link;
import dev.daybook.journal.Position;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * What proves that an entry stands in a journal, to somebody who has neither: its header, its payload, the link before it,
 * the headers and hashes of the entries after it up to a position, and the signed link there. A text of lines, checked by
 * {@code DaybookProof.java} without this program.
 */
public record JournalProof(Journal journal, HeadKey key) {

    /** Some tens of megabytes: who wants more has a head that is nearer. */
    public static final int LINKS_MAX = 100_000;

    private static final int PAGE = 1_000;

    /**
     * Returns the proof.
     *
     * @param upTo where the chain is signed: {@code at} itself, or later to meet a head that is kept elsewhere
     * @throws Rejected if there is no such entry, or too many stand between
     */
    public String of(Position at, Position upTo, Instant now) {
        if (!at.isAfter(Position.START) || at.isAfter(journal.head())) {
            throw Rejected.notFound("there is no position %s: the journal ends at %s", at, journal.head());
        }
        if (at.isAfter(upTo) || upTo.isAfter(journal.head())) {
            throw Rejected.invalidAt(
                    "/upTo", "a proof of position %s up to %s is none: want %s to %s", at, upTo, at, journal.head());
        }
        if (upTo.value() - at.value() > LINKS_MAX) {
            throw Rejected.invalidAt(
                    "/upTo",
                    "%d entries stand between %s and %s: want at most %d",
                    upTo.value() - at.value(),
                    at,
                    upTo,
                    LINKS_MAX);
        }
        Position before = new Position(at.value() - 1);
        ChainStep step = journal.chain(before, 1).getFirst();
        var text = new StringBuilder("daybook-proof 1\n")
                .append("previous ")
                .append(SignedHead.hex(journal.link(before).orElseThrow()))
                .append("\nheader ")
                .append(base64(Chain.header(step)))
                .append(
                        step.entry().payload().isErased()
                                ? "\nerased " + SignedHead.hex(step.payloadHash())
                                : "\npayload " + base64(step.entry().payload().bytes()))
                .append('\n');
        for (Position from = at; upTo.isAfter(from); ) {
            List<ChainStep> page = journal.chain(from, (int) Math.min(PAGE, upTo.value() - from.value()));
            page.forEach(next -> text.append("link ")
                    .append(base64(Chain.header(next)))
                    .append(' ')
                    .append(SignedHead.hex(next.payloadHash()))
                    .append('\n'));
            from = page.getLast().entry().position();
        }
        return text.append(key.sign(new Link(upTo, journal.link(upTo).orElseThrow()), now)
                        .text())
                .toString();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
