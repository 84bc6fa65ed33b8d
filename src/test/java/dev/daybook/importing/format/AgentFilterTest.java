package dev.daybook.importing.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.domain.Json;
import dev.daybook.event.JsonText;
import dev.daybook.importing.Finding;
import dev.daybook.importing.Reading;
import dev.daybook.importing.Results;
import dev.daybook.importing.database.Database;
import dev.daybook.importing.format.Format.Owned;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of a tree only what is one agent's is told. */
class AgentFilterTest {

    private final AgentFilter filter = new AgentFilter("ada");

    /** A tool in which a folder is an agent's that has its name, and a record in which it stands. */
    @BeforeEach
    void own() {
        filter.owns(
                (agent, _) -> new Owned() {
                    @Override
                    public boolean hasFile(String file) {
                        return file.startsWith(agent + "/");
                    }

                    @Override
                    public boolean has(FileRecord record) {
                        return record.value().text().contains(agent);
                    }
                },
                new NoFiles());
    }

    /** A tree in which nothing stands. */
    private static final class NoFiles implements Format.Files {

        @Override
        public Set<String> names() {
            return Set.of();
        }

        @Override
        public Instant modifiedAt(String file) {
            return Instant.EPOCH;
        }

        @Override
        public Optional<byte[]> bytes(String file) {
            return Optional.empty();
        }

        @Override
        public Optional<Database> database(String file) {
            return Optional.empty();
        }
    }

    private static FileRecord record(String file, String where, String text) {
        var value = new Json(text);
        return new FileRecord(
                "tool.note",
                where,
                value,
                JsonText.tree(value),
                text,
                Optional.empty(),
                file,
                where,
                Instant.EPOCH,
                false);
    }

    private static Finding finding(String file, String where) {
        return Finding.warn(file, where, "ODD", "is odd");
    }

    private List<String> told(Results from) {
        var told = new ArrayList<String>();
        Reading reading = Results.reading(results -> results.add(from));
        try (Reading of = filter.of(reading)) {
            of.forEachRemaining(result -> told.add(
                    switch (result) {
                        case Finding finding -> finding.file() + finding.where();
                        case Reading.Rejected(Finding why, var _) -> "rejected " + why.file() + why.where();
                        case Reading.Kept(Finding why, var _, var _) -> "kept " + why.file() + why.where();
                        case Reading.Seen seen -> "seen " + seen.file();
                        case Reading.Found _ -> "found";
                    }));
        }
        return told;
    }

    @Test
    void a_record_is_its_own_in_a_file_of_its_own_and_where_the_tool_says_so() {
        assertThat(filter.has(record("ada/notes", "line 1", "{}"))).isTrue();
        assertThat(filter.has(record("all", "line 1", "{\"by\":\"ada\"}"))).isTrue();
        assertThat(filter.has(record("all", "line 2", "{\"by\":\"bob\"}"))).isFalse();
        assertThat(filter.isWhole("ada/notes")).isTrue();
        assertThat(filter.isWhole("all")).isFalse();

        filter.add("all");

        assertThat(filter.isWhole("all")).isTrue();
        assertThat(filter.has(record("all", "line 2", "{\"by\":\"bob\"}"))).isTrue();
    }

    @Test
    void what_is_odd_about_others_is_left_out() {
        assertThat(filter.has(record("all", "line 1", "{\"by\":\"ada\"}"))).isTrue();
        assertThat(filter.has(record("all", "line 2", "{}"))).isFalse();
        var results = new Results();
        for (Finding it : List.of(
                finding("all", "line 1"),
                finding("all", "line 2"),
                finding("other", "line 1"),
                finding("ada/notes", "line 2"),
                finding("", ""))) {
            results.finding(it);
            results.rejected(it, new byte[0]);
            results.kept(it, it.file(), new byte[0]);
        }
        results.file("all", true);

        assertThat(told(results))
                .containsExactlyInAnyOrder(
                        "allline 1",
                        "rejected allline 1",
                        "kept allline 1",
                        "ada/notesline 2",
                        "rejected ada/notesline 2",
                        "kept ada/notesline 2",
                        "seen all");
    }

    @Test
    void an_agent_of_which_nothing_was_found_is_told() {
        var results = new Results();

        filter.conclude(results);

        assertThat(told(results)).containsExactly("");
        assertThat(filter.has(record("ada/notes", "line 1", "{}"))).isTrue();
        var more = new Results();
        filter.conclude(more);
        assertThat(more.findings()).isEmpty();
    }
}
