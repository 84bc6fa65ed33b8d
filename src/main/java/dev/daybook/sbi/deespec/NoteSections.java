package dev.daybook.sbi.deespec;

import dev.daybook.sbi.deespec.SbiFields.Note;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Notes as sections of the tool's notes file. */
final class NoteSections {

    /** As much as the tool puts into a summary; it cuts through letters, we do not. */
    private static final int SUMMARY_BYTES_MAX = 100;

    /** Returns {@code file} with a section for each note that has none yet. */
    static String with(String file, SbiFields sbi, List<Note> notes) {
        var all = new StringBuilder(file);
        for (Note it : notes) {
            String section = section(sbi, it);
            if (all.indexOf(section) < 0) {
                if (!all.isEmpty() && all.charAt(all.length() - 1) != '\n') {
                    all.append('\n');
                }
                all.append(section);
            }
        }
        return all.toString();
    }

    private static String section(SbiFields sbi, Note note) {
        Optional<SbiFields.Execution> turn = sbi.executions().stream()
                .filter(execution -> note.turn().isEmpty() || note.turn().get() == execution.number)
                .filter(execution -> execution.startedAt.isPresent()
                        && !execution.startedAt.get().isAfter(note.at()))
                .max(Comparator.comparingInt(execution -> execution.number));
        return """
                ## Turn %d — %s
                - Author: %s
                - Step: %s
                - Decision: PENDING
                - Summary: %s

                %s


                ---
                """.formatted(
                note.turn().or(() -> turn.map(execution -> execution.number)).orElse(0),
                note.at(),
                note.author().orElse("daybook"),
                turn.map(execution -> execution.step.text()).orElse("implement"),
                summary(note.text()),
                note.text());
    }

    private static String summary(String text) {
        String line = text.lines().findFirst().orElse("");
        while (line.getBytes(StandardCharsets.UTF_8).length > SUMMARY_BYTES_MAX) {
            line = line.substring(0, line.offsetByCodePoints(line.length(), -1));
        }
        return line;
    }

    private NoteSections() {}
}
