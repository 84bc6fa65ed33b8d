package dev.daybook.project.gum;

import dev.daybook.importing.Fact;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Results;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.importing.format.Format;
import dev.daybook.importing.format.Format.Files;
import dev.daybook.project.DirectoryEvent;
import dev.daybook.project.ProjectEvent;
import dev.daybook.project.ProjectFacts;
import dev.daybook.project.ProjectPath;
import dev.daybook.project.RemoteIdentity;
import dev.daybook.project.RepositoryEvent;
import dev.daybook.project.RepositoryFacts;
import dev.daybook.project.ScanEvent;
import dev.daybook.project.gum.Merging.Group;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What all files of gum tell together. None of them is right alone: each of gum's ways to look for projects fills another
 * one. A thing that any of them knows is there; where they contradict each other, what was written later counts, and of
 * the same time a cache more than the database, and that more than what a migration has set aside.
 */
record GumMerge(ZoneId zone, InstantSource clock) implements Format.Merging {

    private static final Pattern EXPORT = Pattern.compile("(?:projects|dirs)-\\d{8}\\.json|project-count-\\d{8}\\.txt");

    /** What gum leaves behind its last value when it writes JSON by hand. */
    private static final Pattern COMMA = Pattern.compile(",\\s*[}\\]]");

    @Override
    public void tell(Root root, Files files, Results results) throws IOException {
        var times = new Timestamps(zone, clock.instant());
        Map<String, Odd> odd = new HashMap<>();
        Function<String, Odd> of =
                file -> odd.computeIfAbsent(file, text -> new Odd(text, results, times, clock.instant()));
        var sayings = new Observations();
        var texts = new GumTexts(files, of, sayings);
        var caches = new GumCaches(root, files, of, clock.instant(), sayings);
        texts.directories();
        caches.backup();
        files.database(Gum.DATABASE)
                .ifPresent(database -> new GumDatabase(root, database, of.apply(Gum.DATABASE), sayings).read());
        caches.read();
        texts.roots();
        strangers(files, results);

        UnaryOperator<String> path = path(root, sayings);
        var merged = new Merging(results);
        each(merged, sayings.roots, path, results, (key, group) -> {
            List<Fact> facts = group.facts(rootFacts ->
                    new ScanEvent.RootSet(key, rootFacts.origin(), rootFacts.scannedAt(), rootFacts.repositories()));
            String stream = ((ScanEvent) facts.getFirst().event()).key();
            return GumEntity.of(ScanEvent.CATEGORY, stream, group.counts(), facts);
        });
        Map<String, Group<RepositoryFacts>> repositories = new LinkedHashMap<>();
        results.then(() -> repositories.putAll(merged.group(sayings.repositories, UnaryOperator.identity())));
        each(merged, sayings.projects, path, results, (key, group) -> {
            List<Fact> facts = group.facts(projectFacts -> new ProjectEvent.Seen(key, projectFacts));
            Record content = GumEntity.content(facts);
            boolean linked = ((ProjectFacts) content)
                    .identity()
                    .filter(remoteIdentity -> repositories.containsKey(remoteIdentity.text()))
                    .isPresent();
            Map<String, Integer> counts = linked ? group.counts("projects_linked_to_repo") : group.counts();
            return new GumEntity(ProjectEvent.CATEGORY, key, counts, facts, content);
        });
        each(
                merged,
                sayings.directories,
                path,
                results,
                (key, group) -> GumEntity.of(
                        DirectoryEvent.CATEGORY,
                        key,
                        group.counts("dir_usage_after_merge"),
                        group.facts(use -> new DirectoryEvent.Used(key, use.frequency(), use.lastSeen()))));
        results.then(() -> results.each(
                repositories.entrySet(),
                it -> results.found(GumEntity.of(
                        RepositoryEvent.CATEGORY,
                        it.getKey(),
                        it.getValue().counts(),
                        it.getValue()
                                .facts(facts -> new RepositoryEvent.Seen(
                                        RemoteIdentity.parse(it.getKey()).orElseThrow(), facts))))));
        each(
                merged,
                sayings.scans,
                UnaryOperator.identity(),
                results,
                (key, group) ->
                        GumEntity.of(ScanEvent.CATEGORY, key, group.counts(), group.facts(scanEvent -> scanEvent)));
        results.then(() -> {
            new Contradictions(sayings, path, results).tell();
            merged.overlaps();
        });
    }

    /** Has each thing told once those before it are used up: the journal writes them meanwhile. */
    private static <F> void each(
            Merging merged,
            List<Observation<F>> sayings,
            UnaryOperator<String> path,
            Results results,
            BiFunction<String, Group<F>, GumEntity> thing) {
        results.then(() -> results.each(
                merged.group(sayings, path).entrySet(),
                group -> results.found(thing.apply(group.getKey(), group.getValue()))));
    }

    /** Returns what brings each path to its one spelling. */
    private static UnaryOperator<String> path(Root root, Observations sayings) {
        Stream<Observation<?>> all =
                Stream.of(sayings.roots, sayings.projects, sayings.directories).flatMap(List::stream);
        String home = home(root.path().toAbsolutePath().normalize().toString(), all.map(Observation::spelled));
        return path -> ProjectPath.expanded(path, home);
    }

    /**
     * Returns the home that {@code ~} stands for: the tree itself, unless it lies where no home is and its files speak
     * of another one: then they come from there.
     */
    static String home(String here, Stream<String> paths) {
        if (Home.PATH.matcher(here).matches() || here.equals(System.getProperty("user.home"))) {
            return here;
        }
        Map<String, Integer> homes = new HashMap<>();
        paths.forEach(path -> {
            Matcher home = Home.PATH.matcher(path);
            if (path.startsWith(here + "/")) {
                homes.merge(here, 1, Integer::sum);
            } else if (home.lookingAt()) {
                homes.merge(home.group(1), 1, Integer::sum);
            }
        });
        return homes.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(here);
    }

    /** Where systems keep the homes of their users. */
    private static final class Home {
        static final Pattern PATH = Pattern.compile("(/(?:home|Users)/[^/]+|/root)(?:/|$)");
    }

    /** Tells of files that gum does not read. */
    private static void strangers(Files files, Results results) {
        for (String file : files.names()) {
            String name = file.substring(file.lastIndexOf('/') + 1);
            if (EXPORT.matcher(name).matches()) {
                Optional<Integer> line = files.bytes(file).flatMap(GumMerge::comma);
                line.filter(_ -> name.endsWith(".json"))
                        .ifPresent(at -> results.info(
                                file, "line " + at, "INVALID_JSON", "has a comma too many, as gum's exports have"));
                results.info(file, "", "FOREIGN_FILE", "is an export that cron made, no cache: kept as it is");
            } else if (!isKnown(file)) {
                results.info(file, "", "FOREIGN_FILE", "is nothing that gum reads: kept as it is");
            }
        }
    }

    private static boolean isKnown(String file) {
        return file.startsWith(Gum.DATABASE)
                || Gum.FILES.contains(file.replace(Gum.BACKUP, "").replace(Gum.CACHE, ""));
    }

    private static Optional<Integer> comma(byte[] json) {
        var text = new String(json, StandardCharsets.UTF_8);
        Matcher comma = COMMA.matcher(text);
        return comma.find()
                ? Optional.of(1
                        + (int) text.substring(0, comma.end())
                                .chars()
                                .filter(character -> character == '\n')
                                .count())
                : Optional.empty();
    }
}
