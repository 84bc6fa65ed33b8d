package dev.daybook.sbi.deespec.witness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Witness.Statement;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** The folders of a tree: which files are of which task, and what those say that are about the task as a whole. */
final class TaskTree {

    private static final String ULID = "[0-7][0-9A-HJKMNP-TV-Z]{25}";
    private static final Pattern WHOLE_NAME =
            Pattern.compile("SBI-" + ULID + "|" + ULID + "|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern WITH_SLUG = Pattern.compile("([A-Z0-9-]{1,64})_\\S+");
    private static final Pattern STEP = Pattern.compile("(plan|implement|test|review|done)_([1-9]\\d{0,8})\\.md");
    private static final Pattern TURN = Pattern.compile("turn(0|[1-9]\\d{0,8})");
    private static final Pattern TURN_STEP = Pattern.compile("(plan|implement|test|review|done)\\.md");
    private static final Pattern DRAFT = Pattern.compile("sbi_[0-9]+\\.md");
    private static final Pattern SIDE_FILE = Pattern.compile(
            "(impl|review)_notes\\.md|raw_response_\\S+\\.txt|fb_(draft\\.yaml|context\\.md|evidence\\.txt)");
    private static final List<String> SIDE_FOLDERS = List.of("results", "histories");
    private static final String STATE = "/state.json";
    private static final String SPECS = ".deespec/specs/sbi";
    private static final String REPORTS = ".deespec/reports/sbi";
    private static final String ARTIFACTS = ".artifacts";
    private static final Set<String> STATUSES = Set.of("READY", "WIP", "REVIEW", "DONE");
    private static final Set<JsonNode> PRIORITIES = Set.of(IntNode.valueOf(0), IntNode.valueOf(1), IntNode.valueOf(2));
    private static final int META_BYTES_MAX = 1 << 16;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;
    private final String anonymous;
    private final Limits limits;
    private final Index index;
    private final Map<String, List<String>> folders = new TreeMap<>();
    private final Set<String> replaced = new HashSet<>();

    /** Tasks with a state that this one does not read: what it says counts more than a row. */
    private final Set<String> unheard = new HashSet<>();

    TaskTree(Root root, Limits limits, Index index) {
        this.root = root.path();
        this.anonymous = root.project().isEmpty() ? "SBI-ANONYMOUS" : "SBI-ANONYMOUS@" + root.project();
        this.limits = limits;
        this.index = index;
    }

    /**
     * Puts the outputs of turns into the index. Of a tree that began with root files, or has folders of tasks, it is not
     * certain whose the outputs below {@code var} are that no line gives to a task.
     */
    void read(boolean namesTasks) throws IOException {
        unfinished();
        for (String place : List.of(SPECS, REPORTS)) {
            for (String folder : names(place)) {
                Optional<String> task = task(folder);
                if (task.isPresent()) {
                    folders.computeIfAbsent(task.get(), _ -> new ArrayList<>()).add(place + "/" + folder);
                    String under = place.equals(REPORTS) ? "reports/" : "";
                    files(place + "/" + folder, task.get(), under);
                }
            }
        }
        boolean first = isFile("state.json")
                || isFile("journal.ndjson")
                || !names(ARTIFACTS).isEmpty();
        for (String place : List.of(ARTIFACTS, ".deespec/var/artifacts")) {
            boolean named = namesTasks || (!place.equals(ARTIFACTS) && (first || !folders.isEmpty()));
            for (String folder : names(place)) {
                if (TURN.matcher(folder).matches()) {
                    turnFiles(place + "/" + folder, Integer.parseInt(folder.substring("turn".length())), named);
                }
            }
        }
    }

    private static Optional<String> task(String folder) {
        if (WHOLE_NAME.matcher(folder).matches()) {
            return Optional.of(folder);
        }
        Matcher slugged = WITH_SLUG.matcher(folder);
        return slugged.matches() ? Optional.of(slugged.group(1)) : Optional.empty();
    }

    private void files(String folder, String task, String under) throws IOException {
        for (String name : names(folder)) {
            Matcher step = STEP.matcher(name);
            if (step.matches() && isFile(folder + "/" + name)) {
                put(folder + "/" + name, task, under + name, step.group(1), Integer.parseInt(step.group(2)));
            }
        }
    }

    private void turnFiles(String folder, int turn, boolean namesTasks) throws IOException {
        for (String name : names(folder)) {
            Matcher step = TURN_STEP.matcher(name);
            String file = folder + "/" + name;
            if (step.matches() && isFile(file)) {
                var task = new String[] {namesTasks ? "" : anonymous};
                if (namesTasks) {
                    index.each(
                            "SELECT task FROM line WHERE path = ? AND task IS NOT NULL",
                            row -> task[0] = row.getString(1),
                            file);
                }
                if (!task[0].isEmpty()) {
                    put(file, task[0], "turn" + turn + "/" + name, step.group(1), turn);
                }
            }
        }
    }

    private void put(String file, String task, String name, String step, int turn) {
        if (!replaced.contains(file)) {
            index.put(
                    "INSERT INTO file (path, task, name, step, turn) VALUES (?, ?, ?, ?, ?)",
                    file,
                    task,
                    name,
                    step,
                    turn);
        }
    }

    /** An import finishes what the tool had begun: what stands in such a file now is not what is imported. */
    private void unfinished() throws IOException {
        var transactions = new ArrayList<String>();
        names(".deespec/var/txn").forEach(name -> transactions.add(".deespec/var/txn/" + name));
        for (String day : names(".deespec/journal")) {
            names(".deespec/journal/" + day).forEach(name -> transactions.add(".deespec/journal/" + day + "/" + name));
        }
        for (String folder : transactions) {
            if (isFile(folder + "/status.intent") && !isFile(folder + "/status.commit")) {
                for (JsonNode file : json(folder + "/manifest.json").path("files")) {
                    replaced.add(".deespec/" + file.path("destination").asText());
                }
            }
        }
    }

    /** Returns the tasks that have folders. */
    Set<String> tasks() {
        return folders.keySet();
    }

    /** Whether a row counts where the state of its task says nothing, as {@link #said} has found out. */
    boolean isRowHeard(String task) {
        return !unheard.contains(task);
    }

    /** Returns what the one folder of a task says of it; with several, which of them counts is not this one's to say. */
    Map<String, Object> said(String task) throws IOException {
        var fields = new LinkedHashMap<String, Object>();
        List<String> all = folders.getOrDefault(task, List.of());
        List<String> own =
                all.stream().filter(folder -> folder.startsWith(SPECS)).toList();
        if (own.size() != 1) {
            if (all.stream().anyMatch(folder -> isFile(folder + STATE))) {
                unheard.add(task);
            }
            return fields;
        }
        String folder = own.getFirst();
        text(folder + "/spec.md").filter(text -> !text.isEmpty()).ifPresent(text -> fields.put("/spec", text));
        sideFiles(folder, fields);
        if (isFile(folder + STATE)) {
            JsonNode state = json(folder + STATE);
            if (!state.isObject()) {
                unheard.add(task);
            }
            state(state, fields);
        } else if (isFile(folder + "/meta.yml") != isFile(folder + "/meta.yaml")) {
            meta(folder + (isFile(folder + "/meta.yml") ? "/meta.yml" : "/meta.yaml"), task, fields);
        }
        return fields;
    }

    /** States what the tool and its agents put beside the outputs. */
    private void sideFiles(String folder, Map<String, Object> fields) throws IOException {
        var names = new ArrayList<String>();
        names(folder).stream().filter(SIDE_FILE.asMatchPredicate()).forEach(names::add);
        for (String side : SIDE_FOLDERS) {
            names(folder + "/" + side).forEach(name -> names.add(side + "/" + name));
        }
        for (String name : names) {
            text(folder + "/" + name).ifPresent(text -> fields.put("/attachments/" + name + "/content", text));
        }
    }

    private void state(JsonNode state, Map<String, Object> fields) {
        if (state.path("title").isTextual() && !state.path("title").textValue().isBlank()) {
            fields.put("/title", state.path("title").textValue());
        }
        if (STATUSES.contains(state.path("status").asText())) {
            fields.put("/status", state.path("status").textValue());
        }
        if (PRIORITIES.contains(state.path("priority"))) {
            fields.put("/priority", state.path("priority").longValue());
        }
    }

    private void meta(String file, String task, Map<String, Object> fields) {
        Optional<String> text = text(file).filter(oneText -> oneText.length() <= META_BYTES_MAX);
        if (text.isEmpty()) {
            return;
        }
        try {
            var options = new LoaderOptions();
            options.setMaxAliasesForCollections(1);
            options.setAllowDuplicateKeys(false);
            Object loaded = new Yaml(new SafeConstructor(options)).load(text.get());
            if (loaded instanceof Map<?, ?> meta
                    && task.equals(meta.get("id"))
                    && meta.get("title") instanceof String title
                    && !title.isBlank()) {
                fields.put("/title", title);
            }
        } catch (YAMLException | IllegalArgumentException | ClassCastException _) {
            // reported by the import
        }
    }

    /** States the drafts in the folders of plans. */
    void plans(Consumer<Statement> statements) throws IOException {
        for (String plan : names(".deespec/specs/pbi")) {
            var fields = new LinkedHashMap<String, Object>();
            for (String name : plan.matches(ULID) ? names(".deespec/specs/pbi/" + plan) : List.<String>of()) {
                if (DRAFT.matcher(name).matches()) {
                    text(".deespec/specs/pbi/" + plan + "/" + name)
                            .ifPresent(text -> fields.put("/attachments/" + name + "/content", text));
                }
            }
            if (!fields.isEmpty()) {
                statements.accept(new Statement(new StreamId("plan", plan), fields));
            }
        }
    }

    /** Returns the text of a file; nothing where a repair would be needed to read it. */
    Optional<String> text(String file) {
        Path path = root.resolve(file);
        try {
            if (replaced.contains(file) || !isFile(file) || Files.size(path) > limits.fileBytesMax()) {
                return Optional.empty();
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                    .toString();
            return Optional.of(text).filter(oneText -> !oneText.startsWith("\uFEFF") && oneText.indexOf('\0') < 0);
        } catch (CharacterCodingException _) {
            return Optional.empty();
        } catch (IOException _) {
            return Optional.empty(); // reported by the import
        }
    }

    private JsonNode json(String file) {
        try {
            Optional<String> text = text(file);
            return text.isPresent() ? JSON.readTree(text.get()) : JSON.missingNode();
        } catch (IOException _) {
            return JSON.missingNode();
        }
    }

    private boolean isFile(String file) {
        return Files.isRegularFile(root.resolve(file), LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns the names in a folder, sorted; none if there is no such folder. */
    private List<String> names(String folder) throws IOException {
        Path path = root.resolve(folder);
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || !Files.isReadable(path)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
