package dev.daybook.sbi.deespec;

import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.frame.ProjectHistory;
import dev.daybook.journal.StreamId;
import dev.daybook.sbi.PlanEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One PBI or EPIC of the tree, and the facts that files and database tell of it. */
record PlanEntity(PlanFiles files, String project) implements LegacySource.Entity {

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
    public List<Fact> facts(List<Recorded> entries) {
        PlanFields known = fields(entries);
        var facts = new NewFacts(new ArrayList<>(), files.updatedAt());
        if (known.registered) {
            changes(known, facts);
        } else {
            register(facts);
        }
        facts.attachments(
                files.attachments(),
                known,
                (name, content) -> new PlanEvent.Attached(files.id(), name, content.encoding(), content.content()));
        files.approvals().stream()
                .filter(approval -> known.approval(approval.draft()).differsFrom(approval.told()))
                .forEach(approval -> facts.add(approval.told(), approval.source(), approval.at()));
        facts.claims(
                files.claims(),
                known,
                claim -> new PlanEvent.Claimed(files.id(), claim.file(), claim.json(), claim.style()));
        return facts.all();
    }

    private void register(NewFacts facts) {
        var registered = new PlanEvent.Registered(
                files.id(),
                files.kind(),
                files.title().orElse(files.id()),
                files.body(),
                PlanFiles.Standing.PENDING.status(),
                files.points().flatMap(number -> number),
                files.priority().orElse(0),
                files.parent());
        facts.add(registered, files.source(), Optional.of(files.createdAt()));
        files.standing()
                .filter(standing -> !standing.equals(PlanFiles.Standing.PENDING))
                .ifPresent(standing -> facts.add(status(standing), files.source(), facts.at()));
    }

    private PlanEvent status(PlanFiles.Standing it) {
        return new PlanEvent.StatusChanged(files.id(), it.status(), it.original());
    }

    private void changes(PlanFields known, NewFacts facts) {
        String id = files.id();
        String from = files.source();
        facts.change(files.title(), known.title, text -> new PlanEvent.Retitled(id, text), from);
        facts.some(files.body(), known.body, text -> new PlanEvent.Rewritten(id, text), files.bodyFile());
        facts.change(files.standing(), known.standing, this::status, from);
        facts.change(files.points(), known.points, number -> new PlanEvent.Estimated(id, number), from);
        facts.change(files.priority(), known.priority, number -> new PlanEvent.Reprioritized(id, number), from);
        facts.some(files.parent(), known.parent, text -> new PlanEvent.Moved(id, text), from);
        facts.change(
                files.createdTold(),
                known.created,
                instant -> new PlanEvent.CreationDated(id, instant, known.created.now()),
                from);
    }

    @Override
    public Map<String, Object> expected() {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("/kind", files.kind().name());
        ShownFields.put(fields, "/title", files.title());
        ShownFields.put(fields, "/body", files.body());
        files.standing().ifPresent(standing -> {
            fields.put("/status", standing.status());
            ShownFields.put(fields, "/originalStatus", standing.original());
        });
        ShownFields.put(
                fields, "/points", files.points().flatMap(number -> number).map(Integer::longValue));
        ShownFields.put(fields, "/priority", files.priority().map(Integer::longValue));
        ShownFields.put(fields, "/parent", files.parent());
        ShownFields.put(fields, "/createdAt", files.createdTold());
        for (SbiFiles.Attachment it : files.attachments()) {
            fields.put("/attachments/" + it.name() + "/content", it.content().content());
        }
        for (PlanFiles.Approval it : files.approvals()) {
            String at = "/approvals/" + it.draft() + "/";
            PlanEvent.ApprovalRecorded told = it.told();
            fields.put(at + "status", told.status());
            ShownFields.put(fields, at + "originalStatus", told.original());
            ShownFields.put(fields, at + "reviewedBy", told.reviewedBy());
            ShownFields.put(fields, at + "reviewedAt", told.reviewedAt());
            ShownFields.put(fields, at + "reason", told.reason());
            ShownFields.put(fields, at + "notes", told.notes());
        }
        return fields;
    }

    @Override
    public Set<String> overridden(List<Recorded> known) {
        PlanFields fields = fields(known);
        return expected().keySet().stream()
                .filter(text -> fields.deleted || fields.overridden(text))
                .collect(Collectors.toSet());
    }

    private PlanFields fields(List<Recorded> known) {
        return PlanFields.of(files.id(), known, ProjectHistory.toldIn(DeespecSource.KIND, project));
    }
}
