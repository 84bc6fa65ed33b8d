package dev.daybook.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A browser that is let in to a service of its own. */
final class PageVisit implements AutoCloseable {

    final Browser browser;
    final Fixture service;

    private PageVisit(Browser browser, Fixture service) {
        this.browser = browser;
        this.service = service;
    }

    /** Begins one; a test without a browser is skipped. */
    static PageVisit begin(Path folder) throws IOException {
        Browser browser = Browser.start(folder);
        var visit = new PageVisit(browser, new Fixture(Files.createDirectory(folder.resolve("data"))));
        visit.anew();
        visit.comeIn(visit.service);
        return visit;
    }

    /** Has the browser let in by a service, and shows where it begins. */
    void comeIn(Fixture at) {
        String link =
                at.caller.post("/logins", "").is(201).json().path("location").asText();
        browser.open("http://127.0.0.1:%d%s".formatted(at.server.port(), link));
    }

    /** Looks at pages with scripts, on a screen by day. */
    void anew() {
        browser.scripts(true);
        browser.at(1200, 900, false);
    }

    void show(String path) {
        browser.open("http://127.0.0.1:%d%s".formatted(service.server.port(), path));
    }

    @Override
    public void close() {
        browser.close();
        service.close();
    }
}
