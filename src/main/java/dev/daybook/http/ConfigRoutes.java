package dev.daybook.http;

import dev.daybook.config.ConfigCommand;
import dev.daybook.config.ConfigQueries;
import dev.daybook.config.ConfigView;
import dev.daybook.domain.Json;
import dev.daybook.domain.Rejected;
import dev.daybook.journal.StreamId;

/** Settings. */
final class ConfigRoutes {

    private static final String READ_MODEL = "sbi";

    private final ConfigQueries queries;
    private final CommandRequests writing;
    private final Reading reading;

    ConfigRoutes(ConfigQueries queries, CommandRequests writing, Reading reading) {
        this.queries = queries;
        this.writing = writing;
        this.reading = reading;
    }

    void mount(Routes on) {
        on.get("/config", this::list);
        on.get("/config/{key}", this::show);
        on.put("/config/{key}", this::set);
        on.delete("/config/{key}", this::remove);
    }

    private Answer list(Request request) {
        return reading.page(request, READ_MODEL, queries::list);
    }

    private Answer show(Request request) {
        long position = reading.upTo(request, READ_MODEL);
        String key = request.path("key");
        ConfigView view = queries.find(key).orElseThrow(() -> Rejected.notFound("'%s' is not set", key));
        return reading.conditional(request, new StreamId("config", key), view.revision(), position, () -> view);
    }

    private Answer set(Request request) {
        return writing.carryOut(
                request,
                new ConfigCommand.Set(
                        request.path("key"), request.body().maybeJson("value").orElse(Json.NULL)));
    }

    private Answer remove(Request request) {
        return writing.carryOut(request, new ConfigCommand.Remove(request.path("key")));
    }
}
