package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.importing.FileEntity.Content;
import dev.daybook.importing.ImportedField;
import dev.daybook.importing.ImportedField.Word;
import dev.daybook.importing.ImportedFields;
import dev.daybook.sbi.PlanEvent;
import dev.daybook.sbi.PlanEvent.ApprovalRecorded;
import dev.daybook.sbi.PlanEvent.Attached;
import dev.daybook.sbi.PlanEvent.Claimed;
import dev.daybook.sbi.PlanEvent.Deleted;
import dev.daybook.sbi.PlanEvent.Estimated;
import dev.daybook.sbi.PlanEvent.Kind;
import dev.daybook.sbi.PlanEvent.Moved;
import dev.daybook.sbi.PlanEvent.Registered;
import dev.daybook.sbi.PlanEvent.Reprioritized;
import dev.daybook.sbi.PlanEvent.Retitled;
import dev.daybook.sbi.PlanEvent.Rewritten;
import dev.daybook.sbi.PlanEvent.StatusChanged;
import dev.daybook.sbi.deespec.PlanFiles.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** What files and people said of one PBI or EPIC. */
final class PlanFields {

    private static final String ATTACHMENTS = "/attachments";
    private static final String APPROVALS = "/approvals";
    private static final String CLAIMS = "/claims";

    final String id;
    private final ImportedFields all;
    final ImportedField<String> title;
    final ImportedField<Optional<String>> body;
    final ImportedField<Standing> standing;
    final ImportedField<Optional<Integer>> points;
    final ImportedField<Integer> priority;
    final ImportedField<Optional<String>> parent;
    Kind kind = Kind.PBI;

    /** Whether an import ever registered it. */
    boolean found;

    boolean registered;
    boolean deleted;
    int approvals;
    Instant createdAt = Instant.EPOCH;
    Instant updatedAt = Instant.EPOCH;

    private PlanFields(String id, ImportedFields all) {
        this.id = id;
        this.all = all;
        this.title = all.at("/title");
        this.body = all.at("/body");
        this.standing = all.at("/status");
        this.points = all.at("/points");
        this.priority = all.at("/priority");
        this.parent = all.at("/parent");
    }

    /**
     * Folds the entries of one stream, oldest first.
     *
     * @param toldBy whose files: what those of another project with the same plan say can be somebody else's word
     */
    static PlanFields of(String id, List<Recorded> known, Function<Recorded, Optional<String>> toldBy) {
        var fields = new PlanFields(id, new ImportedFields(toldBy));
        known.stream().findFirst().ifPresent(it -> fields.createdAt = it.occurredAt());
        for (Recorded it : known) {
            if (it.event() instanceof PlanEvent event) {
                fields.apply(event, it);
            }
        }
        return fields;
    }

    SequencedMap<String, ImportedField<Content>> attachments() {
        return all.below(ATTACHMENTS);
    }

    ImportedField<Content> attachment(String name) {
        return all.at(ATTACHMENTS + "/" + name);
    }

    ImportedField<ApprovalRecorded> approval(String draft) {
        return all.at(APPROVALS + "/" + draft);
    }

    /** Returns the files that were kept as the objects that they hold. */
    Stream<SbiFiles.Claim> claims() {
        return all.<SbiFiles.Claim>below(CLAIMS).values().stream().flatMap(it -> it.now().stream());
    }

    ImportedField<SbiFiles.Claim> claim(String file) {
        return all.at(CLAIMS + "/" + file);
    }

    /** Returns the row of a table that it was found in. */
    Optional<JsonNode> row(String table) {
        return claims().filter(it -> it.file().endsWith(TaskDatabase.NAME + "#" + table))
                .findFirst()
                .map(it -> JsonText.tree(it.json()));
    }

    /** Returns the word that the tool has for where it stands. */
    String word() {
        return standing.now().map(it -> it.original().orElse(it.status())).orElse("pending");
    }

    /** Returns whether somebody else has changed what the field of a report stands for. */
    boolean overridden(String pointer) {
        return all.near(pointer.equals("/originalStatus") ? "/status" : pointer)
                .filter(ImportedField::overridden)
                .isPresent();
    }

    private void apply(PlanEvent event, Recorded recorded) {
        Instant at = recorded.occurredAt();
        Word by = all.word(recorded);
        updatedAt = at.isAfter(updatedAt) ? at : updatedAt;
        switch (event) {
            case Registered it -> {
                registered = true;
                deleted = false;
                found |= by.imported();
                kind = it.kind();
                title.tell(it.title(), by);
                body.tell(it.body(), by);
                standing.tell(new Standing(it.status(), Optional.empty()), by);
                points.tell(it.points(), by);
                priority.tell(it.priority(), by);
                parent.tell(it.parent(), by);
            }
            case Retitled it -> title.tell(it.title(), by);
            case Rewritten it -> body.tell(it.body(), by);
            case StatusChanged it -> standing.tell(new Standing(it.status(), it.original()), by);
            case Estimated it -> points.tell(it.points(), by);
            case Reprioritized it -> priority.tell(it.priority(), by);
            case Moved it -> parent.tell(it.parent(), by);
            case Attached it -> attachment(it.name()).tell(new Content(it.encoding(), it.content()), by);
            case Claimed it -> claim(it.file()).tell(new SbiFiles.Claim(it.file(), it.claim(), it.style()), by);
            case ApprovalRecorded it -> {
                approval(it.file()).tell(it, by);
                approvals++;
            }
            case Deleted _ -> deleted = true;
        }
    }
}
