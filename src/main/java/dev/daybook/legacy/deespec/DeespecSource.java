package dev.daybook.legacy.deespec;

import dev.daybook.domain.sbi.SbiId;
import dev.daybook.legacy.Finding;
import dev.daybook.legacy.Heard;
import dev.daybook.legacy.LegacySource;
import dev.daybook.legacy.Limits;
import dev.daybook.legacy.SourceTree;
import dev.daybook.legacy.SourceTree.Node;
import dev.daybook.legacy.Timestamps;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * DeeSpec's {@code .deespec} folder, in the layout with one {@code state.json} per SBI. The root is the project that
 * holds it, or the folder itself; findings always name paths from the project on.
 */
public final class DeespecSource implements LegacySource {

    static final String KIND = "deespec";

    private static final String HOME = ".deespec";

    /** What other eras and other parts of the tool keep there. */
    private static final Set<String> ELSEWHERE = Set.of("reports", "var");

    private final Limits limits;
    private final ZoneId zone;
    private final InstantSource clock;

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
        return Files.isDirectory(home(root), LinkOption.NOFOLLOW_LINKS);
    }

    private static Path home(Path root) {
        Path absolute = root.toAbsolutePath().normalize();
        return HOME.equals(String.valueOf(absolute.getFileName())) ? absolute : absolute.resolve(HOME);
    }

    @Override
    public long countEntities(Path root) {
        SourceTree tree = new SourceTree(home(root), HOME, limits);
        return tree.descend(tree.top(), "specs/sbi")
                .filter(Node::isDirectory)
                .map(it -> (long) tree.list(it, new Heard()).size())
                .orElse(0L);
    }

    @Override
    public List<Watched> watched(Path root) {
        return List.of(new Watched(home(root), true));
    }

    @Override
    public void read(Root root, Scope scope, Reader reader) {
        SourceTree tree = new SourceTree(home(root.path()), HOME, limits);
        Optional<Database> database = Database.open(tree, new Scoped(scope, reader));
        try (var abreast = new Abreast()) {
            new Reading(root, scope, tree, abreast, database, reader).read();
        } finally {
            database.ifPresent(Database::close);
        }
    }

    /** One pass over one tree. */
    private final class Reading {
        private final SourceTree tree;
        private final Abreast abreast;
        private final Root root;
        private final Scoped reader;
        private final Timestamps times;
        private final JournalFolders journal;
        private final Optional<Database> database;
        private final Dependencies dependencies = new Dependencies();
        private final Optional<DatabaseRows> rows;

        /** The folders of each SBI, by its id. */
        private final Map<String, List<Node>> folders = new TreeMap<>();

        private boolean design;

        Reading(Root root, Scope scope, SourceTree tree, Abreast abreast, Optional<Database> database, Reader reader) {
            this.root = root;
            this.database = database;
            this.tree = tree;
            this.abreast = abreast;
            this.reader = new Scoped(scope, reader);
            this.times = new Timestamps(zone, clock.instant());
            this.rows = database.map(it -> new DatabaseRows(it, times));
            this.journal = new JournalFolders(tree, times, new Documents(root, tree, this.reader::isWanted));
        }

        void read() {
            top();
            journal.scan(abreast, reader);
            if (reader.isWanted(HOME + "/setting.json") || reader.isWanted(HOME + "/workflow.json")) {
                new Settings(root, tree, reader).read();
            }
            new Documents(root, tree, reader::isWanted).read(reader);
            new Plans(tree, times, database, reader::isWanted, reader).read();
            database.ifPresent(it -> new DatabaseTables(root, it, reader).read());
            tree.descend(tree.top(), "specs/sbi").filter(Node::isDirectory).ifPresent(this::sort);
            design = folders.values().stream()
                    .flatMap(List::stream)
                    .anyMatch(it -> tree.child(it, "state.json").isPresent());
            Abreast.Lane<String, Read> lane = abreast.lane(this::read, this::handOn);
            for (String id : ids()) {
                lane.add(id);
            }
            lane.finish();
            if (reader.isAll()) {
                dependencies.check(reader); // of a part one cannot say what is missing
            }
        }

        /** What stands beside the known folders is told of, not read. */
        private void top() {
            for (Node node : tree.list(tree.top(), reader)) {
                switch (node.name()) {
                    case "setting.json", "workflow.json" -> {}
                    case String name when Database.isOne(name) || Documents.isOne(node) -> {}
                    case "specs", "journal" -> {
                        if (!node.isDirectory()) {
                            tree.passOver(node, reader);
                        }
                    }
                    default -> {
                        if (!node.isFile() && !node.isDirectory()) {
                            tree.passOver(node, reader);
                        } else if (ELSEWHERE.contains(node.name())) {
                            reader.finding(Finding.info(
                                    node.file(),
                                    "",
                                    "SCHEMA_VARIANT",
                                    "belongs to another layout than one state per SBI: left where it is"));
                        } else {
                            reader.file(node.file(), false);
                            reader.finding(
                                    Finding.info(node.file(), "", "FOREIGN_FILE", "is not of the tool: skipped"));
                        }
                    }
                }
            }
        }

        private void sort(Node specs) {
            for (Node node : tree.list(specs, reader)) {
                if (node.isFile()) {
                    reader.file(node.file(), false);
                    reader.finding(Finding.info(
                            node.file(), "", "FOREIGN_FILE", "is a file where a folder of an SBI is meant: skipped"));
                } else if (!node.isDirectory()) {
                    tree.passOver(node, reader);
                } else if (node.name().startsWith(".")) {
                    reader.finding(Finding.info(node.file(), "", "FOREIGN_FILE", "is not of the tool: skipped"));
                } else {
                    name(node);
                }
            }
        }

        private void name(Node folder) {
            Optional<SbiName> name = SbiName.of(folder.name());
            if (name.filter(it -> it.kind() != SbiName.Kind.TO_CONFIRM || confirmed(folder, it))
                    .isEmpty()) {
                Quarantine.folder(
                        tree,
                        folder,
                        Finding.error(
                                folder.file(),
                                "",
                                "ILLEGAL_ID",
                                "is no name of an SBI: want SBI- and 26 characters of a ULID; its files are kept raw"),
                        reader);
                return;
            }
            if (name.get().kind() == SbiName.Kind.NO_ULID) {
                reader.finding(Finding.warn(
                        folder.file(), "", "ILLEGAL_ID", "has letters that no ULID has: imported under this name"));
            }
            folders.computeIfAbsent(name.get().id(), _ -> new ArrayList<>()).add(folder);
        }

        /** An id of the first era without its slug counts only if a meta file inside names the same. */
        private boolean confirmed(Node folder, SbiName name) {
            for (String meta : List.of("meta.yaml", "meta.yml")) {
                Optional<Meta> read = tree.child(folder, meta)
                        .filter(Node::isFile)
                        .flatMap(it -> tree.read(it, new Heard())
                                .flatMap(bytes -> Meta.of(it.file(), bytes, name.sbi(), limits, times, new Heard())));
                if (read.flatMap(Meta::id).filter(name.id()::equals).isPresent()) {
                    return true;
                }
            }
            return false;
        }

        private Iterable<String> ids() {
            var ids = new TreeSet<>(folders.keySet());
            ids.addAll(journal.owners());
            rows.ifPresent(it -> ids.addAll(it.ids(reader)));
            if (!reader.isAll()) {
                ids.removeIf(it -> !isWanted(it));
            }
            return ids;
        }

        private boolean isWanted(String id) {
            return (rows.isPresent() && reader.isWanted(HOME + "/" + Database.NAME))
                    || folders.getOrDefault(id, List.of()).stream().anyMatch(it -> reader.isWanted(it.file()))
                    || journal.isToldOf(id, reader::isWanted);
        }

        private Read read(String id, Abreast.Turnstile turnstile) throws InterruptedException {
            var heard = new Heard();
            List<SbiFolder.Listed> listed = folders.getOrDefault(id, List.of()).stream()
                    .map(it -> new SbiFolder.Listed(it, tree.list(it, heard)))
                    .toList();
            turnstile.pass(
                    listed.stream().mapToLong(SbiFolder.Listed::sizeBytes).sum());
            JournalFolders.Told told = journal.take(id, heard);
            boolean stateExpected = design
                    && SbiName.of(id)
                            .map(SbiName::kind)
                            .filter(it -> it == SbiName.Kind.DESIGN || it == SbiName.Kind.NO_ULID)
                            .isPresent();
            Optional<SbiFiles> files = new SbiFolder(tree, times, new SbiId(id), journal.replaced(), heard)
                    .read(listed, told, rows.flatMap(it -> it.of(new SbiId(id), heard)), stateExpected);
            files.ifPresent(it -> heard.found(new SbiEntity(it, clock.instant())));
            return new Read(id, heard, files.map(it -> new SbiSays(it, clock.instant()).edges()));
        }

        private void handOn(Read read) {
            read.heard().replay(reader);
            read.edges().ifPresent(it -> dependencies.add(read.id(), it));
        }
    }

    private record Read(String id, Heard heard, Optional<List<Dependencies.Edge>> edges) {}
}
