package dev.daybook.project.gum.witness;

import dev.daybook.domain.Event;
import dev.daybook.event.Recorded;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Witness;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.project.DirectoryEvent;
import dev.daybook.project.ProjectEvent;
import dev.daybook.project.ProjectFacts.Remote;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which remote each project has, as the store says that was written last, and how often each directory was used, as the
 * highest count of any. What two stores say otherwise at the same time is not certain, nor is a folder that could be
 * another one, too.
 */
public final class GumWitness implements Witness {

    @Override
    public void read(Root root, Consumer<Statement> statements) {
        var stores = new Stores(root);
        stores.remotes.forEach((path, told) -> stores.certain(path, told)
                .filter(last -> !last.value().isEmpty())
                .ifPresent(last -> statements.accept(
                        new Statement(new StreamId("project", path), Map.of("/remote", last.value()), last.at()))));
        stores.uses.forEach((path, told) -> {
            if (stores.isCertain(path) && told >= 0) {
                statements.accept(new Statement(new StreamId("directory", path), Map.of("/frequency", told)));
            }
        });
    }

    /** Who has said last what is shown: another one, or these files at a later time or with a higher count. */
    @Override
    public Set<String> changedSince(Root root, Statement stated, Set<String> fields, List<Recorded> known) {
        var project = new Source.Project("gum", root.project());
        Object shown = "";
        Set<String> others = Set.of();
        for (Recorded entry : known) {
            boolean ours = entry.entry().metadata().isFrom(project);
            Optional<Object> told = told(entry.event());
            if (told.isPresent() && (!ours || !told.get().equals(shown))) {
                boolean isMore = told.get() instanceof Long count
                        ? stated.fields().get("/frequency") instanceof Long least && count > least
                        : entry.occurredAt().isAfter(stated.at());
                others = ours && !isMore ? Set.of() : fields;
                shown = told.get();
            } else if (isEnd(entry.event())) {
                others = fields;
            }
        }
        return others;
    }

    private static Optional<Object> told(Event event) {
        return switch (event) {
            case ProjectEvent.Seen it -> Optional.of(it.facts().primary().map(Remote::url));
            case ProjectEvent.Changed it -> Optional.of(it.facts().primary().map(Remote::url));
            case DirectoryEvent.Used it -> Optional.of(it.frequency());
            default -> Optional.empty();
        };
    }

    private static boolean isEnd(Event event) {
        return event instanceof ProjectEvent.Moved
                || event instanceof ProjectEvent.Vanished
                || event instanceof DirectoryEvent.Forgotten;
    }
}
