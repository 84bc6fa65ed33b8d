package dev.daybook.sbi.deespec;

import dev.daybook.sbi.PlanEvent;
import dev.daybook.sbi.PlanEvent.ApprovalRecorded;
import dev.daybook.sbi.PlanEvent.Attached;
import dev.daybook.sbi.PlanEvent.Claimed;
import dev.daybook.sbi.PlanEvent.Deleted;
import dev.daybook.sbi.PlanEvent.Estimated;
import dev.daybook.sbi.PlanEvent.Moved;
import dev.daybook.sbi.PlanEvent.Registered;
import dev.daybook.sbi.PlanEvent.Reprioritized;
import dev.daybook.sbi.PlanEvent.Retitled;
import dev.daybook.sbi.PlanEvent.Rewritten;
import dev.daybook.sbi.PlanEvent.StatusChanged;
import dev.daybook.event.Recorded;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the journal remembers of a plan: what imports said of it, and what it is now. */
final class PlanKnown {

    /** A field: what the last import said, else the last word of anybody; and what it is now. */
    static final class Field<T> {
        private Optional<T> said = Optional.empty();
        private Optional<T> now = Optional.empty();
        private boolean imported;

        private void tell(T told, boolean byImport) {
            now = Optional.of(told);
            if (byImport || !imported) {
                said = now;
                imported = byImport;
            }
        }

        /** Returns whether the files say something else than the last time. */
        boolean differsFrom(T told) {
            return said.filter(told::equals).isEmpty();
        }

        /** Returns whether somebody else has changed it since the files told it. */
        boolean overridden() {
            return !now.equals(said);
        }

        Optional<T> said() {
            return said;
        }
    }

    final Field<String> title = new Field<>();
    final Field<Optional<String>> body = new Field<>();
    final Field<PlanFiles.Standing> standing = new Field<>();
    final Field<Optional<Integer>> points = new Field<>();
    final Field<Integer> priority = new Field<>();
    final Field<Optional<String>> parent = new Field<>();
    private final Map<String, Field<DeespecView.Content>> attachments = new HashMap<>();
    private final Map<String, Field<PlanFiles.Word>> approvals = new HashMap<>();
    private final Map<String, Field<DeespecView.Claim>> claims = new HashMap<>();
    private boolean registered;
    private boolean deleted;

    /** Folds the entries of one stream, oldest first. */
    static PlanKnown of(List<Recorded> known) {
        var all = new PlanKnown();
        for (Recorded it : known) {
            if (it.event() instanceof PlanEvent event) {
                all.apply(event, it.entry().metadata().source().startsWith(DeespecSource.KIND + ":"));
            }
        }
        return all;
    }

    boolean registered() {
        return registered;
    }

    boolean deleted() {
        return deleted;
    }

    Field<DeespecView.Content> attachment(String name) {
        return attachments.computeIfAbsent(name, _ -> new Field<>());
    }

    Field<PlanFiles.Word> approval(String draft) {
        return approvals.computeIfAbsent(draft, _ -> new Field<>());
    }

    Field<DeespecView.Claim> claim(String file) {
        return claims.computeIfAbsent(file, _ -> new Field<>());
    }

    private void apply(PlanEvent event, boolean imported) {
        switch (event) {
            case Registered it -> {
                registered = true;
                deleted = false;
                title.tell(it.title(), imported);
                body.tell(it.body(), imported);
                standing.tell(new PlanFiles.Standing(it.status(), Optional.empty()), imported);
                points.tell(it.points(), imported);
                priority.tell(it.priority(), imported);
                parent.tell(it.parent(), imported);
            }
            case Retitled it -> title.tell(it.title(), imported);
            case Rewritten it -> body.tell(it.body(), imported);
            case StatusChanged it -> standing.tell(new PlanFiles.Standing(it.status(), it.original()), imported);
            case Estimated it -> points.tell(it.points(), imported);
            case Reprioritized it -> priority.tell(it.priority(), imported);
            case Moved it -> parent.tell(it.parent(), imported);
            case Deleted _ -> deleted = true;
            case Attached it ->
                attachment(it.name()).tell(new DeespecView.Content(it.encoding(), it.content()), imported);
            case ApprovalRecorded it ->
                approval(it.file())
                        .tell(
                                new PlanFiles.Word(
                                        new PlanFiles.Standing(it.status(), it.original()),
                                        it.reviewedBy(),
                                        it.reviewedAt(),
                                        it.reason(),
                                        it.notes()),
                                imported);
            case Claimed it -> claim(it.file()).tell(new DeespecView.Claim(it.claim(), it.style()), imported);
        }
    }
}
