package dev.daybook.upkeep;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM in chunks, the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár: the nonce of a chunk is its
 * number and whether it is the last, so that a file that was cut, or whose chunks were moved, is refused as one that was
 * changed is. A key is for one file alone. What was read is handed on chunk by chunk, each once it is proven.
 */
final class SealedStreams {

    static final String ALGORITHM = "AES-256-GCM";

    /** Of what is encrypted; the last chunk may be shorter. */
    static final int CHUNK_BYTES = 1 << 20;

    private static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;

    /** One direction of one file. */
    private static final class Sealing {
        private final Cipher cipher;
        private final int mode;
        private final SecretKey key;
        private final byte[] about;
        private long chunk;

        Sealing(int mode, SecretKey key, byte[] about) {
            this.mode = mode;
            this.key = key;
            this.about = about;
            try {
                this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JDK has no " + ALGORITHM, e);
            }
        }

        int next(byte[] from, int length, boolean last, byte[] into) throws GeneralSecurityException {
            byte[] nonce = ByteBuffer.allocate(NONCE_BYTES)
                    .putLong(3, chunk++)
                    .put(NONCE_BYTES - 1, (byte) (last ? 1 : 0))
                    .array();
            cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
            cipher.updateAAD(about);
            return cipher.doFinal(from, 0, length, into, 0);
        }
    }

    /**
     * Returns a stream that encrypts; to be closed, else its end is missing.
     *
     * @param about what the file is: one that is read as another is refused
     */
    static OutputStream sealing(OutputStream out, SecretKey key, byte[] about) {
        return new Writing(out, new Sealing(Cipher.ENCRYPT_MODE, key, about));
    }

    /** Returns a stream that decrypts; it throws an {@link IOException} at the first chunk that is not as it was. */
    static InputStream opening(InputStream in, SecretKey key, byte[] about) {
        return new Reading(in, new Sealing(Cipher.DECRYPT_MODE, key, about));
    }

    private static final class Writing extends FilterOutputStream {
        private final Sealing sealing;
        private final byte[] plain = new byte[CHUNK_BYTES];
        private final byte[] sealed = new byte[CHUNK_BYTES + TAG_BYTES];
        private int used;
        private boolean closed;

        Writing(OutputStream out, Sealing sealing) {
            super(out);
            this.sealing = sealing;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int done = 0; done < length; ) {
                if (used == CHUNK_BYTES) {
                    chunk(false); // only now it is known not to be the last
                }
                int part = Math.min(length - done, CHUNK_BYTES - used);
                System.arraycopy(bytes, offset + done, plain, used, part);
                used += part;
                done += part;
            }
        }

        private void chunk(boolean last) throws IOException {
            try {
                out.write(sealed, 0, sealing.next(plain, used, last, sealed));
                used = 0;
            } catch (GeneralSecurityException e) {
                throw new IOException("a chunk cannot be encrypted: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                try (OutputStream _ = out) {
                    chunk(true);
                    out.flush();
                }
            }
        }
    }

    private static final class Reading extends FilterInputStream {
        private final Sealing sealing;
        private byte[] sealed = new byte[CHUNK_BYTES + TAG_BYTES];
        private byte[] next = new byte[CHUNK_BYTES + TAG_BYTES];
        private final byte[] plain = new byte[CHUNK_BYTES];
        private int ahead = -1;
        private int used;
        private int at;
        private boolean ended;

        Reading(InputStream in, Sealing sealing) {
            super(in);
            this.sealing = sealing;
        }

        @Override
        public int read() throws IOException {
            return fill() ? plain[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int part = Math.min(length, used - at);
            System.arraycopy(plain, at, bytes, offset, part);
            at += part;
            return part;
        }

        @Override
        public int available() {
            return used - at;
        }

        @Override
        public long skip(long wanted) throws IOException {
            long skipped = 0;
            while (skipped < wanted && fill()) {
                int part = (int) Math.min(wanted - skipped, used - at);
                at += part;
                skipped += part;
            }
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        /** Has something to hand on, or returns false at the end. */
        private boolean fill() throws IOException {
            while (at == used && !ended) {
                if (ahead < 0) {
                    ahead = in.readNBytes(next, 0, next.length);
                }
                byte[] swap = sealed;
                sealed = next;
                next = swap;
                int length = ahead;
                ahead = in.readNBytes(next, 0, next.length);
                ended = ahead == 0;
                open(length);
            }
            return at < used;
        }

        private void open(int length) throws IOException {
            long number = sealing.chunk;
            try {
                used = sealing.next(sealed, length, ended, plain);
                at = 0;
            } catch (AEADBadTagException e) {
                throw new IOException(
                        "chunk %d is not as it was written: it was changed, moved or cut off".formatted(number), e);
            } catch (GeneralSecurityException e) {
                throw new IOException("chunk %d cannot be decrypted: %s".formatted(number, e.getMessage()), e);
            }
        }
    }

    private SealedStreams() {}
}
