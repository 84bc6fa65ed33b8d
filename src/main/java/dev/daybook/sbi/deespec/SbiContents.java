package dev.daybook.sbi.deespec;

import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.container.TextFile;
import dev.daybook.importing.frame.FileEntity.Content;
import dev.daybook.importing.frame.KeptFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the files of one SBI or PBI hold once unfinished transactions are finished. */
final class SbiContents {

    private final KeptFiles kept;
    private final Map<String, Optional<Node>> replaced;
    private final Results results;
    private Instant modifiedAt = Instant.EPOCH;

    /** @param replaced by path below the tree: what a transaction puts there; nothing if it deletes it */
    SbiContents(KeptFiles kept, Map<String, Optional<Node>> replaced, Results results) {
        this.kept = kept;
        this.replaced = replaced;
        this.results = results;
    }

    /** Returns the newest time of the files that were read so far. */
    Instant modifiedAt() {
        return modifiedAt;
    }

    /** Returns the files of a folder, also those that a transaction adds. */
    List<Node> nodes(SbiFolder.Listed listed) {
        if (replaced.isEmpty()) {
            return listed.nodes();
        }
        var nodes = new ArrayList<>(listed.nodes());
        String below = relative(listed.folder()) + "/";
        replaced.forEach((path, staged) -> {
            String name = path.startsWith(below) ? path.substring(below.length()) : "";
            boolean isNew = !name.isEmpty()
                    && name.indexOf('/') < 0
                    && nodes.stream().noneMatch(node -> node.name().equals(name));
            if (isNew) {
                staged.ifPresent(node -> nodes.add(node.as(listed.folder(), name)));
            }
        });
        nodes.sort(Comparator.comparing(Node::name));
        return nodes;
    }

    /** Returns what is in a file; nothing if it cannot be read, which is a finding, or is deleted. */
    Optional<byte[]> bytes(Node node) {
        modifiedAt = node.modifiedAt().isAfter(modifiedAt) ? node.modifiedAt() : modifiedAt;
        Optional<Node> staged = replaced.get(relative(node));
        if (staged == null) {
            return kept.read(node, results);
        }
        if (staged.isEmpty()) {
            results.file(node.file(), false);
            return Optional.empty(); // a transaction deletes it
        }
        if (!staged.get().path().equals(node.path()) && node.name().endsWith(".json")) {
            kept.tree()
                    .read(node, results)
                    .ifPresent(bytes ->
                            JsonFile.told(node.file(), bytes, kept.tree().limits(), JsonFile.Role.PIECE, results));
        }
        return kept.tree().read(staged.get(), new Results());
    }

    /** Returns the text of a file; if that does not tell its bytes, they are kept, too. */
    Optional<String> text(Node node) {
        return bytes(node).map(bytes -> kept.text(node, bytes, results));
    }

    /** As {@link #text}; tells of one in which there is nothing. */
    Optional<String> text(Node node, String ifEmpty) {
        Optional<String> text = text(node);
        text.filter(String::isEmpty)
                .ifPresent(_ -> results.warn(node.file(), "", "EMPTY_FILE", "is empty: %s", ifEmpty));
        return text;
    }

    /** Returns a file as it stands. {@code asText}: whether what is odd about its text is told. */
    SbiFiles.Attachment attachment(Node node, byte[] bytes, String name, Optional<String> counted, boolean asText) {
        if (asText) {
            TextFile.of(node.file(), bytes, kept.tree().limits()).findings().forEach(results::finding);
        }
        return new SbiFiles.Attachment(node.file(), name, Content.of(bytes), counted);
    }

    private String relative(Node node) {
        String top = kept.tree().top().file();
        return top.isEmpty() ? node.file() : node.file().substring(top.length() + 1);
    }
}
