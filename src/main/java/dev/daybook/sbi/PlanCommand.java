package dev.daybook.sbi;

import dev.daybook.domain.Command;
import java.util.Optional;

/** What a caller may ask of a PBI or an EPIC. */
public sealed interface PlanCommand extends Command {

    String plan();

    @Override
    default String category() {
        return "plan";
    }

    @Override
    default String key() {
        return plan();
    }

    record Register(
            String plan,
            PlanEvent.Kind kind,
            String title,
            Optional<String> body,
            Optional<Integer> points,
            int priority,
            Optional<String> parent)
            implements PlanCommand {}

    /** Changes what is given and leaves the rest. {@code parent} and {@code points}: outer: change it; inner: to what. */
    record Edit(
            String plan,
            Optional<String> title,
            Optional<String> body,
            Optional<String> status,
            Optional<Optional<Integer>> points,
            Optional<Integer> priority,
            Optional<Optional<String>> parent)
            implements PlanCommand {}

    record Delete(String plan, Optional<String> why) implements PlanCommand {}
}
