package dev.daybook.history;

import dev.daybook.domain.history.HistoryEvent.ImportStarted;
import dev.daybook.history.RollbackChange.Touched;
import dev.daybook.journal.Entry;
import dev.daybook.journal.StreamId;
import dev.daybook.rollout.Stages;
import dev.daybook.rollout.Tool;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Slices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the files of tools that tell of what a rollback changes: those that follow, and those that do not. */
final class RollbackFiles {

    /** More places are not named. */
    private static final int PLACES_MAX = 100;

    /** Files that stand in one place. */
    record Place(
            @Says("the tool whose files they are") String kind,

            @Says("its workspace or project") Optional<String> workspace,

            @Says("the stage of its users") String stage,

            @Says("the folder that they stand in") Optional<String> root,

            @Says("how many of the things they tell of") long things,

            @Says(
                    value = "whether they are written with the rollback, or go on saying what is taken back",
                    words = {"written", "outdated"})
            String become,

            @Says("what makes them say what the journal says")
            Optional<String> help) {}

    private record Key(String kind, Optional<String> unit, String stage, Optional<String> root, boolean isWritten) {}

    private final Ground ground;
    private final List<Tool> tools;
    private final Map<String, Optional<String>> roots = new HashMap<>();

    RollbackFiles(Ground ground) {
        this.ground = ground;
        this.tools = ground.service(Slices.class).tools(ground.journal(), ground.codec(), ground.timelines());
    }

    List<Place> of(List<Touched> things) {
        var found = new LinkedHashMap<Key, Long>();
        for (Touched thing : things) {
            tools.stream()
                    .filter(tool -> tool.store().holds(thing.entity()))
                    .flatMap(tool -> places(tool, thing).stream())
                    .forEach(key -> found.merge(key, 1L, Long::sum));
        }
        return found.entrySet().stream()
                .limit(PLACES_MAX)
                .map(place -> view(place.getKey(), place.getValue()))
                .toList();
    }

    /** What a tool itself wrote is never unwritten; what was asked for here is, where the stage has it written. */
    private List<Key> places(Tool tool, Touched thing) {
        String kind = tool.store().kind();
        String unit = tool.store().unit(thing.entity());
        Stages.Place place = ground.rollouts().stages().of(kind, unit);
        Optional<String> unitSaid = Optional.of(unit).filter(name -> !name.isEmpty());
        String stage = place.stage().text();
        Optional<String> root = place.root().map(Path::toString);
        var keys = new ArrayList<Key>();
        if (thing.changed() > thing.ofFiles() && place.stage().writesFiles()) {
            keys.add(new Key(kind, unitSaid, stage, root, true));
        }
        if (thing.ofFiles() > 0 && thing.source().filter(kind::equals).isPresent()) {
            keys.add(new Key(kind, unitSaid, stage, root.or(() -> thing.run().flatMap(this::root)), false));
        }
        return keys;
    }

    /** Returns where a migration read its files. */
    private Optional<String> root(String run) {
        return roots.computeIfAbsent(run, name -> {
            Optional<Entry> first = ground.journal().readStream(new StreamId("import", name), 0, 1).stream()
                    .findFirst();
            return first.map(ground.codec()::decode)
                    .flatMap(event -> event instanceof ImportStarted it ? Optional.of(it.root()) : Optional.empty());
        });
    }

    private static Place view(Key key, long things) {
        String workspace = key.unit.map(" --workspace %s"::formatted).orElse("");
        boolean isStaged = List.of("legacy", "dual", "journal").contains(key.stage);
        Optional<String> help = key.isWritten
                ? Optional.empty()
                : Optional.of(
                        isStaged
                                ? "daybook compare --kind %s%s --settle --prefer journal".formatted(key.kind, workspace)
                                : "daybook export --kind %s --out DIR".formatted(key.kind));
        return new Place(key.kind, key.unit, key.stage, key.root, things, key.isWritten ? "written" : "outdated", help);
    }
}
