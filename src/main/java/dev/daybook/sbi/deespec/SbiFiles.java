package dev.daybook.sbi.deespec;

import dev.daybook.domain.Json;
import dev.daybook.domain.Spelling;
import dev.daybook.importing.frame.FileEntity.Content;
import dev.daybook.sbi.SbiId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that the files say of one SBI, read and not yet interpreted.
 *
 * @param folder the path that findings about the whole SBI name
 * @param placeholder whether no file describes it: it is known only because others name it
 * @param registered whether it is a task of its own all the same
 * @param stateUnreadable whether there is a state file that cannot be understood
 * @param tool what the tool's own state says, of whatever task
 * @param metas the one that counts first
 * @param modifiedAt the newest time of its files: the last resort when nothing says when something happened
 */
record SbiFiles(
        SbiId sbi,
        String folder,
        boolean placeholder,
        boolean registered,
        Optional<State> state,
        String stateFile,
        boolean stateUnreadable,
        Optional<VarState> tool,
        List<Meta> metas,
        Optional<Text> spec,
        List<TurnText> turns,
        List<Attachment> attachments,
        List<Claim> claims,
        List<JournalEntry> entries,
        List<Transaction> transactions,
        Instant modifiedAt) {

    /** Returns what the tool's own state says, if it is about this SBI. */
    Optional<VarState> current() {
        return tool.filter(
                varState -> FirstEras.isAnonymous(sbi) || varState.task().equals(Optional.of(sbi.value())));
    }

    /** The text of a file. */
    record Text(String file, String text) {}

    /**
     * The output of a turn.
     *
     * @param log what the database says of the same turn
     * @param written whether there is a file: else only the database knows of the turn
     */
    record TurnText(
            String file,
            String name,
            StepFile.Turn what,
            String text,
            Optional<DatabaseRows.Log> log,
            boolean written) {

        TurnText(String file, String name, StepFile.Turn what, String text) {
            this(file, name, what, text, Optional.empty(), true);
        }
    }

    /**
     * A file that is no turn.
     *
     * @param counted as what it is counted: {@code notes} of the tool, else {@code attachments}; what several tasks have
     *     with the first of them only
     */
    record Attachment(String file, String name, Content content, Optional<String> counted) {}

    /** A file that is kept as the object it holds. */
    record Claim(String file, Json json, Spelling style) {}
}
