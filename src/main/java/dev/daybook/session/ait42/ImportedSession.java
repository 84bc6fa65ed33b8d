package dev.daybook.session.ait42;

import dev.daybook.domain.Ending;
import dev.daybook.event.Recorded;
import dev.daybook.importing.ImportedField;
import dev.daybook.importing.ImportedFields;
import dev.daybook.importing.frame.FileEntity.Content;
import dev.daybook.journal.Source;
import dev.daybook.session.SessionEvent;
import dev.daybook.session.SessionEvent.Claimed;
import dev.daybook.session.SessionEvent.VariantGone;
import dev.daybook.session.SessionEvent.VariantRecorded;
import dev.daybook.session.SessionRecord;
import dev.daybook.shape.Change;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the journal knows of a session: what it is now, and what each file said of it last.
 *
 * <p>What a file said is its last claim if no other fact was told of the file since, variants aside, else what the
 * session was at the last of its facts. A claim without a record says that the file spells the session as the tool
 * would: it counts as such a fact. Files are named with their project.
 */
final class ImportedSession {

    private static final String FILES = "/files";
    private static final String VARIANTS = "/variants";

    private final ImportedFields fields;
    private final ImportedField<Optional<SessionRecord>> session;
    private boolean changed;

    /** @param claim the bytes of the record in the file, where the tool would spell it otherwise */
    private record Stated(Optional<SessionRecord> record, Optional<Content> claim) {}

    private ImportedSession() {
        fields = new ImportedFields(
                recorded -> recorded.entry().metadata().file(Ait42.KIND).map(Source.File::qualified));
        session = fields.at("");
    }

    /** Returns what {@code entries} come to, those of one stream that count. */
    static ImportedSession of(List<Recorded> entries) {
        var account = new ImportedSession();
        for (Recorded it : entries) {
            if (it.event() instanceof VariantRecorded variant) {
                account.variant(variant.file(), variant.place())
                        .tell(Optional.of(content(variant)), account.fields.word(it));
            } else if (it.event() instanceof VariantGone gone) {
                account.variant(gone.file(), gone.place()).tell(Optional.empty(), account.fields.word(it));
            } else if (it.event() instanceof SessionEvent event) {
                account.apply(event, account.fields.word(it));
            }
        }
        return account;
    }

    private void apply(SessionEvent event, ImportedField.Word word) {
        Optional<SessionRecord> now = SessionRecord.after(now(), event);
        session.tell(now, word);
        Optional<Content> claim =
                event instanceof Claimed it && !it.record().text().isEmpty()
                        ? Optional.of(new Content(it.encoding(), it.record().text()))
                        : Optional.empty();
        word.file()
                .ifPresent(
                        file -> fields.<Stated>at(FILES + Change.pointer(file)).tell(new Stated(now, claim), word));
        changed |= !word.imported();
        if (event instanceof Ending) {
            fields.<Optional<Content>>below(VARIANTS).values().forEach(each -> each.tell(Optional.empty(), word));
        }
    }

    /** Returns the bytes that a variant is. */
    static Content content(VariantRecorded variant) {
        return new Content(variant.encoding(), variant.record().text());
    }

    /** Returns the session as it is; nothing if there is none, or none any more. */
    Optional<SessionRecord> now() {
        return session.now().flatMap(now -> now);
    }

    /** Returns whether there was one, and is none any more. */
    boolean isDeleted() {
        return session.now().filter(Optional::isEmpty).isPresent();
    }

    /** Returns whether that file told something of it, were it that it is gone. */
    boolean isToldBy(String file) {
        return file(file).isPresent();
    }

    /** Returns the file that told something of it last. */
    Optional<String> lastFile() {
        return session.file();
    }

    /** Returns whether anybody else than files said something of it. */
    boolean isChanged() {
        return changed;
    }

    /** Returns what that file said last; nothing if it said nothing, or that the session is gone. */
    Optional<SessionRecord> said(String file) {
        return file(file)
                .flatMap(said ->
                        said.claim().map(claim -> Records.read(claim.bytes())).orElse(said.record()));
    }

    /** Returns how that file spells the session, if otherwise than the tool would. */
    Optional<Content> claim(String file) {
        return file(file).flatMap(Stated::claim);
    }

    private Optional<Stated> file(String file) {
        return fields.<Stated>at(FILES + Change.pointer(file)).now();
    }

    private ImportedField<Optional<Content>> variant(String file, int place) {
        return fields.at(VARIANTS + Change.pointer(file) + "/" + place);
    }

    /** Returns the variants that there are of a file, by their places; the last one of each counts. */
    NavigableMap<Integer, Content> variants(String file) {
        var placed = new TreeMap<Integer, Content>();
        fields.<Optional<Content>>below(VARIANTS + Change.pointer(file))
                .forEach((place, field) -> field.now()
                        .flatMap(content -> content)
                        .ifPresent(content -> placed.put(Integer.valueOf(place), content)));
        return placed;
    }
}
