package dev.daybook.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.AllSlices;
import dev.daybook.domain.Json;
import dev.daybook.domain.Part;
import dev.daybook.domain.Words;
import dev.daybook.event.Catalog;
import dev.daybook.query.AuditRow;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What happened, in the words of its kind. */
class WordingTest {

    private static final Catalog CATALOG = AllSlices.of().facts().catalog();

    private final Wording wording = new Wording(CATALOG);

    private static AuditRow row(String action, Optional<String> title, String before, String after) {
        return row(action, title, List.of(), before, after);
    }

    private static AuditRow row(
            String action, Optional<String> title, List<String> changed, String before, String after) {
        return new AuditRow(
                7,
                Instant.EPOCH,
                Instant.EPOCH,
                action.substring(0, action.indexOf('.')),
                "ID-1",
                3,
                action,
                changed,
                new Json(before),
                new Json(after),
                "ada",
                Optional.empty(),
                "cli",
                Optional.empty(),
                Optional.empty(),
                "event",
                title,
                Optional.empty());
    }

    @Test
    void what_happened_is_said_with_the_title_and_what_became_of_it() {
        var title = Optional.of("Retry webhook");

        assertThat(wording.line(
                        row("sbi.execution-finished", title, "{}", "{\"turn\":3,\"decision\":\"NEEDS_CHANGES\"}")))
                .isEqualTo("finished turn 3 of \"Retry webhook\": NEEDS_CHANGES");
        assertThat(wording.line(row("sbi.execution-finished", title, "{}", "{\"turn\":3}")))
                .isEqualTo("finished turn 3 of \"Retry webhook\"");
        assertThat(wording.line(row("sbi.status-changed", title, "{\"status\":\"READY\"}", "{\"status\":\"WIP\"}")))
                .isEqualTo("set \"Retry webhook\" from READY to WIP");
        assertThat(wording.line(
                        row("sbi.status-changed", title, "{}", "{\"status\":\"WIP\",\"original\":\"RUNNING\"}")))
                .as("only the word of its file is another one")
                .isEqualTo("set \"Retry webhook\" to WIP (RUNNING)");
        assertThat(wording.line(row(
                                "config.set",
                                Optional.empty(),
                                "{}",
                                "{\"key\":\"a.b\",\"value\":$1}".replace("$1", "\"$1 \\\\\"")))
                        .lines())
                .containsExactly("set a.b to $1 \\");
    }

    @Test
    void a_record_that_is_only_written_otherwise_has_not_changed() {
        var title = Optional.of("Retry webhook");
        String spelling = "{\"item\":\"taskmaster.task/1\",\"spelling\":\"{ \\\"id\\\": 1 }\"}";

        assertThat(wording.line(row("item.revised", title, List.of("spelling"), "{}", spelling)))
                .isEqualTo("noted how \"Retry webhook\" is written");
        assertThat(wording.line(row("task.revised", title, List.of("spelling"), "{}", spelling)))
                .isEqualTo("noted how \"Retry webhook\" is written");
        assertThat(wording.line(row("item.revised", title, List.of(), "{}", "{\"item\":\"taskmaster.task/1\"}")))
                .as("again as the rest of its file")
                .isEqualTo("noted how \"Retry webhook\" is written");
        assertThat(wording.line(row("item.revised", title, List.of(), "{}", "{\"/note\":null}")))
                .as("with one member more, which is nothing")
                .isEqualTo("noted how \"Retry webhook\" is written");
        assertThat(wording.line(row(
                        "item.revised",
                        title,
                        List.of("/status", "spelling"),
                        "{\"/status\":\"pending\"}",
                        "{\"/status\":\"done\"}")))
                .isEqualTo("changed \"Retry webhook\" to done");
    }

    @Test
    void one_position_that_was_rolled_back_is_told_as_one() {
        assertThat(wording.line(row(
                        "journal.rolled-back", Optional.empty(), "{}", "{\"first\":5,\"last\":5,\"why\":\"typo\"}")))
                .isEqualTo("rolled back position 5: typo");
        assertThat(wording.line(row("journal.rolled-back", Optional.empty(), "{}", "{\"first\":5,\"last\":7}")))
                .isEqualTo("rolled back positions 5 to 7");
    }

    @Test
    void what_has_no_title_is_called_by_its_id_and_what_is_not_known_by_its_type() {
        assertThat(wording.line(row("agent.removed", Optional.empty(), "{}", "{}")))
                .isEqualTo("removed the agent ID-1");
        assertThat(wording.line(row("robot.arm-lifted", Optional.empty(), "{}", "{}")))
                .isEqualTo("robot arm lifted: ID-1");
    }

    @Test
    void each_type_of_event_has_words_and_these_speak_of_its_fields() {
        assertThat(CATALOG.types()).allSatisfy(type -> {
            Words words = type.record().getAnnotation(Words.class);
            assertThat(words).as(type.name()).isNotNull();
            Set<String> own = fields(type);
            Set<String> before = CATALOG.types().stream()
                    .filter(other -> other.domain().equals(type.domain()))
                    .flatMap(other -> fields(other).stream())
                    .map(name -> Words.OLD + name)
                    .collect(Collectors.toSet());
            assertThat(Wording.fields(words.value())
                            .filter(name -> !name.contains("/") || !hasMembers(type))
                            .filter(name -> !own.contains(name) && !before.contains(name)))
                    .as("%s: %s", type.name(), words.value())
                    .isEmpty();
            assertThat(words.value()).as(type.name()).matches("[a-z][^\\n]{3,}[^.]");
        });
    }

    @Test
    void what_may_be_nothing_or_none_stands_in_brackets() {
        assertThat(CATALOG.types()).allSatisfy(type -> {
            Set<String> always = Wording.fields(
                            type.record().getAnnotation(Words.class).value().replaceAll("\\[[^]]*]", ""))
                    .collect(Collectors.toSet());
            assertThat(type.record().getRecordComponents())
                    .as(type.name())
                    .filteredOn(component -> always.contains(component.getName()))
                    .extracting(RecordComponent::getType)
                    .allMatch(of -> of != Optional.class
                            && !Collection.class.isAssignableFrom(of)
                            && !Map.class.isAssignableFrom(of));
        });
    }

    /** Members of records of other tools are named by pointers, and may be anything. */
    private static boolean hasMembers(Catalog.Type type) {
        return part(type).filter(part -> !part.members().isEmpty()).isPresent();
    }

    private static Optional<Part> part(Catalog.Type type) {
        return Optional.ofNullable(type.record().getAnnotation(Part.class));
    }

    private static Set<String> fields(Catalog.Type type) {
        var fields = new HashSet<>(names(type.record()));
        fields.add(Words.THING);
        Arrays.stream(type.record().getRecordComponents())
                .filter(component -> part(type)
                        .filter(part -> part.members().equals(component.getName()))
                        .isPresent())
                .map(RecordComponent::getType)
                .flatMap(members ->
                        members.isSealed() ? Arrays.stream(members.getPermittedSubclasses()) : Stream.of(members))
                .filter(Class::isRecord)
                .forEach(record -> fields.addAll(names(record)));
        return fields;
    }

    private static Set<String> names(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toSet());
    }
}
