package dev.daybook.agent;

import dev.daybook.agent.Thing.Present;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.domain.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How full the contexts of agents may be said to be, and what comes of it. */
final class ContextRules {

    /** A threshold is crossed by what was not above it before: that is once, until it drops below. */
    static List<Told> measure(AgentCommand.Measure it, Thing thing) {
        Texts.key("/id", it.id());
        if (!(it.usagePercent() >= 0 && it.usagePercent() <= 100)) {
            throw Rejected.invalidAt("/usagePercent", "%s is no share: want 0 to 100", it.usagePercent());
        }
        var events = new ArrayList<Told>();
        double before = 0;
        if (thing instanceof Present context) {
            Map<String, Json> set = AgentDecider.changed(it.set(), context);
            set.remove("/created_at"); // of the first time
            if (set.keySet().equals(Set.of("/last_accessed")) || set.isEmpty()) {
                return List.of(); // that it was asked again says nothing
            }
            before = usage(context);
            events.add(it.kind().revised(it.id(), set, List.of(), Optional.empty()));
        } else {
            events.add(it.kind().recorded(it.id(), it.set(), Optional.empty()));
        }
        for (int percent : it.thresholds()) {
            if (before < percent && it.usagePercent() >= percent) {
                events.add(new ContextEvent.ThresholdCrossed(it.id(), percent, it.usagePercent()));
            }
        }
        return List.copyOf(events);
    }

    private static double usage(Present context) {
        String json =
                context.members().getOrDefault("/usage_percent", Json.NULL).text();
        try {
            return Double.parseDouble(json);
        } catch (NumberFormatException _) {
            return 0; // files may say anything, or nothing
        }
    }

    private ContextRules() {}
}
