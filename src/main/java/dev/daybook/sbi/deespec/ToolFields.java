package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.importing.ImportedField;
import dev.daybook.importing.ImportedField.Word;
import dev.daybook.importing.ImportedFields;
import dev.daybook.importing.frame.FileEntity.Content;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** What files and people said of a thing that has files beside it and objects, or rows, that are kept as they stand. */
abstract class ToolFields {

    private static final String ATTACHMENTS = "/attachments";
    private static final String CLAIMS = "/claims";

    final ImportedFields all;
    final ImportedField<String> title;
    final ImportedField<Integer> priority;
    final ImportedField<Optional<String>> parent;

    /** When it was made: the time of its registration, unless it was dated otherwise. */
    final ImportedField<Instant> created;

    /** Whether an import ever registered it. */
    boolean found;

    boolean registered;
    boolean deleted;
    private Instant firstAt = Instant.EPOCH;
    Instant updatedAt = Instant.EPOCH;

    /** @param toldBy whose files: what those of another project with the same thing say can be somebody else's word */
    ToolFields(Function<Recorded, Optional<String>> toldBy) {
        this.all = new ImportedFields(toldBy);
        this.title = all.at("/title");
        this.priority = all.at("/priority");
        this.parent = all.at("/parent");
        this.created = all.at("/createdAt");
    }

    /** Folds the entries of one stream, oldest first. */
    final void fold(List<Recorded> entries) {
        entries.stream().findFirst().ifPresent(recorded -> firstAt = recorded.occurredAt());
        for (Recorded it : entries) {
            apply(it, all.word(it));
        }
    }

    abstract void apply(Recorded recorded, Word by);

    /** Returns when it was made, else when anything of it happened first. */
    final Instant createdAt() {
        return created.now().orElse(firstAt);
    }

    /** Takes note that it is there, from now on or again. */
    final void registered(Instant at, Word by) {
        created.tell(at, by);
        registered = true;
        deleted = false;
        found |= by.imported();
    }

    /** Takes note of when something was said of it. */
    final void touched(Instant at) {
        updatedAt = at.isAfter(updatedAt) ? at : updatedAt;
    }

    /** Returns the files beside it, by name. */
    final SequencedMap<String, ImportedField<Content>> attachments() {
        return all.below(ATTACHMENTS);
    }

    final ImportedField<Content> attachment(String name) {
        return all.at(ATTACHMENTS + "/" + name);
    }

    /** Returns the files that were kept as the objects that they hold. */
    final Stream<SbiFiles.Claim> claims() {
        return all.<SbiFiles.Claim>below(CLAIMS).values().stream()
                .flatMap(importedField -> importedField.now().stream());
    }

    final ImportedField<SbiFiles.Claim> claim(String file) {
        return all.at(CLAIMS + "/" + file);
    }

    final boolean hasRow(String table) {
        return rows(table).findFirst().isPresent();
    }

    private Stream<SbiFiles.Claim> rows(String table) {
        return claims().filter(claim -> claim.file().endsWith(TaskDatabase.ROWS + table));
    }

    /** Returns the rows of a table that it was found in: an object or an array. */
    final Optional<JsonNode> row(String table) {
        return rows(table).reduce((_, last) -> last).map(claim -> JsonText.tree(claim.json()));
    }
}
