package dev.daybook.cli;

import dev.daybook.cli.Client.Query;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which workspace a command is about: its folder or its key; else where one stands. */
final class SessionPlace {

    private static final String BY_PATH = "-";

    @Option(
            names = "--path",
            paramLabel = "FOLDER",
            description = "the folder of the workspace (default: the current one)")
    private Optional<String> path;

    @Option(
            names = "--workspace",
            paramLabel = "HASH",
            description = "the workspace by its key, in place of its folder; daybook session workspaces shows them")
    private Optional<String> workspace;

    /** Returns the path of all sessions of the workspace. */
    String sessions() {
        if (workspace.isPresent() && path.isPresent()) {
            throw Failure.usage("--workspace and --path are given", "want one of them");
        }
        return "/workspaces/%s/sessions".formatted(Client.encode(workspace.orElse(BY_PATH)));
    }

    /** Returns the path of one session. */
    String session(String id) {
        return sessions() + "/" + Client.encode(id);
    }

    /** Returns what has to be asked along with each of these paths. */
    Query query() {
        return workspace.isPresent()
                ? Client.query()
                : Client.query().with("path", path.map(SessionPlace::absolute).orElseGet(() -> absolute(".")));
    }

    /** The server stands elsewhere; what no folder is called is left to its judgement. */
    static String absolute(String path) {
        return path.isBlank() || path.startsWith("/") || path.chars().anyMatch(Character::isISOControl)
                ? path
                : Path.of(path).toAbsolutePath().normalize().toString();
    }
}
