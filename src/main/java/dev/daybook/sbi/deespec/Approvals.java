package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.importing.Finding;
import dev.daybook.importing.JsonFile;
import dev.daybook.importing.Results;
import dev.daybook.importing.Timestamps;
import dev.daybook.sbi.PlanEvent.ApprovalRecorded;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an {@code approval.yaml} says.
 *
 * @param each each draft once, of one named twice the last word
 */
record Approvals(List<PlanFiles.Approval> each, Optional<Instant> generatedAt, Optional<Instant> registeredAt) {

    private static final String KEPT = "is kept with what the file says";
    private static final Set<String> KEYS =
            Set.of("pbi_id", "generated_at", "total_sbis", "sbis", "registered", "registered_at", "registered_sbis");
    private static final Set<String> ENTRY_KEYS =
            Set.of("file", "status", "reviewed_by", "reviewed_at", "rejection_reason", "notes");
    private static final Set<String> STATUSES = Set.of("pending", "approved", "rejected", "edited");

    /** More drafts than this come out of no plan. */
    private static final int DRAFTS_MAX = 1_000_000;

    /**
     * Reads the object of such a file.
     *
     * @param names what stands beside the file: drafts that do not are told of
     * @param otherwiseAt when it was decided if nothing says so
     */
    static Approvals of(
            String file,
            ObjectNode object,
            String plan,
            Set<String> names,
            Instant otherwiseAt,
            Timestamps times,
            Results results) {
        var fields = new Fields(file, object, times, results);
        Fields.unknown(file, "", object, KEYS, KEPT, results);
        fields.text("pbi_id")
                .filter(it -> !it.equals(plan))
                .ifPresent(it -> results.warn(
                        file, "pbi_id", "ID_MISMATCH", "names '%s', the folder is %s: the folder counts", it, plan));
        Optional<Instant> generatedAt = fields.time("generated_at", true);
        JsonNode drafts = object.path("sbis");
        if (!drafts.isArray() && !drafts.isMissingNode() && !drafts.isNull()) {
            results.warn(file, "sbis", "WRONG_TYPE", "is %s, not a list: no approval is known", JsonFile.kind(drafts));
        }
        var each = new LinkedHashMap<String, PlanFiles.Approval>();
        for (int i = 0; i < drafts.size() && drafts.isArray(); i++) {
            String where = "sbis[%d]".formatted(i);
            if (drafts.get(i) instanceof ObjectNode entry) {
                entry(file, where, entry, plan, generatedAt.orElse(otherwiseAt), times, results)
                        .ifPresent(it -> keep(it, where, each, results));
            } else {
                results.warn(file, where, "WRONG_TYPE", "is %s, not an entry: left out", JsonFile.kind(drafts.get(i)));
            }
        }
        each.keySet().stream()
                .filter(it -> !names.contains(it))
                .forEach(it ->
                        results.warn(file, it, "DANGLING_REF", "the draft is not on disk: what was decided is kept"));
        fields.integer("total_sbis", DRAFTS_MAX)
                .filter(it -> it != each.size())
                .ifPresent(it -> results.warn(
                        file, "total_sbis", "INCONSISTENT_STATE", "says %d drafts, %d are listed", it, each.size()));
        return new Approvals(List.copyOf(each.values()), generatedAt, fields.time("registered_at", true));
    }

    private static void keep(
            PlanFiles.Approval it, String where, Map<String, PlanFiles.Approval> each, Results results) {
        PlanFiles.Approval before = each.put(it.draft(), it);
        if (before != null) {
            boolean same = before.told().equals(it.told());
            results.finding(
                    same
                            ? Finding.info(it.source(), where, "DUPLICATE", "names '%s' again", it.draft())
                            : Finding.warn(
                                    it.source(),
                                    where,
                                    "CONFLICT",
                                    "decides about '%s' again and otherwise: the last word counts",
                                    it.draft()));
        }
    }

    private static Optional<PlanFiles.Approval> entry(
            String file,
            String where,
            ObjectNode entry,
            String plan,
            Instant otherwiseAt,
            Timestamps times,
            Results results) {
        var fields = new Fields(file, entry, times, results);
        Fields.unknown(file, where + ".", entry, ENTRY_KEYS, KEPT, results);
        Optional<String> draft = fields.text("file").filter(it -> !it.isBlank());
        if (draft.isEmpty()) {
            results.warn(
                    file, where + ".file", "MISSING_FIELD", "names no draft: kept with the file, not as an approval");
            return Optional.empty();
        }
        if (Fields.isSuspect(draft.get())) {
            results.warn(file, where + ".file", "SUSPECT_PATH", "leads elsewhere: kept as text, not opened");
        }
        Optional<String> word = fields.text("status").filter(it -> !it.isEmpty());
        Optional<String> unknown = word.filter(it -> !STATUSES.contains(it));
        unknown.ifPresent(it ->
                results.warn(file, where + ".status", "UNKNOWN_ENUM", "'%s' is not known: kept beside pending", it));
        Optional<Instant> reviewedAt = fields.time("reviewed_at", true)
                .map(it -> it.truncatedTo(ChronoUnit.MICROS)); // as the journal keeps it
        return Optional.of(new PlanFiles.Approval(
                new ApprovalRecorded(
                        plan,
                        draft.get(),
                        word.filter(STATUSES::contains).orElse("pending"),
                        unknown,
                        said(fields, entry, "reviewed_by"),
                        reviewedAt,
                        said(fields, entry, "rejection_reason"),
                        said(fields, entry, "notes")),
                file,
                reviewedAt.orElse(otherwiseAt)));
    }

    /** An empty text says nothing, nor does {@code null}. */
    private static Optional<String> said(Fields fields, ObjectNode entry, String key) {
        return entry.path(key).isNull() ? Optional.empty() : fields.text(key).filter(it -> !it.isEmpty());
    }
}
