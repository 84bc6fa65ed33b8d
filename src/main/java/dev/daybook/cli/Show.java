package dev.daybook.cli;

import dev.daybook.operation.Column;
import dev.daybook.operation.Operation;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows anything. */
@Command(
        name = "show",
        description = {
            "Shows anything: a task, a plan, a setting, an item, or a fact by its position.",
            "As much of the id is enough as tells it from others; the kind in front of it is needed where two kinds have it."
        })
final class Show extends Action {

    @Parameters(paramLabel = "[KIND/]ID|POSITION", description = "what, such as SBI-01K66VHV, plan/PBI-7 or 42")
    private String thing = "";

    @Override
    boolean reads() {
        return true;
    }

    @Override
    Exit run(CommandContext context) {
        String text = Text.given("what is shown", thing);
        if (text.matches("[0-9]{1,18}")) {
            context.output().thing(context.client().get("/journal/" + text));
            return Exit.OK;
        }
        String whole = new Things(context.client())
                .whole("", text)
                .orElseThrow(() -> Failure.because(
                        "nothing has an id that begins with '%s'".formatted(text),
                        "daybook search TEXT finds things by their words"));
        String category = whole.substring(0, whole.indexOf('/'));
        String key = whole.substring(whole.indexOf('/') + 1);
        Optional<? extends Operation<?, ?>> shows = context.environment().catalogue().get().groups().stream()
                .flatMap(group -> group.all().stream()
                        .filter(operation -> operation.key().isPresent())
                        .filter(operation -> operation.kind(group.name()).equals(category)))
                .findFirst();
        if (shows.isPresent()) {
            return OperationCommand.show(
                    shows.get(), shows.get().key().orElseThrow().apply(key), context);
        }
        context.output()
                .rows(
                        List.of(
                                Column.of("timestamp"),
                                Column.of("action"),
                                Column.of("actor"),
                                Column.change("changed", "before", "after"),
                                Column.of("position")),
                        new Paging(context.client(), "/history/" + Entities.path(whole), Client.query(), 0),
                        "nothing ever happened to " + whole);
        return Exit.OK;
    }
}
