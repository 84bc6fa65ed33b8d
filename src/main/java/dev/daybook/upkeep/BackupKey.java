package dev.daybook.upkeep;

import dev.daybook.domain.Rejected;
import dev.daybook.journal.Sha256;
import dev.daybook.upkeep.BackupManifest.Encryption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of one backup, derived from what its user keeps: a file of random bytes, or a passphrase. Each backup has a salt
 * of its own, and each of its files a key of its own, so that no key ever encrypts two files. Immutable.
 */
final class BackupKey {

    /** As OWASP wants it of PBKDF2 with HMAC-SHA-256 in 2026. */
    private static final int ITERATIONS = 600_000;

    private static final int SALT_BYTES = 32;
    private static final int KEY_BYTES = 32;

    /** A file is at least as hard to guess as the key. */
    private static final int FILE_BYTES_MIN = 32;

    private static final int FILE_BYTES_MAX = 1 << 20;
    private static final int PASSPHRASE_MIN = 8;

    /** How a key follows from what its user keeps. */
    enum Derivation {
        /** Of a file of random bytes. */
        HKDF("HKDF-SHA256"),
        /** Of a passphrase: slow, as people choose what can be guessed. */
        PBKDF2("PBKDF2-HMAC-SHA256");

        private final String text;

        Derivation(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        static Derivation of(String text) {
            return Arrays.stream(values())
                    .filter(derivation -> derivation.text.equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("'%s' is no derivation of a key".formatted(text)));
        }
    }

    private final SecretKey master;

    private BackupKey(SecretKey master) {
        this.master = master;
    }

    /** How a new backup is encrypted, and its key. */
    record Fresh(Encryption encryption, BackupKey key) {}

    /** Returns a key for a new backup. */
    static Fresh fresh(BackupSecret secret) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        Derivation derivation = secret.isPassphrase() ? Derivation.PBKDF2 : Derivation.HKDF;
        int iterations = secret.isPassphrase() ? ITERATIONS : 0;
        var key = new BackupKey(master(secret, derivation, iterations, salt));
        return new Fresh(new Encryption(derivation, iterations, Sha256.of(salt), key.check()), key);
    }

    /**
     * Returns the key of a backup.
     *
     * @throws Rejected if the secret is not the one that it was encrypted with
     */
    static BackupKey of(String backup, Encryption encryption, BackupSecret secret) {
        boolean wantsPassphrase = encryption.derivation() == Derivation.PBKDF2;
        if (wantsPassphrase != secret.isPassphrase()) {
            throw Rejected.invalid(
                    "backup %s is encrypted with a %s: want --%s",
                    backup,
                    wantsPassphrase ? "passphrase" : "key file",
                    wantsPassphrase ? "passphrase-file" : "key-file");
        }
        var key = new BackupKey(master(
                secret,
                encryption.derivation(),
                encryption.iterations(),
                encryption.salt().bytes()));
        if (!MessageDigest.isEqual(key.check().bytes(), encryption.check().bytes())) {
            throw Rejected.invalid(
                    "backup %s is encrypted with another %s than that in %s: nothing was read of it",
                    backup, wantsPassphrase ? "passphrase" : "key", secret.file());
        }
        return key;
    }

    private static SecretKey master(BackupSecret secret, Derivation derivation, int iterations, byte[] salt) {
        byte[] bytes = read(secret);
        try {
            return switch (derivation) {
                case HKDF ->
                    KDF.getInstance("HKDF-SHA256")
                            .deriveKey(
                                    "Generic",
                                    HKDFParameterSpec.ofExtract()
                                            .addIKM(bytes)
                                            .addSalt(salt)
                                            .extractOnly());
                case PBKDF2 -> slow(bytes, iterations, salt, secret.file());
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no %s".formatted(derivation.text()), e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static SecretKey slow(byte[] bytes, int iterations, byte[] salt, Path file)
            throws GeneralSecurityException {
        char[] text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .strip()
                    .toCharArray();
        } catch (CharacterCodingException _) {
            throw Rejected.invalid(
                    "%s holds no text: want a passphrase in UTF-8, or --key-file for random bytes", file);
        }
        if (text.length < PASSPHRASE_MIN) {
            throw Rejected.invalid(
                    "the passphrase in %s has %d characters: want %d at least", file, text.length, PASSPHRASE_MIN);
        }
        var spec = new PBEKeySpec(text, salt, iterations, KEY_BYTES * 8);
        try {
            return new SecretKeySpec(
                    SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                            .generateSecret(spec)
                            .getEncoded(),
                    "Generic");
        } finally {
            spec.clearPassword();
            Arrays.fill(text, ' ');
        }
    }

    private static byte[] read(BackupSecret secret) {
        byte[] bytes;
        try {
            if (Files.size(secret.file()) > FILE_BYTES_MAX) {
                throw Rejected.invalid(
                        "%s is larger than a key is: want %d bytes at most", secret.file(), FILE_BYTES_MAX);
            }
            bytes = Files.readAllBytes(secret.file());
        } catch (IOException e) {
            throw Rejected.invalid("the key %s cannot be read: %s", secret.file(), e);
        }
        if (!secret.isPassphrase() && bytes.length < FILE_BYTES_MIN) {
            throw Rejected.invalid(
                    "the key file %s has %d bytes: want %d at least, such as of head -c 32 /dev/urandom",
                    secret.file(), bytes.length, FILE_BYTES_MIN);
        }
        return bytes;
    }

    /** Returns the key of one file. */
    SecretKey ofFile(String name) {
        return new SecretKeySpec(derive("file " + name), "AES");
    }

    private Sha256 check() {
        return Sha256.of(derive("check"));
    }

    private byte[] derive(String purpose) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.expandOnly(
                            master, ("daybook backup, " + purpose).getBytes(StandardCharsets.UTF_8), KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HKDF-SHA256", e);
        }
    }
}
