package dev.daybook.legacy.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.legacy.FileEntity;
import dev.daybook.legacy.Finding;
import dev.daybook.legacy.Finding.Severity;
import dev.daybook.legacy.Heard;
import dev.daybook.legacy.JsonFile;
import dev.daybook.legacy.LegacySource;
import dev.daybook.legacy.LegacySource.Reader;
import dev.daybook.legacy.LegacySource.Root;
import dev.daybook.legacy.SourceTree;
import dev.daybook.legacy.SourceTree.Node;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The files of the tool that are no records of the model: prompts, policies, templates, archives, its health and its
 * unfinished writes. Each is kept whole and told one by one, so that memory does not grow with their number.
 */
final class Documents {

    /** Folders of which everything is kept. */
    private static final Set<String> FOLDERS = Set.of("archives", "etc", "labels", "prompts", "templates");

    /** Of these the structure is looked at; what is wrong with it changes nothing. */
    private static final Set<String> CHECKED = Set.of("etc", "labels");

    /** What others read. */
    private static final Set<String> VAR_ELSEWHERE = Set.of("artifacts", "journal.ndjson", "txn");

    private static final int DEPTH_MAX = 64;

    private final Root root;
    private final SourceTree tree;
    private final Predicate<String> wanted;

    /** @param wanted which files and folders are asked for, by their paths */
    Documents(Root root, SourceTree tree, Predicate<String> wanted) {
        this.root = root;
        this.tree = tree;
        this.wanted = wanted;
    }

    /** Returns whether something below {@code .deespec} is read here, as a whole. */
    static boolean isOne(Node node) {
        return (node.isFile() || node.isDirectory()) && isOne(node.name());
    }

    private static boolean isOne(String name) {
        return FOLDERS.contains(name) || name.equals("workflow.yaml") || name.equals("workflow.yml");
    }

    /** Reads what stands below {@code .deespec}. */
    void read(Reader reader) {
        for (Node node : tree.list(tree.top(), new Heard())) {
            if (FOLDERS.contains(node.name()) && node.isDirectory()) {
                folder(node, CHECKED.contains(node.name()), 0, reader);
            } else if (isOne(node.name()) && node.isFile()) {
                file(node, true, reader);
            } else if (node.name().equals("var") && node.isDirectory()) {
                below(node, VAR_ELSEWHERE, reader);
            } else if (node.name().equals("reports") && node.isDirectory()) {
                below(node, Set.of("sbi"), reader);
                tree.child(node, "sbi").filter(Node::isDirectory).ifPresent(it -> loose(it, reader));
            }
        }
    }

    /** Reads what the first versions kept in the project itself. */
    void readProject(Node project, Reader reader) {
        for (String name : List.of("state.json", "workflow.yaml")) {
            tree.child(project, name).ifPresent(node -> {
                if (node.isFile()) {
                    file(node, true, reader);
                } else {
                    tree.passOver(node, reader);
                }
            });
        }
    }

    /** Keeps the files of a transaction besides its journal entry. */
    void transaction(List<Node> nodes, Reader reader) {
        for (Node node : nodes) {
            switch (node.name()) {
                case "manifest.json", "status.intent", "status.commit" -> {
                    if (node.isFile()) {
                        tree.read(node, new Heard())
                                .ifPresent(it -> keep(node, it, reader)); // told of as a transaction
                    }
                }
                case "stage", "undo" -> {
                    if (node.isDirectory()) {
                        folder(node, false, 0, reader);
                    }
                }
                default -> {
                    // the entry of the journal, or nothing of the tool
                }
            }
        }
    }

    private void below(Node folder, Set<String> elsewhere, Reader reader) {
        for (Node node : tree.list(folder, reader)) {
            if (!elsewhere.contains(node.name())) {
                node(node, true, 0, reader);
            }
        }
    }

