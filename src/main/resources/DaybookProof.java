import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;

/**
 * Checks what {@code daybook prove} printed, without Daybook and without any library:
 *
 * <pre>java DaybookProof.java PROOF [HEAD]</pre>
 *
 * <p>PROOF is that text, HEAD one that {@code daybook head --sign} printed earlier and that was kept elsewhere. Prints the
 * entry and ends with 0 if the proof holds; else says why it does not, and ends with 1.
 *
 * <p>The rule: {@code chain(n) = SHA-256(chain(n-1) || header(n) || SHA-256(payload(n)))}. The proof has chain(n-1), the
 * header and the payload of entry n, and the header and the payload's hash of each entry after it up to the one whose link
 * is signed (Ed25519) by the key of the journal. In the place of a payload that was erased stands its hash. In a header numbers are big-endian longs, texts UTF-8 behind their length,
 * an absent text the length -1.
 */
public final class DaybookProof {

    public static void main(String[] args) throws IOException, GeneralSecurityException {
        if (args.length < 1 || args.length > 2) {
            System.err.println("usage: java DaybookProof.java PROOF [HEAD]");
            System.exit(2);
        }
        try {
            Iterator<String> lines = Files.readAllLines(Path.of(args[0])).iterator();
            require(next(lines, "daybook-proof").equals("1"), "it is a proof of a version that this program does not know");
            byte[] previous = HexFormat.of().parseHex(next(lines, "previous"));
            byte[] header = Base64.getDecoder().decode(next(lines, "header"));
            String told = lines.next();
            boolean erased = told.startsWith("erased ");
            byte[] payload = erased
                    ? ("(erased; its SHA-256 was " + told.substring("erased ".length()) + ")")
                            .getBytes(StandardCharsets.UTF_8)
                    : Base64.getDecoder().decode(next(List.of(told).iterator(), "payload"));
            byte[] chain = link(
                    previous,
                    header,
                    erased ? HexFormat.of().parseHex(told.substring("erased ".length())) : sha256(payload));
            long position = ByteBuffer.wrap(header).getLong();
            long last = position;
            String line = lines.next();
            for (; line.startsWith("link "); line = lines.next()) {
                String[] parts = line.split(" ");
                byte[] following = Base64.getDecoder().decode(parts[1]);
                last++;
                require(ByteBuffer.wrap(following).getLong() == last, "position " + last + " is missing in it");
                chain = link(chain, following, HexFormat.of().parseHex(parts[2]));
            }
            Head head = Head.read(line, lines);
            require(head.position == last, "what is signed is position " + head.position + ", and it leads to " + last);
            require(head.chain.equals(HexFormat.of().formatHex(chain)), "the entry is not the one that was signed");
            head.check();
            if (args.length == 2) {
                Iterator<String> kept = Files.readAllLines(Path.of(args[1])).iterator();
                Head other = Head.read(kept.next(), kept);
                other.check();
                require(other.key.equals(head.key), "the head that was kept is signed with another key");
                require(
                        other.position == head.position,
                        "the head that was kept is of position " + other.position + ", and the proof leads to " + last
                                + ": daybook prove " + position + " --up-to " + other.position + " leads there");
                require(other.chain.equals(head.chain), "the journal is another one than when the head was kept");
            }
            print(header, payload);
            System.out.printf(
                    "proven: signed at %s as part of the journal up to position %d, by the key %s%n",
                    head.at, head.position, HexFormat.of().formatHex(sha256(Base64.getDecoder().decode(head.key)), 0, 8));
        } catch (Wrong e) {
            System.err.println("not proven: " + e.getMessage());
            System.exit(1);
        } catch (RuntimeException e) {
            System.err.println("not proven: it is cut or damaged (" + e + ")");
            System.exit(1);
        }
    }

    /** A signed head: six lines. */
    private record Head(long position, String chain, String at, String key, String signature, String signed) {

        static Head read(String first, Iterator<String> lines) {
            require(first.equals("daybook-head 1"), "no signed head follows");
            String position = next(lines, "position");
            String chain = next(lines, "chain");
            String at = next(lines, "at");
            String key = next(lines, "key");
            String signed = String.join(
                    "\n", first, "position " + position, "chain " + chain, "at " + at, "key " + key, "");
            return new Head(Long.parseLong(position), chain, at, key, next(lines, "signature"), signed);
        }

        void check() throws GeneralSecurityException {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(key))));
            check.update(signed.getBytes(StandardCharsets.UTF_8));
            require(check.verify(Base64.getDecoder().decode(signature)), "the signature does not fit");
        }
    }

    /** Says why a proof does not hold. */
    private static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1;

        Wrong(String message) {
            super(message);
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new Wrong(message);
        }
    }

    private static String next(Iterator<String> lines, String name) {
        String line = lines.next();
        require(line.startsWith(name + " "), "'" + name + " ...' is missing");
        return line.substring(name.length() + 1);
    }

    private static byte[] link(byte[] previous, byte[] header, byte[] payloadHash) {
        return sha256(previous, header, payloadHash);
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void print(byte[] bytes, byte[] payload) {
        ByteBuffer header = ByteBuffer.wrap(bytes);
        long position = header.getLong();
        long revision = header.getLong();
        Instant recorded = time(header.getLong());
        header.getLong();
        header.getLong(); // the id of the event
        String thing = text(header) + "/" + text(header);
        String type = text(header);
        long version = header.getLong();
        String actor = text(header);
        List<String> source = List.of(text(header), text(header), text(header));
        System.out.printf("position  %d%nrecorded  %s%nthing     %s, revision %d%n", position, recorded, thing, revision);
        System.out.printf("event     %s, version %d%nactor     %s%n", type, version, actor);
        System.out.printf("source    %s%n", String.join(" ", source).strip());
        System.out.printf("payload   %s%n", new String(payload, StandardCharsets.UTF_8));
    }

    private static Instant time(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    /** Reads a text; an absent one is empty. */
    private static String text(ByteBuffer from) {
        long length = from.getLong();
        if (length < 0) {
            return "";
        }
        byte[] text = new byte[(int) length];
        from.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
