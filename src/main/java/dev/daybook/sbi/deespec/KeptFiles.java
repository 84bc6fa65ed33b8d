package dev.daybook.sbi.deespec;

import dev.daybook.importing.FileEntity;
import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Keeps what is no record of the model: each file whole, by its path, and folders in which there is nothing, so that an
 * export brings all of it back. Each is told one by one, so that memory does not grow with their number.
 *
 * <p>Only secrets are left where they are, and what cannot be read, of which the report tells.
 *
 * @param wanted which files and folders are asked for, by their paths
 */
record KeptFiles(Root root, SourceTree tree, Predicate<String> wanted) {

    private static final int DEPTH_MAX = 64;

    /** What the report says of each file that is kept. */
    enum Why {
        /** The tool's own: nothing. */
        TOOL("", ""),
        USER("ORPHAN_FILE", "is a user's file in a folder of the tool"),
        TURN("ORPHAN_FILE", "is the result of a task that nothing names"),
        LABEL("ORPHAN_FILE", "is a template of labels, as setting.json says"),
        FOREIGN("FOREIGN_FILE", "is not of the tool"),
        LOCK("FOREIGN_FILE", "is a lock, which says nothing once its process ended"),
        /** A finding about the file, or about the folder that it is in, has said it. */
        TOLD("", "");

        private final String code;
        private final String message;

        Why(String code, String message) {
            this.code = code;
            this.message = message;
        }

        private Optional<Finding> of(Node node) {
            return code.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Finding.info(node.file(), "", code, "%s: kept as it is", message));
        }
    }

    /** What a file that is no record is to an import, by its name. */
    enum SideFile {
        KEPT,
        /** Holds what nobody else should read. */
        SECRET,
        /** Says who is at work just now. */
        LOCK,
        /** Left by an editor or a write that did not end. */
        FOREIGN;

        private static final Pattern SECRETS = Pattern.compile("(?:.*\\.)?env(?:\\.(?!md$).*)?"
                + "|(?:.*[._-])?(?:auth|credentials?|secrets?|tokens?|passwords?)(?:\\.(?:json|ya?ml|toml|txt|ini|conf|env|db))?"
                + "|.*\\.(?:pem|key|p12|pfx|jks|keystore)"
                + "|id_(?:rsa|dsa|ecdsa|ed25519)"
                + "|\\.(?:netrc|npmrc|pypirc|git-credentials)");

        static SideFile of(String name) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (SECRETS.matcher(lower).matches()) {
                return SECRET;
            }
            if (lower.endsWith(".lock") || lower.equals("lock")) {
                return LOCK;
            }
            boolean foreign = lower.endsWith(".tmp")
                    || lower.endsWith(".swp")
                    || lower.endsWith("~")
                    || lower.equals(".ds_store");
            return foreign ? FOREIGN : KEPT;
        }
    }

    /** Looks at what is in a file before it is kept. */
    interface Check {

        Check NONE = (_, _) -> {};

        void of(Node node, byte[] bytes);
    }

    /** Keeps a file, or all that is in a folder. */
    void keep(Node node, Why why, Results results) {
        keep(node, why, Check.NONE, results);
    }

    void keep(Node node, Why why, Check check, Results results) {
        results.then(() -> keep(node, 0, why, check, results));
    }

    /** Tells of a folder that is not imported, and keeps its files, also where rejects are shown. */
    void quarantine(Node folder, Finding because, Results results) {
        results.finding(because);
        keep(folder, Why.TOLD, (node, bytes) -> results.kept(because, node.file(), bytes), results);
    }

    /** Keeps the bytes of a file that cannot be written from what is imported of it, or of which nothing is. */
    void raw(Node node, byte[] bytes, Results results) {
        results.found(FileEntity.framed(root, node.file(), Frames.bytes(bytes), node.modifiedAt(), Map.of()));
    }

    /** Returns what stands in a folder, sorted by name; a folder in which there is nothing is kept. */
    List<Node> list(Node folder, Results results) {
        List<Node> nodes = tree.list(folder, results);
        if (nodes.isEmpty() && wanted.test(folder.file()) && tree.isEmpty(folder)) {
            results.found(FileEntity.folder(root, folder.file(), folder.modifiedAt()));
        }
        return nodes;
    }

    private void keep(Node node, int depth, Why why, Check check, Results results) {
        if (!wanted.test(node.file())) {
            return;
        }
        if (node.isFile()) {
            file(node, why, check, results);
        } else if (!node.isDirectory()) {
            tree.passOver(node, results);
        } else if (depth > DEPTH_MAX) {
            results.warn(node.file(), "", "RESOURCE_LIMIT", "lies deeper than %d folders: not looked into", DEPTH_MAX);
        } else {
            List<Node> nodes = list(node, results);
            if (nodes.isEmpty() && why == Why.FOREIGN) {
                why.of(node).ifPresent(results::finding);
            }
            results.each(nodes, oneNode -> keep(oneNode, depth + 1, why, check, results));
        }
    }

    private void file(Node node, Why why, Check check, Results results) {
        switch (SideFile.of(node.name())) {
            case SECRET -> {
                results.file(node.file(), false);
                results.info(
                        node.file(),
                        "",
                        "SECRET_FILE",
                        "has the name of a secret: neither imported nor shown, left where it is");
            }
            case LOCK -> whole(node, why == Why.TOLD ? why : Why.LOCK, check, results);
            case FOREIGN -> whole(node, why == Why.TOLD ? why : Why.FOREIGN, check, results);
            case KEPT -> whole(node, why, check, results);
        }
    }

    private void whole(Node node, Why because, Check check, Results results) {
        tree.read(node, results).ifPresent(bytes -> {
            because.of(node).ifPresent(results::finding);
            check.of(node, bytes);
            results.found(FileEntity.whole(root, node.file(), bytes, node.modifiedAt()));
        });
    }
}
