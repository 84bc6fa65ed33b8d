package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "events", description = "The types of events, or the contract of one of them.")
final class EventsSubcommand extends Action {

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "show schema and example of this one, such as sbi.registered")
    private Optional<String> name;

    @Override
    Exit run(CommandContext context) {
        var types = new ArrayList<JsonNode>();
        context.client().get("/events").path("items").forEach(types::add);
        if (name.isEmpty()) {
            context.output()
                    .rows(
                            List.of(Column.of("name"), Column.of("version"), Column.of("title", "/schema/description")),
                            types.iterator(),
                            "no event types");
            return Exit.OK;
        }
        types.removeIf(type -> !type.path("name").asText().equals(name.get()));
        if (types.isEmpty()) {
            throw Failure.because("there is no event type '%s'".formatted(name.get()), "daybook events lists them");
        }
        types.forEach(context.output()::thing);
        return Exit.OK;
    }
}
