package dev.daybook.cli;

import dev.daybook.operation.Column;
import dev.daybook.operation.Operation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
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

    @Option(
            names = OperationCommand.AT,
            paramLabel = "POSITION|TIME",
            description = "as it was at that position of the journal, or by that time")
    private @Nullable String at;

    @Option(
            names = OperationCommand.AS_RECORDED,
            paramLabel = "TIME",
            description = "as it was known at that time: what was written down later is left out")
    private @Nullable String asRecorded;

    @Option(
            names = OperationCommand.BRANCH,
            paramLabel = "NAME",
            description = "as it would be in that branch: daybook branch makes one")
    private @Nullable String branch;

    @Option(
            names = OperationCommand.REVEAL,
            description = "show secrets as they are, not masked; that you did is written down")
    private boolean reveals;

    @Override
    boolean reads() {
        return !reveals;
    }

    @Override
    Exit run(CommandContext context) {
        String text = Text.given("what is shown", thing);
        if (text.matches("[0-9]{1,18}")) {
            moments().keySet().stream().findFirst().ifPresent(option -> {
                throw Failure.usage(
                        "%s is given, and a fact stays as it was written".formatted(option), "leave it out");
            });
            return OperationCommand.show(fact(context), Map.of("position", text), this::common, context);
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
        refuseUntimed(whole, shows);
        if (shows.isPresent()) {
            return OperationCommand.show(
                    shows.get(), shows.get().key().orElseThrow().apply(key), this::common, context);
        }
        context.output()
                .rows(
                        List.of(
                                Column.of("timestamp"),
                                Column.of("action"),
                                Column.of("actor"),
                                Column.change("changed", "before", "after"),
                                Column.of("position")),
                        new Paging(
                                context.client(),
                                "/history/" + Entities.path(whole),
                                reveals ? Client.query().with(Operation.REVEAL, true) : Client.query(),
                                0),
                        "nothing ever happened to " + whole);
        return Exit.OK;
    }

    private Optional<String> common(String option) {
        return option.equals(OperationCommand.REVEAL)
                ? Optional.of("true").filter(_ -> reveals)
                : Optional.ofNullable(moments().get(option));
    }

    /** Returns what was said of when, by option. */
    private Map<String, String> moments() {
        var moments = new LinkedHashMap<String, String>();
        Optional.ofNullable(at).ifPresent(when -> moments.put(OperationCommand.AT, when));
        Optional.ofNullable(asRecorded).ifPresent(when -> moments.put(OperationCommand.AS_RECORDED, when));
        Optional.ofNullable(branch).ifPresent(name -> moments.put(OperationCommand.BRANCH, name));
        return moments;
    }

    private void refuseUntimed(String whole, Optional<? extends Operation<?, ?>> shows) {
        moments().keySet().stream()
                .filter(option -> shows.filter(operation ->
                                option.equals(OperationCommand.BRANCH) ? operation.isBranched() : operation.isTimed())
                        .isEmpty())
                .findFirst()
                .ifPresent(option -> {
                    throw Failure.usage(
                            "%s is given, and %s is shown as it is now".formatted(option, whole),
                            "daybook history %s --at WHEN shows it as it was".formatted(whole));
                });
    }

    private static Operation<?, ?> fact(CommandContext context) {
        return context.environment().catalogue().get().groups().stream()
                .flatMap(group -> group.all().stream())
                .filter(operation ->
                        operation.path().equals("/journal/{position}") && operation.effect() == Operation.Effect.READS)
                .findFirst()
                .orElseThrow();
    }
}
