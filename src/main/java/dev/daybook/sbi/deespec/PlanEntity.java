package dev.daybook.sbi.deespec;

import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.ProjectHistory;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.PlanEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
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
        counts.put(files.kind() == PlanEvent.Kind.EPIC ? "epics" : "pbis", 1);
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
            PlanEvent.ApprovalRecorded told = it.told();
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
                            new PlanEvent.Attached(
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
                    fact(new PlanEvent.Claimed(files.id(), it.file(), it.json(), it.style()), it.file(), at);
                }
            }
            return facts;
        }

        private void register() {
            fact(
                    new PlanEvent.Registered(
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
                    .ifPresent(it -> fact(
                            new PlanEvent.StatusChanged(files.id(), it.status(), it.original()), files.source(), at));
        }

        private void changes() {
            String id = files.id();
            change(files.title(), known.title::differsFrom, it -> new PlanEvent.Retitled(id, it));
            files.body()
                    .filter(it -> known.body.differsFrom(Optional.of(it)))
                    .ifPresent(it -> fact(new PlanEvent.Rewritten(id, Optional.of(it)), files.bodyFile(), at));
            change(
                    files.standing(),
                    known.standing::differsFrom,
                    it -> new PlanEvent.StatusChanged(id, it.status(), it.original()));
            change(files.points(), known.points::differsFrom, it -> new PlanEvent.Estimated(id, it));
            change(files.priority(), known.priority::differsFrom, it -> new PlanEvent.Reprioritized(id, it));
            change(
                    files.parent(),
                    it -> known.parent.differsFrom(Optional.of(it)),
                    it -> new PlanEvent.Moved(id, Optional.of(it)));
        }

        private <T> void change(Optional<T> said, Predicate<T> isNew, Function<T, PlanEvent> event) {
            said.filter(isNew).ifPresent(it -> fact(event.apply(it), files.source(), at));
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
