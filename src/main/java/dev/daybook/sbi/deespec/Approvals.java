package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.importing.Results;
import dev.daybook.importing.container.JsonFields;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.sbi.PlanEvent.ApprovalRecorded;
import java.time.Instant;
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
     * What reads the object of such a file.
     *
     * @param names what stands beside the file: drafts that do not are told of
     */
    record Reader(String file, String plan, Set<String> names, Timestamps times, Results results) {

        /** @param otherwiseAt when it was decided if nothing says so */
        Approvals read(ObjectNode object, Instant otherwiseAt) {
            var fields = new JsonFields(file, object, times, results);
            JsonFields.unknown(file, "", object, KEYS, KEPT, results);
            fields.text("pbi_id")
                    .filter(text -> !text.equals(plan))
                    .ifPresent(text -> warn(
                            "pbi_id", "ID_MISMATCH", "names '%s', the folder is %s: the folder counts", text, plan));
            Optional<Instant> generatedAt = fields.time("generated_at", true);
            JsonNode drafts = object.path("sbis");
            if (!drafts.isArray() && !drafts.isMissingNode() && !drafts.isNull()) {
                warn("sbis", "WRONG_TYPE", "is %s, not a list: no approval is known", JsonFile.kind(drafts));
            }
            var each = new LinkedHashMap<String, PlanFiles.Approval>();
            for (int i = 0; i < drafts.size() && drafts.isArray(); i++) {
                String where = "sbis[%d]".formatted(i);
                if (drafts.get(i) instanceof ObjectNode entry) {
                    entry(where, entry, generatedAt.orElse(otherwiseAt))
                            .ifPresent(approval -> keep(approval, where, each));
                } else {
                    warn(where, "WRONG_TYPE", "is %s, not an entry: left out", JsonFile.kind(drafts.get(i)));
                }
            }
            each.keySet().stream()
                    .filter(text -> !names.contains(text))
                    .forEach(text -> warn(text, "DANGLING_REF", "the draft is not on disk: what was decided is kept"));
            fields.integer("total_sbis", DRAFTS_MAX)
                    .filter(number -> number != each.size())
                    .ifPresent(number -> warn(
                            "total_sbis", "INCONSISTENT_STATE", "says %d drafts, %d are listed", number, each.size()));
            return new Approvals(List.copyOf(each.values()), generatedAt, fields.time("registered_at", true));
        }

        private void warn(String where, String code, String message, Object... args) {
            results.warn(file, where, code, message, args);
        }

        private void keep(PlanFiles.Approval it, String where, Map<String, PlanFiles.Approval> each) {
            PlanFiles.Approval before = each.put(it.draft(), it);
            if (before != null && before.told().equals(it.told())) {
                results.info(file, where, "DUPLICATE", "names '%s' again", it.draft());
            } else if (before != null) {
                warn(where, "CONFLICT", "decides about '%s' again and otherwise: the last word counts", it.draft());
            }
        }

        private Optional<PlanFiles.Approval> entry(String where, ObjectNode entry, Instant otherwiseAt) {
            var fields = new JsonFields(file, entry, times, results);
            JsonFields.unknown(file, where + ".", entry, ENTRY_KEYS, KEPT, results);
            Optional<String> draft = fields.text("file").filter(text -> !text.isBlank());
            if (draft.isEmpty()) {
                warn(where + ".file", "MISSING_FIELD", "names no draft: kept with the file, not as an approval");
                return Optional.empty();
            }
            if (JsonFields.isSuspect(draft.get())) {
                warn(where + ".file", "SUSPECT_PATH", "leads elsewhere: kept as text, not opened");
            }
            Optional<String> word = fields.text("status").filter(text -> !text.isEmpty());
            Optional<String> unknown = word.filter(text -> !STATUSES.contains(text));
            unknown.ifPresent(
                    text -> warn(where + ".status", "UNKNOWN_ENUM", "'%s' is not known: kept beside pending", text));
            Optional<Instant> reviewedAt = fields.time("reviewed_at", true).map(ShownFields::stored);
            return Optional.of(new PlanFiles.Approval(
                    new ApprovalRecorded(
                            plan,
                            draft.get(),
                            word.filter(STATUSES::contains).orElse("pending"),
                            unknown,
                            said(fields, "reviewed_by"),
                            reviewedAt,
                            said(fields, "rejection_reason"),
                            said(fields, "notes")),
                    file,
                    reviewedAt.orElse(otherwiseAt)));
        }

        /** An empty text says nothing, nor does {@code null}. */
        private static Optional<String> said(JsonFields fields, String key) {
            return fields.object().path(key).isNull()
                    ? Optional.empty()
                    : fields.text(key).filter(text -> !text.isEmpty());
        }
    }
}
