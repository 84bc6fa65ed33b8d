package dev.daybook.query;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One execution of a task.
 *
 * @param ordinal from 0: real data has several executions of one turn
 * @param status RUNNING, FINISHED, or ABANDONED when its task was reset, terminated or deleted meanwhile
 * @param decisionText the word of the source where it is another one than the decision's own
 * @param file the name of the file it came from, if it came from one
 * @param contentBytes the size of the content, also where a list leaves the content out
 */
public record ExecutionView(
        String sbi,
        int turn,
        int ordinal,
        String step,
        String status,
        Optional<String> decision,
        Optional<String> decisionText,
        int attempt,
        Optional<String> file,
        Instant startedAt,
        Optional<Instant> completedAt,
        List<String> artifacts,
        long contentBytes,
        Optional<String> content,
        long revision,
        long position) {}
