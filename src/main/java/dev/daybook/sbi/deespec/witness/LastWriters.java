package dev.daybook.sbi.deespec.witness;

import dev.daybook.event.Recorded;
import dev.daybook.journal.Source;
import dev.daybook.sbi.SbiEvent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Who said each field of a task last: an import of one project, or somebody else. */
final class LastWriters {

    private final Source.Project project;
    private final List<Recorded> known;

    /** @param project empty for the first one of the tool */
    LastWriters(String project, List<Recorded> known) {
        this.project = new Source.Project("deespec", project);
        this.known = known;
    }

    /** Returns those of the fields that somebody else said last. */
    Set<String> others(Set<String> fields) {
        var others = new TreeSet<String>();
        for (String field : fields) {
            boolean other = false;
            for (Recorded fact : known) {
                if (fact.event() instanceof SbiEvent event && sets(event, field)) {
                    other = !fact.entry().metadata().isFrom(project);
                }
            }
            if (other) {
                others.add(field);
            }
        }
        return others;
    }

    private static boolean sets(SbiEvent event, String field) {
        return switch (event) {
            case SbiEvent.Registered _ -> !field.startsWith("/executions/") && !field.startsWith("/attachments/");
            case SbiEvent.Retitled _ -> field.equals("/title");
            case SbiEvent.Respecified _ -> field.equals("/spec");
            case SbiEvent.Relabelled _ -> field.equals("/label") || field.equals("/labels");
            case SbiEvent.Reprioritized _ -> field.equals("/priority");
            case SbiEvent.Moved _ -> field.equals("/parent");
            case SbiEvent.DependenciesChanged _ -> field.equals("/dependsOn");
            case SbiEvent.MetadataChanged _ -> field.equals("/metadata");
            case SbiEvent.TaskIdChanged _ -> field.equals("/taskId");
            case SbiEvent.OnlyImplementChanged _ -> field.equals("/onlyImplement");
            case SbiEvent.CreationDated _ -> field.equals("/createdAt");
            case SbiEvent.CompletionDated _ -> field.equals("/completedAt");
            case SbiEvent.Described _ -> false; // the tool has no such field
            case SbiEvent.StatusChanged _, SbiEvent.Reset _, SbiEvent.ForceTerminated _ -> field.equals("/status");
            case SbiEvent.ExecutionStarted started ->
                field.equals("/status")
                        || isOf(field, started.file(), started.step().text(), started.turn());
            case SbiEvent.ExecutionFinished finished ->
                field.equals("/status")
                        || isOf(field, finished.file(), finished.step().text(), finished.turn());
            case SbiEvent.Attached attached -> field.startsWith("/attachments/" + attached.name() + "/");
            case SbiEvent.Deleted _ -> true;
            case SbiEvent.LeaseAcquired _,
                    SbiEvent.LeaseRenewed _,
                    SbiEvent.LeaseReleased _,
                    SbiEvent.LeaseTakenOver _,
                    SbiEvent.NoteAdded _,
                    SbiEvent.StateClaimed _,
                    SbiEvent.JournalEntryRecorded _,
                    SbiEvent.TransactionRecorded _ -> false;
        };
    }

    private static boolean isOf(String field, Optional<String> file, String step, int turn) {
        return field.startsWith("/executions/" + file.orElseGet(() -> step + "_" + turn + ".md") + "/");
    }
}
