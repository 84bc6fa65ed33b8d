package dev.daybook.upkeep;

import dev.daybook.journal.Link;
import dev.daybook.node.SharedValues;
import dev.daybook.text.DurableFiles;
import dev.daybook.text.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key that heads of a journal are signed with: a file in the data directory that only its owner can read, in the form
 * that {@code openssl pkey} reads. Thread-safe.
 */
public final class HeadKey {

    /** Its name in the data directory. */
    public static final String FILE = "head.key";

    private static final String SHARED = "head-key";

    private static final Duration FOR_GOOD = Duration.ofDays(36_500);

    private static final String ALGORITHM = "Ed25519";
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (PRIVATE|PUBLIC) KEY-----([^-]+)-----END \\1 KEY-----");
    private static final int FINGERPRINT_BYTES = 8;

    private final PrivateKey key;
    private final String publicKey;

    private HeadKey(PrivateKey key, String publicKey) {
        this.key = key;
        this.publicKey = publicKey;
    }

    /**
     * Returns the key of a directory, made now if there is none yet. Of several processes that make one at once, all get
     * the same.
     *
     * @throws IOException if the file cannot be read or made, or holds no such key
     */
    public static HeadKey make(Path directory) throws IOException {
        Optional<HeadKey> there = read(directory);
        return there.isPresent() ? there.get() : begun(directory);
    }

    /**
     * Returns the key of a directory, if it has one.
     *
     * @throws IOException if the file cannot be read, or holds no such key
     */
    public static Optional<HeadKey> read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        return Files.notExists(file)
                ? Optional.empty()
                : Optional.of(of(Files.readString(file, StandardCharsets.US_ASCII), file.toString()));
    }

    /**
     * Returns the key that all processes of a journal sign with: that of the first of them which was asked for one.
     *
     * @throws IOException if there is none that can be read
     */
    public static HeadKey shared(SharedValues values, Path directory) throws IOException {
        Optional<String> there = values.find(SHARED, "");
        if (there.isPresent()) {
            return of(there.get(), "the database");
        }
        make(directory);
        String own = Files.readString(directory.resolve(FILE), StandardCharsets.US_ASCII);
        return of(values.putIfAbsent(SHARED, "", own, FOR_GOOD), "the database");
    }

    private static HeadKey of(String text, String where) throws IOException {
        Optional<byte[]> secret = Optional.empty();
        Optional<byte[]> known = Optional.empty();
        Matcher parts = PEM.matcher(text);
        while (parts.find()) {
            Optional<byte[]> decoded = Optional.of(Base64.getMimeDecoder().decode(parts.group(2)));
            if (parts.group(1).equals("PRIVATE")) {
                secret = decoded;
            } else {
                known = decoded;
            }
        }
        if (secret.isEmpty() || known.isEmpty()) {
            throw new IOException("%s holds no key: want a private and a public one in PEM".formatted(where));
        }
        try {
            return new HeadKey(
                    KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(secret.get())),
                    Base64.getEncoder().encodeToString(known.get()));
        } catch (GeneralSecurityException e) {
            throw new IOException("%s holds no key: %s".formatted(where, e.getMessage()), e);
        }
    }

    private static HeadKey begun(Path directory) throws IOException {
        KeyPair pair;
        try {
            pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has %s since 15".formatted(ALGORITHM), e);
        }
        Path part = Files.createTempFile(directory, FILE, ".part", OwnerOnly.file(directory));
        try {
            try (FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE)) {
                String text = pem("PRIVATE", pair.getPrivate().getEncoded())
                        + pem("PUBLIC", pair.getPublic().getEncoded());
                file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
                file.force(true);
            }
            try {
                Files.createLink(directory.resolve(FILE), part); // whole, and only if there is none
            } catch (FileAlreadyExistsException _) {
                // another process was first
            } catch (UnsupportedOperationException _) {
                Files.move(part, directory.resolve(FILE));
            }
        } finally {
            Files.deleteIfExists(part);
        }
        DurableFiles.syncFolder(directory); // before anything is signed with it, also where another process was first
        return read(directory).orElseThrow(() -> new IOException("%s is gone".formatted(directory.resolve(FILE))));
    }

    private static String pem(String half, byte[] encoded) {
        return "-----BEGIN %s KEY-----\n%s\n-----END %s KEY-----\n"
                .formatted(half, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded), half);
    }

    /** Returns the public half, X.509 in Base64. */
    public String publicKey() {
        return publicKey;
    }

    /** Returns what tells this key from others. */
    public String fingerprint() {
        return fingerprint(publicKey);
    }

    /** Returns the public half as {@code openssl pkey -pubin} reads it. */
    public String publicPem() {
        return pem("PUBLIC", Base64.getDecoder().decode(publicKey));
    }

    /** Signs that a journal stands at {@code link}. */
    public SignedHead sign(Link link, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.SECONDS);
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(SignedHead.signed(link, at, publicKey));
            return new SignedHead(link, at, publicKey, Base64.getEncoder().encodeToString(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key of the heads cannot sign", e);
        }
    }

    static boolean isSigned(byte[] text, String publicKey, String signature) {
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey))));
            check.update(text);
            return check.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return false; // what cannot be read is no signature
        }
    }

    /** Returns what tells one public key from another: the first bytes of its SHA-256. */
    static String fingerprint(String publicKey) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(Base64.getDecoder().decode(publicKey));
            return HexFormat.of().formatHex(hash, 0, FINGERPRINT_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
