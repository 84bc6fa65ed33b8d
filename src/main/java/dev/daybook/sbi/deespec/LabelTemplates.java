package dev.daybook.sbi.deespec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.JsonFields;
import dev.daybook.importing.frame.KeptFiles;
import dev.daybook.importing.frame.KeptFiles.Why;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * The templates of labels that stand beside the tool's folder: Markdown in the folders of the project that
 * {@code setting.json} names. Nothing else in those folders is looked at.
 */
record LabelTemplates(KeptFiles kept, Results results) {

    private static final int DEPTH_MAX = 16;
    private static final Why TEMPLATE = Why.orphan("is a template of labels, as setting.json says");

    /** Keeps the templates that the settings tell of. */
    void read(JsonNode settings) {
        SourceTree project = kept.tree();
        JsonNode labels = settings.path("label_config");
        var excluded = new ArrayList<PathMatcher>();
        for (JsonNode it : labels.path("import").path("exclude_patterns")) {
            try {
                excluded.add(FileSystems.getDefault().getPathMatcher("glob:" + it.asText()));
            } catch (PatternSyntaxException _) {
                // excludes nothing
            }
        }
        for (JsonNode it : labels.path("template_dirs")) {
            String folder = it.asText().replaceFirst("^(?:\\./)+", "").replaceFirst("/+$", "");
            boolean elsewhere =
                    JsonFields.isSuspect(folder) || folder.equals(".deespec") || folder.startsWith(".deespec/");
            if (!elsewhere) {
                project.descend(project.top(), folder)
                        .filter(Node::isDirectory)
                        .ifPresent(node -> read(node, Path.of(""), 0, excluded));
            }
        }
    }

    private void read(Node folder, Path below, int depth, List<PathMatcher> excluded) {
        for (Node node : kept.tree().list(folder, results)) {
            Path name = node.path().getFileName();
            Path path = below.resolve(name);
            if (excluded.stream().anyMatch(pathMatcher -> pathMatcher.matches(path) || pathMatcher.matches(name))) {
                continue;
            }
            if (node.isDirectory() && depth < DEPTH_MAX) {
                read(node, path, depth + 1, excluded);
            } else if (node.isFile() && node.name().endsWith(".md")) {
                kept.keep(node, TEMPLATE, results);
            }
        }
    }
}
