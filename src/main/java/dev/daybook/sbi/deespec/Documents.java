package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Finding.Severity;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.container.YamlFile;
import dev.daybook.importing.database.Database;
import dev.daybook.importing.frame.KeptFiles;
import dev.daybook.importing.frame.KeptFiles.Check;
import dev.daybook.importing.frame.KeptFiles.Why;
import java.util.Optional;
import java.util.Set;

/**
 * The files that are no records of the model: prompts, policies, templates, archives, the tool's health and its
 * unfinished writes, what users put beside them, and whatever else stands in the tool's folder. All are kept.
 */
record Documents(SourceTree tree, KeptFiles kept) {

    /** Folders of the tool's own files. */
    private static final Set<String> FOLDERS = Set.of("archives", "etc", "prompts", "templates");

    /** Folders that the tool makes for its users. */
    private static final Set<String> USERS = Set.of("artifacts", "knowledge", "labels", "sessions");

    private static final Why USERS_FILE = Why.orphan("is a user's file in a folder of the tool");

    /** Of these the structure is looked at; what is wrong with it changes nothing. */
    private static final Set<String> CHECKED = Set.of("etc", "labels");

    /** Files of the tool beside its folders. */
    private static final Set<String> FILES = Set.of("health.json", "workflow.yaml", "workflow.yml");

    /** What the tool writes about its own folders. */
    private static final Set<String> ABOUT = Set.of("README.md", ".gitkeep");

    /** Reads what stands below {@code .deespec}, except what others read. {@code database}: whether there is one to read. */
    void read(boolean database, Results results) {
        for (Node node : kept.list(tree.top(), results)) {
            String name = node.name();
            if (Database.isOf(TaskDatabase.NAME, name)) {
                if (!database) {
                    kept.keep(node, name.equals(TaskDatabase.NAME) ? Why.TOLD : Why.FOREIGN, results);
                }
            } else if (!node.isDirectory()) {
                if (!Settings.isOne(name) && !(node.isFile() && name.equals(JournalFile.AGENTS))) {
                    file(node, results);
                }
            } else if (FOLDERS.contains(name) || USERS.contains(name)) {
                Check check = CHECKED.contains(name) ? checked(results) : Check.NONE;
                kept.keep(node, USERS.contains(name) ? USERS_FILE : Why.TOOL, check, results);
            } else {
                switch (name) {
                    case "var" -> below(node, Why.TOOL, Set.of("artifacts", "txn"), Set.of("journal.ndjson"), results);
                    case "reports" -> below(node, Why.TOOL, Set.of("sbi"), Set.of(), results);
                    case "specs" -> below(node, Why.FOREIGN, Set.of("sbi", "pbi"), Set.of(), results);
                    case "journal" -> {} // read as transactions
                    default -> kept.keep(node, Why.FOREIGN, results);
                }
            }
        }
    }

    private void file(Node node, Results results) {
        kept.keep(node, FILES.contains(node.name()) ? Why.TOOL : Why.FOREIGN, checked(results), results);
    }

    /** Reads what the first versions kept in the project itself. */
    void readProject(Results results) {
        for (String name : FirstEras.NAMES) {
            tree.child(tree.top(), name)
                    .filter(node -> !node.isDirectory() && !(node.isFile() && name.equals(FirstEras.JOURNAL)))
                    .ifPresent(node -> kept.keep(node, Why.TOOL, checked(results), results));
        }
    }

    /** Reads a folder of which others read some folders and files. */
    private void below(Node folder, Why why, Set<String> folders, Set<String> files, Results results) {
        for (Node node : kept.list(folder, results)) {
            boolean elsewhere = node.isDirectory() ? folders.contains(node.name()) : files.contains(node.name());
            if (!elsewhere || !(node.isDirectory() || node.isFile())) {
                boolean own = node.isFile() && ABOUT.contains(node.name());
                kept.keep(node, own ? Why.TOOL : why, checked(results), results);
            }
        }
    }

    private Check checked(Results results) {
        return (node, bytes) -> check(node, bytes, results);
    }

    /** Tells what the tool could not read; the file is kept all the same. */
    private void check(Node node, byte[] bytes, Results results) {
        String name = node.name();
        var heard = new Results();
        if (name.endsWith(".json")) {
            JsonFile.read(node.file(), bytes, tree.limits(), JsonFile.Role.PIECE)
                    .findings()
                    .forEach(heard::finding);
        } else if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            Optional<YamlFile> read = YamlFile.read(node.file(), bytes, tree.limits(), heard);
            if (name.startsWith("workflow.")) { // the one in the project itself is of the first era
                read.ifPresent(yamlFile -> new Workflow(
                                node.file(),
                                yamlFile.object(),
                                agents(),
                                node.file().equals(name),
                                results)
                        .check());
            }
        }
        heard.findings().stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .findFirst()
                .ifPresent(finding -> results.finding(new Finding(
                        finding.file(),
                        finding.where(),
                        finding.code().equals("RESOURCE_LIMIT") ? Severity.ERROR : Severity.WARN,
                        finding.code(),
                        "cannot be read by the tool: kept as it is")));
    }

    /** Returns the agents that a workflow may name. */
    Set<String> agents() {
        return Workflow.agents(tree.descend(tree.top(), "etc/agents.yaml")
                .filter(Node::isFile)
                .flatMap(node -> tree.read(node, new Results())
                        .flatMap(bytes -> YamlFile.read(node.file(), bytes, tree.limits(), new Results())))
                .<JsonNode>map(YamlFile::object));
    }
}
