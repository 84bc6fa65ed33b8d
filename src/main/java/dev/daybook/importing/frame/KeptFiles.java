package dev.daybook.importing.frame;

import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource.Known;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Results;
import dev.daybook.importing.SideFile;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.Quarantine;
import dev.daybook.importing.container.TextFile;
import dev.daybook.journal.StreamId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Keeps what is no record of the model: each file whole, by its path, and folders in which there is nothing, so that an
 * export brings all of it back. Each is told one by one, so that memory does not grow with their number.
 *
 * <p>Only secrets are left where they are, and what cannot be read, of which the report tells.
 *
 * @param known the pieces that large files had in earlier imports
 * @param wanted which files and folders are asked for, by their paths
 * @param told whether an earlier import has kept something of a file
 */
public record KeptFiles(Root root, SourceTree tree, Known known, Predicate<String> wanted, Predicate<StreamId> told) {

    private static final int DEPTH_MAX = 64;

    /**
     * What the report says of each file that is kept.
     *
     * @param code empty: nothing
     * @param told whether a finding about the file, or about the folder that it is in, has said all
     */
    public record Why(String code, String message, boolean told) {

        /** The tool's own: nothing. */
        public static final Why TOOL = new Why("", "", false);

        public static final Why TOLD = new Why("", "", true);

        public static final Why FOREIGN = new Why("FOREIGN_FILE", "is not of the tool", false);

        private static final Why LOCK =
                new Why("FOREIGN_FILE", "is a lock, which says nothing once its process ended", false);

        /** Of no record, although it could be one. */
        public static Why orphan(String message) {
            return new Why("ORPHAN_FILE", message, false);
        }

        private Optional<Finding> of(Node node) {
            return code.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Finding.info(node.file(), "", code, "%s: kept as it is", message));
        }
    }

    /** @param whole whether the whole tree is read: then the journal is asked once, and not for each file */
    public static KeptFiles of(Root root, SourceTree tree, Known known, Predicate<String> wanted, boolean whole) {
        Predicate<StreamId> told = whole
                ? Set.copyOf(known.streams(FileEntity.CATEGORY, root.qualified("")))::contains
                : stream -> known.streams(FileEntity.CATEGORY, stream.key()).contains(stream);
        return new KeptFiles(root, tree, known, wanted, told);
    }

    /** Returns the same of another tree. */
    public KeptFiles in(SourceTree other, Predicate<String> wanted) {
        return new KeptFiles(root, other, known, wanted, told);
    }

    /** Looks at what is in a file before it is kept. */
    public interface Check {

        Check NONE = (_, _) -> {};

        void of(Node node, byte[] bytes);
    }

    /** Keeps a file, or all that is in a folder. */
    public void keep(Node node, Why why, Results results) {
        keep(node, why, Check.NONE, results);
    }

    public void keep(Node node, Why why, Check check, Results results) {
        results.then(() -> keep(node, 0, why, check, results));
    }

    /** Tells of a folder that is not imported, and keeps its files, also where rejects are shown. */
    public void quarantine(Node folder, Finding because, Results results) {
        results.finding(because);
        keep(folder, Why.TOLD, (node, bytes) -> results.kept(because, node.file(), bytes), results);
    }

    /** Keeps the bytes of a file that cannot be written from what is imported of it, or of which nothing is. */
    public void raw(Node node, byte[] bytes, Results results) {
        results.found(FileEntity.framed(root, node.file(), FileEntity.raw(bytes), node.modifiedAt(), Map.of()));
    }

    /** Says that a file can be written from what is imported of it: bytes that were kept while it could not are no more. */
    public void plain(Node node, Results results) {
        if (told.test(FileEntity.stream(root.qualified(node.file())))) {
            results.found(FileEntity.framed(root, node.file(), Frame.PLAIN.json(), node.modifiedAt(), Map.of()));
        }
    }

    /** Returns the text that the bytes of a file are; they are kept, too, if it does not tell them. */
    public String text(Node node, byte[] bytes, Results results) {
        TextFile read = TextFile.of(node.file(), bytes, tree.limits());
        Quarantine.tell(read.findings(), !read.faithful(), bytes, results);
        if (read.faithful()) {
            plain(node, results);
        } else {
            raw(node, bytes, results);
        }
        return read.text();
    }

    /** Returns what is in a file; nothing if it cannot be read, which is a finding. One that is too large is kept unread. */
    public Optional<byte[]> read(Node node, Results results) {
        if (tree.isLarge(node)) {
            results.finding(tree.tooLarge(node));
            FilePieces.keep(root, tree, node, known, results);
            return Optional.empty();
        }
        return tree.read(node, results);
    }

    /** Returns what stands in a folder, sorted by name; a folder in which there is nothing is kept. */
    public List<Node> list(Node folder, Results results) {
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
            if (nodes.isEmpty() && why.equals(Why.FOREIGN)) {
                why.of(node).ifPresent(results::finding);
            }
            results.each(nodes, oneNode -> keep(oneNode, depth + 1, why, check, results));
        }
    }

    private void file(Node node, Why why, Check check, Results results) {
        if (!SideFile.isSecret(node, results)) {
            Why because = switch (SideFile.of(node.name())) {
                case LOCK -> Why.LOCK;
                case FOREIGN -> Why.FOREIGN;
                case KEPT, SECRET -> why;
            };
            whole(node, why.told() ? why : because, check, results);
        }
    }

    private void whole(Node node, Why because, Check check, Results results) {
        if (tree.isLarge(node)) {
            because.of(node).ifPresent(results::finding);
            FilePieces.keep(root, tree, node, known, results);
            return;
        }
        tree.read(node, results).ifPresent(bytes -> {
            because.of(node).ifPresent(results::finding);
            check.of(node, bytes);
            results.found(FileEntity.whole(root, node.file(), bytes, node.modifiedAt()));
        });
    }
}
