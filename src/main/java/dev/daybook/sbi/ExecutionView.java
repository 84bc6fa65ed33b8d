package dev.daybook.sbi;

import dev.daybook.shape.Says;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One execution of a task.
 *
 * @param source through which door it came; of an imported one the tool and the path of its file
 */
public record ExecutionView(
        String sbi,
        int turn,

        @Says("from 0: real data has several executions of one turn")
        int ordinal,

        String step,

        @Says("RUNNING, FINISHED, or ABANDONED when its task was reset, terminated or deleted meanwhile")
        String status,

        @Says("absent while it runs, and where no source says how it ended")
        Optional<String> decision,

        @Says("the word of the source where it is another one")
        Optional<String> decisionText,

        int attempt,

        @Says("the name of the file it came from, if it came from one")
        Optional<String> file,

        @Says("through which door it came, or from which file")
        String source,

        Instant startedAt,

        @Says("absent while it runs, and where no source says when it ended")
        Optional<Instant> completedAt,

        List<String> artifacts,

        @Says("the size of the content, also where a list leaves it out")
        long contentBytes,

        @Says("the report, Markdown; left out by lists") Optional<String> content,

        @Says("of the last entry of its stream that this answer has seen: what ETag and If-Match name")
        long revision,

        @Says("of the entry that changed it last") long position) {}
