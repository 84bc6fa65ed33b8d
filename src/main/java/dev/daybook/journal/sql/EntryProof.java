package dev.daybook.journal.sql;

import com.github.luben.zstd.Zstd;
import dev.daybook.journal.Chain;
import dev.daybook.journal.ChainStep;
import dev.daybook.journal.Entry;
import dev.daybook.journal.Sha256;
import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Recomputes what proves one entry: the hash of its payload, its link in the chain, the large values it names. */
public final class EntryProof {

    /** What {@link #look} reads of a row, in its order. */
    public static final String COLUMNS = Rows.COLUMNS + ", payload_hash, chain, blobs";

    /**
     * What a look at an entry gave.
     *
     * @param link the one that is stored with it; the genesis if there is none of that form
     * @param payloadBytes how large its payload is; 0 of an entry that cannot be read
     * @param wrong in words; empty if it is proven
     */
    public record Look(Sha256 link, int payloadBytes, List<String> wrong) {
        public boolean isProven() {
            return wrong.isEmpty();
        }
    }

    private final Statements statements;
    private final Rows rows;
    private final Chain chain = new Chain();
    private final MessageDigest digest = Sha256.digest();
    private final Set<Sha256> blobs = new HashSet<>();
    private long largeBytesLeft;

    /** A proof that reads large values, however many there are. */
    public EntryProof(Statements statements, Rows rows) {
        this(statements, rows, Long.MAX_VALUE);
    }

    /** @param largeBytesMax how much of large values is read; those beyond have to be there, and are not looked into */
    public EntryProof(Statements statements, Rows rows, long largeBytesMax) {
        this.statements = statements;
        this.rows = rows;
        this.largeBytesLeft = largeBytesMax;
    }

    /** Returns how many large values were looked at. */
    public int blobs() {
        return blobs.size();
    }

    /** Reads what the link of the entry the cursor is on is made of besides the entry. */
    public static Function<Entry, ChainStep> step(ResultSet row) throws SQLException {
        Sha256 payloadHash = Sha256.of(bytes(row, Rows.WIDTH + 1));
        List<Sha256> blobs = Rows.hashes(bytes(row, Rows.WIDTH + 3));
        Sha256 link = link(bytes(row, Rows.WIDTH + 2));
        return entry -> new ChainStep(entry, payloadHash, blobs, link);
    }

    /**
     * Looks at the entry the cursor is on.
     *
     * @param previous the link before it
     */
    public Look look(ResultSet row, Sha256 previous) throws SQLException {
        byte[] stored = bytes(row, Rows.WIDTH + 2);
        Sha256 link = link(stored);
        var wrong = new ArrayList<String>();
        int payloadBytes = 0;
        try {
            Entry entry = rows.entry(row);
            payloadBytes = entry.payload().sizeBytes();
            check(row, entry, Sha256.of(stored), previous, wrong);
        } catch (SQLException | RuntimeException e) {
            wrong.add("cannot be read: %s".formatted(e.getMessage()));
        }
        return new Look(link, payloadBytes, wrong);
    }

    private void check(ResultSet row, Entry entry, Sha256 link, Sha256 previous, List<String> wrong)
            throws SQLException {
        Sha256 payloadHash = Sha256.of(bytes(row, Rows.WIDTH + 1));
        byte[] joined = bytes(row, Rows.WIDTH + 3);
        List<Sha256> named = Rows.hashes(joined);
        boolean erased = entry.payload().isErased()
                && Erased.by(statements, entry.position().value()).isPresent();
        if (!erased && !hash(entry.payload().bytes()).equals(payloadHash)) {
            wrong.add("its payload does not have the stored hash");
        }
        if (joined.length % Sha256.SIZE_BYTES != 0
                || !chain.link(previous, entry, payloadHash, named).equals(link)) {
            wrong.add("does not fit into the hash chain: it, or what it says of itself, was changed");
        }
        for (Sha256 blob : erased ? List.<Sha256>of() : named) {
            if (blobs.add(blob)) {
                check(blob, wrong);
            }
        }
    }

    private static Sha256 link(byte[] stored) {
        return stored.length == Sha256.SIZE_BYTES ? Sha256.of(stored) : Chain.GENESIS;
    }

    /** By one digest for all entries: to find a new one for each takes half as long as a small payload's hash itself. */
    private Sha256 hash(byte[] content) {
        return Sha256.of(digest.digest(content));
    }

    private void check(Sha256 blob, List<String> wrong) throws SQLException {
        PreparedStatement size = statements.of("SELECT size_bytes, length(data) FROM blob WHERE hash = ?");
        size.setBytes(1, blob.bytes());
        long sizeBytes;
        try (ResultSet row = size.executeQuery()) {
            if (!row.next()) {
                wrong.add("its large value %s is missing".formatted(blob));
                return;
            }
            sizeBytes = row.getLong(1);
            if (row.getLong(2) > 0 && sizeBytes > largeBytesLeft) {
                return;
            }
        }
        largeBytesLeft -= largeBytesLeft == Long.MAX_VALUE ? 0 : Math.max(0, sizeBytes);
        PreparedStatement data = statements.of("SELECT data FROM blob WHERE hash = ?");
        data.setBytes(1, blob.bytes());
        try (ResultSet row = data.executeQuery()) {
            if (!row.next() || !isWhole(blob, sizeBytes, bytes(row, 1))) {
                wrong.add("its large value %s does not have that hash".formatted(blob));
            }
        }
    }

    /** Asks for the size first: a broken one must not make the program ask for all memory. */
    private static boolean isWhole(Sha256 hash, long sizeBytes, byte[] zstd) {
        if (zstd.length == 0
                || sizeBytes < 0
                || sizeBytes > Prepared.BLOB_BYTES_MAX
                || sizeBytes != Zstd.getFrameContentSize(zstd)) {
            return false;
        }
        try {
            return Sha256.hash(Zstd.decompress(zstd, (int) sizeBytes)).equals(hash);
        } catch (RuntimeException e) { // zstd's own, for a stream it cannot read
            return false;
        }
    }

    private static byte[] bytes(ResultSet row, int column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        return bytes == null ? new byte[0] : bytes;
    }
}
