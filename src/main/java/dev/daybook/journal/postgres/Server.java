package dev.daybook.journal.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.net.URISyntaxException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a journal is, and how this program connects to it: {@code postgresql://user@host:port/database?parameters}, with
 * the parameters of the PostgreSQL driver, such as {@code sslmode=verify-full} or {@code currentSchema=daybook}.
 *
 * <p>The password is never a part of it, as addresses are printed. Without one the driver looks into {@code ~/.pgpass}.
 */
public final class Server {

    private static final String SCHEME = "postgresql";
    private static final int PORT = 5432;

    /** The server frees what a session holds that this program has forgotten, or that hangs. */
    private static final String WRITING = "-c lock_timeout=10s -c statement_timeout=60s"
            + " -c idle_in_transaction_session_timeout=10s -c client_min_messages=warning";

    private static final String READING = "-c default_transaction_read_only=on -c statement_timeout=120s"
            + " -c idle_in_transaction_session_timeout=60s";

    private static final String CONNECT_S = "5";

    /** Longer than any statement may take: then nobody is there any more. */
    private static final String SILENCE_S = "130";

    private static final int READERS_MAX = 8;
    private static final long LEND_MS = 2_000;

    private final URI address;
    private final Optional<String> password;

    private Server(URI address, Optional<String> password) {
        this.address = address;
        this.password = password;
    }

    /** Returns whether it is meant for this kind of journal, well-formed or not. */
    public static boolean isAddress(String text) {
        return text.startsWith(SCHEME + ":") || text.startsWith("postgres:");
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it is none, in a sentence for its user that does not repeat a password
     */
    public static Server of(String text, Optional<String> password) {
        URI address;
        try {
            address = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "the address of the journal is not one (%s): want %s".formatted(e.getReason(), wanted()));
        }
        if (String.valueOf(address.getUserInfo()).indexOf(':') >= 0
                || String.valueOf(address.getQuery()).contains("password=")) {
            throw new IllegalArgumentException(
                    "the address of the journal holds a password, and addresses are printed: want %s"
                            .formatted(wanted()));
        }
        if (!SCHEME.equals(address.getScheme())
                || address.getHost() == null
                || address.getUserInfo() == null
                || String.valueOf(address.getPath()).length() < 2) {
            throw new IllegalArgumentException("'%s' is no address of a journal: want %s".formatted(text, wanted()));
        }
        return new Server(address, password);
    }

    private static String wanted() {
        return "postgresql://USER@HOST/DATABASE, with the password in PGPASSWORD, in a file named by"
                + " journal.password.file, or in ~/.pgpass";
    }

    Connection writer() throws SQLException {
        return DriverManager.getConnection(url(), properties(WRITING));
    }

    /** Returns the connections that cannot write, lent one per question. Nothing is connected to before it is needed. */
    HikariDataSource readers() {
        var config = new HikariConfig();
        config.setPoolName("journal-readers");
        config.setJdbcUrl(url());
        config.setDataSourceProperties(properties(READING));
        config.setMaximumPoolSize(READERS_MAX);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(LEND_MS);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
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
        properties.setProperty("options", options);
        return properties;
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
