package dev.daybook.project;

import dev.daybook.command.Submission;
import dev.daybook.domain.Command;
import dev.daybook.operation.Call;
import dev.daybook.slice.Ground;
import java.util.List;

/** Carries commands out for one call, in one append. */
record Batched(Call call, Ground ground) implements Refresh.Writing {

    /** Those beside are carried out only if the first one says something new: it may have been said meanwhile. */
    @Override
    public void write(List<Command> commands) {
        for (int first = 0; first < commands.size(); first++) {
            List<Command> rest = commands.subList(first + 1, commands.size());
            if (call.submit(commands.get(first), it -> ground.commands().submit(alone(it, rest)))
                            .events()
                    > 0) {
                return;
            }
        }
    }

    private static <C extends Command> Submission<C> alone(Submission<C> submission, List<Command> beside) {
        return submission.unkeyed().beside(beside);
    }
}
