package dev.daybook.project;

import com.sun.net.httpserver.HttpServer;
import dev.daybook.project.discovery.Commits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.revwalk.RevCommit;

/** A repository at a host that tells it by plain files, as any web server can. */
final class RemoteServer implements AutoCloseable {

    private final HttpServer server;
    private final Git git;
    private RevCommit head;

    RemoteServer(Path folder) throws Exception {
        git = Commits.begin(folder.resolve("origin"));
        commit("Begin");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/ada/Tools.git/", exchange -> {
            try (exchange) {
                String name = exchange.getRequestURI().getPath().substring("/ada/Tools.git/".length());
                Path file = folder.resolve("origin/.git").resolve(name);
                byte[] bytes = name.equals("info/refs")
                        ? "%s\trefs/heads/main\n".formatted(head.name()).getBytes(StandardCharsets.UTF_8)
                        : Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
                exchange.sendResponseHeaders(bytes.length == 0 ? 404 : 200, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:%d/ada/Tools.git".formatted(server.getAddress().getPort());
    }

    void commit(String message) throws Exception {
        head = Commits.commit(git, message);
    }

    @Override
    public void close() throws IOException {
        server.stop(0);
        git.close();
    }
}
