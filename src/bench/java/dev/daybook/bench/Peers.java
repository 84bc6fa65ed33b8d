package dev.daybook.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daybook.AllSlices;
import dev.daybook.event.Codec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Other programs that do the like, on the same machine and in the same run; each says how durable what it did is. */
final class Peers {

    private static final int CLIENTS = 64;
    private static final int TASKS = 2_000;
    private static final int FACTS = 200_000;
    private static final double SECONDS = 3;
    private static final String SYNCED = "durable: fsync before each answer";
    private static final String GROUPED = SYNCED + ", shared by those that wait";
    private static final Path NODE = Path.of("src/bench/node");

    private final Path scratch;

    Peers(Path scratch) {
        this.scratch = scratch;
    }

    void run() throws Exception {
        System.out.printf("%-44s %14s  %s%n", "what", "rate", "durability, or why there is none");
        byte[] payload = Appends.draft(
                        new Codec(_ -> Optional.empty(), AllSlices.of().facts()), 0)
                .payload()
                .bytes();
        var appends = new Appends(scratch, _ -> {});
        Optional<Path> node = node();
        for (int clients : List.of(1, CLIENTS)) {
            String who = clients == 1 ? ", 1 client" : ", %d clients".formatted(clients);
            told("Daybook, appends" + who, "/s", appends.journal(clients), GROUPED);
            told("Daybook, commands" + who, "/s", appends.commands(clients), GROUPED);
            axon(who, clients, payload);
            for (String peer : List.of("better-sqlite3", "emmett-sqlite")) {
                node(peer, who, clients, payload, node);
            }
        }
        backups();
        searches();
    }

    private static void told(String what, String unit, double rate, String durability) {
        System.out.println(String.format(
                Locale.ROOT,
                rate >= 100 ? "%-44s %,11.0f %s  %s" : "%-44s %,11.2f %s  %s",
                what,
                rate,
                unit,
                durability));
    }

    private static void skipped(String what, String why) {
        System.out.printf("%-44s %14s  %s%n", what, "skipped", why);
    }

    /** Axon's engine has no dialect that SQLite takes: it is measured on PostgreSQL. */
    private static void axon(String who, int clients, byte[] payload) throws Exception {
        try (var server = PostgresAppends.server();
                var axon = new AxonJdbc(
                        PostgresAppends.url(server),
                        Math.min(clients, PostgresAppends.CONNECTIONS),
                        new ObjectMapper().readTree(payload))) {
            Clients.run(clients, SECONDS, _ -> axon.append(1));
            told(
                    "Axon's JDBC engine on PostgreSQL" + who,
                    "/s",
                    Clients.run(clients, SECONDS, _ -> axon.append(1)).perSecond(),
                    "durable: synchronous_commit=on, a transaction for each client");
        } catch (IOException e) {
            skipped("Axon's JDBC engine on PostgreSQL" + who, String.valueOf(e.getMessage()));
        }
    }

    /** Returns where the programs for Node.js are installed; they are built there if need be. */
    private Optional<Path> node() throws Exception {
        if (!ran(List.of("node", "--version"), scratch) || !ran(List.of("npm", "--version"), scratch)) {
            return Optional.empty();
        }
        Path folder = Files.createDirectories(Path.of("target/bench-node"));
        for (String file : List.of("package.json", "peers.mjs")) {
            Files.write(folder.resolve(file), Files.readAllBytes(NODE.resolve(file)));
        }
        return Files.isDirectory(folder.resolve("node_modules"))
                        || ran(List.of("npm", "install", "--no-audit", "--no-fund", "--silent"), folder)
                ? Optional.of(folder)
                : Optional.empty();
    }

    private void node(String peer, String who, int clients, byte[] payload, Optional<Path> node) throws Exception {
        String what = peer + who;
        if (node.isEmpty()) {
            skipped(what, "no node and npm, or npm could not install it");
            return;
        }
        Process process = new ProcessBuilder(
                        "node",
                        "peers.mjs",
                        peer,
                        Files.createTempDirectory(scratch, "peer")
                                .resolve("peer.db")
                                .toAbsolutePath()
                                .toString(),
                        Integer.toString(clients),
                        Double.toString(SECONDS),
                        new String(payload, StandardCharsets.UTF_8))
                .directory(node.get().toFile())
                .redirectErrorStream(true)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (process.waitFor() == 0 && !lines.isEmpty()) {
            told(
                    what,
                    "/s",
                    Double.parseDouble(lines.getLast()),
                    peer.equals("emmett-sqlite")
                            ? "as its defaults are: a rollback journal, synchronous=FULL, a transaction each"
                            : SYNCED + ", a transaction each");
        } else {
            skipped(
                    what,
                    "failed: "
                            + lines.stream()
                                    .filter(line -> line.contains("rror"))
                                    .findFirst()
                                    .orElse("it ended with " + process.exitValue()));
        }
    }

    private static boolean ran(List<String> command, Path folder) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException _) {
            return false; // it is not installed
        }
    }

    private void backups() throws Exception {
        var backups = new JournalBackups(
                scratch,
                figure -> {
                    told("Daybook, backup", figure.unit(), figure.ours(), "durable, each entry proven by the chain");
                    told("cp and fsync", figure.unit(), figure.limit().orElseThrow(), "durable, nothing is proven");
                },
                FACTS);
        Path journal = backups.plain();
        Path copy = scratch.resolve("sqlite-backup.db");
        long begin = System.nanoTime();
        var backup = List.of("sqlite3", journal.toAbsolutePath().toString(), ".backup " + copy.toAbsolutePath());
        if (ran(backup, scratch)) {
            told(
                    "sqlite3 .backup",
                    "MB/s",
                    Files.size(copy) / 1e6 / ((System.nanoTime() - begin) / 1e9),
                    "durable at its end, nothing is proven");
        } else {
            skipped("sqlite3 .backup", "sqlite3 is not installed");
        }
    }

    private void searches() throws Exception {
        Path tree = Files.createTempDirectory(scratch, "searched");
        Tree.write(tree, TASKS);
        var service = new Service(scratch.resolve("searched-data"), 18_432);
        service.run("migrate", tree.toString());
        Process server = service.start();
        try (HttpClient http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(service.api() + "/search?q=invoice&limit=20"))
                    .header("Authorization", service.authorization())
                    .build();
            Clients.run(1, SECONDS, _ -> http.send(request, BodyHandlers.ofString()));
            told(
                    "Daybook, search of %,d tasks, p50".formatted(TASKS),
                    "ms",
                    Clients.run(1, SECONDS, _ -> http.send(request, BodyHandlers.ofString()))
                            .p50Ms(),
                    "reads only; ranked, with a snippet");
        } finally {
            Service.stop(server);
        }
        List<String> grep = List.of(
                "rg", "--files-with-matches", "invoice", tree.toAbsolutePath().toString(), "--hidden");
        if (ran(grep, scratch)) {
            told(
                    "ripgrep of the same files, p50",
                    "ms",
                    Clients.run(1, SECONDS, _ -> ran(grep, scratch)).p50Ms(),
                    "reads only; not ranked, a process each");
        } else {
            skipped("ripgrep of the same files, p50", "rg is not installed");
        }
    }
}
