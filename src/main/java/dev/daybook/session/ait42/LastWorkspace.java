package dev.daybook.session.ait42;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.importing.FileEntity;
import dev.daybook.importing.JsonFile;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Quarantine;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;

/** The file in which the editor remembers which folder it was opened for last: a folder that some file may be about. */
final class LastWorkspace {

    static final String FILE = Ait42.CONFIG + "/" + Ait42.LAST;

    private LastWorkspace() {}

    /** Takes the folder into account, and keeps the file. */
    static void read(Root root, Home home, SourceTree tree, Locations locations, Results reader) {
        var around = new SourceTree(home.around(), "", tree.limits());
        around.descend(around.top(), FILE)
                .filter(Node::isFile)
                .ifPresent(it -> read(root, around, it, locations, reader));
    }

    private static void read(Root root, SourceTree around, Node node, Locations locations, Results reader) {
        around.read(node, reader).ifPresent(bytes -> {
            JsonFile read = JsonFile.read(FILE, bytes, around.limits(), JsonFile.Role.PIECE);
            Quarantine.tell(read.findings(), read.altered(), bytes, reader);
            read.tree().ifPresent(it -> {
                JsonNode path = it.path("workspace_path");
                if (path.isTextual() && path.textValue().indexOf('\0') < 0) {
                    locations.add(path.textValue());
                } else if (!path.isNull()) {
                    reader.warn(FILE, "workspace_path", "WRONG_TYPE", "is no folder: not taken as a hint");
                }
            });
            reader.file(FILE, true);
            reader.found(FileEntity.whole(root, FILE, bytes, node.modifiedAt()));
        });
    }
}
