package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.event.JsonText;
import dev.daybook.importing.ExportTree;
import dev.daybook.importing.Finding;
import dev.daybook.importing.JsonPrinter;
import dev.daybook.importing.ProjectHistory;
import dev.daybook.importing.Timestamps;
import dev.daybook.importing.YamlSplice;
import dev.daybook.sbi.Status;
import dev.daybook.sbi.deespec.SbiAccount.Claim;
import dev.daybook.sbi.deespec.SbiAccount.Turn;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes every SBI in the form of one era, wherever it was found. For one project. */
final class ConvertedEra {

    private static final String JOURNAL = ".deespec/var/journal.ndjson";
    private static final String STATE = ".deespec/var/state.json";

    /** No time of an entry is too late to be taken over. */
    private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

    private final Layout layout;
    private final ProjectHistory book;
    private final ExportTree tree;
    private final WholeFiles files;
    private final TimedLines lines;
    private final ProjectDatabase database;
    private final Timestamps times = new Timestamps(ZoneOffset.UTC, NEVER);
    private final Set<String> folders = new HashSet<>();

    /** The SBI in work, in an era that has a state for one. */
    private Optional<SbiAccount> current = Optional.empty();

    private int turnsSoFar;

    ConvertedEra(
            Layout layout,
            ProjectHistory book,
            ExportTree tree,
            WholeFiles files,
            TimedLines lines,
            ProjectDatabase database) {
        this.layout = layout;
        this.book = book;
        this.tree = tree;
        this.files = files;
        this.lines = lines;
        this.database = database;
    }

    void write() {
        book.each("sbi", it -> {
            SbiAccount sbi = SbiAccount.of(book, it);
            if (!sbi.deleted) {
                new Writing(sbi).write();
            }
        });
        if (layout == Layout.B || layout == Layout.C) {
            files.write(STATE, NewState.bytes(state()));
        }
        if (layout != Layout.S) {
            files.write(JOURNAL, lines);
        }
    }

    /** What all SBIs share: the one in work. */
    private ObjectNode state() {
        ObjectNode state = JsonNodeFactory.instance.objectNode().put("version", 1);
        Optional<Turn> last = current.flatMap(ConvertedEra::last);
        state.put("current", last.map(it -> it.step.text()).orElse("plan"));
        if (layout == Layout.C) {
            state.put(
                    "status",
                    current.map(it -> NewState.word(it.standing.now())).orElse(""));
        }
        state.put(
                "turn",
                layout == Layout.B ? turnsSoFar : last.map(it -> it.number).orElse(0));
        state.put(
                layout == Layout.C ? "wip" : "current_task_id",
                current.map(it -> it.sbi.value()).orElse(""));
        state.put(
                "lease_expires_at",
                current.flatMap(it -> it.lease.now().flatMap(lease -> lease))
                        .map(Instant::toString)
                        .orElse(""));
        state.putObject("inputs");
        state.putObject("last_artifacts");
        if (layout == Layout.C) {
            state.put("decision", last.map(ClaimEdits::decision).orElse("PENDING"));
            state.put("attempt", last.flatMap(it -> it.attempt.now()).orElse(0));
        } else {
            state.put("artifacts_dir", ".deespec/var/artifacts");
        }
        state.putObject("meta")
                .put(
                        "updated_at",
                        current.map(it -> it.updatedAt).orElse(Instant.EPOCH).toString());
        return state;
    }

    private static Optional<Turn> last(SbiAccount sbi) {
        return sbi.turns().stream()
                .filter(Turn::isFinished)
                .max(Comparator.comparing((Turn it) -> it.finishedAt.orElseThrow()));
    }

    /** One SBI. */
    private final class Writing {
        private final SbiAccount sbi;
        private final String folder;

        /** Where each file of a turn goes to. */
        private final Map<String, String> moved = new HashMap<>();

        private final Map<Turn, String> outputs = new HashMap<>();

        /** The number of a turn, where all SBIs count together. */
        private final Map<Turn, Integer> numbers = new HashMap<>();

        Writing(SbiAccount sbi) {
            this.sbi = sbi;
            this.folder = layout.folder(sbi.sbi.value(), sbi.title.now().orElse(""));
        }

