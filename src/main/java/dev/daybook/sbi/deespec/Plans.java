package dev.daybook.sbi.deespec;

import dev.daybook.importing.Finding;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.importing.frame.KeptFiles;
import dev.daybook.importing.frame.KeptFiles.Why;
import dev.daybook.sbi.PlanEvent.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What tasks are drafted from: EPICs and PBIs of the database, and the folders {@code specs/pbi/<id>/}. */
record Plans(KeptFiles kept, Timestamps times, Optional<DatabasePlans> database, Results results) {

    private static final Pattern ID = Pattern.compile(SbiName.BARE);

    /** Reads all of them: EPICs, PBIs with a folder, PBIs without, each by name. */
    void read() {
        SourceTree tree = kept.tree();
        boolean rows = kept.wanted().test(tree.top().file() + "/" + TaskDatabase.NAME);
        var found = new HashSet<String>();
        database.filter(_ -> rows)
                .ifPresent(
                        databasePlans -> results.each(databasePlans.ids(Kind.EPIC, results), id -> row(Kind.EPIC, id)));
        tree.descend(tree.top(), "specs/pbi").filter(Node::isDirectory).ifPresent(specs -> {
            List<Node> folders = kept.list(specs, results);
            folders.forEach(node -> found.add(node.name()));
            results.each(folders, node -> {
                if (rows || kept.wanted().test(node.file())) {
                    read(node);
                }
            });
        });
        database.filter(_ -> rows)
                .ifPresent(databasePlans -> results.each(databasePlans.ids(Kind.PBI, results), id -> {
                    if (!found.contains(id)) {
                        row(Kind.PBI, id);
                    }
                }));
    }

    private Optional<PlanFiles> told(Kind kind, String id) {
        return database.flatMap(databasePlans -> databasePlans.of(kind, id, results));
    }

    private void row(Kind kind, String id) {
        told(kind, id)
                .ifPresent(planFiles ->
                        results.found(new PlanEntity(planFiles, kept.root().project())));
    }

    private void read(Node node) {
        if (!node.isDirectory() || node.name().startsWith(".")) {
            kept.keep(node, Why.FOREIGN, results);
        } else if (!DatabasePlans.isId(node.name())) {
            kept.quarantine(
                    node,
                    Finding.error(
                            node.file(), "", "ILLEGAL_ID", "is no name of a PBI: want a ULID; its files are kept raw"),
                    results);
        } else {
            if (!ID.matcher(node.name()).matches()) {
                results.info(node.file(), "", "FOREIGN_NAME", "is no ULID: imported under this name");
            }
            new PbiFolder(kept, times, results)
                    .read(node, node.name(), told(Kind.PBI, node.name()))
                    .ifPresent(planFiles ->
                            results.found(new PlanEntity(planFiles, kept.root().project())));
        }
    }
}
