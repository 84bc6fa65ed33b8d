package dev.daybook.sbi;

import static dev.daybook.domain.Rejected.Reason.CONFLICT;
import static dev.daybook.domain.Rejected.Reason.NOT_FOUND;
import static dev.daybook.sbi.Sbis.NO_EDIT;
import static dev.daybook.sbi.Sbis.OTHER;
import static dev.daybook.sbi.Sbis.REGISTER;
import static dev.daybook.sbi.Sbis.REGISTERED;
import static dev.daybook.sbi.Sbis.SBI;
import static dev.daybook.sbi.Sbis.register;
import static dev.daybook.sbi.Sbis.story;
import static dev.daybook.sbi.Sbis.titled;

import dev.daybook.domain.Json;
import dev.daybook.sbi.SbiCommand.Edit;
import dev.daybook.sbi.SbiCommand.Register;
import dev.daybook.sbi.SbiEvent.Assigned;
import dev.daybook.sbi.SbiEvent.Deleted;
import dev.daybook.sbi.SbiEvent.DependenciesChanged;
import dev.daybook.sbi.SbiEvent.MetadataChanged;
import dev.daybook.sbi.SbiEvent.Moved;
import dev.daybook.sbi.SbiEvent.Registered;
import dev.daybook.sbi.SbiEvent.Relabelled;
import dev.daybook.sbi.SbiEvent.Reprioritized;
import dev.daybook.sbi.SbiEvent.Respecified;
import dev.daybook.sbi.SbiEvent.Retitled;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Registering a task and editing what it says. */
class SbiRegistrationTest {

    @Test
    void a_task_is_registered_with_what_it_says() {
        story().when(REGISTER).then(REGISTERED);
    }

    @Test
    void registering_the_same_again_changes_nothing() {
        story().given(REGISTERED).when(REGISTER).thenNothing();
    }

    @Test
    void a_late_repetition_of_the_registration_is_harmless_after_an_edit() {
        story().given(REGISTERED, new Retitled(SBI, "Add logout"))
                .when(REGISTER)
                .thenNothing();
    }

    @Test
    void registering_other_values_under_the_same_id_is_a_conflict() {
        story().given(REGISTERED)
                .when(titled("Add logout"))
                .thenRejected(CONFLICT)
                .contains(SBI.value());
    }

    @Test
    void an_id_is_not_given_out_again_after_a_deletion() {
        story().given(REGISTERED, new Deleted(SBI, Optional.empty()))
                .when(REGISTER)
                .thenRejected(CONFLICT)
                .contains("deleted");
    }

    @Test
    void a_new_task_has_an_id_of_our_form() {
        var foreign = new Register(
                new SbiId("SBI-INIT-001"),
                Optional.empty(),
                "Add login",
                Optional.empty(),
                "",
                List.of(),
                0,
                Optional.empty(),
                List.of(),
                false,
                Json.EMPTY_OBJECT,
                Set.of());
        story().when(foreign).thenInvalidAt("/id").contains("SBI-INIT-001").contains("ULID");
    }

    @Test
    void a_title_is_one_line_of_1_to_200_characters() {
        story().when(titled("")).thenInvalidAt("/title");
        story().when(titled("   ")).thenInvalidAt("/title");
        story().when(titled("a\nb")).thenInvalidAt("/title");
        story().when(titled("x".repeat(201))).thenInvalidAt("/title").contains("201");
        story().given(REGISTERED).when(edit().title("").build()).thenInvalidAt("/title");
    }

    @Test
    void a_specification_has_at_most_4_MiB() {
        String tooLong = "x".repeat((4 << 20) + 1);
        story().given(REGISTERED)
                .when(edit().spec(tooLong).build())
                .thenInvalidAt("/spec")
                .contains("4194305");
        String inBytes = "語".repeat((4 << 20) / 3 + 1); // short enough in characters only
        story().given(REGISTERED).when(edit().spec(inBytes).build()).thenInvalidAt("/spec");
    }

    @Test
    void labels_are_short_few_and_different() {
        story().when(labelled("", List.of("ok", " "))).thenInvalidAt("/labels/1");
        story().when(labelled("", List.of("x".repeat(65)))).thenInvalidAt("/labels/0");
        story().when(labelled("", List.of("web", "auth", "web")))
                .thenInvalidAt("/labels/2")
                .contains("web");
        story().when(labelled("", Collections.nCopies(33, "x"))).thenInvalidAt("/labels");
        story().when(labelled("x".repeat(65), List.of())).thenInvalidAt("/label");
    }

    @Test
    void a_priority_is_0_1_or_2() {
        story().when(register("t", "", List.of(), 3, List.of(), Set.of())).thenInvalidAt("/priority");
        story().when(register("t", "", List.of(), -1, List.of(), Set.of())).thenInvalidAt("/priority");
    }

    @Test
    void metadata_is_a_json_object() {
        story().given(REGISTERED).when(edit().metadata(new Json("[1]")).build()).thenInvalidAt("/metadata");
    }

    @Test
    void a_task_cannot_depend_on_itself() {
        story().when(register("t", "", List.of(), 0, List.of(SBI), Set.of())).thenRejected(CONFLICT);
    }

    @Test
    void a_task_cannot_depend_on_one_that_waits_for_it() {
        story().when(register("t", "", List.of(), 0, List.of(OTHER), Set.of(OTHER)))
                .thenRejected(CONFLICT)
                .contains("cannot depend on " + OTHER);
        story().given(REGISTERED)
                .when(edit().dependsOn(List.of(OTHER)).dependants(Set.of(OTHER)).build())
                .thenRejected(CONFLICT);
    }

