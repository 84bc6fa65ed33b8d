package dev.daybook.cli;

import dev.daybook.journal.postgres.Server;
import dev.daybook.text.ShellWord;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a command works with: its data directory, its settings, its outputs, and the connection to the server, made when
 * first asked for. Used by one thread, except {@link #close}, which a shutdown may call beside it.
 */
final class CommandContext implements AutoCloseable {

    private final Environment environment;
    private final Common common;
    private final Map<ProgramSetting, String> flags;
    private final Terminal terminal;
    private final Output output;
    private DataDirectory data;
    private @Nullable ProgramSettings settings;
    private final Connection connection;

    CommandContext(
            Environment environment,
            Common common,
            Map<ProgramSetting, String> flags,
            String qualifiedName,
            boolean begins,
            boolean reads) {
        this.environment = environment;
        this.common = common;
        this.flags = new LinkedHashMap<>(common.flags());
        this.flags.putAll(flags);
        this.terminal = Terminal.detect(environment.environment());
        this.output = new Output(
                environment.out(),
                terminal,
                common.format(),
                common.records(),
                this::times,
                environment.clock(),
                this::shortIds);
        this.data = DataDirectory.at(common.data().orElseGet(() -> DataDirectory.byDefault(environment.environment())));
        this.connection = new Connection(
                this, new Connection.Wish(qualifiedName.replaceFirst("^daybook ", ""), begins, reads, common.anew()));
    }

    Output output() {
        return output;
    }

    /**
     * Returns the format of the output as it was named.
     *
     * @param own formats that only this command has
     */
    String format(Set<String> own) {
        return common.format(own);
    }

    Environment environment() {
        return environment;
    }

    DataDirectory data() {
        return data;
    }

    /** Returns the address of the database with the journal, if it is in one. */
    Optional<String> sharedJournal() {
        return Optional.of(settings().text(ProgramSetting.JOURNAL))
                .filter(text -> !text.isEmpty())
                .or(data::sharedJournal);
    }

    /** Refuses what is done to the file of a journal where there is none. */
    void refuseShared() {
        sharedJournal().ifPresent(address -> {
            Server server = JournalServer.at(address, settings());
            throw Failure.because(
                    "the journal is in %s, and no file of %s".formatted(server, data.path()),
                    "pg_dump --format=custom --file=daybook.dump --dbname=%s backs it up, pg_restore --dbname=… takes it back, pg_basebackup copies the whole server"
                            .formatted(server));
        });
    }

    /** Returns whether the user named a data directory, here or in the environment. */
    boolean dataIsNamed() {
        return common.data().isPresent()
                || !environment.environment().getOrDefault("DAYBOOK_DATA", "").isBlank();
    }

    /** Returns what named the data directory, in words. */
    String dataSource() {
        if (common.data().isPresent()) {
            return "flag";
        }
        return dataIsNamed() ? "DAYBOOK_DATA" : "default";
    }

    private Map<String, String> shortIds(String category, List<String> ids) {
        return new Things(client()).shortIds(category, ids);
    }

    /** Returns what the user types to start this program. */
    String program() {
        return ShellWord.of(System.getProperty("daybook.program", "daybook"));
    }

    /** Works in another directory from now on. Only before the first use of settings and client. */
    void moveTo(Path directory) {
        data = DataDirectory.at(directory);
    }

    /** Returns what has to be added to a command so that it finds the same data. */
    String dataFlag() {
        return data.equals(DataDirectory.at(DataDirectory.byDefault(environment.environment())))
                ? ""
                : " --data " + ShellWord.of(data.path().toString());
    }

    ProgramSettings settings() {
        if (settings == null) {
            settings = ProgramSettings.of(flags, environment.environment(), data.path());
        }
        return settings;
    }

    /** Returns how the user reads and writes times. */
    LocalTimes times() {
        return new LocalTimes(ZoneId.of(settings().text(ProgramSetting.ZONE)));
    }

    /** Returns what shows how far a task is, as the user wants it. */
    ProgressOutput progress(String task) {
        return ProgressOutput.of(common.progress(), environment.err(), terminal, task, environment.clock());
    }

    /** A remark for a person, on standard error. */
    void note(String text) {
        environment.err().println(terminal.err(text));
    }

    /** Returns a sentence with the times in it as the user reads them. */
    String shown(String sentence) {
        return times().within(sentence, terminal.standardError());
    }

    /** Returns what a server said of a request, by the names that the user knows. */
    Failure failure(Failure.Problem problem, UnaryOperator<String> names) {
        return ProblemTexts.failure(problem, this::shown, names);
    }

    /** Returns the connection to what the data directory holds. */
    Connection connection() {
        return connection;
    }

    /** Returns the client of the server of this data directory, or of what is opened in this process if none runs. */
    Client client() {
        return connection.client();
    }

    @Override
    public void close() {
        connection.close();
    }
}
