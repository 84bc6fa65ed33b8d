package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** Settings: those of this program, and those on record. */
@Command(
        name = "config",
        description = {
            "The effective settings of this program and where each comes from.",
            "Its subcommands are about the settings on record, such as those a migrated project had."
        })
final class Config extends Action {

    @Override
    Exit run(CommandContext context) {
        var rows = new ArrayList<JsonNode>();
        rows.add(row(
                "data",
                context.data().path().toString(),
                context.dataSource(),
                "DAYBOOK_DATA",
                "folder that holds everything Daybook writes"));
        for (ProgramSetting setting : ProgramSetting.values()) {
            var value = context.settings().value(setting);
            rows.add(row(setting.property(), value.text(), value.source(), setting.variable(), setting.meaning()));
        }
        context.output()
                .rows(
                        List.of(
                                Column.of("name"),
                                Column.of("value"),
                                Column.of("source"),
                                Column.of("variable"),
                                Column.of("meaning")),
                        rows.iterator(),
                        "");
        return Exit.OK;
    }

    private static JsonNode row(String name, String value, String source, String variable, String meaning) {
        return Bodies.object()
                .put("name", name)
                .put("value", value)
                .put("source", source)
                .put("variable", variable)
                .put("meaning", meaning);
    }
}
