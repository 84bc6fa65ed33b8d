package dev.daybook.session.ait42;

import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Results;
import dev.daybook.importing.ScopeFilter;
import dev.daybook.importing.SideFile;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.importing.database.Database;
import dev.daybook.importing.frame.FileEntity;
import dev.daybook.importing.frame.FilePieces;
import dev.daybook.session.SessionId;
import dev.daybook.session.Workspaces;
import dev.daybook.session.ait42.Locations.Location;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One pass over one home. */
final class HomeReading {

    /** What else of the tool's own may stand in a project. */
    private static final Set<String> OTHERS = Set.of("config.yaml", "memory", "tasks", "agents");

    private final Root root;
    private final Home home;
    private final SourceTree tree;
    private final Timestamps times;
    private final ScopeFilter scope;
    private final Known known;
    private final Results results;
    private final Locations locations = new Locations();
    private final Map<String, ReadSessions> told = new HashMap<>();
    private final Set<String> several = new HashSet<>();
    private final Set<String> counted = new HashSet<>();

    /**
     * A file of sessions.
     *
     * @param workspace the key that its sessions are known under
     * @param migrated whether an earlier import has set it aside
     */
    private record ListFile(Node node, String workspace, boolean migrated) {}

    HomeReading(
            Root root, Home home, SourceTree tree, Timestamps times, ScopeFilter scope, Known known, Results results) {
        this.root = root;
        this.home = home;
        this.tree = tree;
        this.times = times;
        this.scope = scope;
        this.known = known;
        this.results = results;
    }

    void read() {
        var sheets = new ArrayList<ListFile>();
        Optional<Node> one = Optional.empty();
        for (Node node : tree.list(tree.top(), results)) {
            switch (node.name()) {
                case String name when name.equals(Ait42.MAPPING) && node.isFile() -> mapping(node);
                case String name when name.equals(Ait42.ONE) && node.isFile() -> one = Optional.of(node);
                case String name when name.equals(Ait42.SESSIONS) && node.isDirectory() -> sheets(node, sheets);
                case String name when Database.isOf(SessionsDatabase.NAME, name) -> {
                    // opened once, with what stands beside it
                }
                case String name
                when name.startsWith("sessions_archive") && node.isDirectory() -> archive(node, sheets);
                case String name when OTHERS.contains(name) -> results.then(() -> whole(node));
                default -> passOver(node);
            }
        }
        Optional<Database> database = database().map(results::using);
        var rows = database.map(oneDatabase -> new SessionsDatabase(
                oneDatabase, origin(oneDatabase.file(), oneDatabase.modifiedAt()), tree.limits(), results));
        rows.ifPresent(sessionsDatabase -> sessionsDatabase.locate(locations));
        sheets.stream()
                .filter(sheet -> Workspaces.isKey(sheet.workspace())
                        && locations.of(sheet.workspace()).isEmpty())
                .forEach(sheet -> FolderHints.worktree(tree, sheet.node(), sheet.workspace(), locations));
        FolderHints.last(root, home, tree, locations, scope.isWanted(FolderHints.LAST) ? results : new Results());
        root.hints().map().ifPresent(this::given);
        root.hints().workspaces().forEach(locations::add);
        share(sheets, rows.isPresent());
        Set<String> deciding = sheets.stream()
                .filter(sheet -> scope.isWanted(sheet.node().file()))
                .map(sheet -> canonical(sheet.workspace()))
                .collect(Collectors.toSet());
        results.each(inOrder(sheets), oneSheet -> sheet(oneSheet, deciding));
        one.ifPresent(oneNode -> results.then(() -> one(oneNode)));
        rows.ifPresent(sessionsDatabase -> results.then(() -> rows(sessionsDatabase, sessionsDatabase.origin())));
        results.then(() -> keep(database));
    }

    private Optional<Database> database() {
        return isDatabaseWanted()
                ? Database.open(tree, SessionsDatabase.NAME, scope.isAll(), results)
                : Optional.empty();
    }

    private boolean isDatabaseWanted() {
        return scope.isWanted(DatabasePieces.FILE)
                || Database.aside(DatabasePieces.FILE).anyMatch(scope::isWanted);
    }

    /** Keeps all of the database, even if it cannot be read as one. */
    private void keep(Optional<Database> database) {
        Optional<Node> node =
                tree.child(tree.top(), SessionsDatabase.NAME).filter(oneNode -> oneNode.isFile() && isDatabaseWanted());
        if (node.isEmpty()) {
            return;
        }
        results.then(
                () -> {
                    if (database.isEmpty()) {
                        DatabasePieces.keep(tree.open(node.get()), origin(node.get()), known, results);
                        return;
                    }
                    Path copy = Files.createTempFile("daybook-", ".db");
                    results.using(() -> Files.deleteIfExists(copy));
                    database.get().copyTo(copy);
                    DatabasePieces.keep(FileChannel.open(copy), origin(node.get()), known, results);
                },
                e -> {
                    if (database.isPresent()) { // else it was told when it was opened
                        results.finding(SourceTree.unreadable(node.get(), e));
                    }
                });
    }

