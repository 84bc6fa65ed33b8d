package dev.daybook.legacy.deespec;

import dev.daybook.legacy.Finding;
import dev.daybook.legacy.LegacySource.Reader;
import dev.daybook.legacy.SourceTree;
import dev.daybook.legacy.SourceTree.Node;
import dev.daybook.legacy.Timestamps;
import java.util.Optional;
import java.util.regex.Pattern;

/** The folders {@code specs/pbi/<id>/}: what tasks are drafted from. */
final class Plans {

    private static final String ULID = "[0-7][0-9A-HJKMNP-TV-Z]{25}";
    private static final Pattern ID = Pattern.compile(ULID + "|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** Such ids were made by hand. */
    private static final Pattern ID_BY_HAND = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    private final SourceTree tree;
    private final Timestamps times;
    private final Reader reader;

    Plans(SourceTree tree, Timestamps times, Reader reader) {
        this.tree = tree;
        this.times = times;
        this.reader = reader;
    }

    /** Reads all of them, by name. */
    void read() {
        tree.descend(tree.top(), "specs/pbi").filter(Node::isDirectory).ifPresent(specs -> {
            for (Node node : tree.list(specs, reader)) {
                read(node);
            }
        });
    }

    private void read(Node node) {
        if (node.isFile()) {
            reader.file(node.file(), false);
            reader.finding(Finding.info(
                    node.file(), "", "FOREIGN_FILE", "is a file where a folder of a PBI is meant: skipped"));
        } else if (!node.isDirectory()) {
            tree.passOver(node, reader);
        } else if (node.name().startsWith(".")) {
            reader.finding(Finding.info(node.file(), "", "FOREIGN_FILE", "is not of the tool: skipped"));
        } else if (!ID_BY_HAND.matcher(node.name()).matches()) {
            Quarantine.folder(
                    tree,
                    node,
                    Finding.error(
                            node.file(), "", "ILLEGAL_ID", "is no name of a PBI: want a ULID; its files are kept raw"),
                    reader);
        } else {
            if (!ID.matcher(node.name()).matches()) {
                reader.finding(Finding.info(node.file(), "", "FOREIGN_NAME", "is no ULID: imported under this name"));
            }
            new PbiFolder(tree, times, reader)
                    .read(node, node.name(), Optional.empty())
                    .ifPresent(it -> reader.found(new PlanEntity(it)));
        }
    }
}
