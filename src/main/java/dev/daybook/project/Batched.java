package dev.daybook.project;

import dev.daybook.command.Commands;
import dev.daybook.command.Receipt;
import dev.daybook.command.Submission;
import dev.daybook.domain.Command;
import dev.daybook.operation.Call;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Carries commands out in one append. */
record Batched(Submitting submitting, Commands commands) implements CommandWriter {

    /** Carries a command out, and those beside it on other streams. */
    interface Submitting {
        Receipt submit(Command first, List<Command> beside);
    }

    /** For whoever asked. */
    Batched(Call call, Ground ground) {
        this(
                (first, beside) -> call.submit(
                        first,
                        submission ->
                                ground.commands().submit(submission.unkeyed().beside(beside))),
                ground.commands());
    }

    /** For nobody: what was known was too old. */
    static Batched behind(Ground ground) {
        return new Batched(
                (first, beside) -> ground.commands()
                        .submit(new Submission<>(
                                        first,
                                        "daybook",
                                        "refresh",
                                        ground.clock().instant(),
                                        Optional.empty(),
                                        OptionalLong.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty())
                                .beside(beside)),
                ground.commands());
    }

    @Override
    public void together(Runnable work) {
        commands.together(work);
    }

    /** Those beside are carried out only if the first one says something new: it may have been said meanwhile. */
    @Override
    public void write(List<Command> commands) {
        for (int first = 0; first < commands.size(); first++) {
            if (submitting
                            .submit(commands.get(first), commands.subList(first + 1, commands.size()))
                            .events()
                    > 0) {
                return;
            }
        }
    }
}
