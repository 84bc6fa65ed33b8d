package dev.daybook.http;

import dev.daybook.command.Commands;
import dev.daybook.config.ConfigQueries;
import dev.daybook.event.Codec;
import dev.daybook.event.Timelines;
import dev.daybook.history.Rollbacks;
import dev.daybook.importing.Comparison;
import dev.daybook.importing.Export;
import dev.daybook.importing.Followers;
import dev.daybook.importing.Imports;
import dev.daybook.item.ItemQueries;
import dev.daybook.journal.Journal;
import dev.daybook.projection.ReadModels;
import dev.daybook.query.AuditQueries;
import dev.daybook.query.ConsistencyQueries;
import dev.daybook.query.HistoryQueries;
import dev.daybook.query.SearchQueries;
import dev.daybook.rollout.Rollouts;
import dev.daybook.sbi.PlanQueries;
import dev.daybook.sbi.SbiQueries;
import dev.daybook.sbi.TaskService;
import dev.daybook.session.SessionQueries;
import dev.daybook.session.SessionService;
import dev.daybook.session.Sessions;
import dev.daybook.upkeep.StoreVerification;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the routes stand on.
 *
 * @param taskService the commands that look at several tasks
 * @param sessions of AIT42, as the journal tells them; {@code aiSessions} as their read model does
 * @param verification of everything, {@code journalVerification} without the read models
 * @param turnsMax the turn limit of a task if a request names none
 * @param attemptsMax the refused reviews of a task if a request names none
 * @param stalled the projections that are not being followed although they should be
 */
public record Services(
        Commands commands,
        TaskService taskService,
        SessionService sessionService,
        Sessions sessions,
        Journal journal,
        Codec codec,
        Timelines timelines,
        ReadModels readModels,
        SbiQueries sbis,
        PlanQueries plans,
        SessionQueries aiSessions,
        ConfigQueries config,
        ItemQueries items,
        SearchQueries search,
        AuditQueries audit,
        HistoryQueries history,
        Rollbacks rollbacks,
        StoreVerification verification,
        StoreVerification journalVerification,
        ConsistencyQueries consistency,
        Comparison comparison,
        Imports imports,
        Export export,
        Followers followers,
        Rollouts rollouts,
        int turnsMax,
        int attemptsMax,
        Supplier<List<Stalled>> stalled,
        InstantSource clock) {

    /** A projection whose follower does not work, and why: a matter of its own beside the lag. */
    public record Stalled(String projection, String why) {}
}
