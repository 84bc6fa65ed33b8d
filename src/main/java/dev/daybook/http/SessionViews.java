package dev.daybook.http;

import dev.daybook.session.SessionRow;
import dev.daybook.session.VariantView;
import dev.daybook.session.WorkspaceView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Sessions, what they hide, and workspaces, as the contract has them. */
final class SessionViews {

    private SessionViews() {}

    /** A workspace with how much there is of it. */
    record Workspace(
            String hash,
            Optional<String> path,
            List<String> aliases,
            long sessions,
            long messages,
            Optional<Instant> changedAt,
            long revision) {

        static Workspace of(WorkspaceView it) {
            return new Workspace(
                    it.key(), it.path(), it.aliases(), it.sessions(), it.messages(), it.changedAt(), it.revision());
        }
    }

    /** A session as a line of a list. */
    record Row(
            String id,
            String workspace,
            String type,
            String title,
            String status,
            String phase,
            Instant createdAt,
            Instant updatedAt,
            Optional<Instant> completedAt,
            long durationSeconds,
            long filesChanged,
            long instances,
            long messages,
            long variants,
            long revision) {

        static Row of(SessionRow it) {
            return new Row(
                    it.session().id(),
                    it.session().workspace(),
                    it.type(),
                    it.title(),
                    it.status(),
                    it.phase(),
                    it.createdAt(),
                    it.updatedAt(),
                    it.completedAt(),
                    it.durationSeconds(),
                    it.filesChanged(),
                    it.instances(),
                    it.messages(),
                    it.variants(),
                    it.revision());
        }
    }

    /** A further record of a session's id. */
    record Variant(String workspace, String file, int place, String encoding, String record) {

        static Variant of(VariantView it) {
            return new Variant(
                    it.session().workspace(), it.file(), Math.toIntExact(it.place()), it.encoding(), it.record());
        }
    }
}
