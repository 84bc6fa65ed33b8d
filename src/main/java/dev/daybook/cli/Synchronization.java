package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daybook.operation.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Shows what became of asking a host; that it did not answer is a failure, whatever was heard before, and that it did not
 * tell of some repositories is told, too.
 *
 * @param both whether all of a host goes on with what remotes of projects here have, as other programs know it
 */
@Command
record Synchronization(boolean both) implements Procedure {

    private static final String TYPE = "type";
    private static final String FULL = "full";
    private static final String LOCAL = "repos";

    @Override
    public Exit run(CommandContext context, Asked asked) {
        if (!both) {
            JsonNode answer = asked.answer();
            context.output().thing(answer);
            return Terminal.detect(context.environment().environment()).standardOutput()
                    ? exit(answer)
                    : told(context, answer);
        }
        String type = asked.values().containsKey(TYPE) ? asked.text(TYPE) : FULL;
        List<String> types =
                type.startsWith(LOCAL) ? List.of(LOCAL) : type.equals(FULL) ? List.of(FULL, LOCAL) : List.of(type);
        var answers = new ArrayList<JsonNode>();
        var exit = Exit.OK;
        for (String each : types) {
            var values = new LinkedHashMap<>(asked.values());
            values.put(TYPE, TextNode.valueOf(each));
            JsonNode answer = asked.asking().apply(values);
            answers.add(answer);
            Exit told = told(context, answer);
            exit = exit == Exit.FAILED || told == Exit.OK ? exit : told;
        }
        context.output()
                .rows(
                        Stream.of(TYPE, "status", "asked", "seen", "changed", "gone")
                                .map(Column::of)
                                .toList(),
                        answers.iterator(),
                        "");
        return exit;
    }

    /** Where nobody looks at the output, as under cron, it is said beside it what went wrong. */
    private static Exit told(CommandContext context, JsonNode answer) {
        if (answer.hasNonNull("error")) {
            context.note(answer.path("error").asText());
        }
        for (JsonNode error : answer.path("errors")) {
            context.note("%s: %s"
                    .formatted(
                            error.path("repository").asText(),
                            error.path("message").asText()));
        }
        return exit(answer);
    }

    private static Exit exit(JsonNode answer) {
        return answer.hasNonNull("error") ? Exit.FAILED : answer.path("errors").isEmpty() ? Exit.OK : Exit.ERRORS;
    }
}
