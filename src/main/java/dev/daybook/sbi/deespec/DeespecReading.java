package dev.daybook.sbi.deespec;

import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.ParallelReader;
import dev.daybook.importing.Results;
import dev.daybook.importing.ScopeFilter;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.importing.database.Database;
import dev.daybook.importing.frame.KeptFiles;
import dev.daybook.importing.frame.KeptFiles.Why;
import dev.daybook.sbi.SbiId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** One pass over one tree. */
final class DeespecReading {

    /** @param others what is not of the SBI: read once it is its turn, so that memory does not grow with it */
    private record Read(String id, Results heard, Optional<List<Dependencies.Edge>> edges, List<Node> others) {}

    private final DeespecSource source;
    private final SourceTree tree;
    private final Root root;
    private final Known known;
    private final ScopeFilter scope;
    private final boolean first;
    private final Results results;
    private final Timestamps times;
    private final KeptFiles kept;
    private final JournalFolders journal;
    private final Optional<Database> database;
    private final ParallelReader abreast;
    private final SbiFolders folders;
    private final Dependencies dependencies = new Dependencies();
    private final Optional<DatabaseRows> rows;
    private Optional<VarState> tool = Optional.empty();
    private final List<JournalFile> journals = new ArrayList<>();
    private Optional<String> anonymous = Optional.empty();
    private boolean design;

    /** @param first whether over the files of the first era, in the project itself, and not over the folder */
    DeespecReading(DeespecSource source, Root root, ScopeFilter scope, boolean first, Known known, Results results) {
        this.source = source;
        this.known = known;
        this.root = root;
        this.scope = scope;
        this.first = first;
        this.results = results;
        this.tree = results.using(first ? source.project(root.path()) : source.home(root.path()));
        this.database = first
                ? Optional.empty()
                : TaskDatabase.open(tree, scope, results).map(results::using);
        this.abreast = results.using(new ParallelReader());
        this.times = source.times();
        this.rows = database.map(database -> new DatabaseRows(new TaskDatabase(database, times)));
        this.kept = KeptFiles.of(root, tree, known, scope::isWanted, scope.isAll());
        this.journal = new JournalFolders(kept, times);
        this.folders = new SbiFolders(kept, times, results);
    }

    void read() {
        if (!first) {
            journal.scan(abreast, results);
        }
        results.then(() -> {
            tool = var("state.json").flatMap(node -> VarState.read(tree, node, times, results));
            journals();
        });
        results.then(this::documents);
        if (!first) {
            var plans = rows.map(DatabaseRows::database).map(DatabasePlans::new);
            results.then(() -> new Plans(kept, times, plans, results).read());
            results.then(() ->
                    database.ifPresent(database -> new DatabaseTables(root, database, scope, known, results).read()));
        }
        results.then(this::folders);
        results.then(() -> results.each(abreast.lane(Results.Items.of(ids()), this::read), this::handOn));
        results.then(() -> results.each(journals, journalFile -> {
            if (scope.isWanted(journalFile.file())) {
                journalFile.entity(root).ifPresent(results::found);
                results.acknowledged(() -> source.marks.put(journalFile.path(), journalFile.mark()));
            }
        }));
        if (scope.isAll()) {
            results.then(() -> dependencies.check(results)); // of a part one cannot say what is missing
        }
    }

    private void documents() {
        var documents = new Documents(tree, kept);
        if (first) {
            documents.readProject(results);
            return;
        }
        if (scope.isWanted(DeespecSource.HOME + "/setting.json")
                || scope.isWanted(DeespecSource.HOME + "/workflow.json")) {
            var project = source.project(source.base(root.path()));
            new Settings(kept, results)
                    .read(documents::agents, new LabelTemplates(kept.in(project, _ -> true), results));
        }
        documents.read(database.isPresent(), results);
    }

    private void folders() {
        Set<String> named = named();
        if (!first) {
            folders.sort(named);
        }
        named.addAll(folders.ids());
        artifacts().ifPresent(node -> folders.turns(node, this::ownerOf, this::ownersOfNotes, named));
        design = !first && folders.haveStates();
    }

    /** The tool's journal, and the one in which its later versions note what agents reported. */
    private void journals() {
        if (first) {
            anonymous = Optional.of(FirstEras.anonymous(root, false).value());
            own(anonymous, results).ifPresent(journals::add);
            return;
        }
        var heard = new Results();
        Optional<JournalFile> own = own(Optional.empty(), heard);
        if (isAnonymous(own)) {
            boolean another = source.hasRootFiles(root.path());
            anonymous = Optional.of(FirstEras.anonymous(root, another).value());
            own(anonymous, results).ifPresent(journals::add);
        } else {
            own.ifPresent(journals::add);
            results.add(heard);
        }
        tree.child(tree.top(), JournalFile.AGENTS)
                .filter(Node::isFile)
                .map(node -> scanned(node, Optional.empty(), results))
                .ifPresent(journals::add);
    }

    private Optional<JournalFile> own(Optional<String> only, Results hears) {
        return var("journal.ndjson").map(node -> scanned(node, only, hears));
    }

