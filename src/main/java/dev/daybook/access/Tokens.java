package dev.daybook.access;

import dev.daybook.access.AccessEvent.Refused;
import dev.daybook.access.AccessEvent.TokenAdded;
import dev.daybook.access.AccessEvent.TokenRevoked;
import dev.daybook.event.Codec;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Journal;
import dev.daybook.journal.Sha256;
import dev.daybook.journal.Tail;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tokens that let somebody in: read from the journal, and kept up to date by it before a command that makes or
 * revokes one is acknowledged. Thread-safe.
 */
public final class Tokens implements AutoCloseable {

    /** What a text begins with that is one, so that scanners for secrets know it. */
    public static final String PREFIX = "dbk_";

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Codec codec;
    private final byte[] owner;
    private final String pass = random();
    private final Map<String, Kept> byHash = new ConcurrentHashMap<>();
    private volatile Set<String> otherOwners = Set.of();
    private final Tail tail;

    private record Kept(Token token, Caller caller) {}

    /** @param owner the text of the token that stands in the data directory */
    @SuppressWarnings("this-escape") // what is applied has been set by then
    public Tokens(Journal journal, Codec codec, String owner) {
        this.codec = codec;
        this.owner = owner.getBytes(StandardCharsets.UTF_8);
        tail = new Tail(journal, Access.CATEGORY, this::apply);
    }

    /** Returns the text of a new token: 256 bits that nobody guesses. */
    public static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Returns the text that lets programs of whoever owns the data directory in as long as this process lives: once it
     * has ended, it is of no use to whoever takes its port.
     */
    public String pass() {
        return pass;
    }

    /** Returns what is kept of a token's text. Quick to compute is enough, as nobody chose it. */
    public static String hash(String text) {
        return Sha256.hash(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** Returns whom a text lets in; nobody if it is no token, or was revoked. */
    public Optional<Caller> caller(String text) {
        byte[] shown = text.getBytes(StandardCharsets.UTF_8);
        if (MessageDigest.isEqual(owner, shown)
                || MessageDigest.isEqual(pass.getBytes(StandardCharsets.UTF_8), shown)) {
            return Optional.of(Caller.OWNER);
        }
        String hash = hash(text);
        return otherOwners.contains(hash)
                ? Optional.of(Caller.OWNER)
                : Optional.ofNullable(byHash.get(hash)).map(Kept::caller);
    }

    /** Lets in whoever owns the data directory of another process of the journal, from now on, by what is kept of its text. */
    public void alsoOwners(Set<String> hashes) {
        otherOwners = Set.copyOf(hashes);
    }

    /** Returns what is kept of the text of this directory's owner. */
    public String ownerHash() {
        return hash(new String(owner, StandardCharsets.UTF_8));
    }

    /** Returns what a caller's token is known by to all processes of the journal; nothing if it lets nobody in any more. */
    @SuppressWarnings("ReferenceEquality") // a token made anew under the old name is another one
    Optional<String> key(Caller caller) {
        return caller.equals(Caller.OWNER)
                ? Optional.of(Caller.OWNER.name())
                : byHash.entrySet().stream()
                        .filter(kept -> kept.getValue().caller() == caller)
                        .map(Map.Entry::getKey)
                        .findFirst();
    }

    /** Returns whose token that is, as long as it lets somebody in. */
    Optional<Caller> ofKey(String key) {
        return key.equals(Caller.OWNER.name())
                ? Optional.of(Caller.OWNER)
                : Optional.ofNullable(byHash.get(key)).map(Kept::caller);
    }

    /** Returns all tokens that let somebody in, by their names. */
    public List<Token> all() {
        return byHash.values().stream()
                .map(Kept::token)
                .sorted(Comparator.comparing(Token::name))
                .toList();
    }

    private void apply(Entry entry) {
        switch ((AccessEvent) codec.decode(entry)) {
            case TokenAdded added -> {
                var token = new Token(
                        added.name(),
                        added.role(),
                        added.mayAct(),
                        entry.occurredAt(),
                        entry.metadata().actor());
                byHash.put(added.sha256(), new Kept(token, new Caller(added.name(), added.role(), added.mayAct())));
            }
            case TokenRevoked revoked ->
                byHash.values().removeIf(kept -> kept.token().name().equals(revoked.name()));
            case Refused _ -> {
                // of interest to whoever reads the audit log
            }
        }
    }

    @Override
    public void close() {
        tail.close();
    }
}
