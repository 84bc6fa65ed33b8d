package dev.daybook.project;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which repository a remote is, however its URL is spelled: over HTTPS, SSH or git's own protocol, with user, port,
 * {@code .git} or a slash behind it.
 *
 * @param host in small letters
 * @param owner may have several parts, and is empty on a host that has none; with {@code name} in small letters where
 *     the host makes no difference
 */
public record RemoteIdentity(String host, String owner, String name) {

    public static final String GITHUB = "github.com";

    private static final Pattern SCHEME = Pattern.compile("^[a-zA-Z+]+://");
    private static final Pattern URL = Pattern.compile(
            "(?:https?|ssh|git|git\\+ssh|ssh\\+git|ftps?)://(?:[^/]*@)?(\\[[^\\]/]*]|[^/:]+)(?::\\d*)?/(.*)");
    private static final Pattern LOGIN = Pattern.compile("(?i)^(\\s*(?:https?|ftps?)://)[^/?#]*@");
    private static final Pattern SCP = Pattern.compile("(?:[^/@:]+@)?(\\[[^\\]/]*]|[^/:@]{2,}):(?!//)(.*)");
    private static final Pattern FULL_NAME = Pattern.compile("[^/?#\\s]+/[^/?#\\s]+");
    private static final Set<String> GITHUB_HOSTS = Set.of("www.github.com", "ssh.github.com");
    private static final String SUFFIX = ".git";

    /** Returns what a URL of a remote names; nothing if it is a folder, or no URL at all. */
    public static Optional<RemoteIdentity> of(String url) {
        String text = url.strip();
        Matcher form = SCHEME.matcher(text).find()
                ? URL.matcher(text.substring(0, text.indexOf(':')).toLowerCase(Locale.ROOT)
                        + text.substring(text.indexOf(':')))
                : SCP.matcher(text);
        return form.matches() ? at(form.group(1), form.group(2)) : Optional.empty();
    }

    /** Returns the URL of a remote without user and password, or a token in their place, if it goes by HTTP or FTP. */
    static String withoutLogin(String url) {
        return url.indexOf('@') < 0 ? url : LOGIN.matcher(url).replaceFirst("$1");
    }

    /** Returns the repository of GitHub of that name, {@code owner/name}; nothing if it is no such name. */
    public static Optional<RemoteIdentity> github(String fullName) {
        return Optional.of(fullName)
                .filter(name -> FULL_NAME.matcher(name).matches())
                .flatMap(name -> at(GITHUB, name));
    }

    /** Reads what {@link #text} wrote. */
    public static Optional<RemoteIdentity> parse(String text) {
        int slash = text.indexOf('/');
        return slash <= 0 ? Optional.empty() : at(text.substring(0, slash), text.substring(slash + 1));
    }

    private static Optional<RemoteIdentity> at(String spelled, String path) {
        String host = spelled.toLowerCase(Locale.ROOT);
        boolean github = host.equals(GITHUB) || GITHUB_HOSTS.contains(host);
        List<String> parts = Stream.of(path.replaceFirst("[?#].*", "").split("/"))
                .filter(part -> !part.isBlank())
                .limit(github ? 2 : Integer.MAX_VALUE)
                .toList();
        if (parts.isEmpty() || (github && parts.size() < 2)) {
            return Optional.empty();
        }
        String last = parts.getLast();
        String name = last.endsWith(SUFFIX) && last.length() > SUFFIX.length()
                ? last.substring(0, last.length() - SUFFIX.length())
                : last;
        String owner = String.join("/", parts.subList(0, parts.size() - 1));
        return Optional.of(
                github
                        ? new RemoteIdentity(GITHUB, owner.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT))
                        : new RemoteIdentity(host, owner, name));
    }

    /** Returns {@code host/owner/name}, the key of its stream. */
    public String text() {
        return owner.isEmpty() ? host + "/" + name : host + "/" + owner + "/" + name;
    }

    @Override
    public String toString() {
        return text();
    }
}