    @Test
    void a_dependency_named_twice_is_one() {
        story().given(REGISTERED)
                .when(edit().dependsOn(List.of(OTHER, OTHER)).build())
                .then(new DependenciesChanged(SBI, List.of(OTHER)));
    }

    @Test
    void an_edit_tells_each_change_by_itself() {
        story().given(REGISTERED)
                .when(edit().title("Add logout")
                        .spec("# New")
                        .label("auth")
                        .labels(List.of("auth", "web"))
                        .priority(2)
                        .parent(Optional.of("PBI-1"))
                        .dependsOn(List.of(OTHER))
                        .metadata(new Json("{\"team\":\"web\"}"))
                        .build())
                .then(
                        new Retitled(SBI, "Add logout"),
                        new Respecified(SBI, Optional.of("# New")),
                        new Relabelled(SBI, "auth", List.of("auth", "web")),
                        new Reprioritized(SBI, 2),
                        new Moved(SBI, Optional.of("PBI-1")),
                        new DependenciesChanged(SBI, List.of(OTHER)),
                        new MetadataChanged(SBI, new Json("{\"team\":\"web\"}")));
    }

    @Test
    void an_edit_to_what_already_is_changes_nothing() {
        Edit edit = edit().title("Add logout")
                .spec("# New")
                .label("auth")
                .labels(List.of("auth"))
                .priority(2)
                .parent(Optional.of("PBI-1"))
                .dependsOn(List.of(OTHER))
                .metadata(new Json("{\"a\":1}"))
                .build();
        story().given(REGISTERED).when(edit).when(edit).thenNothing();
        story().given(REGISTERED).when(NO_EDIT).thenNothing();
    }

    @Test
    void a_changed_main_label_keeps_the_list() {
        story().given(REGISTERED, new Relabelled(SBI, "auth", List.of("auth", "web")))
                .when(edit().label("web").build())
                .then(new Relabelled(SBI, "web", List.of("auth", "web")));
    }

    @Test
    void a_task_can_be_taken_out_of_its_parent() {
        story().given(REGISTERED, new Moved(SBI, Optional.of("PBI-1")))
                .when(edit().parent(Optional.empty()).build())
                .then(new Moved(SBI, Optional.empty()));
        story().given(REGISTERED)
                .when(edit().parent(Optional.of("a/b")).build())
                .thenInvalidAt("/parent");
    }

    @Test
    void somebody_is_to_work_on_a_task_until_nobody_is() {
        story().given(REGISTERED)
                .when(edit().assignee(Optional.of("ada")).build())
                .then(new Assigned(SBI, Optional.of("ada")));
        story().given(REGISTERED, new Assigned(SBI, Optional.of("ada")))
                .when(edit().assignee(Optional.of("ada")).build())
                .thenNothing();
        story().given(REGISTERED, new Assigned(SBI, Optional.of("ada")))
                .when(edit().assignee(Optional.empty()).build())
                .then(new Assigned(SBI, Optional.empty()));
        story().given(REGISTERED)
                .when(edit().assignee(Optional.empty()).build())
                .thenNothing();
        for (String name : List.of(" ", "a\nb", "x".repeat(201))) {
            story().given(REGISTERED)
                    .when(edit().assignee(Optional.of(name)).build())
                    .thenInvalidAt("/assignee");
        }
    }

    @Test
    void only_what_is_registered_and_not_deleted_can_be_edited() {
        story().when(NO_EDIT).thenRejected(NOT_FOUND).contains("not registered");
        story().given(REGISTERED, new Deleted(SBI, Optional.empty()))
                .when(NO_EDIT)
                .thenRejected(NOT_FOUND)
                .contains("deleted");
    }

    @Test
    void an_imported_registration_after_a_deletion_brings_the_task_back() {
        Registered again = REGISTERED;
        story().given(REGISTERED, new Deleted(SBI, Optional.empty()), again)
                .when(edit().title("Add logout").build())
                .then(new Retitled(SBI, "Add logout"));
    }

    private static Register labelled(String label, List<String> labels) {
        return register("Add login", label, labels, 0, List.of(), Set.of());
    }

    private static EditOf edit() {
        return new EditOf();
    }

    /** An edit with some of its many parts. */
    private static final class EditOf {

        private final Map<String, Object> given = new HashMap<>();
        private Optional<String> spec = Optional.empty();
        private Optional<String> label = Optional.empty();
        private Optional<List<String>> labels = Optional.empty();
        private Optional<List<SbiId>> dependsOn = Optional.empty();
        private Optional<Json> metadata = Optional.empty();
        private Set<SbiId> dependants = Set.of();

        Edit build() {
            return new Edit(SBI, SbiShape.changes(given), spec, label, labels, dependsOn, metadata, dependants);
        }

        EditOf title(String it) {
            given.put("title", it);
            return this;
        }

        EditOf spec(String it) {
            spec = Optional.of(it);
            return this;
        }

        EditOf label(String it) {
            label = Optional.of(it);
            return this;
        }

        EditOf labels(List<String> it) {
            labels = Optional.of(it);
            return this;
        }

        EditOf priority(int it) {
            given.put("priority", it);
            return this;
        }

        EditOf parent(Optional<String> it) {
            given.put("parent", it);
            return this;
        }

        EditOf assignee(Optional<String> it) {
            given.put("assignee", it);
            return this;
        }

        EditOf dependsOn(List<SbiId> it) {
            dependsOn = Optional.of(it);
            return this;
        }

        EditOf metadata(Json it) {
            metadata = Optional.of(it);
            return this;
        }

        EditOf dependants(Set<SbiId> it) {
            dependants = it;
            return this;
        }
    }
}
