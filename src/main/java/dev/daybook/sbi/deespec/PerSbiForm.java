package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.ExportTree;
import dev.daybook.importing.Finding;
import dev.daybook.importing.ImportedField;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.importing.frame.ProjectHistory;
import dev.daybook.sbi.SbiId;
import dev.daybook.sbi.deespec.SbiFields.Execution;
import dev.daybook.shape.JsonWriter;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes every SBI into a folder of its own with a state of its own, and each journal entry into a folder, wherever they
 * were found. For one project.
 */
record PerSbiForm(ProjectHistory book, ExportTree tree, WholeFiles files) {

    static final String NAME = "S";

    private static final int SLUG_CHARS_MAX = 60;

    void write() {
        book.each("sbi", account -> {
            SbiFields sbi = SbiFields.of(new SbiId(account.stream().key()), account.entries(), book::toldBy);
            if (!sbi.deleted) {
                new Writing(sbi).write();
            }
        });
    }

    /** Returns whether a file that is no record of the model has its place in this form. */
    static boolean keeps(String file) {
        return file.startsWith(".deespec/")
                && !file.equals(ClaimEdits.SHARED)
                && !file.equals(SharedJournals.VAR)
                && !file.startsWith(".deespec/specs/sbi/")
                && !file.startsWith(SbiFolders.REPORTS)
                && !file.startsWith(".deespec/var/txn/");
    }

    /** Returns the folder of an SBI: what does not look like an id on its own gets its title behind it, as in the tool. */
    private static String folder(SbiFields sbi) {
        String id = sbi.sbi.value();
        boolean sure = SbiName.of(id)
                .filter(sbiName -> sbiName.kind() != SbiName.Kind.TO_CONFIRM)
                .isPresent();
        return ".deespec/specs/sbi/" + id
                + (sure ? "" : "_" + slug(sbi.title.now().orElse("")));
    }

    private static String slug(String title) {
        String slug =
                title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        slug = slug.length() > SLUG_CHARS_MAX ? slug.substring(0, SLUG_CHARS_MAX) : slug;
        return Optional.of(slug.replaceAll("-+$", ""))
                .filter(text -> !text.isEmpty())
                .orElse("spec");
    }

    /** One SBI. */
    private final class Writing {
        private final SbiFields sbi;
        private final String folder;

        /** Where each file of a turn goes to. */
        private final Map<String, String> moved = new HashMap<>();

        private final Map<Execution, String> outputs = new HashMap<>();

        /** What is added to the number of a turn: the first era counts from 0, no other does. */
        private final int shift;

        Writing(SbiFields sbi) {
            this.sbi = sbi;
            this.folder = folder(sbi);
            this.shift = Math.max(
                    0,
                    1
                            - finished().stream()
                                    .mapToInt(execution -> execution.number)
                                    .min()
                                    .orElse(1));
        }

        private List<Execution> finished() {
            return sbi.finished().stream()
                    .sorted(Comparator.comparing((Execution execution) -> execution.finishedAt.orElseThrow()))
                    .toList();
        }

        void write() {
            sbi.spec.now().flatMap(text -> text).ifPresent(text -> put("spec.md", text));
            turns();
            sbi.attachments()
                    .forEach((name, importedField) ->
                            files.write(folder + "/" + name, importedField.now().orElseThrow(), true));
            if (!sbi.notes.isEmpty()) {
                notes();
            }
            sbi.assignee.ifPresent(_ -> missing("assignee", "has no place in this form"));
            int entries = entries();
            if (sbi.registered) {
                files.write(folder + "/state.json", NewState.bytes(state()));
            }
            tree.count(sbi.registered ? "sbis" : "sbis_placeholder", 1);
            tree.count("executions", outputs.size());
            tree.count("attachments", sbi.attachments().size());
            tree.count("journal_entries", entries);
        }

        private void put(String name, String text) {
            files.write(folder + "/" + name, text, true);
        }

        private void notes() {
            var old =
                    Optional.ofNullable(sbi.attachments().get(SourceEra.NOTES)).flatMap(ImportedField::now);
            if (old.isEmpty()) {
                put(SourceEra.NOTES, NoteSections.with("", sbi, sbi.notes));
            } else if (old.get().encoding().equals("utf-8")) {
                missing("notes", "%d notes of its own are not in the notes file".formatted(sbi.notes.size()));
            } else {
                missing("notes", "its notes file is no text: the new notes are not added");
            }
        }