    private JournalFile scanned(Node node, Optional<String> only, Results hears) {
        var journal = new JournalFile(
                tree,
                node,
                times,
                new EntryOwner.InOrder(only, tool.flatMap(VarState::task)),
                Optional.ofNullable(source.marks.get(node.path())));
        journal.scan(hears);
        return journal;
    }

    /** The first versions with this folder still had one task, without a name: nothing names any. */
    private boolean isAnonymous(Optional<JournalFile> journal) {
        boolean worked = journal.filter(journalFile -> !journalFile.isEmpty()).isPresent()
                || artifacts().filter(node -> FirstEras.holdsTurns(tree, node)).isPresent();
        return worked
                && database.isEmpty()
                && tool.filter(varState -> varState.task().isEmpty()).isPresent()
                && journal.filter(journalFile -> !journalFile.owners().isEmpty())
                        .isEmpty()
                && tree.descend(tree.top(), "specs/sbi")
                        .filter(Node::isDirectory)
                        .filter(node -> !tree.list(node, new Results()).isEmpty())
                        .isEmpty();
    }

    private Optional<Node> artifacts() {
        return tree.descend(tree.top(), first ? FirstEras.ARTIFACTS : "var/artifacts")
                .filter(Node::isDirectory);
    }

    private Optional<Node> var(String name) {
        return tree.descend(tree.top(), first ? name : "var/" + name).filter(Node::isFile);
    }

    private Set<String> named() {
        var named = new TreeSet<>(journal.owners());
        journals.forEach(journalFile -> named.addAll(journalFile.owners()));
        anonymous.ifPresent(named::add);
        return named;
    }

    /** Returns whose result a path is: as the journal says, else as the tool's state does. */
    private Optional<String> ownerOf(String path) {
        return journals.stream()
                .flatMap(journalFile -> journalFile.ownerOf(path).stream())
                .findFirst()
                .or(() -> tool.filter(varState -> varState.artifacts().contains(path))
                        .flatMap(VarState::task));
    }

    private Set<String> ownersOfNotes(String path) {
        Set<String> owners = new TreeSet<>(first ? anonymous.stream().toList() : List.of());
        journals.forEach(journalFile -> owners.addAll(journalFile.ownersOfNotes(path)));
        return owners;
    }

    private Iterable<String> ids() {
        Set<String> ids = named();
        ids.addAll(folders.ids());
        rows.ifPresent(databaseRows -> ids.addAll(databaseRows.ids(results)));
        if (!scope.isAll()) {
            ids.removeIf(text -> !isWanted(text));
        }
        return ids;
    }

    private boolean isWanted(String id) {
        return (rows.isPresent() && scope.isWanted(DeespecSource.HOME + "/" + TaskDatabase.NAME))
                || folders.of(id).stream()
                        .anyMatch(folder -> scope.isWanted(folder.node().file()))
                || journal.isToldOf(id, scope::isWanted)
                || journals.stream()
                        .anyMatch(journalFile -> scope.isWanted(journalFile.file()) && journalFile.hasNewsOf(id))
                || tool.filter(varState -> varState.task().or(() -> anonymous).equals(Optional.of(id))
                                && scope.isWanted(varState.file()))
                        .isPresent();
    }

    private Read read(String id, ParallelReader.Turnstile turnstile) throws InterruptedException {
        var heard = new Results();
        List<SbiFolder.Listed> listed = folders.of(id).stream()
                .map(oneFolder -> new SbiFolder.Listed(
                        oneFolder.node(),
                        oneFolder.node().isFile() ? List.of(oneFolder.node()) : kept.list(oneFolder.node(), heard),
                        oneFolder.holds()))
                .toList();
        turnstile.pass(listed.stream().mapToLong(SbiFolder.Listed::sizeBytes).sum());
        JournalFolders.JournalOfTask ofFolders = journal.take(id, heard);
        List<JournalEntry> lines = journals.stream()
                .map(journalFile -> journalFile.entriesOf(id, heard))
                .reduce(List.of(), JournalEntry::merged);
        var told = new JournalFolders.JournalOfTask(
                Stream.concat(lines.stream(), ofFolders.entries().stream()).toList(), ofFolders.transactions());
        boolean stateExpected = design
                && journals.stream().noneMatch(journalFile -> journalFile.isToldOf(id))
                && SbiName.of(id)
                        .map(SbiName::kind)
                        .filter(kind -> kind == SbiName.Kind.DESIGN || kind == SbiName.Kind.NO_ULID)
                        .isPresent();
        var folder = new SbiFolder(kept, times, new SbiId(id), journal.replaced(), heard);
        Optional<SbiEntity> entity = folder.read(
                        listed,
                        told,
                        rows.flatMap(databaseRows -> databaseRows.of(new SbiId(id), heard)),
                        stateExpected,
                        tool)
                .map(sbiFiles -> new SbiEntity(sbiFiles, root.project(), times.now()));
        entity.ifPresent(heard::found);
        return new Read(id, heard, entity.map(SbiEntity::edges), folder.others());
    }

    private void handOn(Read read) {
        results.add(read.heard());
        read.others().forEach(node -> kept.keep(node, Why.FOREIGN, results));
        read.edges().ifPresent(edges -> dependencies.add(read.id(), edges));
    }
}
