package dev.daybook.session.ait42.witness;

import dev.daybook.event.Recorded;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.Witness;
import dev.daybook.importing.database.Database;
import dev.daybook.journal.Metadata;
import dev.daybook.journal.Source;
import dev.daybook.journal.StreamId;
import dev.daybook.session.SessionEvent;
import dev.daybook.session.SessionRecord;
import dev.daybook.session.SessionShape;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which record and row of AIT42's files belong to which session of which workspace, and the folders of workspaces. It
 * knows four rules: a file of sessions is named by its workspace; of an id the first record in a file counts; of a
 * record and a row the newer one counts; a folder is that of a name if it has that hash.
 */
public final class Ait42Witness implements Witness {

    private static final String TOOL = "ait42";
    private static final String ENDING = ".json";

    private final Limits limits;

    public Ait42Witness(Limits limits) {
        this.limits = limits;
    }

    @Override
    public void read(Root root, Consumer<Statement> statements) {
        Home home = Home.of(root.path(), limits);
        SourceTree tree = home.tree();
        Optional<Database> opened = tree.child(tree.top(), "sessions.db")
                .flatMap(_ ->
                        Database.open(tree, "sessions.db", false, new Results())); // damage was reported by the import
        if (opened.isEmpty()) {
            sheets(home, new Rows(Optional.empty()), statements);
            return;
        }
        try (Database database = opened.get()) {
            var rows = new Rows(Optional.of(database));
            rows.index();
            sheets(home, rows, statements);
            rows.tell(statements);
        }
    }

    private void sheets(Home home, Rows rows, Consumer<Statement> statements) {
        var folders = new Folders(home);
        home.sheets().forEach((workspace, file) -> {
            folders.of(workspace).ifPresent(statement -> statements.accept(statement));
            sheet(home, workspace, file, rows, statements);
        });
    }

    private static void sheet(Home home, String workspace, Node file, Rows rows, Consumer<Statement> statements) {
        Set<String> told = new HashSet<>();
        new StrictFile(home.tree(), file).each(record -> {
            String id = record.path("id").textValue();
            if (Fields.isId(id)
                    && told.add(id)
                    && rows.isOlder(workspace, id, record.path("updatedAt").asText())) {
                statements.accept(new Statement(stream(workspace, id), Fields.of(record)));
            }
        });
    }

    static StreamId stream(String workspace, String id) {
        return new StreamId("session", workspace + "/" + id);
    }

    /** Whether the name is that of a file of sessions. */
    static boolean isSheet(String name) {
        return name.endsWith(ENDING) && !name.startsWith(".");
    }

    /** The stem of the name; one that is the word for no workspace at all stays whole. */
    static String workspace(String name) {
        return name.equals("unassigned.json") ? name : name.substring(0, name.length() - ENDING.length());
    }

    /**
     * {@inheritDoc}
     *
     * <p>What several files have told of one session is a contradiction, and so is not certain.
     */
    @Override
    public Set<String> changedSince(Root root, Statement stated, Set<String> fields, List<Recorded> known) {
        var files = new HashSet<Source>();
        var changed = new HashSet<String>();
        Map<String, Object> before = Map.of();
        Optional<SessionRecord> record = Optional.empty();
        for (Recorded it : known) {
            Metadata metadata = it.entry().metadata();
            boolean imported = metadata.isFrom(TOOL);
            if (!(it.event() instanceof SessionEvent event)) {
                return imported ? Set.of() : fields; // the folder of a workspace
            }
            if (imported && !(event instanceof SessionEvent.VariantRecorded)) {
                files.add(metadata.source());
            }
            record = SessionRecord.after(record, event);
            Map<String, Object> after = record.map(SessionShape.RECORD::fields).orElse(Map.of());
            for (String field : fields) {
                if (!Objects.equals(before.get(field), after.get(field))) {
                    if (imported) {
                        changed.remove(field);
                    } else {
                        changed.add(field);
                    }
                }
            }
            before = after;
        }
        return files.size() > 1 ? fields : changed;
    }
}
