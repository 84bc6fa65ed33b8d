package dev.daybook.sbi.deespec;

import dev.daybook.event.Recorded;
import dev.daybook.importing.ImportedField;
import dev.daybook.importing.ImportedField.Word;
import dev.daybook.importing.frame.FileEntity.Content;
import dev.daybook.sbi.PlanEvent;
import dev.daybook.sbi.deespec.PlanFiles.Standing;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What files and people said of one PBI or EPIC. */
final class PlanFields extends ToolFields {

    final String id;
    final ImportedField<Optional<String>> body = all.at("/body");
    final ImportedField<Standing> standing = all.at("/status");
    final ImportedField<Optional<Integer>> points = all.at("/points");
    PlanEvent.Kind kind = PlanEvent.Kind.PBI;
    int approvals;

    private PlanFields(String id, Function<Recorded, Optional<String>> toldBy) {
        super(toldBy);
        this.id = id;
    }

    /** Folds the entries of one stream, oldest first; {@code toldBy} tells those of imports. */
    static PlanFields of(String id, List<Recorded> known, Function<Recorded, Optional<String>> toldBy) {
        var fields = new PlanFields(id, toldBy);
        fields.fold(known);
        return fields;
    }

    ImportedField<PlanEvent.ApprovalRecorded> approval(String draft) {
        return all.at("/approvals/" + draft);
    }

    /** Returns the word that the tool has for where it stands. */
    String word() {
        return standing.now()
                .map(standing -> standing.original().orElse(standing.status()))
                .orElse("pending");
    }

    /** Returns whether somebody else has changed what the field of a report stands for. */
    boolean overridden(String pointer) {
        return all.near(pointer.equals("/originalStatus") ? "/status" : pointer)
                .filter(ImportedField::overridden)
                .isPresent();
    }

    @Override
    void apply(Recorded recorded, Word by) {
        if (!(recorded.event() instanceof PlanEvent event)) {
            return;
        }
        touched(recorded.occurredAt());
        switch (event) {
            case PlanEvent.Registered it -> {
                registered(recorded.occurredAt(), by);
                kind = it.kind();
                title.tell(it.title(), by);
                body.tell(it.body(), by);
                standing.tell(new Standing(it.status(), Optional.empty()), by);
                points.tell(it.points(), by);
                priority.tell(it.priority(), by);
                parent.tell(it.parent(), by);
            }
            case PlanEvent.Retitled it -> title.tell(it.title(), by);
            case PlanEvent.Rewritten it -> body.tell(it.body(), by);
            case PlanEvent.StatusChanged it -> standing.tell(new Standing(it.status(), it.original()), by);
            case PlanEvent.Estimated it -> points.tell(it.points(), by);
            case PlanEvent.Reprioritized it -> priority.tell(it.priority(), by);
            case PlanEvent.Moved it -> parent.tell(it.parent(), by);
            case PlanEvent.Attached it -> attachment(it.name()).tell(new Content(it.encoding(), it.content()), by);
            case PlanEvent.Claimed it ->
                claim(it.file()).tell(new SbiFiles.Claim(it.file(), it.claim(), it.style()), by);
            case PlanEvent.ApprovalRecorded it -> {
                approval(it.file()).tell(it, by);
                approvals++;
            }
            case PlanEvent.CreationDated it -> created.tell(it.createdAt(), by);
            case PlanEvent.Deleted _ -> deleted = true;
        }
    }
}
