package dev.daybook.history;

import dev.daybook.domain.history.HistoryEvent.ExportFinished;
import dev.daybook.domain.history.HistoryEvent.ImportStarted;
import dev.daybook.history.RollbackChange.Touched;
import dev.daybook.importing.export.Export;
import dev.daybook.journal.Entry;
import dev.daybook.journal.StreamId;
import dev.daybook.rollout.Stages;
import dev.daybook.rollout.Tool;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import dev.daybook.slice.Slices;
import dev.daybook.text.ShellWord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the files of tools that tell of what a rollback changes: those that follow, those that do not, and those that
 * were exported.
 */
final class RollbackFiles {

    /** More places are not named. */
    private static final int PLACES_MAX = 100;

    private static final int FILES_MAX = 20;

    private static final String EXPORTED = "exported";
    private static final String OUTDATED = "outdated";

    /** Files that stand in one place. */
    record Place(
            @Says("the tool whose files they are") String kind,

            @Says("its workspace or project") Optional<String> workspace,

            @Says("the stage of its users; exported where the files were written by an export")
            String stage,

            @Says("the folder that they stand in") Optional<String> root,

            @Says("how many of the things they tell of") long things,

            @Says(
                    "of an export: the paths of those that tell of them, at most 20; where their names do not say it, of any")
            List<String> files,

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
        return Stream.concat(
                        found.entrySet().stream().map(place -> view(place.getKey(), place.getValue())),
                        ground.service(Export.class).onRecord().stream()
                                .flatMap(export -> exported(export, things).stream()))
                .limit(PLACES_MAX)
                .toList();
    }

    /** What was written before the first fact that changes says what it says then, too. */
    private Optional<Place> exported(ExportFinished it, List<Touched> things) {
        List<StreamId> told = things.stream()
                .filter(thing -> thing.first().value() <= it.asOf())
                .map(Touched::entity)
                .filter(thing -> tools.stream()
                        .filter(tool -> tool.store().kind().equals(it.kind()))
                        .findFirst()
                        .map(tool -> tool.store().holds(thing))
                        .orElseGet(() -> ground.service(Export.class).holds(it.kind(), thing)))
                .toList();
        return told.isEmpty()
                ? Optional.empty()
                : Optional.of(new Place(
                        it.kind(),
                        it.project(),
                        EXPORTED,
                        Optional.of(it.out()),
                        told.size(),
                        files(it, told),
                        OUTDATED,
                        Optional.of("daybook export --kind %s --era %s%s --out %s --force"
                                .formatted(
                                        it.kind(),
                                        it.era(),
                                        it.project()
                                                .map(name -> " --project " + ShellWord.of(name))
                                                .orElse(""),
                                        ShellWord.of(it.out())))));
    }

    /** Tools name a file after the thing, or after where several of them are. */
    private List<String> files(ExportFinished it, List<StreamId> told) {
        Set<String> all = Export.files(it);
        List<String> named = all.stream()
                .filter(file -> told.stream().anyMatch(thing -> file.contains(thing.key())))
                .limit(FILES_MAX)
                .toList();
        return named.isEmpty() ? all.stream().limit(FILES_MAX).toList() : named;
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
        return new Place(
                key.kind, key.unit, key.stage, key.root, things, List.of(), key.isWritten ? "written" : OUTDATED, help);
    }
}