        private void turns() {
            for (Execution it : finished()) {
                int number = it.number + shift;
                String file = folder + "/" + name(it, number);
                for (int i = 2; tree.wrote(file); i++) {
                    file = folder + "/%s_attempt%d_%d.md".formatted(it.step.text(), i, number);
                }
                String target = file;
                outputs.put(it, target);
                it.content.file().ifPresent(old -> moved.put(old, target));
                files.write(target, it.content.now().orElse(""), true);
            }
            sbi.executions().stream()
                    .filter(execution -> !execution.isFinished())
                    .forEach(execution -> missing("turn " + execution.number, "is under way: it has no output yet"));
        }

        private static String name(Execution turn, int number) {
            boolean known = StepFile.of(turn.name(), "") instanceof StepFile.Turn named
                    && named.turn() == number
                    && named.step() == turn.step;
            return known ? turn.name() : "%s_%d.md".formatted(turn.step.text(), number);
        }

        /** Writes the journal entries; returns how many. */
        private int entries() {
            Set<Execution> told = new HashSet<>();
            sbi.entries.forEach((place, entries) -> {
                if (JsonText.tree(entries.getLast().told().entry()) instanceof ObjectNode object) {
                    Optional<Execution> turn = sbi.execution(place, object);
                    turn.ifPresent(told::add);
                    boolean own = place.line().isEmpty() && place.file().startsWith(".deespec/journal/");
                    Instant at = Timestamps.ANY
                            .read(time(object).asText())
                            .instant()
                            .or(() -> turn.flatMap(execution -> execution.finishedAt))
                            .orElse(sbi.updatedAt);
                    entry(own ? place.file() : NewEntry.file(at, tree::wrote), owned(place.file(), object, turn));
                }
            });
            List<Execution> fresh = sbi.finished().stream()
                    .filter(execution -> execution.isNew() && !told.contains(execution))
                    .toList();
            for (Execution it : fresh) {
                NewEntry entry = NewEntry.of(sbi, it, outputs.getOrDefault(it, folder));
                Json owned = owned("", entry.object(NewEntry.Form.FOLDER), Optional.of(it));
                entry(NewEntry.file(entry.finishedAt(), tree::wrote), owned);
            }
            return sbi.entries.size() + fresh.size();
        }

        private static JsonNode time(ObjectNode entry) {
            return entry.path(entry.has("ts") ? "ts" : "timestamp");
        }

        /** Returns an entry of any era with its owner in it, its files by their new places. */
        private Json owned(String journal, ObjectNode entry, Optional<Execution> turn) {
            ObjectNode made = JsonNodeFactory.instance.objectNode();
            if (!time(entry).isMissingNode()) {
                made.set("ts", time(entry));
            }
            made.put("sbi_id", sbi.sbi.value());
            made.setAll(entry.deepCopy().remove(List.of("ts", "timestamp", "sbi_id", "artifacts")));
            turn.ifPresent(execution -> made.put("turn", execution.number + shift));
            ArrayNode named = made.putArray("artifacts");
            JsonNode artifacts = entry.path("artifacts");
            if (artifacts.isTextual()) {
                named.add(moved(artifacts.asText(), journal));
            }
            artifacts.forEach(
                    node -> named.add(node.isTextual() ? StateField.text(moved(node.asText(), journal)) : node));
            return JsonText.of(made);
        }

        private String moved(String artifact, String journal) {
            return moved.getOrDefault(JournalEntry.path(artifact, journal, sbi.sbi), artifact);
        }

        private void entry(String file, Json entry) {
            files.write(file, JsonWriter.file(entry, Spelling.COMPACT));
        }

        /** The state with all that other files and eras said beside the model. */
        private ObjectNode state() {
            ObjectNode state = NewState.of(sbi, folder);
            for (SbiFiles.Claim claim : sbi.claims().toList()) {
                if (JsonText.tree(claim.json()) instanceof ObjectNode said
                        && !claim.file().endsWith("var/state.json")) {
                    said.properties().forEach(entry -> {
                        if (!state.has(entry.getKey()) && !entry.getKey().equals("meta.updated_at")) {
                            state.set(entry.getKey(), entry.getValue());
                        }
                    });
                }
            }
            return state;
        }

        private void missing(String where, String message) {
            tree.finding(Finding.warn(folder, where, "UNKNOWN_FIELD", "%s", message));
        }
    }
}
