package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.event.JsonText;
import dev.daybook.event.Recorded;
import dev.daybook.importing.ProjectHistory;
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
import dev.daybook.sbi.deespec.DeespecView.Content;
import dev.daybook.sbi.deespec.SbiAccount.Claim;
import dev.daybook.sbi.deespec.SbiAccount.Told;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The history of one PBI or EPIC, folded twice at once: what imports told of it, and what counts now. */
final class PlanAccount {

    record Standing(String status, Optional<String> original) {}

    final String id;
    final Told<String> title = new Told<>();
    final Told<Optional<String>> body = new Told<>();
    final Told<Standing> status = new Told<>();
    final Told<Optional<Integer>> points = new Told<>();
    final Told<Integer> priority = new Told<>();
    final Told<Optional<String>> parent = new Told<>();
    final Map<String, Told<Content>> attachments = new LinkedHashMap<>();
    final Map<String, Claim> claims = new LinkedHashMap<>();
    Kind kind = Kind.PBI;
    boolean found;
    boolean deleted;
    int approvals;
    Instant createdAt = Instant.EPOCH;
    Instant updatedAt = Instant.EPOCH;

    private PlanAccount(String id) {
        this.id = id;
    }

    static PlanAccount of(ProjectHistory book, ProjectHistory.Account account) {
        var plan = new PlanAccount(account.stream().key());
        plan.createdAt = account.entries().getFirst().occurredAt();
        for (Recorded it : account.entries()) {
            if (it.event() instanceof PlanEvent event) {
                plan.apply(event, it, book.toldBy(it));
            }
        }
        return plan;
    }

    /** Returns the row of a table that it was found in. */
    Optional<JsonNode> row(String table) {
        return claims.values().stream()
                .filter(it -> it.file().endsWith(TaskDatabase.NAME + "#" + table))
                .findFirst()
                .map(it -> JsonText.tree(it.state()));
    }

    /** Returns the word that the tool has for where it stands. */
    String word() {
        return status.now().map(it -> it.original().orElse(it.status())).orElse("pending");
    }

    private void apply(PlanEvent event, Recorded recorded, Optional<String> by) {
        Instant at = recorded.occurredAt();
        updatedAt = at.isAfter(updatedAt) ? at : updatedAt;
        switch (event) {
            case Registered it -> {
                deleted = false;
                found |= by.isPresent();
                kind = it.kind();
                title.tell(it.title(), by);
                body.tell(it.body(), by);
                status.tell(new Standing(it.status(), Optional.empty()), by);
                points.tell(it.points(), by);
                priority.tell(it.priority(), by);
                parent.tell(it.parent(), by);
            }
            case Retitled it -> title.tell(it.title(), by);
            case Rewritten it -> body.tell(it.body(), by);
            case StatusChanged it -> status.tell(new Standing(it.status(), it.original()), by);
            case Estimated it -> points.tell(it.points(), by);
            case Reprioritized it -> priority.tell(it.priority(), by);
            case Moved it -> parent.tell(it.parent(), by);
            case Attached it ->
                attachments
                        .computeIfAbsent(it.name(), _ -> new Told<>())
                        .tell(new Content(it.encoding(), it.content()), by);
            case Claimed it -> claims.put(it.file(), new Claim(it.file(), it.claim(), it.style()));
            case Deleted _ -> deleted = true;
            case ApprovalRecorded _ -> approvals++; // as the file of approvals says
        }
    }
}
