package dev.daybook.importing.follow;

import static dev.daybook.importing.container.ObjectDocument.jsonObject;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.daybook.domain.Event;
import dev.daybook.importing.Folder;
import dev.daybook.importing.Limits;
import dev.daybook.importing.follow.Followed.State;
import dev.daybook.importing.format.Format;
import dev.daybook.importing.run.ImportFixture;
import dev.daybook.importing.run.Imports;
import dev.daybook.item.ItemEvent;
import dev.daybook.item.files.ItemMapping;
import dev.daybook.journal.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Following trees in which each file is a record, as agents write them. */
class FollowedFilesTest {

    private static final String FILE = "cards/a.json";
    private static final StreamId CARD = new StreamId("item", "card/a.json");

    /** Longer than a file may be away while it is replaced. */
    private static final Duration AWAY = Duration.ofMillis(1_500);

    @TempDir
    private Path root;

    private final ImportFixture fixture = new ImportFixture(Format.of("cards", new ItemMapping())
            .file("cards/*.json", jsonObject(), "card", Format.NAME)
            .source(Limits.DEFAULT));
    private Imports imports;
    private Followers followers;

    @BeforeEach
    void a_tree() throws IOException {
        Folder.write(root, FILE, "{\"title\": \"One\"}");
        Folder.write(root, "cards/b.json", "{\"title\": \"Other\"}");
        imports = new Imports(fixture.imports(), fixture.context(InstantSource.system()));
        followers = new Followers(fixture.context(InstantSource.system()), imports);
    }

    @AfterEach
    void close() {
        followers.close();
        imports.close();
        fixture.close();
    }

    private String begin(Path tree) {
        return followers
                .start(new Followers.Request(tree, Optional.of("cards"), Optional.empty(), "ada"))
                .run();
    }

    /** Returns when it has caught up. */
    private String follow() {
        String run = begin(root);
        await().until(() -> followers.find(run).orElseThrow().state() == State.FOLLOWING
                && followers.find(run).orElseThrow().counts().batches() > 0);
        return run;
    }

    private List<Class<?>> told() {
        return fixture.events(CARD).stream().<Class<?>>map(Event::getClass).toList();
    }

    private List<String> findings(String run) {
        return followers.batches(run, 0).stream()
                .flatMap(batch -> batch.findings().stream())
                .map(finding -> finding.code() + " " + finding.file())
                .toList();
    }

    @Test
    void a_record_whose_file_is_removed_is_gone_as_for_whoever_reads_the_whole_tree() throws IOException {
        String run = follow();

        Files.delete(root.resolve(FILE));

        await().until(() -> told().equals(List.of(ItemEvent.Recorded.class, ItemEvent.Removed.class)));
        assertThat(findings(run)).contains("MISSING_FILE " + FILE);
        assertThat(fixture.run(root).events().appended()).isZero();
    }

    @Test
    void a_file_that_is_removed_and_written_anew_is_one_change() throws IOException {
        String run = follow();

        Files.delete(root.resolve(FILE));
        Folder.write(root, "cards/c.json", "{\"title\": \"Third\"}"); // so that somebody looks
        await().until(() -> followers.find(run).orElseThrow().counts().batches() > 1);
        Folder.write(root, FILE, "{\"title\": \"Two\"}");

        await().until(() -> told().size() > 1);
        assertThat(told()).containsExactly(ItemEvent.Recorded.class, ItemEvent.Revised.class);
        assertThat(findings(run)).isEmpty();
    }

    @Test
    void a_tree_that_is_away_has_lost_no_record() throws IOException {
        String run = follow();

        Folder.clear(root);
        await().until(() -> followers.find(run).orElseThrow().state() == State.WAITING);
        await().pollDelay(AWAY).until(() -> true);

        assertThat(told()).containsExactly(ItemEvent.Recorded.class);
    }

    @Test
    void two_trees_that_begin_to_be_followed_at_once_are_two_projects() throws IOException {
        Path second = Files.createDirectory(root.resolve("second"));
        Folder.write(second, FILE, "{\"title\": \"Of another\"}");

        var runs = new ArrayList<String>();
        imports.alone(
                "a rollback",
                () -> { // so that neither has anything on record
                    runs.add(begin(root));
                    runs.add(begin(second));
                    return fixture.journal.head();
                });

        assertThat(runs)
                .extracting(run -> followers.find(run).orElseThrow().project())
                .containsExactly("", "second");
        await().until(() ->
                !fixture.events(new StreamId("item", "second!/card/a.json")).isEmpty());
        assertThat(told()).containsExactly(ItemEvent.Recorded.class);
    }
}
