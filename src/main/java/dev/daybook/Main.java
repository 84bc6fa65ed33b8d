package dev.daybook;

/** Where the program starts. */
public final class Main {

    public static void main(String[] args) {
        System.exit(args.length);
    }

    private Main() {}
}
