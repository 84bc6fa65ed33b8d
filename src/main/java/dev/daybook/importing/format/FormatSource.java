package dev.daybook.importing.format;

import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Reading;
import dev.daybook.importing.Results;
import dev.daybook.importing.ScopeFilter;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.Witness;
import dev.daybook.importing.database.Database;
import dev.daybook.importing.format.FormatTree.Found;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the files that a {@link Format} describes, one after the other in the order of their names. */
record FormatSource(Format format, Limits limits) implements LegacySource {

    /** What a record with its texts is about, for progress. */
    private static final int RECORD_BYTES = 4_000;

    @Override
    public String kind() {
        return format.tool();
    }

    @Override
    public boolean recognizes(Path root) {
        return files().isOne(root);
    }

    @Override
    public long countEntities(Path root) {
        return files().of(root, new Results()).values().stream()
                .mapToLong(found -> found.layout().container().isEmpty()
                        ? 1
                        : 1 + found.node().sizeBytes() / RECORD_BYTES)
                .sum();
    }

    @Override
    public boolean isOwn(Path root, String file) {
        return format.layout(file).isPresent();
    }

    @Override
    public List<Watched> watched(Path root) {
        return files().watched(root);
    }

    @Override
    public Optional<Witness> witness() {
        return format.witness();
    }

    @Override
    public boolean knowsAgents() {
        return format.owning().isPresent();
    }

    @Override
    public Reading read(Root root, Scope scope, Known known) {
        if (root.hints().agent().isPresent()) {
            var agent = new AgentFilter(root.hints().agent().get());
            return agent.of(Results.reading(results -> read(root, scope, Known.NOTHING, results, Optional.of(agent))));
        }
        Reading reading = Results.reading(results -> read(root, scope, known, results, Optional.empty()));
        return format.merging().isEmpty() ? reading : new ScopeFilter(scope, this::aside).of(reading);
    }

    /** What stands beside a database changes with it. */
    private Stream<String> aside(String file) {
        return format.databases().contains(file) ? Database.aside(file) : Stream.empty();
    }

    private void read(Root root, Scope scope, Known known, Results results, Optional<AgentFilter> agent) {
        var looking = new Results();
        Map<String, Found> present = files().of(root.path(), looking);
        if (scope instanceof Scope.All) {
            results.add(looking);
        }
        List<String> unseen = looking.findings().stream()
                .filter(finding -> !finding.code().equals("FOREIGN_NAME"))
                .map(Finding::file)
                .toList();
        Map<String, Database> databases = databases(root, scope instanceof Scope.All, present, results);
        var taken = new Taken(tree(root.path()), present, databases);
        agent.ifPresent(it -> it.owns(format.owning().orElseThrow(), taken));
        var pass = new FormatPass(format, limits, root, known, results, databases, agent);
        boolean missing = scope instanceof Scope.Files(Set<String> files)
                && files.stream().anyMatch(file -> isGone(file, present, unseen));
        List<Map.Entry<String, Found>> order = present.entrySet().stream()
                .sorted(Comparator.comparing(
                        file -> format.isCritical(file.getValue().layout())))
                .toList();
        results.each(order, file -> {
            if (isIn(scope, file.getKey()) || aside(file.getKey()).anyMatch(text -> isIn(scope, text))) {
                pass.read(file.getValue());
            }
        });
        results.then(() -> pass.gone(
                file -> known.isSteady(file)
                        && (pass.isRead(file) || (isIn(scope, file) && isGone(file, present, unseen))),
                scope instanceof Scope.All || missing));
        format.merging().ifPresent(telling -> results.then(() -> telling.tell(root, taken, results)));
        agent.ifPresent(it -> results.then(() -> it.conclude(results)));
    }

    /** Opens those that can be read; they are closed when everything is read. */
    private Map<String, Database> databases(Root root, boolean all, Map<String, Found> present, Results results) {
        Map<String, Database> databases = new TreeMap<>();
        for (String file : format.databases()) {
            if (present.containsKey(file)) {
                Database.open(tree(root.path()), file, all, results)
                        .ifPresent(database -> databases.put(file, results.using(database)));
            }
        }
        return databases;
    }

    /** The files of one reading. */
    private record Taken(SourceTree tree, Map<String, Found> present, Map<String, Database> databases)
            implements Format.Files {

        @Override
        public Set<String> names() {
            return present.keySet();
        }

        @Override
        public Instant modifiedAt(String file) {
            return Optional.ofNullable(present.get(file))
                    .map(found -> found.node().modifiedAt())
                    .orElse(Instant.EPOCH);
        }

        @Override
        public Optional<byte[]> bytes(String file) {
            return Optional.ofNullable(present.get(file)).flatMap(found -> tree.read(found.node(), new Results()));
        }

        @Override
        public Optional<Database> database(String file) {
            return Optional.ofNullable(databases.get(file));
        }
    }

    /**
     * Of a file that its tool cannot do without, nothing is gone with it; nor of one that could not be looked at.
     *
     * @param unseen what a look at the tree told of, with all that may be below
     */
    private boolean isGone(String file, Map<String, Found> present, List<String> unseen) {
        return !present.containsKey(file)
                && format.layout(file)
                        .filter(layout -> layout.container().isPresent() && !layout.isOneFile())
                        .isPresent()
                && unseen.stream()
                        .noneMatch(path -> path.isEmpty() || file.equals(path) || file.startsWith(path + "/"));
    }

    private static boolean isIn(Scope scope, String file) {
        return !(scope instanceof Scope.Files(Set<String> files)) || files.contains(file);
    }

    private FormatTree files() {
        return new FormatTree(format, limits);
    }

    private SourceTree tree(Path root) {
        return tree(root, limits);
    }

    static SourceTree tree(Path root, Limits limits) {
        return new SourceTree(root, "", limits);
    }
}
