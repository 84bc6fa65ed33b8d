package dev.daybook.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daybook.operation.Operation;
import dev.daybook.operation.Operation.Effect;
import dev.daybook.operation.Operation.Place;
import dev.daybook.page.Section.Change;
import dev.daybook.page.Section.Changes;
import dev.daybook.page.Section.Fact;
import dev.daybook.page.Section.Facts;
import dev.daybook.page.Section.Sentence;
import dev.daybook.shape.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What somebody is shown before something is done. */
public final class Previews {

    private final Site site;
    private final Views views;

    public Previews(Site site) {
        this.site = site;
        this.views = new Views(site);
    }

    /**
     * Returns what would be done.
     *
     * @param sent the values that are filled in
     * @param filled what a thing says of them now, where the operation changes some
     * @param thing what it is about, as it is now
     * @param told what the operation itself says that it would do
     */
    public List<Section> of(
            Operation<?, ?> operation,
            Map<String, String> sent,
            Map<String, String> filled,
            Optional<JsonNode> thing,
            Optional<JsonNode> told) {
        var sections = new ArrayList<Section>();
        if (told.isPresent()) {
            sections.addAll(views.of(operation, told.get()));
            return sections;
        }
        if (operation.method().equals("PATCH")) {
            List<Change> changes = changes(operation, sent, filled);
            sections.add(
                    changes.isEmpty()
                            ? new Sentence("Nothing would change.")
                            : new Changes("This would change", changes));
            return sections;
        }
        List<Fact> facts = Forms.names(operation).stream()
                .filter(name -> !sent.getOrDefault(name, "").isEmpty())
                .map(name -> new Fact(name, Cell.of(Objects.requireNonNull(sent.get(name)))))
                .toList();
        sections.add(new Facts(facts));
        if (operation.effect() == Effect.DESTROYS) {
            site.shown(operation)
                    .ifPresent(show -> thing.ifPresent(it -> {
                        sections.add(
                                new Sentence("It is about this, which stays in the journal and can be brought back:"));
                        sections.addAll(views.of(show, it));
                    }));
        }
        return sections;
    }

    private static List<Change> changes(
            Operation<?, ?> operation, Map<String, String> sent, Map<String, String> filled) {
        return Stream.of(Place.BODY, Place.QUERY)
                .flatMap(place -> operation.given(place).stream())
                .map(Argument::name)
                .filter(name -> sent.containsKey(name)
                        && !Forms.normal(sent.getOrDefault(name, ""))
                                .equals(Forms.normal(filled.getOrDefault(name, ""))))
                .map(name -> new Change(
                        name,
                        Passages.changed(
                                Forms.normal(filled.getOrDefault(name, "")),
                                Forms.normal(sent.getOrDefault(name, "")))))
                .toList();
    }
}
