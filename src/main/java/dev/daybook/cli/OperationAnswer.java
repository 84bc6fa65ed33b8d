package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.daybook.operation.ArgumentForm;
import dev.daybook.operation.Column;
import dev.daybook.operation.CommandForm;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Place;
import dev.daybook.shape.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** Shows what an operation has answered, as its description and the options of the command say. */
final class OperationAnswer {

    private final Operation<?, ?> operation;
    private final CommandForm form;
    private final OperationRequest request;
    private final FailOn failOn;

    /** The command that was given; one that only shows a thing of another one has none. */
    private final Optional<CommandSpec> spec;

    OperationAnswer(Operation<?, ?> operation, OperationRequest request, FailOn failOn, Optional<CommandSpec> spec) {
        this.operation = operation;
        this.form = operation.form();
        this.request = request;
        this.failOn = failOn;
        this.spec = spec;
    }

    /** Asks, and shows all of what is answered. */
    Exit print(CommandContext context, Map<String, JsonNode> values) {
        request.settle(context, values);
        String named = context.format(form.layouts().keySet());
        boolean isNamed =
                spec.filter(given -> given.commandLine().getParseResult().hasMatchedOption("--format"))
                                .isPresent()
                        || context.output().format() != Format.table;
        Function<List<JsonNode>, Stream<String>> layout = form.layouts().get(isNamed ? named : form.format());
        Optional<CommandForm.Layout> instead =
                form.layoutWith().filter(with -> !isNamed && values.containsKey(with.argument()));
        if (instead.isPresent()) {
            var rows = new ArrayList<JsonNode>();
            paging(context, values).forEachRemaining(rows::add);
            if (rows.isEmpty()) {
                context.note(none(values));
            }
            // Within what people wrote, which is indented, a time stays as they wrote it.
            instead.get().lines().apply(rows).forEach(line -> {
                if (instead.get().timed() && !line.startsWith(" ")) {
                    context.output().timed(line);
                } else {
                    context.output().text(line);
                }
            });
            return Exit.OK;
        }
        if (layout != null) {
            var rows = new ArrayList<JsonNode>();
            JsonNode answer = operation.isPaged() ? MissingNode.getInstance() : answer(context, values);
            (operation.isPaged()
                            ? paging(context, values)
                            : answer.path("items").iterator())
                    .forEachRemaining(rows::add);
            if (rows.isEmpty()) {
                context.note(none(values)); // beside what scripts read
            }
            layout.apply(rows).forEach(context.output()::text);
            remark(context, answer);
            return failOn.of(Exit.of(form.ending(answer)));
        }
        boolean one = form.alone().stream().anyMatch(values::containsKey);
        if (context.output().records().wantNames()) {
            boolean listed = operation.isPaged()
                    ? !one
                    : !form.none().isEmpty() && form.inside().isEmpty();
            context.output().records().known(RecordFields.of(operation, listed));
        }
        if (operation.isPaged() && !one) {
            var rows = paging(context, values);
            boolean csv = context.output().format() == Format.csv;
            context.output().rows(csv ? operation.csv() : columns(values), rows, none(values));
            if (rows.hasMore()) {
                context.note("there are more: --limit 0 shows all");
            }
            remark(context, rows.answered());
            return Exit.OK;
        }
        return present(context, values, answer(context, values));
    }

    private Paging paging(CommandContext context, Map<String, JsonNode> values) {
        return new Paging(context.client(), request.path(values), request.asked(context, values), limit(context));
    }

