package dev.daybook.masking;

import java.util.Random;

/** Secrets that open nothing. They are put together here, so that no file has one that a scanner would find. */
public final class Fakes {

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /** A personal access token of GitHub. */
    public static String githubPat() {
        return "gh" + "p_" + random(36, 1);
    }

    /** An access key of AWS. */
    public static String awsAccessKey() {
        return "AK" + "IA" + random(CAPITALS, 16, 2);
    }

    /** Letters and digits: the same for the same seed. */
    public static String random(int length, int seed) {
        return random(LETTERS, length, seed);
    }

    public static String random(String of, int length, int seed) {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (int at = 0; at < length; at++) {
            text.append(of.charAt(random.nextInt(of.length())));
        }
        return text.toString();
    }

    private Fakes() {}
}
