package dev.daybook.project.github;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** What lets somebody in at the host. Its text never shows: neither as a text of this, nor in a message. */
public final class Token {

    private static final List<String> VARIABLES = List.of("GH_TOKEN", "GITHUB_TOKEN");
    private static final List<String> ENTERPRISE = List.of("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN");

    private final String text;

    /** @param text of one line */
    public Token(String text) {
        this.text = text;
    }

    /** Returns whether a host is somebody's own: the tokens of GitHub's hosts are not for it. */
    public static boolean isEnterprise(String host) {
        return !host.equals("github.com") && !host.endsWith(".ghe.com");
    }

    /** Returns the one of the environment for such a host, else the one that the program gh keeps for that host. */
    public static Optional<Token> find(Map<String, String> environment, String host, Path home) {
        return said(environment, isEnterprise(host) ? ENTERPRISE : VARIABLES).or(() -> kept(environment, host, home));
    }

    /** Returns the one that is meant for wherever repositories are asked for, if there is one. */
    public static Optional<Token> anywhere(Map<String, String> environment) {
        return said(environment, List.of("DAYBOOK_GITHUB_TOKEN"));
    }

    private static Optional<Token> said(Map<String, String> environment, List<String> variables) {
        return variables.stream()
                .map(text -> environment.getOrDefault(text, "").strip())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .flatMap(Token::of);
    }

    private static Optional<Token> of(String text) {
        return Optional.of(text)
                .filter(oneText -> oneText.chars().allMatch(c -> c > ' ' && c < 0x7f)) // no header can hold another
                .map(Token::new);
    }

    /** Returns the one that the program gh keeps for a host. */
    public static Optional<Token> kept(Map<String, String> environment, String host, Path home) {
        return kept(hosts(environment, home), host).flatMap(Token::of);
    }

    private static Path hosts(Map<String, String> environment, Path home) {
        String own = environment.getOrDefault("GH_CONFIG_DIR", "");
        String all = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path folder =
                !own.isEmpty() ? Path.of(own) : (all.isEmpty() ? home.resolve(".config") : Path.of(all)).resolve("gh");
        return folder.resolve("hosts.yml");
    }

    private static Optional<String> kept(Path hosts, String host) {
        try {
            Object all = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(hosts));
            Object one = member(all, host);
            Object user = member(member(one, "users"), String.valueOf(member(one, "user")));
            return Stream.of(member(one, "oauth_token"), member(user, "oauth_token"))
                    .filter(String.class::isInstance)
                    .map(value -> ((String) value).strip())
                    .filter(text -> !text.isEmpty())
                    .findFirst();
        } catch (IOException | YAMLException | IllegalArgumentException | ClassCastException _) {
            return Optional.empty(); // it may keep its tokens elsewhere: whoever wants one is told how to give it
        }
    }

    private static Object member(Object map, String name) {
        return map instanceof Map<?, ?> it && it.containsKey(name) ? Objects.requireNonNullElse(it.get(name), "") : "";
    }

    /** Returns what lets git in at a host: there and over HTTPS alone. */
    public CredentialsProvider login(String host) {
        return new UsernamePasswordCredentialsProvider("x-access-token", text) {
            @Override
            public boolean get(URIish uri, CredentialItem... items) {
                return "https".equals(uri.getScheme()) && host.equalsIgnoreCase(uri.getHost()) && super.get(uri, items);
            }
        };
    }

    String header() {
        return "Bearer " + text;
    }

    @Override
    public String toString() {
        return "a token";
    }
}
