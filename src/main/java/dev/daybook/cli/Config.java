package dev.daybook.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** ProgramSettings: those of this program, and those on record. */
@Command(
        name = "config",
        description = {
            "The effective settings of this program and where each comes from.",
            "Its subcommands are about the settings on record, such as those a migrated project had."
        },
        subcommands = {Config.Listing.class, Config.Get.class, Config.Put.class, Config.Remove.class})
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

    @Command(name = "list", description = "The settings on record.")
    static final class Listing extends Action {

        @Override
        Exit run(CommandContext context) {
            context.output()
                    .rows(
                            List.of(
                                    Column.of("key"),
                                    new Column("value", row -> row.path("value").toString()),
                                    Column.of("updated", "/updatedAt")),
                            new Paging(context.client(), "/config", Client.query(), 0),
                            "no settings on record: daybook config set KEY JSON makes one");
            return Exit.OK;
        }
    }

    @Command(name = "get", description = "The value of a setting on record.")
    static final class Get extends Action {

        @Parameters(paramLabel = "KEY", description = "which one")
        private String key;

        @Override
        Exit run(CommandContext context) {
            var setting = context.client().get("/config/" + Client.encode(key));
            if (context.output().format() == Format.table) {
                context.output().text(setting.path("value").toString());
            } else {
                context.output().thing(setting);
            }
            return Exit.OK;
        }
    }

    @Command(name = "set", description = "Puts a setting on record.")
    static final class Put extends Action {

        @Parameters(paramLabel = "KEY", index = "0", description = "which one")
        private String key;

        @Parameters(paramLabel = "JSON", index = "1", description = "its value, such as 8, true or '\"text\"'")
        private String value;

        @Override
        boolean begins() {
            return true;
        }

        @Override
        Exit run(CommandContext context) {
            var body = Bodies.object().set("value", Bodies.json("the value", value));
            context.output()
                    .thing(context.client()
                            .send("PUT", "/config/" + Client.encode(key), Optional.of(body), Map.of())
                            .body());
            return Exit.OK;
        }
    }

    @Command(name = "remove", description = "Takes a setting off the record; its history stays.")
    static final class Remove extends Action {

        @Parameters(paramLabel = "KEY", description = "which one")
        private String key;

        @Override
        Exit run(CommandContext context) {
            context.output()
                    .thing(context.client()
                            .send("DELETE", "/config/" + Client.encode(key), Optional.empty(), Map.of())
                            .body());
            return Exit.OK;
        }
    }
}
