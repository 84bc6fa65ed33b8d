package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.daybook.torture.TaskFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Tasks in files that their tool replaces again and again while they are followed: each is a version of itself. */
final class FollowedTree {

    private static final int TASKS = 6;
    private static final Pattern TITLE = Pattern.compile("\"title\": \"Version (\\d+)\"");

    private final TaskFiles files;
    private final String prefix;
    private final Random random;
    private final SortedMap<String, Integer> versions = new ConcurrentSkipListMap<>();

    FollowedTree(Path root, Random random) throws IOException {
        this(root, random, "R");
    }

    /** @param mark a letter by which its tasks are others than those of another tree */
    FollowedTree(Path root, Random random, String mark) throws IOException {
        this.prefix = "SBI-01K6GBQ7M4X2V9B8N0C5D3F1" + mark;
        this.files = new TaskFiles(root);
        this.random = random;
        for (int task = 0; task < TASKS; task++) {
            String id = prefix + task;
            files.put(id, title(1));
            versions.put(id, 1);
        }
    }

    private static String title(int version) {
        return "Version " + version;
    }

    Path root() {
        return files.root();
    }

    /** Replaces the file of some task by the next version, as its tool does. */
    synchronized void change() throws IOException {
        String id = prefix + random.nextInt(TASKS);
        files.put(id, title(versions.merge(id, 1, Integer::sum)));
    }

    /** Whether the text is a version of that task, as a whole. */
    Optional<Boolean> isVersion(String file, String text) {
        Optional<String> task = versions.keySet().stream()
                .filter(id -> file.equals(TaskFiles.file(id)))
                .findFirst();
        return task.map(id -> {
            Matcher title = TITLE.matcher(text);
            return title.find()
                    && text.equals(TaskFiles.text(id, title(Integer.parseInt(title.group(1)))))
                    && Integer.parseInt(title.group(1)) <= versions.getOrDefault(id, 0);
        });
    }

    /** Waits until the journal has the last version of each task. */
    void awaitTakenOver(ServerLoad load) {
        await().untilAsserted(() -> {
            for (Map.Entry<String, Integer> task : versions.entrySet()) {
                assertThat(load.get("/sbis/" + task.getKey())
                                .body()
                                .path("title")
                                .asText())
                        .isEqualTo(title(task.getValue()));
            }
        });
    }

    /** Each version that was taken over was so once, in their order. */
    void assertHistory(Program program) {
        var journal = new TreeMap<String, Integer>();
        for (Map.Entry<String, Integer> task : versions.entrySet()) {
            var history = program.command("history", "sbi/" + task.getKey(), "--format", "json");
            assertThat(history.code()).as(history.err()).isZero();
            var taken = StreamSupport.stream(history.json().spliterator(), false)
                    .map(change -> change.at("/after/title").asText())
                    .filter(title -> title.startsWith("Version "))
                    .map(title -> Integer.valueOf(title.substring("Version ".length())))
                    .toList();
            assertThat(taken).as(task.getKey()).isSorted().doesNotHaveDuplicates();
            journal.put(task.getKey(), taken.getLast());
        }
        assertThat(journal).isEqualTo(versions);
    }
}
