package dev.daybook.session.ait42;

import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Reading;
import dev.daybook.importing.Results;
import dev.daybook.importing.ScopeFilter;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.Witness;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.session.ait42.witness.Ait42Witness;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * AIT42's sessions, of every era at once: the file of a project, the one file of all projects, the files of workspaces,
 * the database of a branch. The root is a home directory or a project; findings name paths from there on.
 *
 * @param zone where the tool ran: the zone of times without an offset
 */
public record Ait42Source(Limits limits, ZoneId zone, InstantSource clock) implements LegacySource {

    /** What a session is about, for progress. */
    private static final int RECORD_BYTES = 16_000;

    @Override
    public String kind() {
        return Ait42.KIND;
    }

    @Override
    public boolean recognizes(Path root) {
        return Home.of(root).exists();
    }

    @Override
    public Set<String> eras(Path root) {
        var eras = new LinkedHashSet<String>();
        Home home = Home.of(root);
        if (home.isThere(Ait42.ONE)) {
            eras.add(home.isOfProject() ? "project" : "global");
        }
        if (home.isThere(Ait42.SESSIONS)) {
            eras.add("workspaces");
        }
        if (home.isThere(SessionsDatabase.NAME)) {
            eras.add("database");
        }
        return eras;
    }

    @Override
    public long countEntities(Path root) {
        SourceTree tree = Home.of(root).tree(limits);
        Stream<Node> files = tree.descend(tree.top(), Ait42.SESSIONS).filter(Node::isDirectory).stream()
                .flatMap(node -> tree.list(node, new Results()).stream());
        return Stream.concat(files, tree.child(tree.top(), Ait42.ONE).stream())
                .filter(node -> node.isFile() && node.name().endsWith(Ait42.ENDING))
                .mapToLong(node -> 1 + node.sizeBytes() / RECORD_BYTES)
                .sum();
    }

    @Override
    public Optional<Witness> witness() {
        return Optional.of(new Ait42Witness(limits));
    }

    @Override
    public List<Watched> watched(Path root) {
        Home home = Home.of(root);
        return List.of(
                new Watched(home.folder(), true), new Watched(home.around().resolve(Ait42.CONFIG), false));
    }

    /** The files of workspaces; what all projects share stays. */
    @Override
    public List<Path> retirable(Path root) {
        return Home.of(root).sheets();
    }

    @Override
    public Path base(Path root) {
        return Home.of(root).around();
    }

    @Override
    public Reading read(Root root, Scope scope, Known known) {
        Home home = Home.of(root.path());
        var filter = new ScopeFilter(scope);
        return filter.of(Results.reading(results -> {
            if (home.exists()) {
                var times = new Timestamps(zone, clock.instant());
                new HomeReading(root, home, home.tree(limits), times, filter, known, results).read();
            }
        }));
    }
}