    /** Finds out which workspaces have several files: only of those is remembered what was told. */
    private void share(List<ListFile> sheets, boolean all) {
        var once = new HashSet<String>();
        sheets.stream()
                .map(sheet -> canonical(sheet.workspace()))
                .filter(text -> !once.add(text) || all)
                .forEach(several::add);
    }

    /** What the database says of a session that a file tells, too, is told after it: the newer one decides. */
    private void rows(SessionsDatabase rows, Origin origin) {
        var located = new LinkedHashSet<String>(rows.workspaces());
        var unnamed = new HashSet<String>();
        located.forEach(text -> located(text, origin));
        rows.read((session, record) -> {
            String canonical = canonical(session.workspace());
            if (located.add(session.workspace())) {
                located(session.workspace(), origin);
            }
            if (unnamed.add(session.workspace())
                    && locations.of(session.workspace()).isEmpty()) {
                name(session.workspace(), origin);
            }
            Optional<Boolean> before =
                    told.computeIfAbsent(canonical, _ -> new ReadSessions()).before(record);
            before.ifPresent(same -> results.finding(
                    same
                            ? Finding.info(
                                    origin.file(),
                                    "sessions " + record.id(),
                                    "SOURCE_OVERLAP",
                                    "a session that a file tells in the same words")
                            : Finding.warn(
                                    origin.file(),
                                    "sessions " + record.id(),
                                    "CONFLICT",
                                    "a session that a file tells otherwise: the newer record decides")));
            Map<String, Integer> counts = before.isEmpty()
                    ? SessionEntity.counts(record)
                    : before.get() ? Map.of() : Map.of("session_variants", 1);
            results.found(new SessionEntity(session, origin, record, Optional.empty(), counts));
        });
        results.then(() -> {
            if (rows.isWhole()) {
                located.forEach(text -> gone(text, origin));
            }
        });
    }

    /** Tells of the sessions of a workspace that the database told before and nothing tells any more. */
    private void gone(String workspace, Origin origin) {
        ReadSessions there = told.getOrDefault(canonical(workspace), new ReadSessions());
        String prefix = workspace + "/";
        known.streams("session", prefix).stream()
                .map(streamId -> streamId.key().substring(prefix.length()))
                .filter(text -> there.place(text) == 0)
                .forEach(text -> results.found(new SessionEntity.Gone(new SessionId(workspace, text), origin)));
    }

    /** Keeps what the tool's agents and its installer write: no session is in it. */
    private void whole(Node node) {
        if (node.isDirectory()) {
            results.each(tree.list(node, results), this::whole);
        } else if (!node.isFile()) {
            tree.passOver(node, results);
        } else if (scope.isWanted(node.file()) && !SideFile.isSecret(node, results)) {
            if (tree.isLarge(node)) {
                FilePieces.keep(root, tree, node, known, results);
                return;
            }
            Optional<byte[]> bytes = tree.read(node, results);
            results.file(node.file(), bytes.isPresent());
            bytes.ifPresent(
                    oneBytes -> results.found(FileEntity.whole(root, node.file(), oneBytes, node.modifiedAt())));
        }
    }

    private void passOver(Node node) {
        if (node.isFile() || node.isDirectory()) {
            results.file(node.file(), false);
            results.info(node.file(), "", "FOREIGN_FILE", "is not of the tool: skipped");
        } else {
            tree.passOver(node, results);
        }
    }

    private void mapping(Node node) {
        Results heard = scope.isWanted(node.file()) ? results : new Results();
        tree.read(node, heard).ifPresent(bytes -> {
            FolderHints.mapping(node.file(), bytes, locations, tree.limits(), heard);
            if (scope.isWanted(node.file())) {
                results.found(FileEntity.whole(root, node.file(), bytes, node.modifiedAt()));
            }
        });
    }

    /** A mapping that the user gives. */
    private void given(Path map) {
        String name = String.valueOf(map.getFileName());
        try {
            if (Files.size(map) > tree.limits().fileBytesMax()) {
                results.error(name, "", "RESOURCE_LIMIT", "is too large for a mapping: not read");
                return;
            }
            FolderHints.mapping(name, Files.readAllBytes(map), locations, tree.limits(), results);
        } catch (IOException e) {
            results.error(
                    name,
                    "",
                    "UNREADABLE_FILE",
                    "cannot be read (%s)",
                    e.getClass().getSimpleName());
        }
    }

    private void sheets(Node folder, List<ListFile> sheets) {
        for (Node node : tree.list(folder, results)) {
            String name = node.name();
            boolean hidden = name.startsWith(".");
            if (!node.isFile() || hidden || !(name.endsWith(Ait42.ENDING) || name.endsWith(Ait42.MIGRATED))) {
                passOver(node);
            } else if (name.endsWith(Ait42.ENDING)) {
                sheets.add(new ListFile(node, Ait42.workspace(name, Ait42.ENDING), false));
            } else {
                migrated(node, Ait42.workspace(name, Ait42.MIGRATED), sheets);
            }
        }
    }

