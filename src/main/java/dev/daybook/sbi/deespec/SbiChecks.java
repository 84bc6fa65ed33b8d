package dev.daybook.sbi.deespec;

import dev.daybook.importing.Results;
import dev.daybook.sbi.SbiId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the files of one SBI lack, and where they contradict each other. */
record SbiChecks(SbiId sbi, Results results) {

    /** Tells that only others name it. */
    void placeholder(String file) {
        results.warn(file, "sbi_id", "DANGLING_REF", "names %s, which has no folder: a placeholder stands for it", sbi);
    }

    /** Tells, once for all of its files, that none says what it is. */
    void undescribed(String folder) {
        results.warn(
                folder,
                "",
                "MISSING_FILE",
                "has neither spec.md nor a meta or state file: a placeholder stands for the SBI");
    }

    void missing(String folder, boolean spec, boolean state) {
        if (!spec) {
            results.warn(folder + "/spec.md", "", "MISSING_FILE", "the SBI has no specification");
        }
        if (!state) {
            results.warn(folder + "/state.json", "", "MISSING_FILE", "the SBI has no state: READY");
        }
    }

    /** Turns count one by one where there is a state file beside them; in the other eras gaps are normal. */
    void turns(String folder, List<SbiFiles.TurnText> turns, String stateFile, Optional<Integer> claimed) {
        Set<SbiFiles.TurnText> again = again(turns);
        if (stateFile.isEmpty()) {
            return;
        }
        Map<Integer, Long> files = turns.stream()
                .filter(turnText -> !again.contains(turnText))
                .collect(
                        Collectors.groupingBy(turnText -> turnText.what().turn(), TreeMap::new, Collectors.counting()));
        List<Integer> distinct = List.copyOf(files.keySet());
        List<Integer> twice = distinct.stream()
                .filter(number -> files.getOrDefault(number, 0L) > 1)
                .toList();
        if (!distinct.isEmpty() && distinct.getLast() != distinct.size()) {
            warn(folder, distinct, "ORDINAL_GAP", "turns are missing in between: all keep their numbers");
        }
        if (!twice.isEmpty()) {
            warn(folder, twice, "DUPLICATE_ORDINAL", "several files have the same turn: all kept");
        }
        int last = distinct.isEmpty() ? 0 : distinct.getLast();
        if (claimed.filter(number -> number != last).isPresent()) {
            results.warn(
                    stateFile,
                    "turn",
                    "INCONSISTENT_STATE",
                    "says turn %d, the files say %d: the files count",
                    claimed.get(),
                    last);
        }
    }

    /** Returns the files whose odd names say step and number of another one beside them. */
    private Set<SbiFiles.TurnText> again(List<SbiFiles.TurnText> turns) {
        var named = new HashSet<String>();
        var again = new HashSet<SbiFiles.TurnText>();
        Stream.of(false, true)
                .flatMap(
                        odd -> turns.stream().filter(turnText -> turnText.what().spelledOddly() == odd))
                .forEach(turnText -> {
                    String folder = turnText.file().substring(0, turnText.file().lastIndexOf('/') + 1);
                    StepFile.Turn what = turnText.what();
                    if (!named.add(folder + what.step() + what.turn() + what.attempt()) && what.spelledOddly()) {
                        again.add(turnText);
                        results.warn(
                                turnText.file(),
                                "turn " + what.turn(),
                                "DUPLICATE_ORDINAL",
                                "is spelled oddly and says the same step and turn as another file: both are kept");
                    }
                });
        return again;
    }

    private void warn(String folder, List<Integer> turns, String code, String message) {
        List<String> first = turns.stream().limit(20).map(String::valueOf).toList();
        String listed = String.join(",", first) + (turns.size() > first.size() ? ",…" : "");
        results.warn(folder, "turns " + listed, code, "%s", message);
    }

    /** Of two meta files the newer one counts, else {@code meta.yaml}: it comes first afterwards. */
    void conflicts(List<Meta> metas) {
        if (metas.size() < 2) {
            return;
        }
        Meta second = metas.get(1);
        conflict(second, "title", metas.getFirst().title(), second.title());
        conflict(second, "labels", metas.getFirst().labels(), second.labels());
        conflict(second, "depends_on", metas.getFirst().dependsOn(), second.dependsOn());
        metas.sort(Comparator.comparing((Meta meta) -> meta.updatedAt().orElse(Instant.MIN))
                .reversed());
    }

    private <T> void conflict(Meta meta, String key, Optional<T> one, Optional<T> other) {
        if (one.isPresent() && other.isPresent() && !one.equals(other)) {
            results.warn(
                    meta.file(), key, "CONFLICT", "differs from the other meta file: the newer counts, both are kept");
        }
    }
}
