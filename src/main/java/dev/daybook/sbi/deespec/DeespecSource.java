package dev.daybook.sbi.deespec;

import dev.daybook.importing.LegacySource;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Reading;
import dev.daybook.importing.Results;
import dev.daybook.importing.ScopeFilter;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.Witness;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.importing.file.FileStamp;
import dev.daybook.sbi.deespec.witness.DeespecWitness;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * DeeSpec's files, of every era at once: the {@code .deespec} folder, and what the first era kept in the project
 * itself. The root is the project, or the folder; findings always name paths from the project on.
 */
public final class DeespecSource implements LegacySource {

    static final String KIND = "deespec";

    static final String HOME = ".deespec";

    private final Limits limits;
    private final ZoneId zone;
    private final InstantSource clock;

    /** How far each journal file had come when what it tells was kept the last time: a line more concerns few SBIs. */
    final Map<Path, JournalFile.Mark> marks = new ConcurrentHashMap<>();

    /** The file of that name in the project that was asked for last: whether it is a state of the first era. */
    private volatile Optional<RootState> state = Optional.empty();

    private record RootState(Path root, FileStamp stamp, boolean isOne) {}

    /** @param zone where the tool ran: the zone of times without an offset */
    public DeespecSource(Limits limits, ZoneId zone, InstantSource clock) {
        this.limits = limits;
        this.zone = zone;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public boolean recognizes(Path root) {
        return hasHome(root) || hasRootFiles(root);
    }

    private static boolean hasHome(Path root) {
        return Files.isDirectory(folder(root), LinkOption.NOFOLLOW_LINKS);
    }

    /** Asked of the project only, not of the folder in it. */
    boolean hasRootFiles(Path root) {
        return !folder(root).equals(root.toAbsolutePath().normalize())
                && (hasState(root) || FirstEras.hasTurns(project(root)));
    }

    /** An import asks several times, and reads each file once. */
    private boolean hasState(Path root) {
        Optional<FileStamp> stamp = FileStamp.at(root.resolve(FirstEras.STATE));
        if (stamp.isEmpty()) {
            return false;
        }
        Optional<RootState> last = state.filter(
                rootState -> rootState.root().equals(root) && rootState.stamp().equals(stamp.get()));
        return last.map(RootState::isOne).orElseGet(() -> {
            boolean isOne = FirstEras.hasState(project(root));
            state = Optional.of(new RootState(root, stamp.get(), isOne));
            return isOne;
        });
    }

    @Override
    public Optional<Witness> witness() {
        return Optional.of(new DeespecWitness(limits));
    }

    @Override
    public Set<String> eras(Path root) {
        var eras = new TreeSet<String>();
        if (hasRootFiles(root)) {
            eras.add("A");
        }
        if (hasHome(root)) {
            eras.addAll(new Eras(home(root)).found());
        }
        return Eras.inOrder(eras);
    }

    /** Returns what stands in the project itself. */
    SourceTree project(Path root) {
        return new SourceTree(root, "", limits);
    }

    /** Returns the tool's folder. */
    SourceTree home(Path root) {
        return new SourceTree(folder(root), HOME, limits);
    }

    /** Returns what reads times as of now. */
    Timestamps times() {
        return new Timestamps(zone, clock.instant());
    }

    private static Path folder(Path root) {
        Path absolute = root.toAbsolutePath().normalize();
        return HOME.equals(String.valueOf(absolute.getFileName())) ? absolute : absolute.resolve(HOME);
    }

    @Override
    public long countEntities(Path root) {
        SourceTree tree = home(root);
        return Stream.of("specs/sbi", "specs/pbi")
                .flatMap(text -> tree.descend(tree.top(), text).filter(Node::isDirectory).stream())
                .mapToLong(node -> tree.list(node, new Results()).size())
                .sum();
    }

    @Override
    public List<Watched> watched(Path root) {
        return hasRootFiles(root)
                ? List.of(
                        new Watched(folder(root), true),
                        new Watched(root, false),
                        new Watched(root.resolve(FirstEras.ARTIFACTS), true))
                : List.of(new Watched(folder(root), true));
    }

    /** Of the project itself only what the first era kept there. */
    @Override
    public boolean isOwn(Path root, String file) {
        boolean isFolder = folder(root).equals(root.toAbsolutePath().normalize());
        return isFolder || file.startsWith(HOME + "/") || FirstEras.isOne(file);
    }

    @Override
    public Path base(Path root) {
        return folder(root).resolveSibling("");
    }

    @Override
    public Reading read(Root root, Scope scope, Known known) {
        var filter = new ScopeFilter(scope, TaskDatabase::aside);
        return filter.of(Results.reading(results -> {
            if (hasRootFiles(root.path()) && filter.isAbout(FirstEras::isOne)) {
                results.then(() -> new DeespecReading(this, root, filter, true, known, results).read());
            }
            if (hasHome(root.path())) {
                results.then(() -> new DeespecReading(this, root, filter, false, known, results).read());
            }
        }));
    }
}
