package dev.daybook.importing.container;

import dev.daybook.importing.Finding;
import dev.daybook.importing.Finding.Severity;
import dev.daybook.importing.Results;
import java.util.List;

/** Keeps what cannot be imported as it stands. */
public final class Quarantine {

    /** Tells the findings of one file, and keeps its bytes if they hold more than what is imported. */
    public static void tell(List<Finding> findings, boolean altered, byte[] raw, Results results) {
        boolean kept = false;
        for (Finding finding : findings) {
            if (finding.severity() == Severity.ERROR && !kept) {
                results.rejected(finding, raw);
                kept = true;
            } else {
                results.finding(finding);
            }
        }
        if (altered && !kept) {
            findings.stream()
                    .filter(oneFinding -> oneFinding.severity() == Severity.WARN)
                    .findFirst()
                    .ifPresent(oneFinding -> results.kept(oneFinding, oneFinding.file(), raw));
        }
    }

    private Quarantine() {}
}
