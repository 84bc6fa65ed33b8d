package dev.daybook.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A DeeSpec tree of any size in the per-SBI layout; the same arguments give the same tree. */
final class Tree {

    private static final String[] STEPS = {"plan", "implement", "test", "review", "implement", "review"};
    private static final String[] WORDS = ("queue worker retry lease invoice export import guard rotate cache session "
                    + "ledger stream position replay audit checkpoint 期限 判定 依存 再実行 approval gateway index merge")
            .split(" ");
    private static final Instant BEGIN = Instant.parse("2025-09-28T00:00:00Z");

    /** Writes {@code sbis} tasks of six turns each below {@code root}/.deespec. */
    static void write(Path root, int sbis) throws IOException {
        var random = new Random(42);
        Path tasks = root.resolve(".deespec/specs/sbi");
        for (int number = 0; number < sbis; number++) {
            String id = id(number);
            Path folder = Files.createDirectories(tasks.resolve(id));
            Instant created = BEGIN.plusSeconds(173L * number);
            String title = words(random, 4) + " " + number;
            Files.writeString(folder.resolve("spec.md"), "# %s\n\n%s\n".formatted(title, paragraphs(random, 5)));
            for (int turn = 1; turn <= STEPS.length; turn++) {
                String step = STEPS[turn - 1];
                String decision = step.equals("review")
                        ? "\nDECISION: %s\n".formatted(turn == STEPS.length ? "SUCCEEDED" : "NEEDS_CHANGES")
                        : "";
                Files.writeString(
                        folder.resolve("%s_%d.md".formatted(step, turn)),
                        "# %s turn %d\n\n%s\n%s".formatted(step, turn, paragraphs(random, 6), decision));
            }
            Files.writeString(folder.resolve("state.json"), state(id, title, created));
        }
    }

    /** Returns the id of the task with that number. */
    static String id(int number) {
        return "SBI-01K6%022d".formatted(number);
    }

    private static String state(String id, String title, Instant created) {
        return """
                {
                  "version": 7,
                  "id": "%s",
                  "task_id": "TASK",
                  "title": "%s",
                  "label": "backend",
                  "labels": ["backend"],
                  "priority": 1,
                  "status": "DONE",
                  "current": "done",
                  "turn": 6,
                  "attempt": 2,
                  "decision": "SUCCEEDED",
                  "lease_expires_at": "",
                  "depends_on": [],
                  "inputs": {},
                  "last_artifacts": {},
                  "created_at": "%s",
                  "updated_at": "%s",
                  "completed_at": "%s",
                  "metadata": {},
                  "meta": {"updated_at": "%s"}
                }
                """.formatted(
                id, title, created, created.plusSeconds(900), created.plusSeconds(900), created.plusSeconds(900));
    }

    private static String paragraphs(Random random, int count) {
        List<String> paragraphs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            paragraphs.add(words(random, 20));
        }
        return String.join("\n\n", paragraphs);
    }

    private static String words(Random random, int count) {
        var words = new StringBuilder(word(random));
        for (int i = 1; i < count; i++) {
            words.append(' ').append(word(random));
        }
        return words.toString();
    }

    /** As in real text, few words are common: one in twenty is of the short list, the rest of many thousand. */
    private static String word(Random random) {
        return random.nextInt(20) == 0
                ? WORDS[random.nextInt(WORDS.length)]
                : Integer.toString((int) Math.exp(random.nextDouble() * 11), Character.MAX_RADIX) + "a";
    }

    private Tree() {}
}
