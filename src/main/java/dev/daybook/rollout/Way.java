package dev.daybook.rollout;

import dev.daybook.command.Submission;
import dev.daybook.domain.Command;
import dev.daybook.journal.StreamId;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Commands on their way to one unit.
 *
 * @param things what they are about, that of the first one first
 */
record Way(Submission<? extends Command> submission, List<StreamId> things, Tool tool, Unit unit, Stages.Place place) {

    /** Returns what a command is about. */
    static StreamId thing(Command command) {
        return new StreamId(command.category(), command.key());
    }

    boolean areFilesFirst() {
        return place.stage() == Stage.LEGACY || (place.stage() == Stage.DUAL && tool.filesFirst());
    }

    /** Returns the same commands for another revision of the first thing. */
    Way expecting(long revision) {
        return new Way(submission.expecting(OptionalLong.of(revision)), things, tool, unit, place);
    }

    /** Returns the commands as they are when their turn has come. */
    List<Command> commands() {
        Command first = submission.inTurn().apply(submission.command());
        return Stream.concat(Stream.of(first), submission.beside().stream()).toList();
    }
}
