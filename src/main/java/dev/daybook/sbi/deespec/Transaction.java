package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.domain.Json;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.JsonFields;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.container.Timestamps;
import dev.daybook.journal.Sha256;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A write transaction of the tool, as its folder tells it. It is never carried out here: what the tool would still do
 * with it on its next start is only counted in.
 *
 * @param at when it was committed, else marked ready, else made
 * @param replaced what the tool would put in place: path below the {@code .deespec} folder to the staged file, or to
 *     nothing if it would be deleted
 */
record Transaction(
        String id,
        String folder,
        Outcome outcome,
        Optional<Instant> at,
        Optional<String> owner,
        Json manifest,
        Optional<Json> intent,
        Optional<Json> commit,
        Map<String, Optional<Node>> replaced) {

    /** What became of it. */
    enum Outcome {
        COMMITTED,
        /** Ready, but not committed: the tool would finish it on its next start. */
        RECOVERED,
        /** Never ready. */
        DISCARDED,
        /** It leads out of the tool's folder, or its files are not what it promised. */
        REFUSED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether what it did is part of the history. */
        boolean counts() {
            return this == COMMITTED || this == RECOVERED;
        }
    }

    /** Reads the folder of a transaction, which holds a manifest, an intent or a commit. */
    static Optional<Transaction> of(SourceTree tree, Timestamps times, Node folder, List<Node> nodes, Results results) {
        return new Reading(tree, times, folder, nodes, new LinkedHashMap<>(), results).transaction();
    }

    private record Reading(
            SourceTree tree,
            Timestamps times,
            Node folder,
            List<Node> nodes,
            Map<String, Optional<Node>> replaced,
            Results results) {

        Optional<Transaction> transaction() {
            Optional<JsonFile> manifest = json("manifest.json");
            Optional<JsonFile> intent = json("status.intent");
            Optional<JsonFile> commit = json("status.commit");
            Optional<ObjectNode> files = manifest.flatMap(JsonFile::object);
            if (files.isEmpty()) {
                return Optional.empty(); // what is wrong with it has been told
            }
            Outcome outcome = leadsOut(files.get())
                    ? Outcome.REFUSED
                    : is(commit, "success")
                            ? Outcome.COMMITTED
                            : is(intent, "ready")
                                    ? recover(
                                            files.get(),
                                            intent.flatMap(JsonFile::object).orElseThrow())
                                    : discard();
            return Optional.of(new Transaction(
                    folder.name(),
                    folder.file(),
                    outcome,
                    time(commit, "status.commit", "committed_at")
                            .or(() -> time(intent, "status.intent", "marked_at"))
                            .or(() -> time(manifest, "manifest.json", "created_at")),
                    owner(files.get()),
                    manifest.flatMap(JsonFile::json).orElse(Json.EMPTY_OBJECT),
                    intent.flatMap(JsonFile::json),
                    commit.flatMap(JsonFile::json),
                    outcome == Outcome.RECOVERED ? replaced : Map.of()));
        }

        private static boolean is(Optional<JsonFile> file, String key) {
            return file.flatMap(JsonFile::object)
                    .filter(node -> node.path(key).asBoolean(true))
                    .isPresent();
        }

        private Optional<JsonFile> json(String name) {
            Optional<Node> node = nodes.stream()
                    .filter(oneNode -> oneNode.name().equals(name) && oneNode.isFile())
                    .findFirst();
            return node.flatMap(oneNode -> tree.read(oneNode, results))
                    .map(bytes -> JsonFile.told(
                            node.orElseThrow().file(), bytes, tree.limits(), JsonFile.Role.RECORD, results));
        }

        private Optional<Instant> time(Optional<JsonFile> file, String name, String key) {
            return file.flatMap(JsonFile::object)
                    .flatMap(node -> new JsonFields(folder.file() + "/" + name, node, times, results).time(key, true));
        }

        /** Tells each path that leads out; such a transaction never happened, whatever is said of it. */
        private boolean leadsOut(ObjectNode manifest) {
            boolean leadsOut = false;
            int i = 0;
            for (JsonNode file : manifest.path("files")) {
                String where = "files[%d].".formatted(i++);
                String source = isRename(file) ? file.path("source").asText() : "";
                Optional<Finding> to = outside(file.path("destination").asText(), where + "destination");
                Optional<Finding> from = source.isEmpty() ? Optional.empty() : outside(source, where + "source");
                to.ifPresent(results::finding);
                from.ifPresent(results::finding);
                leadsOut |= to.isPresent() || from.isPresent();
            }
            return leadsOut;
        }

        private static boolean isRename(JsonNode file) {
            return file.path("type").asText().equals("rename");
        }

        private Outcome discard() {
            results.info(
                    folder.file(), "", "TXN_DISCARDED", "was never marked ready: not applied, as the tool would do");
            return Outcome.DISCARDED;
        }

        private Outcome recover(ObjectNode manifest, ObjectNode intent) {
            int i = 0;
            for (JsonNode file : manifest.path("files")) {
                Optional<Finding> refusal = replace(file, intent, "files[%d]".formatted(i++));
                if (refusal.isPresent()) {
                    results.finding(refusal.get());
                    return Outcome.REFUSED;
                }
            }
            results.warn(
                    folder.file(),
                    "",
                    "TXN_RECOVERED",
                    "is ready but not committed: its files are imported as if the tool had finished it");
            return Outcome.RECOVERED;
        }

        /** Returns why the transaction cannot be counted in, or nothing after noting what it replaces. */
        private Optional<Finding> replace(JsonNode file, ObjectNode intent, String where) {
            String destination = file.path("destination").asText();
            String type = file.path("type").asText("create");
            if (type.equals("delete")) {
                replaced.put(destination, Optional.empty());
                return Optional.empty();
            }
            String source = file.path("source").asText();
            if (isRename(file) && !source.isEmpty()) {
                replaced.put(source, Optional.empty());
            }
            return stage(file, intent, destination, where);
        }

        private Optional<Finding> stage(JsonNode file, ObjectNode intent, String destination, String where) {
            List<String> wanted = Stream.of(
                            file.path("checksum"), intent.path("checksums").path(destination))
                    .map(node -> node.asText().toLowerCase(Locale.ROOT).replaceFirst("^sha256:", ""))
                    .filter(text -> !text.isEmpty())
                    .toList();
            Optional<Node> staged = tree.descend(folder, "stage/" + destination).filter(Node::isFile);
            Optional<Node> target = tree.descend(tree.top(), destination).filter(Node::isFile);
            if (staged.isPresent() && matches(staged.get(), wanted)) {
                replaced.put(destination, staged);
                return Optional.empty();
            }
            if (staged.isEmpty() && target.isPresent() && matches(target.get(), wanted)) {
                return Optional.empty(); // moved into place already
            }
            return Optional.of(Finding.error(
                    folder.file(),
                    where + ".checksum",
                    "CHECKSUM_MISMATCH",
                    staged.isPresent()
                            ? "the staged file is not the one that was promised: not applied"
                            : "the staged file is missing: not applied"));
        }

        private boolean matches(Node node, List<String> wanted) {
            return tree.read(node, results)
                    .map(bytes -> Sha256.hash(bytes).toString())
                    .filter(hash -> wanted.stream().allMatch(hash::equals))
                    .isPresent();
        }

        private Optional<Finding> outside(String path, String where) {
            String code = "";
            if (path.isEmpty() || path.indexOf('\0') >= 0) {
                code = "ILLEGAL_PATH";
            } else if (path.startsWith("/") || path.startsWith("\\") || path.matches("[A-Za-z]:.*")) {
                code = "ABSOLUTE_PATH";
            } else if (JsonFields.isSuspect(path) || path.startsWith(".deespec/") || path.equals(".deespec")) {
                code = "PATH_TRAVERSAL";
            }
            return code.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Finding.error(
                            folder.file(), where, code, "'%s' is no path inside .deespec: not applied", path));
        }

        private static Optional<String> owner(ObjectNode manifest) {
            return Optional.ofNullable(manifest.path("meta").path("sbi_id").textValue())
                    .filter(text -> !text.isBlank())
                    .or(() -> manifest.path("files")
                            .valueStream()
                            .flatMap(node ->
                                    EntryOwner.ofPath(node.path("destination").asText()).stream())
                            .findFirst());
        }
    }
}
