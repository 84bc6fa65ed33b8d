package dev.daybook.importing;

import dev.daybook.importing.Finding.Severity;
import dev.daybook.importing.Report.FileCounts;
import dev.daybook.importing.Report.Outcome;
import dev.daybook.importing.Report.RecordCounts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Counts what one run finds. For one thread. */
final class Tally {

    private final int findingsMax;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> flawedFiles = new HashSet<>();
    private final Map<String, Long> entities = new TreeMap<>();
    private long notListed;
    private boolean serious;
    private long errors;
    private Optional<Finding> firstError = Optional.empty();
    private long looked;
    private long read;
    private long recordsImported;
    private long recordsUnchanged;
    private long recordsFlawed;

    Tally(int findingsMax) {
        this.findingsMax = findingsMax;
    }

    /** Counts what is no thing: that depends on what is known of it. */
    void add(Reading.Result result) {
        switch (result) {
            case Finding finding -> finding(finding);
            case Reading.Rejected(Finding finding, var _) -> {
                finding(finding);
                recordsFlawed++;
            }
            case Reading.Seen(String file, boolean wasRead) -> file(file, wasRead);
            case Reading.Found _, Reading.Kept _ -> {}
        }
    }

    void finding(Finding finding) {
        serious |= finding.severity() != Severity.INFO;
        if (finding.severity() == Severity.ERROR && flawedFiles.size() < findingsMax) {
            flawedFiles.add(finding.file());
        }
        if (finding.severity() == Severity.ERROR) {
            errors++;
            firstError = firstError.or(() -> Optional.of(finding));
        }
        if (findings.size() < findingsMax) {
            findings.add(finding);
        } else {
            notListed++;
        }
    }

    /** Returns how many errors there are and what the first one is, if there are any. */
    Optional<String> errors() {
        return firstError.map(finding -> "%d %s found, the first in %s (%s: %s)"
                .formatted(
                        errors,
                        errors == 1 ? "error was" : "errors were",
                        finding.file(),
                        finding.code(),
                        finding.message()));
    }

    private void file(String file, boolean wasRead) {
        looked++;
        if (wasRead && !flawedFiles.contains(file)) {
            read++;
        }
    }

    /** @param changes how many of its records have something new, at most */
    void entity(Map<String, Integer> counts, long changes) {
        long records = 0;
        for (Map.Entry<String, Integer> count : counts.entrySet()) {
            entities.merge(count.getKey(), (long) count.getValue(), Long::sum);
            records += count.getValue();
        }
        long imported = Math.min(changes, records);
        recordsImported += imported;
        recordsUnchanged += records - imported;
    }

    Outcome outcome(boolean different) {
        return serious || different ? Outcome.COMPLETED_WITH_FINDINGS : Outcome.COMPLETED;
    }

    FileCounts files() {
        long flawed = Math.min(flawedFiles.size(), looked);
        return new FileCounts(Math.min(read, looked - flawed), Math.max(0, looked - read - flawed), flawed);
    }

    RecordCounts records() {
        return new RecordCounts(
                recordsImported + recordsUnchanged + recordsFlawed, recordsImported, recordsUnchanged, recordsFlawed);
    }

    Map<String, Long> entities() {
        return Collections.unmodifiableMap(new TreeMap<>(entities));
    }

    List<Finding> findings() {
        if (notListed == 0) {
            return List.copyOf(findings);
        }
        var all = new ArrayList<>(findings);
        all.add(Finding.warn("", "", "RESOURCE_LIMIT", "%d more findings are not listed", notListed));
        return List.copyOf(all);
    }
}
