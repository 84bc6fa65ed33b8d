package dev.daybook.sbi;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One execution of a task.
 *
 * @param ordinal from 0: real data has several executions of one turn
 * @param status RUNNING, FINISHED, or ABANDONED when its task was reset, terminated or deleted meanwhile
 * @param decision absent while it runs, and where no source says how it ended
 * @param decisionText the word of the source where it is another one than the decision's own
 * @param file the name of the file it came from, if it came from one
 * @param source through which door it came; of an imported one the tool and the path of its file
 * @param completedAt absent while it runs, and where no source says when it ended
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
        String source,
        Instant startedAt,
        Optional<Instant> completedAt,
        List<String> artifacts,
        long contentBytes,
        Optional<String> content,
        long revision,
        long position) {}