    private void archive(Node folder, List<ListFile> sheets) {
        for (Node node : tree.list(folder, results)) {
            String name = node.name();
            String ending = name.endsWith(Ait42.MIGRATED) ? Ait42.MIGRATED : Ait42.ENDING;
            if (node.isFile() && name.endsWith(ending) && !name.startsWith(".")) {
                migrated(node, Ait42.workspace(name, ending), sheets);
            } else {
                passOver(node);
            }
        }
    }

    private void migrated(Node node, String workspace, List<ListFile> sheets) {
        if (root.hints().migrated()) {
            sheets.add(new ListFile(node, workspace, true));
        } else {
            results.file(node.file(), false);
            results.info(node.file(), "", "ALREADY_MIGRATED", "was set aside by an earlier import: skipped");
        }
    }

    /** What decides is told first: a workspace's own file before a second one of it, and that before an old one. */
    private List<ListFile> inOrder(List<ListFile> sheets) {
        var inOrder = new ArrayList<>(sheets);
        inOrder.sort(Comparator.comparing(ListFile::migrated)
                .thenComparing(sheet -> !canonical(sheet.workspace()).equals(sheet.workspace()))
                .thenComparing(sheet -> sheet.node().file()));
        return inOrder;
    }

    private String canonical(String workspace) {
        return locations.of(workspace).map(Location::canonical).orElse(workspace);
    }

    /** @param deciding the workspaces of which a file is wanted: the others of their files say what is told already */
    private void sheet(ListFile sheet, Set<String> deciding) {
        String canonical = canonical(sheet.workspace());
        boolean wanted = scope.isWanted(sheet.node().file());
        Origin origin = origin(sheet.node());
        if (wanted || scope.isWanted(Ait42.HOME + "/" + Ait42.MAPPING)) {
            located(sheet.workspace(), origin);
        }
        if (!deciding.contains(canonical)) {
            return;
        }
        if (!Workspaces.isKey(sheet.workspace())) {
            results.info(origin.file(), "", "FOREIGN_NAME", "is not named by a hash of 16 hex digits in lower case");
        }
        name(sheet.workspace(), origin);
        new SessionFiles(tree, results)
                .read(
                        sheet.node(),
                        origin,
                        new SessionFile(sheet.workspace(), origin, tree.limits(), results, known, told(canonical)));
    }

    /** Tells where the workspace is, or that nobody knows. */
    private void name(String workspace, Origin origin) {
        Optional<Location> location = locations.of(workspace);
        if (location.isEmpty()) {
            results.finding(new Finding(
                    origin.file(),
                    "",
                    Finding.Severity.WARN,
                    "UNKNOWN_WORKSPACE",
                    "is of a folder that nobody names: imported as unknown:" + workspace
                            + "; name it with --workspace or --map, or with daybook session assign"));
        } else if (location.get().path().isEmpty()) {
            results.info(
                    origin.file(),
                    "",
                    "UNKNOWN_WORKSPACE",
                    "holds the sessions of no workspace: it is named by the" + " hash of an empty path");
        } else if (!location.get().canonical().equals(workspace)) {
            results.info(
                    origin.file(),
                    "",
                    "ALIAS",
                    "is a second file of the workspace %s",
                    location.get().canonical());
        }
    }

    private void located(String workspace, Origin origin) {
        locations
                .of(workspace)
                .ifPresent(location -> results.found(
                        new WorkspaceEntity(workspace, location, origin, counted.add(location.canonical()))));
    }

    /** What other files of the workspace have told; nobody else asks where there are none. */
    private ReadSessions told(String canonical) {
        return several.contains(canonical)
                ? told.computeIfAbsent(canonical, _ -> new ReadSessions())
                : new ReadSessions();
    }

    private Origin origin(Node node) {
        return origin(node.file(), node.modifiedAt());
    }

    private Origin origin(String file, Instant modifiedAt) {
        return new Origin(file, root.qualified(file), modifiedAt, times);
    }

    /** The one file of a project, or of all of them. */
    private void one(Node node) {
        if (!scope.isWanted(node.file())) {
            return;
        }
        Origin origin = origin(node);
        String workspace = SessionId.UNASSIGNED;
        if (home.isOfProject()) {
            String path = home.around().toString();
            workspace = Workspaces.key(path);
            locations.add(path);
            located(workspace, origin);
        } else {
            results.warn(
                    node.file(),
                    "",
                    "UNKNOWN_WORKSPACE",
                    "does not say which projects its sessions are of: imported as %s",
                    workspace);
        }
        new SessionFiles(tree, results)
                .read(node, origin, new SessionFile(workspace, origin, tree.limits(), results, known, told(workspace)));
    }
}
