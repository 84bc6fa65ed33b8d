package dev.daybook.sbi.deespec;

import dev.daybook.importing.Folder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/** Trees of any size in the layout with one state per SBI; the same seed gives the same tree. */
final class GeneratedTree {

    private static final Instant BEGINNING = Instant.parse("2025-09-28T00:00:00Z");
    private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final List<String> STEPS = List.of("plan", "implement", "test", "review");
    private static final List<String> TITLES =
            List.of("Guard the stale ledger", "請求書の締め処理を見直す", "Retry the flaky worker", "Naïve façade 🚀");

    private final Path root;
    private final Random random;
    private int executions;
    private int entries;

    GeneratedTree(Path root, long seed) {
        this.root = root;
        this.random = new Random(seed);
    }

    int executions() {
        return executions;
    }

    int entries() {
        return entries;
    }

    /** Writes so many SBIs; returns their ids. */
    List<String> write(int sbis) throws IOException {
        var ids = new ArrayList<String>();
        Set<String> transactions = new HashSet<>();
        for (int i = 0; i < sbis; i++) {
            ids.add(sbi(i, ids, transactions));
        }
        Folder.write(root, ".deespec/setting.json", "{\n  \"home\": \".deespec\",\n  \"timeout_sec\": 900\n}\n");
        return ids;
    }

    private String sbi(int number, List<String> others, Set<String> transactions) throws IOException {
        Instant at = BEGINNING.plusSeconds(173L * number);
        String id = "SBI-" + ulid(at);
        String folder = ".deespec/specs/sbi/" + id + "/";
        Instant createdAt = at;
        int turns = random.nextInt(9);
        for (int turn = 1; turn <= turns; turn++) {
            at = at.plus(Duration.ofMillis(30_000 + random.nextInt(1_500_000)));
            String step = STEPS.get((turn - 1) % STEPS.size());
            String decision = step.equals("review") ? "NEEDS_CHANGES" : "PENDING";
            Folder.write(
                    root,
                    folder + step + "_" + turn + ".md",
                    "# %s\n\n%s\n\nDECISION: %s\n".formatted(step, text(), decision));
            executions++;
            if (random.nextInt(10) > 0) {
                entry(id, turn, step, decision, at, transactions);
            }
        }
        Folder.write(root, folder + "spec.md", "# %s\n\n%s\n".formatted(title(), text()));
        Folder.write(
                root, folder + "state.json", state(id, turns, createdAt, at, others.isEmpty() ? "" : pick(others)));
        return id;
    }

    private void entry(String id, int turn, String step, String decision, Instant at, Set<String> transactions)
            throws IOException {
        String transaction;
        do {
            transaction = "txn_%d_%d".formatted(at.getEpochSecond(), random.nextInt(1_000_000_000));
        } while (!transactions.add(transaction));
        Folder.write(
                root,
                ".deespec/journal/%s/%s/entry.json".formatted(at.toString().substring(0, 10), transaction),
                """
                {"ts": "%s", "turn": %d, "step": "%s", "status": "%s", "attempt": %d, "decision": "%s", \
                "elapsed_ms": %d, "error": "", "artifacts": [], "sbi_id": "%s"}
                """.formatted(
                                at,
                                turn,
                                step,
                                turn == 1 ? "READY" : step.equals("review") ? "REVIEW" : "WIP",
                                1 + (turn - 1) / 4,
                                decision,
                                random.nextInt(30_000),
                                id));
        entries++;
    }

    private String state(String id, int turns, Instant createdAt, Instant updatedAt, String dependsOn) {
        boolean dependent = !dependsOn.isEmpty() && random.nextInt(6) == 0;
        return """
                {
                  "version": %d,
                  "id": "%s",
                  "title": "%s",
                  "label": "",
                  "labels": [%s],
                  "priority": %d,
                  "status": "%s",
                  "current": "%s",
                  "turn": %d,
                  "attempt": 1,
                  "decision": "PENDING",
                  "lease_expires_at": "%s",
                  "depends_on": [%s],
                  "inputs": {},
                  "last_artifacts": {},
                  "created_at": "%s",
                  "updated_at": "%s",
                  "completed_at": null,
                  "metadata": {"estimate": 1.50}
                }
                """.formatted(
                        turns + 1,
                        id,
                        title(),
                        random.nextBoolean() ? "\"backend\", \"日本語\"" : "",
                        random.nextInt(3),
                        turns == 0 ? "READY" : turns % 4 == 0 ? "REVIEW" : "WIP",
                        turns == 0 ? "plan" : STEPS.get((turns - 1) % STEPS.size()),
                        turns,
                        turns == 0 ? "" : updatedAt.plus(Duration.ofMinutes(8)),
                        dependent ? "\"" + dependsOn + "\"" : "",
                        createdAt,
                        updatedAt);
    }

    private String title() {
        return TITLES.get(random.nextInt(TITLES.size()));
    }

    private String pick(List<String> ids) {
        return ids.get(random.nextInt(ids.size()));
    }

    private String text() {
        var text = new StringBuilder();
        for (int i = random.nextInt(20); i >= 0; i--) {
            text.append("The ").append(title().toLowerCase(Locale.ROOT)).append(" must wait.\n");
        }
        return text.toString();
    }

    private String ulid(Instant at) {
        var ulid = new StringBuilder();
        for (int shift = 45; shift >= 0; shift -= 5) {
            ulid.append(CROCKFORD.charAt((int) (at.toEpochMilli() >>> shift) & 31));
        }
        for (int i = 0; i < 16; i++) {
            ulid.append(CROCKFORD.charAt(random.nextInt(32)));
        }
        return ulid.toString();
    }
}
