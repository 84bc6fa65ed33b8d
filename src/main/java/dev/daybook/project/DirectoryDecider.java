package dev.daybook.project;

import dev.daybook.domain.Decider;
import dev.daybook.project.Directory.Counted;
import dev.daybook.project.Directory.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The life of a directory: used, pinned, forgotten. */
public final class DirectoryDecider implements Decider<DirectoryCommand, Directory, DirectoryEvent> {

    /** What was seen later than that from now was seen by a clock that was wrong. */
    private static final Duration AHEAD_MAX = Duration.ofDays(1);

    @Override
    public Directory initial() {
        return new Unknown();
    }

    @Override
    public List<DirectoryEvent> decide(DirectoryCommand command, Directory directory) {
        ProjectPath.checked("/path", command.path());
        return switch (command) {
            case DirectoryCommand.Use it -> {
                Counted before = counted(directory);
                Instant last = before.lastSeen()
                        .filter(seen ->
                                seen.isAfter(it.at()) && !seen.isAfter(it.at().plus(AHEAD_MAX)))
                        .orElse(it.at());
                // Files may tell any number.
                long uses = before.frequency() == Long.MAX_VALUE ? Long.MAX_VALUE : before.frequency() + 1;
                yield List.of(new DirectoryEvent.Used(it.path(), uses, Optional.of(last)));
            }
            case DirectoryCommand.Pin it ->
                counted(directory).pinned() == it.pinned()
                        ? List.of()
                        : List.of(new DirectoryEvent.Pinned(it.path(), it.pinned()));
            case DirectoryCommand.Forget it ->
                directory instanceof Unknown ? List.of() : List.of(new DirectoryEvent.Forgotten(it.path()));
        };
    }

    @Override
    public Directory evolve(Directory directory, DirectoryEvent event) {
        Counted before = counted(directory);
        return switch (event) {
            case DirectoryEvent.Used it -> new Counted(it.frequency(), it.lastSeen(), before.pinned());
            case DirectoryEvent.Pinned it -> new Counted(before.frequency(), before.lastSeen(), it.pinned());
            case DirectoryEvent.Forgotten _ -> new Unknown();
        };
    }

    private static Counted counted(Directory directory) {
        return directory instanceof Counted it ? it : new Counted(0, Optional.empty(), false);
    }
}
