package dev.daybook.axon;

import dev.daybook.config.ConfigDecider;
import dev.daybook.config.Setting;
import dev.daybook.domain.Command;
import dev.daybook.domain.Decider;
import dev.daybook.domain.Event;
import dev.daybook.domain.rollout.Rollout;
import dev.daybook.domain.rollout.RolloutDecider;
import dev.daybook.history.History;
import dev.daybook.history.HistoryDecider;
import dev.daybook.item.Item;
import dev.daybook.item.ItemDecider;
import dev.daybook.sbi.Plan;
import dev.daybook.sbi.PlanDecider;
import dev.daybook.sbi.Sbi;
import dev.daybook.sbi.SbiDecider;
import dev.daybook.session.Session;
import dev.daybook.session.SessionDecider;
import dev.daybook.session.Workspace;
import dev.daybook.session.WorkspaceDecider;
import java.util.List;

/**
 * What the bus has to know of a domain.
 *
 * @param category of its streams and commands
 * @param states the sealed interface of its decider's states
 */
record Domain(String category, Class<?> states, Decider<Command, Object, Event> decider) {

    static <C extends Command, S, E extends Event> Domain of(
            String category, Class<S> states, Decider<C, S, E> decider) {
        @SuppressWarnings("unchecked") // a command comes here by its category, states and events by its stream
        var untyped = (Decider<Command, Object, Event>) (Decider<?, ?, ?>) decider;
        return new Domain(category, states, untyped);
    }

    /** Returns one for each domain. */
    static List<Domain> all() {
        return List.of(
                of("sbi", Sbi.class, new SbiDecider()),
                of("plan", Plan.class, new PlanDecider()),
                of("session", Session.class, new SessionDecider()),
                of("workspace", Workspace.class, new WorkspaceDecider()),
                of("config", Setting.class, new ConfigDecider()),
                of("item", Item.class, new ItemDecider()),
                of("rollout", Rollout.class, new RolloutDecider()),
                of("journal", History.class, new HistoryDecider()));
    }
}
