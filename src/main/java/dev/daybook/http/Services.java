package dev.daybook.http;

import dev.daybook.access.Logins;
import dev.daybook.access.Refusals;
import dev.daybook.access.Tokens;
import dev.daybook.command.Commands;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.importing.Followers;
import dev.daybook.journal.Journal;
import dev.daybook.operation.Catalogue;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.AuditQueries;
import dev.daybook.query.HistoryQueries;
import dev.daybook.rollout.Rollouts;
import dev.daybook.slice.Ground;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** What the routes stand on, by what it is for. */
public record Services(
        Catalogue<Ground> catalogue,
        Ground ground,
        Store store,
        Questions questions,
        ToolFiles files,
        Safety safety,
        InstantSource clock) {

    /** @param stalled the projections that are not being followed although they should be */
    public record Store(
            Commands commands,
            Journal journal,
            Codec codec,
            Timelines timelines,
            ReadModels readModels,
            Supplier<List<Stalled>> stalled) {}

    /** A projection whose follower does not work, and why: a matter of its own beside the lag. */
    public record Stalled(String projection, String why) {}

    /** What else the read models are asked. */
    public record Questions(AuditQueries audit, HistoryQueries history) {}

    /** What comes from files of tools, and goes to them. */
    public record ToolFiles(Followers followers, Rollouts rollouts) {}

    /** Who may come in. */
    public record Safety(Tokens tokens, Logins logins, Refusals refusals) {}
}