        void write() {
            sbi.spec.now().flatMap(it -> it).ifPresent(it -> put(folder + "/spec.md", it));
            turns();
            sbi.attachments.forEach((name, it) ->
                    files.write(folder + "/" + name, SourceEra.bytes(it.now().orElseThrow())));
            if (!sbi.notes.isEmpty()) {
                notes();
            }
            int entries = entries();
            if (sbi.registered) {
                describe();
            }
            tree.count(sbi.registered ? "sbis" : "sbis_placeholder", 1);
            tree.count("executions", outputs.size());
            tree.count("attachments", sbi.attachments.size());
            tree.count("journal_entries", entries);
        }

        private void put(String file, String text) {
            files.write(file, text.getBytes(StandardCharsets.UTF_8));
        }

        private void notes() {
            String name = "impl_notes.md";
            var old = Optional.ofNullable(sbi.attachments.get(name)).flatMap(SbiAccount.Told::now);
            if (old.filter(it -> !it.encoding().equals("utf-8")).isPresent()) {
                missing("", "notes", "its notes file is no text: the new notes are not added");
                return;
            }
            String all = NoteSections.with(old.map(DeespecView.Content::content).orElse(""), sbi, sbi.notes);
            if (old.isEmpty()) {
                put(folder + "/" + name, all);
            } else {
                missing("", "notes", "%d notes of its own are not in the notes file".formatted(sbi.notes.size()));
            }
        }

        private void turns() {
            List<Turn> finished = sbi.turns().stream()
                    .filter(Turn::isFinished)
                    .sorted(Comparator.comparing((Turn it) -> it.finishedAt.orElseThrow()))
                    .toList();
            Set<String> taken = new HashSet<>();
            int first = finished.stream().mapToInt(it -> it.number).min().orElse(1);
            int shift = Math.max(0, 1 - first); // the first era counts from 0, no other does
            for (Turn it : finished) {
                int number = layout == Layout.B ? ++turnsSoFar : it.number + shift;
                numbers.put(it, number);
                String file = layout.turns(sbi.sbi.value(), folder, number) + "/" + name(it, number);
                for (int i = 2; !taken.add(file); i++) {
                    file = layout.turns(sbi.sbi.value(), folder, number)
                            + "/%s_attempt%d_%d.md".formatted(it.step.text(), i, number);
                }
                outputs.put(it, file);
                String target = file;
                it.content.file().ifPresent(old -> moved.put(old, target));
                put(file, it.content.now().orElse(""));
            }
            sbi.turns().stream()
                    .filter(it -> !it.isFinished())
                    .forEach(it -> missing("", "turn " + it.number, "is under way: it has no output yet"));
        }

        private String name(Turn turn, int number) {
            if (layout == Layout.B) {
                return EraEntry.next(turn).text() + ".md";
            }
            boolean known = StepFile.of(turn.name()) instanceof StepFile.Turn named
                    && named.turn() == number
                    && named.step() == turn.step;
            return known ? turn.name() : "%s_%d.md".formatted(turn.step.text(), number);
        }

        private int entries() {
            var era = new EraEntry(layout, sbi, folder, moved, outputs, numbers);
            Set<Turn> told = new HashSet<>();
            sbi.entries.forEach((place, entry) -> {
                if (JsonText.tree(entry.json()) instanceof ObjectNode object) {
                    Optional<Turn> turn = sbi.turn(place, object);
                    turn.ifPresent(told::add);
                    entry(
                            place,
                            era.of(place.file(), object, turn),
                            at(object).or(() -> turn.flatMap(it -> it.finishedAt)));
                }
            });
            int all = sbi.entries.size();
            for (Turn it : sbi.turns()) {
                boolean owned = layout != Layout.B || told.contains(it);
                if (it.isFinished() && !told.contains(it) && (it.isNew() || !owned)) {
                    ObjectNode entry = (ObjectNode) JsonText.tree(NewEntry.of(sbi, it, outputs.getOrDefault(it, folder))
                            .json(layout.form()));
                    entry(
                            new SbiAccount.Place("", Optional.empty()),
                            era.of("", entry, Optional.of(it)),
                            it.finishedAt);
                    all++;
                }
            }
            return all;
        }

        private Optional<Instant> at(ObjectNode entry) {
            String time = entry.path(entry.has("ts") ? "ts" : "timestamp").asText();
            return times.read(time).instant();
        }

        private void entry(SbiAccount.Place place, ObjectNode entry, Optional<Instant> at) {
            Json json = JsonText.of(entry);
            Instant when = at.orElse(sbi.updatedAt);
            if (layout != Layout.S) {
                lines.add(when, json.text());
                return;
            }
            boolean own = place.line().isEmpty() && place.file().startsWith(".deespec/journal/");
            String file = own ? place.file() : newFolder(when) + "/entry.json";
            files.write(file, JsonPrinter.print(json, Spelling.COMPACT));
        }

