package dev.daybook.project;

import dev.daybook.domain.Decider;
import dev.daybook.project.Scan.Noted;
import dev.daybook.project.Scan.Nothing;
import java.util.List;

/** What was noted last counts. */
public final class ScanDecider implements Decider<ScanCommand, Scan, ScanEvent> {

    @Override
    public Scan initial() {
        return new Nothing();
    }

    @Override
    public List<ScanEvent> decide(ScanCommand command, Scan scan) {
        boolean isSo = scan.equals(new Noted(command.fact()))
                || (command.fact() instanceof ScanEvent.RootRemoved && scan instanceof Nothing);
        return isSo ? List.of() : List.of(command.fact());
    }

    @Override
    public Scan evolve(Scan scan, ScanEvent event) {
        return new Noted(event);
    }
}