    /** Shows one answer. */
    Exit present(CommandContext context, Map<String, JsonNode> values, JsonNode whole) {
        boolean one = form.alone().stream().anyMatch(values::containsKey);
        boolean isInside = !form.inside().isEmpty()
                && (whole.has(form.inside()) || !form.none().isEmpty());
        JsonNode answer = isInside ? whole.path(form.inside()) : whole;
        if (form.isOfEach()) {
            each(context, answer.path("items"));
        } else if (!form.parts(answer).isEmpty()) {
            AnswerParts.show(context, form.parts(answer), answer);
        } else if (answer.isArray()) {
            list(context, answer);
        } else if (answer.isMissingNode()) {
            context.output().say(form.none());
        } else if (!form.shown().isEmpty() && context.output().format() == Format.table) {
            Column.plain(answer.path(form.shown())).lines().forEach(context.output()::text);
        } else if (one && answer.has("items")) {
            answer.path("items").forEach(context.output()::thing);
        } else if (operation.columns().isEmpty() || one) {
            context.output().thing(answer);
        } else if (!form.none().isEmpty()) {
            boolean csv = context.output().format() == Format.csv;
            context.output()
                    .rows(
                            csv ? operation.csv() : columns(values),
                            answer.path("items").iterator(),
                            none(values));
        } else {
            context.output().fields(operation.columns(), answer);
        }
        remark(context, answer);
        return failOn.of(Exit.of(form.ending(answer)));
    }

    /** Below what is shown of the answer: a long table would have taken it out of sight. */
    private void remark(CommandContext context, JsonNode answer) {
        form.notes(answer).forEach(text -> context.note(AnswerParts.filled(context, text)));
    }

    private void each(CommandContext context, JsonNode things) {
        if (context.output().format() == Format.table) {
            things.forEach(node -> AnswerParts.show(context, form.parts(node), node));
        } else {
            context.output().rows(operation.csv(), things.iterator(), "");
        }
    }

    private List<Column> columns(Map<String, JsonNode> values) {
        return operation.table().stream()
                .filter(column -> Optional.ofNullable(form.columnsWith().get(column.name()))
                        .map(values::containsKey)
                        .orElse(true))
                .toList();
    }

    private JsonNode answer(CommandContext context, Map<String, JsonNode> values) {
        try {
            return request.answer(context, values);
        } catch (Failure e) {
            return Optional.of(e)
                    .filter(_ -> form.isSalvaging())
                    .flatMap(failure -> Salvage.answer(operation, context, failure))
                    .orElseThrow(() -> e);
        }
    }

    /** Things as a whole, one after the other: a table has no room for them. */
    private void list(CommandContext context, JsonNode things) {
        if (context.output().format() == Format.table) {
            context.output().text(things.toPrettyString());
        } else {
            context.output().rows(operation.columns(), things.iterator(), "");
        }
    }

    private String none(Map<String, JsonNode> values) {
        List<String> filters = operation.given(Place.QUERY).stream()
                .map(Argument::name)
                .filter(name -> values.containsKey(name) && form.narrowing().contains(name))
                .map(this::narrowedBy)
                .toList();
        if (!filters.isEmpty()) {
            return "none fits: without %s there may be more".formatted(String.join(" and ", filters));
        }
        String sentence = form.none();
        for (Map.Entry<String, JsonNode> value : values.entrySet()) {
            sentence = sentence.replace("{" + value.getKey() + "}", OperationRequest.text(value.getValue()));
        }
        return sentence;
    }

    /** Returns the option that gave a filter: perhaps a shorter one. */
    private String narrowedBy(String argument) {
        return form.flags().stream()
                .filter(flag -> flag.argument().equals(argument))
                .map(ArgumentForm.Flag::option)
                .filter(option -> spec.filter(given ->
                                Boolean.TRUE.equals(given.findOption(option).getValue()))
                        .isPresent())
                .findFirst()
                .orElseGet(() -> form.option(argument));
    }

    private int limit(CommandContext context) {
        Integer given = spec.<Integer>map(
                        command -> command.findOption(OperationCommand.LIMIT).getValue())
                .orElse(null);
        boolean all = form.isLimitOfTables() && context.output().format() != Format.table;
        return given != null ? given : all ? 0 : form.limit();
    }
}
