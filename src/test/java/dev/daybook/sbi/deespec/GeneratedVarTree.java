package dev.daybook.sbi.deespec;

import dev.daybook.importing.Folder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * Trees of any size in the layouts with one journal file: of the status era, with its turns beside the specification,
 * and of the database era, with its turns among the reports. The same seed gives the same tree.
 */
final class GeneratedVarTree {

    enum Layout {
        STATUS,
        REPORTS
    }

    private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final List<String> STEPS = List.of("plan", "implement", "test", "review");
    private static final List<String> STATUSES = List.of("READY", "WIP", "WIP", "REVIEW");

    private final Path root;
    private final Layout layout;
    private final Random random;
    private final StringBuilder journal = new StringBuilder();
    private Instant at = Instant.parse("2025-09-28T00:00:00Z");
    private int executions;
    private int entries;

    GeneratedVarTree(Path root, Layout layout, long seed) {
        this.root = root;
        this.layout = layout;
        this.random = new Random(seed);
    }

    int executions() {
        return executions;
    }

    int entries() {
        return entries;
    }

    /** Writes so many SBIs; one in {@code oddOneIn} with the quirks of its era. */
    void write(int sbis, int oddOneIn) throws IOException {
        String last = "";
        for (int i = 0; i < sbis; i++) {
            last = sbi(random.nextInt(oddOneIn) == 0);
        }
        Folder.write(root, ".deespec/var/journal.ndjson", journal.toString());
        Folder.write(root, ".deespec/var/state.json", """
                {"version": 9, "current": "implement", "status": "WIP", "turn": 1, "wip": "%s", \
                "lease_expires_at": "", "inputs": {}, "last_artifacts": {}, "meta": {"updated_at": "%s"}}
                """.formatted(last, at.plusSeconds(60)));
    }

    private String sbi(boolean odd) throws IOException {
        String id = (layout == Layout.STATUS ? "SBI-" : "") + ulid();
        String specs = ".deespec/specs/sbi/" + id;
        String turns = (layout == Layout.STATUS ? specs : ".deespec/reports/sbi/" + id) + "/";
        String spec = specs + (odd && layout == Layout.STATUS ? "_a-task" : "") + "/";
        Folder.write(root, spec + "spec.md", "## ガイドライン\n\n---\n\n# Task %s\n".formatted(id));
        Folder.write(
                root, spec + "meta.yml", "id: %s\ntitle: \"Task %s\"\nlabels: []\npriority: 2\n".formatted(id, id));
        register(id);
        int count = random.nextInt(7);
        for (int turn = 1; turn <= count; turn++) {
            at = at.plusSeconds(30 + random.nextInt(900));
            String step = STEPS.get((turn - 1) % STEPS.size());
            String decision = step.equals("review") ? "NEEDS_CHANGES" : "PENDING";
            String text = "# %s turn %d\n\nDone.\n%s"
                    .formatted(step, turn, step.equals("review") ? "\nDECISION: NEEDS_CHANGES\n" : "");
            Folder.write(root, turns + step + "_" + turn + ".md", text);
            executions++;
            if (odd && layout == Layout.REPORTS && step.equals("implement")) {
                Folder.write(root, turns + "review_" + turn + ".md", "## Summary\nDECISION: NEEDS_CHANGES\n");
                executions++;
            }
            entry(id, turn, step, decision, turns);
        }
        return id;
    }

    private void register(String id) {
        journal.append("""
                {"ts":"%s","turn":0,"step":"plan","decision":"PENDING","elapsed_ms":0,"error":"",\
                "artifacts":[{"type":"register","id":"%s","ok":true,"spec_path":".deespec/specs/sbi/%s"}]}
                """.formatted(at, id, id));
        entries++;
    }

    private void entry(String id, int turn, String step, String decision, String folder) {
        String who = layout == Layout.STATUS
                ? "\"ts\":\"%s\"".formatted(at)
                : "\"timestamp\":\"%s\",\"sbi_id\":\"%s\"".formatted(at, id);
        journal.append("""
                {%s,"turn":%d,"step":"%s","status":"%s","attempt":%d,"decision":"%s","elapsed_ms":%d,"error":"",\
                "artifacts":["%s%s_%d.md"]}
                """.formatted(
                        who,
                        turn,
                        step,
                        STATUSES.get((turn - 1) % STATUSES.size()),
                        1 + (turn - 1) / STEPS.size(),
                        decision,
                        random.nextInt(9_000),
                        folder,
                        step,
                        turn));
        entries++;
    }

    private String ulid() {
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
