package dev.daybook.session.ait42;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.importing.Finding;
import dev.daybook.importing.LegacySource.Root;
import dev.daybook.importing.Limits;
import dev.daybook.importing.Results;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import dev.daybook.importing.container.JsonFile;
import dev.daybook.importing.frame.FileEntity;
import dev.daybook.importing.frame.Seen;
import dev.daybook.session.Workspaces;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** What says which folders there are that a file may be about. */
final class FolderHints {

    /** No system knows longer paths. */
    private static final int PATH_CHARS_MAX = 32_767;

    static final String LAST = Ait42.CONFIG + "/" + Ait42.LAST;

    private static final String WORKTREES = "/src-tauri/.worktrees/";

    private static final JsonFactory FACTORY = new JsonFactory();

    private FolderHints() {}

    /** Reads the file that says which folder is behind which name into {@code locations}. */
    static void mapping(String file, byte[] bytes, Locations locations, Limits limits, Results results) {
        JsonFile read = JsonFile.told(file, bytes, limits, JsonFile.Role.PIECE, results);
        if (read.tree().isEmpty()) {
            return;
        }
        Optional<ObjectNode> object = read.object();
        if (object.isEmpty()) {
            var why = Finding.warn(file, "", "WRONG_TYPE", "is no object of names and folders: nothing of it counts");
            results.finding(why);
            results.kept(why, file, bytes);
            return;
        }
        for (Map.Entry<String, JsonNode> it : object.get().properties()) {
            entry(file, it.getKey(), it.getValue(), locations, results);
        }
    }

    private static void entry(String file, String name, JsonNode value, Locations locations, Results results) {
        String where = name.length() <= 40 ? name : name.substring(0, 40) + "…";
        if (!Workspaces.isKey(name)) {
            results.warn(
                    file, where, "ILLEGAL_ID", "is no name of a file of sessions: want 16 hex digits in lower case");
        } else if (!value.isTextual()) {
            results.warn(file, where, "WRONG_TYPE", "is %s, not a folder: not counted", JsonFile.kind(value));
        } else if (value.textValue().length() > PATH_CHARS_MAX
                || value.textValue().indexOf('\0') >= 0) {
            results.warn(file, where, "ILLEGAL_PATH", "is no path: not counted");
        } else if (!locations.map(name, value.textValue())) {
            results.warn(file, where, "ID_MISMATCH", "names a folder of another hash: not counted");
        }
    }

    /** Takes the folder that the editor was opened for last into account, and keeps the file that says so. */
    static void last(Root root, Home home, SourceTree tree, Locations locations, Results results) {
        var around = new SourceTree(home.around(), "", tree.limits());
        around.descend(around.top(), LAST)
                .filter(Node::isFile)
                .ifPresent(node -> last(root, around, node, locations, results));
    }

    private static void last(Root root, SourceTree around, Node node, Locations locations, Results results) {
        around.read(node, results).ifPresent(bytes -> {
            JsonFile read = JsonFile.told(LAST, bytes, around.limits(), JsonFile.Role.PIECE, results);
            read.tree().ifPresent(oneNode -> {
                JsonNode path = oneNode.path("workspace_path");
                if (path.isTextual() && path.textValue().indexOf('\0') < 0) {
                    locations.add(path.textValue());
                } else if (!path.isNull()) {
                    results.warn(LAST, "workspace_path", "WRONG_TYPE", "is no folder: not taken as a hint");
                }
            });
            results.file(LAST, true);
            results.found(FileEntity.whole(root, LAST, bytes, node.modifiedAt()));
        });
    }

    /**
     * Takes the folder into account that the paths of worktrees in a file of sessions begin with, if the file is named
     * by it. Reads no further than to it.
     */
    static void worktree(SourceTree tree, Node file, String name, Locations locations) {
        var tried = new Seen();
        try (FileChannel channel = tree.open(file);
                InputStream in = Channels.newInputStream(channel);
                JsonParser parser = FACTORY.createParser(in)) {
            JsonToken token = parser.nextToken();
            while (token != null) {
                if (token == JsonToken.FIELD_NAME
                        && parser.currentName().equals("worktreePath")
                        && parser.nextToken() == JsonToken.VALUE_STRING) {
                    int end = parser.getText().indexOf(WORKTREES);
                    String path = end < 0 ? "" : parser.getText().substring(0, end);
                    if (!path.isEmpty()
                            && tried.before(path.getBytes(StandardCharsets.UTF_8), 1) == 0
                            && isOf(name, path)) {
                        locations.add(path);
                        return;
                    }
                }
                token = parser.nextToken();
            }
        } catch (IOException _) {
            // whatever is wrong with it, its reader tells
        }
    }

    private static boolean isOf(String name, String path) {
        return path.indexOf('\0') < 0 && new Locations().map(name, path);
    }
}
