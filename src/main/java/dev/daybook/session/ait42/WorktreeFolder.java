package dev.daybook.session.ait42;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.daybook.importing.Seen;
import dev.daybook.importing.SourceTree;
import dev.daybook.importing.SourceTree.Node;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/** Looks into a file of sessions for the folder that it is about: the paths of its worktrees begin with it. */
final class WorktreeFolder {

    private static final String WORKTREES = "/src-tauri/.worktrees/";

    private static final JsonFactory FACTORY = new JsonFactory();

    private WorktreeFolder() {}

    /** Takes the folder into account if there is one that the file is named by. Reads no further than to it. */
    static void locate(SourceTree tree, Node file, String name, Locations locations) {
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
