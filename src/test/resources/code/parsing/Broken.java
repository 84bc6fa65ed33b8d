package a;

public class Half {
    void whole() { call(); }

    void torn(int a {
        if (a > ) { return;
    }

    int after() { return 1; }
