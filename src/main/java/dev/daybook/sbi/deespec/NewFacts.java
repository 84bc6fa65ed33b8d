package dev.daybook.sbi.deespec;

import dev.daybook.domain.Event;
import dev.daybook.importing.Fact;
import dev.daybook.importing.ImportedField;
import dev.daybook.importing.frame.FileEntity.Content;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The facts that files bring to what is known of a thing.
 *
 * @param at when that happened of which no file says when
 */
record NewFacts(List<Fact> all, Instant at) {

    void add(Event event, String file, Instant when) {
        all.add(new Fact(event, file, when));
    }

    /** As {@link #add} of what the files tell the very time of, if they do. */
    void add(Event event, String file, Optional<Instant> when) {
        all.add(new Fact(event, file, when.orElse(at), when.isPresent()));
    }

    /** Adds what is said of a field, where that is new. */
    <T> void change(Optional<T> said, ImportedField<T> known, Function<T, Event> event, String file) {
        said.filter(known::differsFrom).ifPresent(value -> add(event.apply(value), file, at));
    }

    /** As {@link #change} of a field that others can empty. */
    <T> void some(Optional<T> said, ImportedField<Optional<T>> known, Function<Optional<T>, Event> event, String file) {
        if (said.isPresent()) {
            change(Optional.of(said), known, event, file);
        }
    }

    void attachments(List<SbiFiles.Attachment> said, ToolFields known, BiFunction<String, Content, Event> event) {
        said.forEach(attachment -> change(
                Optional.of(attachment.content()),
                known.attachment(attachment.name()),
                content -> event.apply(attachment.name(), content),
                attachment.file()));
    }

    void claims(List<SbiFiles.Claim> said, ToolFields known, Function<SbiFiles.Claim, Event> event) {
        said.forEach(claim -> change(Optional.of(claim), known.claim(claim.file()), event, claim.file()));
    }
}
