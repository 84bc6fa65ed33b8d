package dev.daybook.importing.run;

import dev.daybook.importing.Finding;
import dev.daybook.importing.Finding.Severity;
import dev.daybook.importing.Reading;
import dev.daybook.importing.run.Report.FileCounts;
import dev.daybook.importing.run.Report.Outcome;
import dev.daybook.importing.run.Report.RecordCounts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Counts what one run finds. For one thread. */
public final class Tally {

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
    private final Map<String, Long> rejected = new HashMap<>();
    private final Set<String> again = new HashSet<>();

    Tally(int findingsMax) {
        this.findingsMax = findingsMax;
    }

    /** Counts what is no thing: that depends on what is known of it. */
    public void add(Reading.Result result) {
        switch (result) {
            case Finding finding -> finding(finding);
            case Reading.Rejected(Finding finding, var _) -> {
                finding(finding);
                recordsFlawed++;
                if (rejected.size() < findingsMax) {
                    rejected.merge(finding.file(), 1L, Long::sum);
                }
            }
            case Reading.Seen(String file, boolean wasRead) -> file(file, wasRead);
            case Reading.Found _, Reading.Kept _ -> {}
        }
    }

    /** Counts one finding; lists it if there are not too many. */
    public void finding(Finding finding) {
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

    /** Returns the files of which something could not be imported, as far as they are known. */
    Set<String> flawed() {
        return Set.copyOf(flawedFiles);
    }

    /** Notes that files were read once more: what was found in them before is replaced by what {@code other} found then. */
    void again(Set<String> files, Tally other) {
        again.addAll(files);
        List<Finding> kept = findings.stream()
                .filter(finding -> !files.contains(finding.file()))
                .toList();
        errors -= findings.stream()
                .filter(finding -> files.contains(finding.file()) && finding.severity() == Severity.ERROR)
                .count();
        for (String file : files) {
            if (flawedFiles.remove(file)) {
                read++;
                long before = Objects.requireNonNullElse(rejected.remove(file), 0L);
                recordsFlawed -= other.flawedFiles.contains(file) ? 0 : before;
            }
        }
        findings.clear();
        findings.addAll(kept);
        firstError = findings.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .findFirst()
                .or(() -> firstError.filter(_ -> notListed > 0));
        serious = notListed > 0 || findings.stream().anyMatch(finding -> finding.severity() != Severity.INFO);
        var told = new HashSet<>(kept);
        other.findings.stream().filter(finding -> !told.contains(finding)).forEach(this::finding);
    }

    /** @param changes how many of its records have something new, at most */
    public void entity(Map<String, Integer> counts, long changes) {
        long records = 0;
        for (Map.Entry<String, Integer> count : counts.entrySet()) {
            entities.merge(count.getKey(), (long) count.getValue(), Long::sum);
            records += count.getValue();
        }
        long imported = Math.min(changes, records);
        recordsImported += imported;
        recordsUnchanged += records - imported;
    }

    /** Returns how a run ends that went through; {@code different} is whether a comparison found differences. */
    public Outcome outcome(boolean different) {
        return serious || different ? Outcome.COMPLETED_WITH_FINDINGS : Outcome.COMPLETED;
    }

    FileCounts files() {
        long flawed = Math.min(flawedFiles.size(), looked);
        return new FileCounts(
                Math.min(read, looked - flawed), Math.max(0, looked - read - flawed), flawed, again.size());
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
