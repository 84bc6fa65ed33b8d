package dev.daybook.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What each event type promises to those who read the journal: a JSON Schema and an example for every version there
 * ever was, carried along in the program.
 */
public final class Contracts {

    /** The schema and the example of one version of an event type, as text. */
    public record Contract(String name, int version, String schema, String example) {}

    private static final String FOLDER = "/journal-schema/events/";

    /** Returns the contracts of all events, ordered by name and version. */
    public static List<Contract> all(Catalog catalog) {
        var all = new ArrayList<Contract>();
        for (Catalog.Type type : catalog.types()) {
            for (int version = 1; version <= type.version(); version++) {
                all.add(load(type, version));
            }
        }
        return List.copyOf(all);
    }

    /** Returns the contract of that version of an event type, if there is such a type and version. */
    public static Optional<Contract> find(Catalog catalog, String name, int version) {
        return catalog.find(name)
                .filter(type -> version >= 1 && version <= type.version())
                .map(type -> load(type, version));
    }

    /** Returns where the contract of a type and version stands, without {@code .schema.json} or {@code .example.json}. */
    static String path(Catalog.Type type, int version) {
        return type.domain() + "/" + type.event() + "/v" + version;
    }

    private static Contract load(Catalog.Type type, int version) {
        String path = FOLDER + path(type, version);
        return new Contract(type.name(), version, text(path + ".schema.json"), text(path + ".example.json"));
    }

    private static String text(String resource) {
        try (InputStream in = Contracts.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the program does not carry %s".formatted(resource));
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Contracts() {}
}
