package dev.daybook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is stored is made quicker and smaller, and is the same as before. */
class OptimizeTest {

    @TempDir
    private Path root;

    private Program program;

    @BeforeEach
    void given_tasks() {
        program = Program.in(root);
        for (String title : List.of("first", "second", "third", "fourth")) {
            program.command("sbi", "register", "The %s task".formatted(title));
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(program.data().resolve("read"))) {
            return all.filter(file -> file.toString().endsWith(".db")).sorted().toList();
        }
    }

    private long segments() throws IOException, SQLException {
        Path search = files().stream()
                .filter(file -> file.getFileName().toString().startsWith("search-"))
                .findFirst()
                .orElseThrow();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + search);
                var query = connection.prepareStatement("SELECT count(DISTINCT segid) FROM document_fts_idx");
                var row = query.executeQuery()) {
            return row.getLong(1);
        }
    }

    /** Without the sizes, to which what SQLite has learned of the indexes adds some pages. */
    private String standing() {
        return program.command("projections", "--json", "name,generation,state,position,reason")
                .out();
    }

    @Test
    void an_index_is_merged_and_all_is_as_it_was() throws IOException, SQLException {
        assertThat(segments()).isGreaterThan(1);
        String before = standing();

        var optimized = program.command("optimize");

        assertThat(optimized.code()).as(optimized.err()).isZero();
        assertThat(optimized.out()).contains("journal", "read model search", "merged and looked at");
        assertThat(segments()).isEqualTo(1);
        assertThat(program.command("search", "third").out()).contains("The third task");
        assertThat(program.command("verify").out()).contains("4 entries proven, no findings");
        assertThat(standing()).as("nothing was built anew").isEqualTo(before);
    }

    @Test
    void a_dry_run_does_nothing() throws IOException, SQLException {
        long before = segments();

        var tried = program.command("optimize", "--previous", "--dry-run");

        assertThat(tried.out()).contains("dry run, nothing is changed");
        assertThat(segments()).isEqualTo(before);
    }

    @Test
    void as_csv_each_of_what_was_looked_at_is_a_line() {
        var lines = program.command("optimize", "--dry-run", "--format", "csv").lines();

        assertThat(lines.getFirst()).isEqualTo("what,before,after,done");
        assertThat(lines).anyMatch(line -> line.startsWith("journal,"));
        assertThat(lines).anyMatch(line -> line.startsWith("read model search,"));
    }

    @Test
    void the_generation_before_goes_if_it_is_wanted() throws IOException {
        program.command("rebuild", "sbi");
        int kept = files().size();
        assertThat(program.command("optimize").code()).isZero();
        assertThat(files()).hasSize(kept);

        assertThat(program.command("optimize", "--previous").code()).isZero();

        assertThat(files()).hasSize(kept - 1);
        assertThat(program.command("projections", "back", "sbi").err()).contains("has no generation before this one");
    }
}
