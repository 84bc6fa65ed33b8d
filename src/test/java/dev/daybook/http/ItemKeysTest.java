package dev.daybook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record of a tool stays the one that it is: what tells it from others in the tool's files is not changed. */
class ItemKeysTest {

    private static final String TASK = "/items/taskmaster.task/master%2F1";
    private static final String TAG = "/items/codescout.tag/f1%2Fapi%2Fv2";

    @TempDir
    private Path folder;

    private Fixture house;
    private Caller caller;

    @BeforeEach
    void open() {
        house = new Fixture(folder, () -> Instant.parse("2026-10-01T12:00:00Z"));
        caller = house.caller;
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void refused(String path, String body, String detail) {
        var problem = caller.patch(path, body, "If-Match", "*").isProblem(422, "invalid-request");
        assertThat(problem.json().path("detail").asText()).contains(detail);
    }

    @Test
    void its_name_is_neither_changed_nor_taken_out() {
        caller.put(TASK, "{\"record\":{\"id\":1,\"title\":\"Add login\"}}").is(200);

        refused(TASK, "{\"set\":{\"/id\":2,\"/title\":\"Other\"}}", "/id tells taskmaster.task/master/1 from others");
        refused(TASK, "{\"unset\":[\"/id\"]}", "/id tells taskmaster.task/master/1 from others");
        caller.put(TASK, "{\"record\":{\"id\":2,\"title\":\"Other\"}}").isProblem(422, "invalid-request");
        caller.put(TASK, "{\"record\":{\"title\":\"Other\"}}").isProblem(422, "invalid-request");

        assertThat(caller.get(TASK).is(200).json().path("record").toString())
                .isEqualTo("{\"id\":1,\"title\":\"Add login\"}");
    }

    @Test
    void whatever_else_it_says_is_changed_and_its_name_may_be_said_again() {
        caller.put(TASK, "{\"record\":{\"id\":1,\"title\":\"Add login\"}}").is(200);

        caller.patch(TASK, "{\"set\":{\"/id\":\"1\",\"/title\":\"Other\"}}", "If-Match", "*")
                .is(200);
        long third = caller.put(TASK, "{\"record\":{\"title\":\"Third\",\"id\":1}}")
                .is(200)
                .json()
                .path("position")
                .asLong();

        assertThat(caller.get(TASK + "?wait=10s&after=" + third)
                        .is(200)
                        .json()
                        .at("/record/title")
                        .asText())
                .isEqualTo("Third");
    }

    @Test
    void a_new_one_says_the_name_that_it_gets() {
        for (String record : new String[] {"{\"title\":\"x\"}", "{\"id\":2}", "{\"id\":null}", "{\"id\":[1]}"}) {
            caller.put(TASK, "{\"record\":" + record + "}").isProblem(422, "invalid-request");
        }
        caller.get(TASK).isProblem(404, "not-found");
        caller.put(TASK, "{\"record\":{\"id\":\"1\"}}").is(200);
    }

    @Test
    void several_members_tell_a_row_from_others() {

        caller.put(TAG, "{\"record\":{\"fileId\":\"f1\",\"tag\":\"api/v1\"}}").isProblem(422, "invalid-request");
        caller.put(TAG, "{\"record\":{\"fileId\":\"f1\",\"tag\":\"api/v2\",\"weight\":1.0}}")
                .is(200);

        refused(TAG, "{\"set\":{\"/fileId\":\"f2\"}}", "/fileId tells codescout.tag/f1/api/v2 from others");
        caller.patch(TAG, "{\"set\":{\"/weight\":2.0}}", "If-Match", "*").is(200);
    }

    @Test
    void of_a_kind_of_no_tool_all_can_be_changed() {
        String item = "/items/tracker.task/1";
        caller.put(item, "{\"record\":{\"id\":7}}").is(200);

        caller.patch(item, "{\"unset\":[\"/id\"]}", "If-Match", "*").is(200);
    }
}
