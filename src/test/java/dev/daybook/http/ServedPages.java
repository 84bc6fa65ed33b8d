package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.http.Caller.Reply;
import dev.daybook.operation.Operation;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A service whose pages are looked at, and whose forms are sent, as a browser does it. */
final class ServedPages implements AutoCloseable {

    final Fixture service;
    final Caller caller;

    ServedPages(Path folder) {
        this.service = new Fixture(folder);
        this.caller = service.caller;
    }

    @Override
    public void close() {
        service.close();
    }

    /** Returns a task with all that was written so far. */
    JsonNode now(String task) {
        return caller.get("/sbis/%s?after=%d&wait=10s".formatted(task, service.head()))
                .is(200)
                .json();
    }

    String made(String title, String more) {
        Reply made = caller.post("/sbis", "{\"title\":\"%s\",%s}".formatted(title, more))
                .is(201);
        String id = made.json().path("id").asText();
        caller.get("/sbis/%s?after=%d&wait=10s".formatted(id, made.position())).is(200);
        return id;
    }

    Reply send(String operation, String form, String... values) {
        return send(caller, operation, form, values);
    }

    /** Sends what is hidden in a form with these values. */
    Reply send(Caller as, String operation, String form, String... values) {
        return as.form("/do/" + operation, filled(form, values) + "_sure=true");
    }

    /** Shows what would be done. */
    Reply preview(String operation, String form, String... values) {
        return caller.form("/do/" + operation, filled(form, values));
    }

    static String filled(String form, String... values) {
        var body = new StringBuilder();
        Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")
                .matcher(form)
                .results()
                .forEach(hidden -> body.append(hidden.group(1))
                        .append('=')
                        .append(Operation.encoded(hidden.group(2).replace("&#34;", "\"")))
                        .append('&'));
        for (int i = 0; i < values.length; i += 2) {
            body.append(values[i])
                    .append('=')
                    .append(Operation.encoded(values[i + 1]))
                    .append('&');
        }
        return body.toString();
    }

    static String found(String page, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(page);
        assertThat(found.find()).as("%s in %s", pattern, page).isTrue();
        return found.group(1);
    }
}
