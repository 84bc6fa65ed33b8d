package dev.daybook.legacy;

import dev.daybook.legacy.Finding.Severity;
import dev.daybook.legacy.LegacySource.Reader;
import dev.daybook.legacy.SourceTree.Node;
import java.util.List;
import java.util.Optional;

/** Keeps what cannot be imported as it stands. */
public final class Quarantine {

    /** Deeper folders of rejected ones are not kept. */
    private static final int DEPTH_MAX = 16;

    /** Tells the findings of one file, and keeps its bytes if they hold more than what is imported. */
    public static void tell(List<Finding> findings, boolean altered, byte[] raw, Reader reader) {
        boolean kept = false;
        for (Finding finding : findings) {
            if (finding.severity() == Severity.ERROR && !kept) {
                reader.rejected(finding, raw);
                kept = true;
            } else {
                reader.finding(finding);
            }
        }
        if (altered && !kept) {
            findings.stream()
                    .filter(it -> it.severity() == Severity.WARN)
                    .findFirst()
                    .ifPresent(it -> reader.kept(it, it.file(), raw));
        }
    }

    /** Tells of a folder that is not imported, and keeps all its files. */
    public static void folder(SourceTree tree, Node folder, Finding because, Reader reader) {
        reader.finding(because);
        keep(tree, folder, because, reader, 0);
    }

    private static void keep(SourceTree tree, Node folder, Finding because, Reader reader, int depth) {
        for (Node node : tree.list(folder, reader)) {
            if (node.isDirectory() && depth < DEPTH_MAX) {
                keep(tree, node, because, reader, depth + 1);
            } else if (node.isFile()) {
                Optional<byte[]> raw = tree.read(node, reader);
                raw.ifPresent(it -> reader.kept(because, node.file(), it));
            } else {
                tree.passOver(node, reader);
            }
        }
    }

    private Quarantine() {}
}
