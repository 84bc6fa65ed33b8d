package dev.daybook.sbi;

import dev.daybook.domain.Json;
import dev.daybook.shape.Says;

/** What a file of a tool says of a task. */
public record TaskRecordView(
        String sbi,

        @Says("the file; of a row of a database with its table")
        String file,

        @Says(
                "all fields, by the names that the tool gives them; a list of records of a table with several of the task")
        Json record,

        @Says("of the entry that changed it last") long position) {}
