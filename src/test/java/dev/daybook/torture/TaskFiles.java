package dev.daybook.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A tree of another tool with a file for each task, which is replaced as a whole when its title changes. */
public final class TaskFiles {

    private final Path root;

    public TaskFiles(Path root) {
        this.root = root;
    }

    public Path root() {
        return root;
    }

    /** Returns the file of a task, below the root. */
    public static String file(String id) {
        return ".deespec/specs/sbi/" + id + "/state.json";
    }

    /** Returns what stands in it. */
    public static String text(String id, String title) {
        return """
                {
                  "version": 3,
                  "id": "%s",
                  "title": "%s",
                  "priority": 1,
                  "status": "WIP",
                  "current": "implement",
                  "turn": 0,
                  "attempt": 1,
                  "decision": "PENDING",
                  "created_at": "2025-10-01T00:00:00Z",
                  "updated_at": "2025-10-01T00:00:00Z"
                }
                """.formatted(id, title);
    }

    /** Writes it aside and gives it its name, as its tool does. */
    public void put(String id, String title) throws IOException {
        Path file = root.resolve(file(id));
        Files.createDirectories(file.getParent());
        Path aside = Files.writeString(root.resolveSibling(root.getFileName() + ".aside"), text(id, title));
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
