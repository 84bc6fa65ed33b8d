package dev.daybook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daybook.http.HttpServer;
import dev.daybook.journal.Journal;
import dev.daybook.projection.ReadModels;

/** What this process tells others of itself. */
record NodeTelling(Journal journal, ReadModels readModels, HttpServer server) {

    String text() {
        ObjectNode about = JsonNodeFactory.instance.objectNode();
        about.put("version", Application.VERSION);
        about.put("endpoint", server.endpoint().toString());
        about.put("position", journal.head().value());
        about.put(
                "posted",
                readModels.status().stream()
                        .mapToLong(model -> model.position())
                        .min()
                        .orElse(0));
        readModels.shared().forEach(about.putArray(ReadModels.SHARED)::add);
        return about.toString();
    }
}
