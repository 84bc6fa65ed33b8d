package dev.daybook.slice;

import dev.daybook.command.Commands;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.journal.Journal;
import dev.daybook.projection.ReadModels;
import java.time.InstantSource;

/**
 * What operations are carried out on: an open data directory.
 *
 * @param follow has the read models follow the journal, if they do not do so yet
 */
public record Ground(
        Commands commands,
        Journal journal,
        Codec codec,
        Timelines timelines,
        ReadModels readModels,
        Runnable follow,
        InstantSource clock) {}
