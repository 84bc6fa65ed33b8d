package dev.daybook.config;

import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.StreamId;
import dev.daybook.operation.None;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operations;
import dev.daybook.operation.Outcome;
import dev.daybook.shape.Says;
import dev.daybook.slice.Ground;
import java.util.List;
import java.util.Map;

/** What may be asked of settings on record. */
final class ConfigOperations {

    private static final String SETTING = "/config/{key}";
    static final String READ_MODEL = "sbi";

    private record Which(
            @Says(value = "which one", min = 1, max = 200, like = "max_turns")
            String key) {}

    private record Put(
            Which which,

            @Says(
                    value = "its value, such as 8, true or '\"text\"'; key order and the spelling of numbers are kept",
                    label = "JSON",
                    like = "8")
            Json value) {}

    static final Operations<Ground> ALL = new Operations<>(
            "config",
            "settings",
            "Settings on record, such as those a migrated project had.",
            List.of(
                    Operation.<None, Ground>reads("config list", "listConfig", "GET /config", None.class)
                            .says("The settings on record.")
                            .from(READ_MODEL)
                            .paged()
                            .columns("key", "value", "updated=updatedAt")
                            .called(form -> form.ifNone("no settings on record: daybook config set KEY JSON makes one"))
                            .lists(
                                    "Setting",
                                    ConfigView.class,
                                    (_, call, ground) -> queries(ground).list(call.cursor(), call.limit())),
                    Operation.<Which, Ground>reads("config get", "getConfig", "GET " + SETTING, Which.class)
                            .says("The value of a setting on record.")
                            .from(READ_MODEL)
                            .withRevision()
                            .showsKey(key -> Map.of("key", key))
                            .ofThing((which, _, _) -> new StreamId("config", which.key()))
                            .called(form -> form.words("key").shows("value"))
                            .answers("Setting", ConfigView.class, (which, _, ground) -> {
                                ConfigView view = queries(ground)
                                        .find(which.key())
                                        .orElseThrow(() -> Rejected.notFound("'%s' is not set", which.key()));
                                return Outcome.thing(new StreamId("config", which.key()), view.revision(), view);
                            }),
                    Operation.<Put, Ground>writes("config set", "setConfig", "PUT " + SETTING, Put.class)
                            .says("Puts a setting on record.")
                            .called(form -> form.words("key", "value").begins())
                            .answers(
                                    "Written",
                                    (put, call, _) -> call.done(
                                            new ConfigCommand.Set(put.which().key(), put.value()))),
                    Operation.<Which, Ground>destroys("config remove", "removeConfig", "DELETE " + SETTING, Which.class)
                            .says("Takes a setting off the record; its history stays.")
                            .called(form -> form.words("key"))
                            .answers("Written", (which, call, _) -> call.done(new ConfigCommand.Remove(which.key())))));

    private static ConfigQueries queries(Ground ground) {
        return new ConfigQueries(ground.reads(READ_MODEL));
    }

    private ConfigOperations() {}
}
