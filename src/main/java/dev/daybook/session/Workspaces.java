package dev.daybook.session;

import dev.daybook.operation.Call;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The keys of workspaces: what the editor calls the file of a workspace by. */
public final class Workspaces {

    /** The key of the empty path: sessions of no workspace. */
    public static final String NONE = written("");

    private static final int HEX_CHARS = 16;
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{16}");

    /**
     * Returns the key of the workspace in that folder, as the editor computes it: of the path that the system resolves
     * it to, or of the text without trailing slashes if there is no such folder.
     */
    public static String key(String path) {
        return written(resolved(path));
    }

    /** As {@link #key(String)}, of the text alone if the caller may not learn where its links lead. */
    static String key(String path, Call call) {
        return written(resolved(path, call));
    }

    /** Returns the key of the text as it stands: what the debates of the editor compute. */
    public static String written(String path) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(path.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, HEX_CHARS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e); // the platform promises it
        }
    }

    /** Returns whether it looks like a key. */
    public static boolean isKey(String text) {
        return KEY.matcher(text).matches();
    }

    /** Returns the path without links and trailing slashes, as far as the system knows it. */
    public static String resolved(String path) {
        if (!path.isEmpty()) {
            try {
                return Path.of(path).toRealPath().toString();
            } catch (IOException | InvalidPathException _) {
                // a folder of another machine, or of another time: its text is all there is
            }
        }
        return bare(path);
    }

    /** As {@link #resolved(String)}, unless the caller may not learn where the links of the path lead. */
    static String resolved(String path, Call call) {
        return call.mayLookAt(path) ? resolved(path) : bare(path);
    }

    private static String bare(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    private Workspaces() {}
}
