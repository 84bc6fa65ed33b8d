package dev.daybook.http;

import dev.daybook.access.Logins;
import dev.daybook.access.Refusals;
import dev.daybook.access.Tokens;
import dev.daybook.operation.Catalogue;
import dev.daybook.query.AuditQueries;
import dev.daybook.query.HistoryQueries;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the routes stand on.
 *
 * @param stalled the projections that are not being followed although they should be
 */
public record Services(
        Catalogue<Ground> catalogue,
        Ground ground,
        Questions questions,
        Safety safety,
        Supplier<List<Stalled>> stalled) {

    /** A projection whose follower does not work, and why: a matter of its own beside the lag. */
    public record Stalled(String projection, String why) {}

    /** What else the read models are asked. */
    public record Questions(AuditQueries audit, HistoryQueries history) {}

    /** Who may come in. */
    public record Safety(Tokens tokens, Logins logins, Refusals refusals) {}
}
