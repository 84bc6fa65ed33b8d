package dev.daybook.upkeep;

import dev.daybook.journal.Blobs;
import dev.daybook.journal.ChainStep;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Payload;
import dev.daybook.journal.Sha256;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Looks for a text in what entries tell, however it is written there. */
final class ErasureSearch {

    private final String text;
    private final WrittenText written;
    private final Map<Sha256, Boolean> blobs = new HashMap<>();

    ErasureSearch(String text) {
        this.text = text;
        this.written = new WrittenText(text);
    }

    /** Returns whether the payload of an entry has it, or a large value that the entry names. */
    boolean isIn(ChainStep step, Blobs from) {
        return has(step.entry().payload())
                || step.blobs().stream()
                        .anyMatch(hash -> blobs.computeIfAbsent(
                                hash, _ -> from.read(hash).filter(this::has).isPresent()));
    }

    private boolean has(Payload payload) {
        return written.isIn(payload.bytes());
    }

    /** Returns whether what stays of the entry has it. */
    boolean isInHeader(ChainStep step) {
        Metadata of = step.entry().metadata();
        return Stream.of(
                        Stream.of(
                                step.entry().stream().toString(),
                                of.actor(),
                                of.source().text()),
                        of.session().stream(),
                        of.correlation().stream(),
                        of.causation().stream(),
                        of.idempotency().map(Metadata.Idempotency::key).stream())
                .flatMap(each -> each)
                .anyMatch(each -> each.contains(text));
    }
}
