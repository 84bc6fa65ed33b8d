package dev.daybook.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daybook.importing.LegacySource.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Of a part of a tree only what is about its files is told. */
class ScopeFilterTest {

    private final ScopeFilter filter = new ScopeFilter(new Scope.Files(Set.of("a/b/c.json", "a/b-old", "d")));

    @Test
    void a_file_the_folders_above_it_and_what_is_below_it_are_of_the_part() {
        assertThat(List.of("a/b/c.json", "a/b", "a", "a/b-old", "a/b-old/x/y", "d", "d/e"))
                .allMatch(filter::isWanted);
        assertThat(List.of("a/b/c", "a/b/c.json2", "a/b/d.json", "a/c", "b", "c.json", "dd", "a/d"))
                .noneMatch(filter::isWanted);
    }

    @Test
    void what_changes_with_a_file_is_of_the_part_too() {
        var withLog = new ScopeFilter(new Scope.Files(Set.of("hive.db-wal")), file -> Stream.of(file + "-wal"));

        assertThat(withLog.isWanted("hive.db")).isTrue();
        assertThat(withLog.isWanted("hive.json")).isFalse();
    }

    @Test
    void whatever_is_asked_of_the_whole_tree_is_wanted() {
        var all = new ScopeFilter(Scope.ALL);

        assertThat(all.isAll()).isTrue();
        assertThat(filter.isAll()).isFalse();
        assertThat(all.isWanted("anything")).isTrue();
        assertThat(all.isAbout(_ -> false)).isTrue();
        assertThat(filter.isAbout("d"::equals)).isTrue();
        assertThat(filter.isAbout("e"::equals)).isFalse();
    }

    @Test
    void findings_rejections_and_what_was_looked_at_elsewhere_are_left_out() {
        var told = new ArrayList<Reading.Result>();
        Reading reading = Results.reading(results -> {
            for (String file : List.of("d", "elsewhere")) {
                Finding why = Finding.error(file, "", "INVALID_JSON", "is bad");
                results.file(file, true);
                results.finding(why);
                results.rejected(why, new byte[0]);
                results.kept(why, file, new byte[0]);
            }
        });

        filter.of(reading).forEachRemaining(told::add);

        assertThat(told).hasSize(4).noneMatch(result -> result.toString().contains("elsewhere"));
    }
}