    /** Reads the files of a folder, not its folders. */
    private void loose(Node folder, Reader reader) {
        tree.list(folder, reader).stream().filter(Node::isFile).forEach(it -> file(it, false, reader));
    }

    private void folder(Node folder, boolean checked, int depth, Reader reader) {
        if (!wanted.test(folder.file())) {
            return;
        }
        if (depth > DEPTH_MAX) {
            reader.finding(Finding.warn(
                    folder.file(), "", "RESOURCE_LIMIT", "lies deeper than %d folders: not looked into", DEPTH_MAX));
            return;
        }
        for (Node node : tree.list(folder, reader)) {
            node(node, checked, depth, reader);
        }
    }

    private void node(Node node, boolean checked, int depth, Reader reader) {
        if (node.isDirectory()) {
            folder(node, checked, depth + 1, reader);
        } else if (node.isFile()) {
            file(node, checked, reader);
        } else {
            tree.passOver(node, reader);
        }
    }

    private void file(Node node, boolean checked, Reader reader) {
        if (!wanted.test(node.file())) {
            return;
        }
        switch (SideFile.kind(node.name())) {
            case SECRET ->
                passOver(node, "SECRET_FILE", "has the name of a secret: neither imported nor shown", reader);
            case LOCK -> passOver(node, "FOREIGN_FILE", "is a lock, which says nothing once its process ended", reader);
            case FOREIGN -> passOver(node, "FOREIGN_FILE", "is not of the tool: skipped", reader);
            case KEPT ->
                tree.read(node, reader).ifPresent(bytes -> {
                    if (checked) {
                        check(node, bytes, reader);
                    }
                    keep(node, bytes, reader);
                });
        }
    }

    private void keep(Node node, byte[] bytes, Reader reader) {
        reader.found(FileEntity.whole(root, node.file(), bytes, node.modifiedAt()));
    }

    private static void passOver(Node node, String code, String message, Reader reader) {
        reader.file(node.file(), false);
        reader.finding(Finding.info(node.file(), "", code, "%s", message));
    }

    /** Tells what the tool could not read; the file is kept all the same. */
    private void check(Node node, byte[] bytes, Reader reader) {
        String name = node.name();
        var heard = new Noted();
        if (name.endsWith(".json")) {
            JsonFile.read(node.file(), bytes, tree.limits(), JsonFile.Role.PIECE)
                    .findings()
                    .forEach(heard::finding);
        } else if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            Optional<YamlFile> read = YamlFile.read(node.file(), bytes, tree.limits(), heard);
            if (name.startsWith("workflow.")) {
                read.ifPresent(it -> prompts(node, it.object(), reader));
            }
        }
        heard.first.ifPresent(it -> reader.finding(new Finding(
                it.file(), it.where(), Severity.WARN, it.code(), "cannot be read by the tool: kept as it is")));
    }

    /** Hears of the first flaw and keeps nothing: the file is kept by its owner. */
    private static final class Noted implements Reader {
        private Optional<Finding> first = Optional.empty();

        @Override
        public void finding(Finding finding) {
            if (finding.severity() != Severity.INFO && first.isEmpty()) {
                first = Optional.of(finding);
            }
        }

        @Override
        public void rejected(Finding finding, byte[] raw) {
            finding(finding);
        }

        @Override
        public void found(LegacySource.Entity entity) {
            // none comes out of a check
        }

        @Override
        public void kept(Finding because, String file, byte[] raw) {
            // kept by its owner
        }

        @Override
        public void file(String file, boolean read) {
            // told by its owner
        }
    }

    private static void prompts(Node node, JsonNode workflow, Reader reader) {
        int i = 0;
        for (JsonNode step : workflow.path("steps")) {
            if (Fields.isSuspect(step.path("prompt_path").asText())) {
                reader.finding(Finding.warn(
                        node.file(),
                        "steps[%d].prompt_path".formatted(i),
                        "PATH_TRAVERSAL",
                        "leads out of the project: kept as text, never opened"));
            }
            i++;
        }
    }
}
