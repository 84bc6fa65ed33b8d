package dev.daybook.session;

import dev.daybook.shape.Says;
import java.util.Optional;

/** Which workspace is meant: by its key, or by its folder. */
record Place(
        @Says(
                value = "the workspace by its key, in place of its folder; - if its folder is given",
                label = "HASH",
                min = 1,
                max = 200,
                like = "cb0d7aca42ecac02")
        String hash,

        @Says(
                value = "the folder of the workspace, in place of its key",
                label = "FOLDER",
                max = 4_096,
                thing = "project",
                like = "/home/ada/billing")
        Optional<String> path) {

    /** Stands in place of a key where the folder is given. */
    private static final String BY_PATH = "-";

    boolean isByPath() {
        return hash.equals(BY_PATH);
    }

    /** Returns the key that is spelled, whatever workspace it stands for. */
    String spelled() {
        return isByPath() ? path.map(Workspaces::key).orElse("") : hash;
    }
}
