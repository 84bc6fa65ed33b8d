package dev.daybook.sbi.deespec;

import dev.daybook.importing.ExportTree;
import dev.daybook.importing.Finding;
import dev.daybook.importing.ImportedField;
import dev.daybook.importing.file.FileNames;
import dev.daybook.importing.frame.ProjectHistory;
import dev.daybook.sbi.PlanEvent.Kind;
import dev.daybook.shape.JsonWriter;
import java.util.Optional;

/** The folders of PBIs, in which all eras that know any keep them. For one project. */
record PlanFolders(ProjectHistory book, ExportTree tree, WholeFiles files, ProjectDatabase database) {

    void write() {
        book.each("plan", account -> write(PlanFields.of(account.stream().key(), account.entries(), book::toldBy)));
    }

    private void write(PlanFields plan) {
        String folder = plan.body
                .file()
                .filter(text -> text.endsWith("/pbi.md"))
                .map(FileNames::folder)
                .orElse(".deespec/specs/pbi/" + plan.id);
        if (plan.deleted) {
            files.leaveOut(folder);
            return;
        }
        database.plan(plan);
        plan.claims()
                .filter(claim -> claim.file().indexOf('#') < 0)
                .forEach(claim -> files.write(claim.file(), JsonWriter.file(claim.json(), claim.style()), false));
        plan.attachments()
                .forEach((name, importedField) -> files.write(
                        importedField
                                .file()
                                .filter(file -> file.indexOf('#') < 0)
                                .orElse(folder + "/" + name),
                        importedField.now().orElseThrow().bytes(),
                        importedField.changed()));
        body(plan, folder);
        lost(plan, folder);
        tree.count(plan.kind == Kind.EPIC ? "epics" : "pbis", 1);
        tree.count("approvals", plan.approvals);
    }

    private void body(PlanFields plan, String folder) {
        Optional<String> body = plan.body.now().flatMap(oneText -> oneText);
        boolean inRow = database.isThere() && ProjectDatabase.isRow(plan.body);
        if (inRow || plan.kind == Kind.EPIC || (plan.found && body.isEmpty())) {
            return;
        }
        String text = body.orElse("");
        Optional<String> heading = Heading.OF_PLAN.of(text); // it counts more than the title of a row
        boolean titled = heading.equals(plan.title.now()) || (heading.isEmpty() && database.holds(plan));
        boolean changed = plan.body.changed() || plan.title.changed();
        if (changed && !titled) {
            text = heading.isPresent() && heading.equals(plan.title.said())
                    ? Heading.OF_PLAN.replaced(text, plan.title.now().orElse(""))
                    : "# " + plan.title.now().orElse(plan.id) + "\n" + (text.isEmpty() ? "" : "\n" + text);
        }
        files.write(folder + "/pbi.md", text, changed);
    }

    /** Tells what only a row of a database could hold. */
    private void lost(PlanFields plan, String folder) {
        if (database.holds(plan)) {
            return;
        }
        if (plan.kind == Kind.EPIC) {
            tree.finding(Finding.warn(folder, "", "UNKNOWN_FIELD", "is an EPIC, which has no place in files"));
            return;
        }
        lost(folder, "status", plan.standing, plan.word().equals("pending"));
        lost(
                folder,
                "points",
                plan.points,
                plan.points.now().flatMap(number -> number).isEmpty());
        lost(folder, "priority", plan.priority, plan.priority.now().orElse(0) == 0);
        lost(
                folder,
                "parent",
                plan.parent,
                plan.parent.now().flatMap(text -> text).isEmpty());
    }

    private void lost(String folder, String what, ImportedField<?> told, boolean usual) {
        if (told.changed() && !usual) {
            tree.finding(Finding.warn(folder, what, "UNKNOWN_FIELD", "has no place in the files of a PBI"));
        }
    }
}