        private String newFolder(Instant at) {
            String name = ".deespec/journal/%s/txn_%d_"
                    .formatted(at.atOffset(ZoneOffset.UTC).toLocalDate(), at.getEpochSecond());
            int nanos = at.getNano();
            while (!folders.add(name + nanos)) {
                nanos++;
            }
            return name + nanos;
        }

        private void describe() {
            switch (layout) {
                case S -> files.write(folder + "/state.json", NewState.bytes(whole()));
                case B, C -> meta();
                case D -> database.sbi(sbi, outputs, numbers);
            }
        }

        /** The state with all that other files and eras said beside the model. */
        private ObjectNode whole() {
            ObjectNode state = NewState.of(sbi, folder);
            for (Claim claim : sbi.claims.values()) {
                if (JsonText.tree(claim.state()) instanceof ObjectNode said
                        && !claim.file().endsWith("var/state.json")) {
                    said.properties().forEach(it -> {
                        if (!state.has(it.getKey()) && !it.getKey().equals("meta.updated_at")) {
                            state.set(it.getKey(), it.getValue());
                        }
                    });
                }
            }
            return state;
        }

        private void meta() {
            YamlSplice meta = YamlSplice.of("")
                    .set("id", sbi.sbi.value())
                    .set("title", sbi.title.now().orElse(""))
                    .set(
                            "labels",
                            sbi.labels.now().map(DeespecView.Labels::labels).orElse(List.of()));
            if (layout == Layout.B) {
                meta.set("spec_path", folder).set("status", "registered");
            } else {
                meta.setPlain("created_at", sbi.createdAt.toString()).setPlain("updated_at", sbi.updatedAt.toString());
            }
            var depends = new ArrayList<String>();
            sbi.dependsOn.now().orElse(List.of()).forEach(it -> depends.add(it.value()));
            if (!depends.isEmpty()) {
                meta.set("depends_on", depends);
            }
            sbi.parent.now().flatMap(it -> it).ifPresent(it -> meta.set("pbi_id", it));
            String file = folder + (layout == Layout.B ? "/meta.yaml" : "/meta.yml");
            put(file, meta.text());
            lost(file);
        }

        /** Tells what has no place in the era. */
        private void lost(String file) {
            if (!sbi.labels.now().map(DeespecView.Labels::label).orElse("").isEmpty()) {
                missing(file, "label", "has no place in this form");
            }
            if (sbi.priority.now().orElse(0) != 0) {
                missing(file, "priority", "has no place in this form");
            }
            if (!sbi.metadata.now().orElse(Json.EMPTY_OBJECT).equals(Json.EMPTY_OBJECT)) {
                missing(file, "metadata", "has no place in this form");
            }
            if (sbi.taskId.isPresent()) {
                missing(file, "task_id", "has no place in this form");
            }
            if (sbi.onlyImplement) {
                missing(file, "only_implement", "has no place in this form");
            }
            for (Claim claim : sbi.claims.values()) {
                if (JsonText.tree(claim.state()) instanceof ObjectNode said) {
                    said.fieldNames().forEachRemaining(key -> {
                        if (!State.isKnown(key)) {
                            missing(file, key, "is of no known meaning and has no place in this form");
                        }
                    });
                }
            }
            Status status = sbi.status();
            boolean works = status == Status.WIP || status == Status.REVIEW || status == Status.REVIEW_AND_WIP;
            if (works
                    && current.filter(it -> it.updatedAt.isAfter(sbi.updatedAt)).isEmpty()) {
                current.ifPresent(it -> idle(it));
                current = Optional.of(sbi);
            } else if (works) {
                idle(sbi);
            } else if (status != Status.READY
                    && last(sbi).filter(it -> it.status == status).isEmpty()) {
                tree.finding(Finding.warn(
                        file, "status", "INCONSISTENT_STATE", "is %s, which no turn of it tells", status.text()));
            }
        }

        private void idle(SbiAccount it) {
            tree.finding(Finding.warn(
                    layout.folder(it.sbi.value(), it.title.now().orElse("")),
                    "status",
                    "INCONSISTENT_STATE",
                    "is %s, but this form has room for one SBI in work",
                    it.status().text()));
        }

        private void missing(String file, String where, String message) {
            tree.finding(Finding.warn(file.isEmpty() ? folder : file, where, "UNKNOWN_FIELD", "%s", message));
        }
    }
}
