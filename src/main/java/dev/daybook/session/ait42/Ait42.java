package dev.daybook.session.ait42;

import dev.daybook.importing.Limits;
import dev.daybook.importing.container.JsonDocument;
import dev.daybook.rollout.Tool;
import dev.daybook.session.SessionId;
import dev.daybook.session.Workspaces;
import dev.daybook.slice.ToolFiles;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;

/** The files of AIT42, and the words that reading and writing them share. */
public final class Ait42 {

    static final String KIND = "ait42";

    /** How the sources of facts that its files tell begin. */
    static final String HOME = ".ait42";

    /** The folder of the files of workspaces. */
    static final String SESSIONS = "sessions";

    /** The one file of a project, or of all of them. */
    static final String ONE = "sessions.json";

    static final String MAPPING = "workspace_mapping.json";

    /** Where the editor remembers the last workspace, beside its own folder. */
    static final String CONFIG = ".config/ait42-editor";

    static final String LAST = "workspace.json";

    static final String ENDING = ".json";

    /** What an import leaves behind that has taken a file out of use. */
    static final String MIGRATED = ".json.migrated";

    /** A list of sessions, an object that has one, or sessions one after another. */
    static final JsonDocument CONTAINER =
            JsonDocument.json().each("/#").each("/sessions/#").orBare("[]");

    /**
     * In the dual stage the journal is written first; a field that the files lack is none.
     *
     * @param zone of times that the files spell without one
     */
    public static ToolFiles files(ZoneId zone, InstantSource clock) {
        return new ToolFiles(
                new Ait42Source(Limits.DEFAULT, zone, clock),
                new Ait42Writer(),
                (_, _, _) -> new Tool(new Ait42Files(), false, true),
                List.of(Ait42Protocol.ALL));
    }

    /** Whether a file is named as that of a workspace is. */
    static boolean isSheet(String name) {
        return name.endsWith(ENDING) && Workspaces.isKey(name.substring(0, name.length() - ENDING.length()));
    }

    /** Returns the stem of a name; one that is the word for no workspace at all stays whole. */
    static String workspace(String name, String ending) {
        String stem = name.substring(0, name.length() - ending.length());
        return stem.equals(SessionId.UNASSIGNED) ? name : stem;
    }

    private Ait42() {}
}
