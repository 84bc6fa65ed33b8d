package dev.daybook.journal.postgres;

import java.net.URI;
import java.net.URISyntaxException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a journal is, and how this program connects to it: {@code postgresql://user@host:port/database?parameters}, with
 * the parameters of the PostgreSQL driver, such as {@code sslmode=verify-full} or {@code currentSchema=daybook}.
 *
 * <p>{@code prepareThreshold=0} among them says, as to the driver, that a pooler stands between, such as PgBouncer, which gives
 * each transaction another connection: nothing is kept in a session then. What this program would set there, a role is to have.
 *
 * <p>The password is never a part of it, as addresses are printed. Without one the driver looks into {@code ~/.pgpass}.
 */
public final class Server {

    private static final String SCHEME = "postgresql";
    private static final int PORT = 5432;

    private static final String WANTED =
            "postgresql://USER@HOST/DATABASE, with the password in PGPASSWORD, in a file that"
                    + " journal.password.file names, or in ~/.pgpass: addresses are printed";

    private static final Pattern PASSWORD = Pattern.compile("(://[^/@:]*:)[^/]*(?=@)|([?&]password=)[^&]*");

    /** The server frees what a session holds that this program has forgotten, or that hangs. */
    private static final String WRITING = "-c lock_timeout=10s -c statement_timeout=60s"
            + " -c idle_in_transaction_session_timeout=10s -c client_min_messages=warning";

    /** Questions are short: compiling one takes longer than any does. */
    private static final String READING = "-c default_transaction_read_only=on -c statement_timeout=120s"
            + " -c idle_in_transaction_session_timeout=60s -c jit=off";

    /** Rows of read models can be made anew: their commits wait for no disk. What makes indexes may take long. */
    private static final String POSTING = "-c lock_timeout=10s -c idle_in_transaction_session_timeout=10s"
            + " -c client_min_messages=warning -c synchronous_commit=off";

    private static final String POSTING_SILENCE_S = "3600";

    private static final String CONNECT_S = "5";

    /** Longer than any statement may take: then nobody is there any more. */
    private static final String SILENCE_S = "130";

    private static final Pattern POOLED = Pattern.compile("(^|&)prepareThreshold=0(&|$)");

    private final URI address;
    private final Optional<String> password;

    private Server(URI address, Optional<String> password) {
        this.address = address;
        this.password = password;
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it is none, in a sentence for its user that does not repeat a password
     */
    public static Server of(String text, Optional<String> password) {
        complaint(text).ifPresent(wanted -> {
            throw new IllegalArgumentException(
                    "'%s' is no address of a journal: want %s".formatted(withoutPassword(text), wanted));
        });
        return new Server(URI.create(text), password);
    }

    /** Returns what an address should have looked like, or nothing if it does. */
    public static Optional<String> complaint(String text) {
        try {
            URI address = new URI(text);
            boolean holdsPassword = !withoutPassword(text).equals(text);
            boolean isWhole = SCHEME.equals(address.getScheme())
                    && address.getHost() != null
                    && address.getUserInfo() != null
                    && String.valueOf(address.getPath()).length() > 1;
            return isWhole && !holdsPassword ? Optional.empty() : Optional.of(WANTED);
        } catch (URISyntaxException _) {
            return Optional.of(WANTED);
        }
    }

    /** Returns an address without the password that somebody may have put in it. */
    public static String withoutPassword(String text) {
        return PASSWORD.matcher(text).replaceAll("$1$2***");
    }

    /** Whether each transaction may be on another connection, so that none may leave anything behind. */
    boolean isPooled() {
        return address.getRawQuery() != null
                && POOLED.matcher(address.getRawQuery()).find();
    }

    Connection writer() throws SQLException {
        return DriverManager.getConnection(url(), properties(WRITING));
    }

    /**
     * Has a commit of a session be on the disk before it is acknowledged, whatever the server is set to; behind a pooler
     * nothing can be set in a session.
     */
    void flushEachCommit(Connection connection) throws SQLException {
        if (!isPooled()) {
            PostgresSchema.execute(
                    connection,
                    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'");
        }
    }

    /** Connects whoever writes the rows of a read model. */
    public Connection poster() throws SQLException {
        Properties properties = properties(POSTING);
        properties.setProperty("socketTimeout", POSTING_SILENCE_S);
        return DriverManager.getConnection(url(), properties);
    }

    /** Returns what lends connections for questions to the journal. */
    Readers readers() {
        return readers("journal-readers");
    }

    /** As {@link #readers()}, for questions to read models, which wait for none to the journal. */
    public Readers questions() {
        return readers("questions");
    }

    private Readers readers(String name) {
        return new Readers(name, () -> DriverManager.getConnection(url(), properties(READING)));
    }

    private String url() {
        return "jdbc:postgresql://%s:%d%s%s"
                .formatted(
                        address.getHost(),
                        address.getPort() < 0 ? PORT : address.getPort(),
                        address.getRawPath(),
                        address.getRawQuery() == null ? "" : "?" + address.getRawQuery());
    }

    private Properties properties(String options) {
        var properties = new Properties();
        properties.setProperty("user", address.getUserInfo());
        password.ifPresent(text -> properties.setProperty("password", text));
        properties.setProperty("ApplicationName", "daybook");
        properties.setProperty("connectTimeout", CONNECT_S);
        properties.setProperty("socketTimeout", SILENCE_S);
        properties.setProperty("tcpKeepAlive", "true");
        if (!isPooled()) {
            properties.setProperty("options", options); // a pooler refuses it
        }
        return properties;
    }

    /** Returns the address that was read. */
    public String address() {
        return address.toString();
    }

    /** Returns it as it is shown: without parameters, which may name files. */
    @Override
    public String toString() {
        return Stream.of(
                        SCHEME,
                        "://",
                        address.getUserInfo(),
                        "@",
                        address.getAuthority().replaceAll("^.*@", ""),
                        address.getPath())
                .collect(Collectors.joining());
    }
}
