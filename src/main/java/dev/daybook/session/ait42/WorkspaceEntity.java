package dev.daybook.session.ait42;

import dev.daybook.event.Recorded;
import dev.daybook.importing.Fact;
import dev.daybook.importing.LegacySource;
import dev.daybook.journal.StreamId;
import dev.daybook.session.WorkspaceEvent.Located;
import dev.daybook.session.ait42.Locations.Location;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of the workspace that a file is about.
 *
 * @param counted whether it is the first file of that workspace
 */
record WorkspaceEntity(String workspace, Location location, Origin origin, boolean counted)
        implements LegacySource.Entity {

    @Override
    public StreamId stream() {
        return new StreamId("workspace", workspace);
    }

    @Override
    public Map<String, Integer> counts() {
        return counted && location.path().isPresent() ? Map.of("workspaces", 1) : Map.of();
    }

    private Located located() {
        return new Located(workspace, location.path(), location.canonical());
    }

    @Override
    public List<Fact> facts(List<Recorded> known) {
        Optional<Located> now = Optional.empty();
        Optional<Located> told = Optional.empty();
        for (Recorded it : known) {
            if (it.event() instanceof Located event) {
                now = Optional.of(event);
                boolean byFiles = it.entry().metadata().isFrom(Ait42.KIND);
                told = byFiles ? now : told;
            }
        }
        boolean said = told.equals(Optional.of(located())) || now.equals(Optional.of(located()));
        boolean byUser = now.isPresent() && told.isEmpty();
        return said || byUser ? List.of() : List.of(new Fact(located(), origin.file(), origin.modifiedAt()));
    }

    @Override
    public Map<String, Object> expected() {
        return location.path()
                .<Map<String, Object>>map(text -> Map.of("/canonical", location.canonical(), "/path", text))
                .orElseGet(() -> Map.of("/canonical", location.canonical()));
    }

    @Override
    public Set<String> overridden(List<Recorded> known) {
        boolean byUser =
                known.stream().anyMatch(recorded -> !recorded.entry().metadata().isFrom(Ait42.KIND));
        return byUser ? expected().keySet() : Set.of();
    }
}
