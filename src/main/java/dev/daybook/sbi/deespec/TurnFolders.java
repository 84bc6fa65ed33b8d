package dev.daybook.sbi.deespec;

import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.sbi.deespec.KeptFiles.Why;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The folders {@code turn<N>/} of the eras that kept the results of all tasks in one place. */
final class TurnFolders {

    /** The notes of all tasks, beside the folders; of some versions in them. */
    static final Set<String> NOTES = Set.of("impl_note.md", "review_note.md");

    private static final Pattern NAME = Pattern.compile("turn(\\d{1,9})");

    private final KeptFiles kept;
    private final Results reader;

    TurnFolders(KeptFiles kept, Results reader) {
        this.kept = kept;
        this.reader = reader;
    }

    /** Hears whose folder it is. */
    interface Sorted {
        void add(String sbi, Node node, SbiFolder.Holds holds);
    }

    /** Returns the number in the name. */
    static int turn(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** Returns whether a file lies in one. */
    static boolean holds(String file) {
        String folder = SourceEra.folder(file);
        return isOne(folder.substring(folder.lastIndexOf('/') + 1));
    }

    /** Returns whether a folder holds some. */
    static boolean areIn(SourceTree tree, Node folder) {
        return folder.isDirectory()
                && tree.list(folder, new Results()).stream().anyMatch(it -> it.isDirectory() && isOne(it.name()));
    }

    private static boolean isOne(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * Sorts the folders in {@code artifacts} by their SBI. What is in a folder that nobody names is kept as it is.
     *
     * @param owner whose result a path is, as far as somebody says so
     * @param only the one SBI that there is, if there is only one
     * @param notes whose notes a file holds, as far as somebody says so
     */
    void sort(
            Node artifacts,
            Function<String, Optional<String>> owner,
            Optional<String> only,
            Function<String, Set<String>> notes,
            Sorted sorted) {
        for (Node node : kept.list(artifacts, reader)) {
            if (!node.isDirectory()) {
                if (node.isFile() && NOTES.contains(node.name())) {
                    notes(node, notes.apply(node.file()), sorted);
                } else {
                    kept.keep(node, Why.TURN, reader);
                }
                continue;
            }
            if (!isOne(node.name())) {
                reader.info(
                        node.file(), "", "FOREIGN_NAME", "is no turn such as turn1: its files are kept as they are");
                kept.keep(node, Why.TOLD, reader);
                continue;
            }
            List<Node> nodes = kept.list(node, reader);
            Optional<String> sbi = nodes.stream()
                    .flatMap(it -> owner.apply(it.file()).stream())
                    .findFirst()
                    .or(() -> only);
            if (sbi.isPresent()) {
                sorted.add(sbi.get(), node, SbiFolder.Holds.TURN);
            } else {
                nodes.forEach(it -> kept.keep(it, Why.TURN, reader));
            }
        }
    }

    /** Counted once, whosever notes it holds. */
    private void notes(Node node, Set<String> owners, Sorted sorted) {
        var holds = SbiFolder.Holds.NOTES;
        for (String it : owners) {
            sorted.add(it, node, holds);
            holds = SbiFolder.Holds.SHARED_NOTES;
        }
        if (owners.isEmpty()) {
            kept.keep(node, Why.TURN, reader);
        }
    }

    /** Returns the only element, if there is exactly one. */
    static Optional<String> only(Set<String> ids) {
        return ids.size() == 1 ? Optional.of(ids.iterator().next()) : Optional.empty();
    }
}
