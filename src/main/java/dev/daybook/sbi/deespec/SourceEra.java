package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.ExportTree;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Limits;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.file.FileNames;
import dev.daybook.importing.frame.FileEntity.Content;
import dev.daybook.importing.frame.ProjectHistory;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.deespec.SbiFields.Entry;
import dev.daybook.sbi.deespec.SbiFields.Execution;
import dev.daybook.sbi.deespec.SbiFiles.Claim;
import dev.daybook.shape.Change;
import dev.daybook.shape.JsonSplice;
import dev.daybook.shape.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Writes each SBI where and how it was found, and new ones in a folder with a state of their own. For one project. */
record SourceEra(
        ProjectHistory book, ExportTree tree, WholeFiles files, SharedJournals sheets, ProjectDatabase database) {

    private static final String SBIS = ".deespec/specs/sbi/";
    static final String NOTES = "impl_notes.md";

    void write() {
        book.each(
                "sbi",
                account -> write(SbiFields.of(new SbiId(account.stream().key()), account.entries(), book::toldBy)));
    }

    private void write(SbiFields sbi) {
        var writing = new Writing(sbi);
        if (sbi.deleted) {
            files.leaveOut(writing.home);
            files.leaveOut(writing.turnsHome());
            sbi.entries.forEach((place, told) -> place.line()
                    .ifPresent(line ->
                            sheets.leaveOut(place.file(), line, told.getLast().position())));
            return;
        }
        writing.write();
        tree.count(sbi.registered ? "sbis" : "sbis_placeholder", 1);
        tree.count("executions", sbi.finished().size());
        tree.count("attachments", sbi.attachments().size());
        tree.count("journal_entries", sbi.entries.size());
    }

    /** One SBI. */
    private final class Writing {
        private final SbiFields sbi;
        private final List<Claim> claims;
        private final ClaimEdits edits;
        private final String home;

        Writing(SbiFields sbi) {
            this.sbi = sbi;
            this.claims = Stream.concat(sbi.claims(), shared().stream())
                    .filter(claim -> claim.file().indexOf('#') < 0)
                    .sorted((one, other) ->
                            Boolean.compare(ClaimEdits.isYaml(one.file()), ClaimEdits.isYaml(other.file())))
                    .toList();
            this.edits = new ClaimEdits(sbi, claims, database.holds(sbi));
            this.home = home();
        }

        /** The tool's own state, if this is the SBI in work and the state says something else than it should. */
        private Optional<Claim> shared() {
            if (!sbi.standing.changed() && !sbi.lease.changed()) {
                return Optional.empty();
            }
            return files.content(ClaimEdits.SHARED)
                    .filter(content -> content.encoding().equals("utf-8"))
                    .map(content ->
                            JsonFile.read(ClaimEdits.SHARED, content.bytes(), Limits.DEFAULT, JsonFile.Role.PIECE))
                    .filter(jsonFile -> jsonFile.object()
                            .filter(state -> state.path("wip").asText().equals(sbi.sbi.value())
                                    || state.path("current_task_id").asText().equals(sbi.sbi.value()))
                            .isPresent())
                    .map(jsonFile ->
                            new Claim(ClaimEdits.SHARED, jsonFile.json().orElseThrow(), jsonFile.style()));
        }

        /** The folder that describes it. */
        private String home() {
            return claims.stream()
                    .map(Claim::file)
                    .filter(text -> text.contains("/specs/sbi/"))
                    .findFirst()
                    .or(() -> sbi.spec.file())
                    .or(() -> sbi.firstFile)
                    .filter(text -> text.contains("/specs/sbi/"))
                    .map(FileNames::folder)
                    .orElse(SBIS + sbi.sbi.value());
        }

        /** The folder of its turns, which can be another one. */
        private String turnsHome() {
            return sbi.executions().stream()
                    .flatMap(execution -> execution.content.file().stream())
                    .filter(text -> text.contains("/sbi/"))
                    .reduce((_, last) -> last)
                    .map(FileNames::folder)
                    .orElse(database.holds(sbi) ? SbiFolders.REPORTS + sbi.sbi.value() : home);
        }

        void write() {
            boolean fresh = sbi.registered && !sbi.found;
            if (fresh) {
                named();
                if (!database.holds(sbi)) {
                    files.write(home + "/state.json", NewState.bytes(NewState.of(sbi, home)));
                }
            } else {
                claims.forEach(
                        claim -> files.write(claim.file(), edits.bytes(claim), sbi.registered && edits.changes(claim)));
            }
            sbi.assignee.ifPresent(_ -> tree.finding(
                    Finding.info(home, "assignee", "UNKNOWN_FIELD", "has no place in the files of a task")));
            spec(fresh);
            String folder = turnsHome();
            sbi.executions().forEach(execution -> turn(execution, folder));
            attachments();
            sbi.entries.forEach((place, told) -> entry(place, told.getLast()));
            database.sbi(sbi, execution -> file(execution, folder));
        }

        private static String file(Execution turn, String folder) {
            return turn.content.file().filter(text -> text.indexOf('#') < 0).orElse(folder + "/" + turn.name());
        }

        private void named() {
            if (SbiName.of(sbi.sbi.value())
                    .filter(sbiName -> sbiName.kind() != SbiName.Kind.TO_CONFIRM)
                    .isEmpty()) {
                tree.finding(Finding.warn(
                        home, "", "ILLEGAL_ID", "'%s' is no id of the tool: it will not find this one", sbi.sbi));
            }
        }

        private void spec(boolean fresh) {
            boolean titled = titleInSpec();
            Map<String, JsonNode> rest = fresh ? NewState.told(sbi, edits.homeless()) : edits.homeless();
            if ((!fresh || database.holds(sbi)) && !titled && !rest.isEmpty()) {
                files.write(home + "/state.json", NewState.bytes(NewState.only(sbi, rest)));
            }
            Optional<String> text = sbi.spec.now().flatMap(oneText -> oneText);
            if (text.isEmpty() || (ProjectDatabase.isRow(sbi.spec) && !sbi.spec.changed())) {
                return;
            }
            String file = sbi.spec
                    .file()
                    .filter(oneText -> oneText.endsWith("/spec.md"))
                    .orElse(home + "/spec.md");
            String said = titled
                    ? Heading.OF_SPEC.replaced(text.get(), sbi.title.now().orElse(""))
                    : text.get();
            files.write(file, said, titled || sbi.spec.changed());
        }

        /** Whether the heading of the specification is the only file that says the title. */
        private boolean titleInSpec() {
            return edits.homeless().keySet().equals(Set.of("title"))
                    && !sbi.spec.changed()
                    && sbi.spec
                            .now()
                            .flatMap(text -> text)
                            .flatMap(Heading.OF_SPEC::of)
                            .equals(sbi.title.said());
        }

        private void turn(Execution turn, String folder) {
            if (ProjectDatabase.isRow(turn.content) && !turn.content.changed()) {
                return; // known from the database only: there is no file
            }
            String file = file(turn, folder);
            if (!turn.isFinished()) {
                tree.finding(Finding.warn(
                        file, "", "INCONSISTENT_STATE", "turn %d is under way: it has no output yet", turn.number));
                return;
            }
            files.write(file, turn.content.now().orElse(""), turn.content.changed());
            if (turn.isNew() || (decided(turn) && entry(turn).isEmpty())) {
                journal(NewEntry.of(sbi, turn, file));
            }
        }

        private boolean decided(Execution turn) {
            return turn.decision.changed() || (turn.attempt.said().isPresent() && turn.attempt.changed());
        }

        private void journal(NewEntry entry) {
            SharedJournals.FILES.stream()
                    .filter(files::isLog)
                    .findFirst()
                    .ifPresentOrElse(
                            text -> sheets.append(text, entry),
                            () -> files.write(
                                    NewEntry.file(
                                            entry.finishedAt(),
                                            text -> tree.wrote(text) || sheets.isOfAnother(text, entry)),
                                    JsonWriter.file(entry.json(NewEntry.Form.FOLDER), Spelling.COMPACT)));
        }

        /** The entry that tells how a turn ended. */
        private Optional<SbiFields.Place> entry(Execution turn) {
            return sbi.entries.entrySet().stream()
                    .filter(entry -> sbi.execution(
                                    entry.getKey(),
                                    JsonText.tree(
                                            entry.getValue().getLast().told().entry()))
                            .filter(turn::equals)
                            .isPresent())
                    .map(Map.Entry::getKey)
                    .reduce((_, last) -> last);
        }

        private void entry(SbiFields.Place place, Entry entry) {
            var changes = new ArrayList<Change>();
            Json json = entry.told().entry();
            Spelling style = entry.told().style().orElse(Spelling.COMPACT);
            sbi.executions().stream()
                    .filter(execution -> !execution.isNew()
                            && decided(execution)
                            && entry(execution).filter(place::equals).isPresent())
                    .forEach(execution -> {
                        if (execution.decision.changed()) {
                            changes.add(Change.set(
                                    "/decision", JsonText.of(StateField.text(NewState.decision(execution)))));
                        }
                        if (execution.attempt.changed()) {
                            int attempt = execution.attempt.now().orElse(1);
                            changes.add(Change.set("/attempt", new Json(Integer.toString(attempt))));
                        }
                    });
            byte[] text = JsonSplice.of(json, style, changes);
            place.line()
                    .ifPresentOrElse(
                            line -> sheets.add(place.file(), line, entry.position(), text, !changes.isEmpty()),
                            () -> files.write(place.file(), JsonWriter.file(text, style), !changes.isEmpty()));
        }

        private void attachments() {
            List<SbiFields.Note> notes = sbi.notes;
            sbi.attachments().forEach((name, importedField) -> {
                String file = importedField.file().orElse(home + "/" + name);
                Content content = importedField.now().orElseThrow();
                if (name.equals(NOTES) && content.encoding().equals("utf-8") && !notes.isEmpty()) {
                    String all = NoteSections.with(content.content(), sbi, notes);
                    files.write(file, all, importedField.changed() || !all.equals(content.content()));
                } else {
                    files.writeShared(file, content, importedField.changed());
                }
            });
            if (!notes.isEmpty() && !sbi.attachments().containsKey(NOTES)) {
                files.write(home + "/" + NOTES, NoteSections.with("", sbi, notes), true);
            }
        }
    }
}
