package dev.daybook.sbi.deespec;

import dev.daybook.sbi.PlanEvent.ApprovalRecorded;
import dev.daybook.sbi.PlanEvent.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that files and database say of one PBI or EPIC. What they do not say is absent.
 *
 * @param source the file that facts about the plan as a whole come from
 * @param bodyFile the file that holds the body
 * @param points outer: whether anything speaks of points
 * @param dated whether something says when it was made; else {@code createdAt} is when it was surely there
 */
record PlanFiles(
        String id,
        Kind kind,
        String source,
        Optional<String> title,
        Optional<String> body,
        String bodyFile,
        Optional<Standing> standing,
        Optional<Optional<Integer>> points,
        Optional<Integer> priority,
        Optional<String> parent,
        List<SbiFiles.Attachment> attachments,
        List<Approval> approvals,
        List<SbiFiles.Claim> claims,
        boolean dated,
        Instant createdAt,
        Instant updatedAt) {

    /** Says nothing of a PBI yet. */
    static PlanFiles nothing(String id, String source, String bodyFile, Instant at) {
        Optional<String> none = Optional.empty();
        Optional<Optional<Integer>> points = Optional.empty();
        return new PlanFiles(
                id,
                Kind.PBI,
                source,
                none,
                none,
                bodyFile,
                Optional.empty(),
                points,
                Optional.empty(),
                none,
                List.of(),
                List.of(),
                List.of(),
                false,
                at,
                at);
    }

    /** Returns when it was made, if something says so. */
    Optional<Instant> createdTold() {
        return Optional.of(createdAt).filter(_ -> dated).map(ShownFields::stored);
    }

    /** @param original the word of the source when it is not the status's own */
    record Standing(String status, Optional<String> original) {
        static final Standing PENDING = new Standing("pending", Optional.empty());
    }

    /**
     * What was decided about a draft.
     *
     * @param source the file that says so
     */
    record Approval(ApprovalRecorded told, String source, Instant at) {

        String draft() {
            return told.file();
        }
    }
}
