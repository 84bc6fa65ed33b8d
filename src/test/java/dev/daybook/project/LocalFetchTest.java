package dev.daybook.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.daybook.operation.Progress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What remotes have is fetched, as long as somebody wants it. */
class LocalFetchTest {

    /** JGit gives up a remote that says nothing for 60 s. */
    private static final Duration BY_ITSELF = Duration.ofSeconds(50);

    @TempDir
    Path temporary;

    @Test
    void remotes_that_say_nothing_are_let_go_of_when_nobody_waits_any_more() throws Exception {
        Path home = temporary.toRealPath().resolve("ada");
        var over = new CountDownLatch(1);
        var asked = new CountDownLatch(3);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var catalog = new Catalog(Files.createDirectories(temporary.resolve("data")))) {
            var silent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            silent.setExecutor(threads);
            silent.createContext("/", exchange -> {
                asked.countDown();
                try (exchange) {
                    over.await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
            silent.start();
            for (String name : List.of("a", "b", "c")) {
                Path git = home.resolve("code").resolve(name).resolve(".git");
                Files.createDirectories(git.resolve("objects"));
                Files.createDirectories(git.resolve("refs"));
                Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
                Files.writeString(
                        git.resolve("config"),
                        "[remote \"origin\"]\n\turl = http://127.0.0.1:%d/ada/%s.git\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n"
                                .formatted(silent.getAddress().getPort(), name));
            }
            Refresh.run(catalog.queries, home, List.of(), List.of(), catalog.now, catalog, Progress.UNHEARD);
            long beganNs = System.nanoTime();

            assertThatThrownBy(() -> LocalFetch.run(
                            catalog.queries.projects(ProjectQueries.Filter.PRESENT),
                            _ -> Optional.empty(),
                            false,
                            (_, _, _) -> {
                                if (asked.getCount() == 0) {
                                    throw new IllegalStateException("unwanted");
                                }
                            }))
                    .hasMessage("unwanted");

            assertThat(asked.getCount()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - beganNs)).isLessThan(BY_ITSELF);
            over.countDown();
            silent.stop(0);
        }
    }
}
