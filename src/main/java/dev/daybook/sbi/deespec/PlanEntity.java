package dev.daybook.sbi.deespec;

import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.ProjectHistory;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.PlanEvent;
import dev.daybook.sbi.PlanEvent.ApprovalRecorded;
import dev.daybook.sbi.PlanEvent.Attached;
import dev.daybook.sbi.PlanEvent.Claimed;
import dev.daybook.sbi.PlanEvent.Estimated;
import dev.daybook.sbi.PlanEvent.Kind;
import dev.daybook.sbi.PlanEvent.Moved;
import dev.daybook.sbi.PlanEvent.Registered;
import dev.daybook.sbi.PlanEvent.Reprioritized;
import dev.daybook.sbi.PlanEvent.Retitled;
import dev.daybook.sbi.PlanEvent.Rewritten;
import dev.daybook.sbi.PlanEvent.StatusChanged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One PBI or EPIC of the tree, and the facts that files and database tell of it. */
final class PlanEntity implements LegacySource.Entity {

    private final PlanFiles files;
    private final String project;

    PlanEntity(PlanFiles files, String project) {
        this.files = files;
        this.project = project;
    }

    @Override
    public StreamId stream() {
        return new StreamId("plan", files.id());
    }

    @Override
    public Map<String, Integer> counts() {
        var counts = new LinkedHashMap<String, Integer>();
        counts.put(files.kind() == Kind.EPIC ? "epics" : "pbis", 1);
        if (!files.approvals().isEmpty()) {
            counts.put("approvals", files.approvals().size());
        }
        return counts;
    }

    @Override
    public List<Fact> facts(List<Recorded> known) {
        return new Telling(fields(known)).facts();
    }

    @Override
    public Map<String, Object> expected() {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("/kind", files.kind().name());
        put(fields, "/title", files.title());
        put(fields, "/body", files.body());
        files.standing().ifPresent(it -> {
            fields.put("/status", it.status());
            put(fields, "/originalStatus", it.original());
        });
        put(fields, "/points", files.points().flatMap(it -> it).map(Integer::longValue));
        put(fields, "/priority", files.priority().map(Integer::longValue));
        put(fields, "/parent", files.parent());
        for (SbiFiles.Attachment it : files.attachments()) {
            fields.put(attachment(it.name()), it.content().content());
        }
        for (PlanFiles.Approval it : files.approvals()) {
            String at = approval(it.draft());
            ApprovalRecorded told = it.told();
            fields.put(at + "status", told.status());
            put(fields, at + "originalStatus", told.original());
            put(fields, at + "reviewedBy", told.reviewedBy());
            put(fields, at + "reviewedAt", told.reviewedAt());
            put(fields, at + "reason", told.reason());
            put(fields, at + "notes", told.notes());
        }
        return fields;
    }

    @Override
    public Set<String> overridden(List<Recorded> known) {
        PlanFields fields = fields(known);
        return expected().keySet().stream()
                .filter(it -> fields.deleted || fields.overridden(it))
                .collect(Collectors.toSet());
    }

    private PlanFields fields(List<Recorded> known) {
        return PlanFields.of(files.id(), known, ProjectHistory.toldIn(DeespecSource.KIND, project));
    }

    private static String attachment(String name) {
        return "/attachments/" + name + "/content";
    }

    private static String approval(String draft) {
        return "/approvals/" + draft + "/";
    }

    private static void put(Map<String, Object> fields, String name, Optional<?> value) {
        value.ifPresent(it -> fields.put(name, it));
    }

    /** The facts that are new to what is known. */
    private final class Telling {
        private final PlanFields known;
        private final List<Fact> facts = new ArrayList<>();
        private final Instant at = files.updatedAt();

        Telling(PlanFields known) {
            this.known = known;
        }

        List<Fact> facts() {
            if (known.registered) {
                changes();
            } else {
                register();
            }
            for (SbiFiles.Attachment it : files.attachments()) {
                if (known.attachment(it.name()).differsFrom(it.content())) {
                    fact(
                            new Attached(
                                    files.id(),
                                    it.name(),
                                    it.content().encoding(),
                                    it.content().content()),
                            it.file(),
                            at);
                }
            }
            files.approvals().forEach(this::approval);
            for (SbiFiles.Claim it : files.claims()) {
                if (known.claim(it.file()).differsFrom(it)) {
                    fact(new Claimed(files.id(), it.file(), it.json(), it.style()), it.file(), at);
                }
            }
            return facts;
        }

        private void register() {
            fact(
                    new Registered(
                            files.id(),
                            files.kind(),
                            files.title().orElse(files.id()),
                            files.body(),
                            PlanFiles.Standing.PENDING.status(),
                            files.points().flatMap(it -> it),
                            files.priority().orElse(0),
                            files.parent()),
                    files.source(),
                    files.createdAt());
            files.standing()
                    .filter(it -> !it.equals(PlanFiles.Standing.PENDING))
                    .ifPresent(
                            it -> fact(new StatusChanged(files.id(), it.status(), it.original()), files.source(), at));
        }

        private void changes() {
            String id = files.id();
            String source = files.source();
            files.title().filter(known.title::differsFrom).ifPresent(it -> fact(new Retitled(id, it), source, at));
            files.body()
                    .filter(it -> known.body.differsFrom(Optional.of(it)))
                    .ifPresent(it -> fact(new Rewritten(id, Optional.of(it)), files.bodyFile(), at));
            files.standing()
                    .filter(known.standing::differsFrom)
                    .ifPresent(it -> fact(new StatusChanged(id, it.status(), it.original()), source, at));
            files.points().filter(known.points::differsFrom).ifPresent(it -> fact(new Estimated(id, it), source, at));
            files.priority()
                    .filter(known.priority::differsFrom)
                    .ifPresent(it -> fact(new Reprioritized(id, it), source, at));
            files.parent()
                    .filter(it -> known.parent.differsFrom(Optional.of(it)))
                    .ifPresent(it -> fact(new Moved(id, Optional.of(it)), source, at));
        }

        private void approval(PlanFiles.Approval it) {
            if (known.approval(it.draft()).differsFrom(it.told())) {
                fact(it.told(), it.source(), it.at());
            }
        }

        private void fact(PlanEvent event, String file, Instant when) {
            facts.add(new Fact(event, file, when));
        }
    }
}
