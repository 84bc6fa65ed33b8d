package shop;

public enum Forms {
    PLAIN {
        @Override
        public String said() {
            return "";
        }
    };

    public static final Runnable NOTHING = new Runnable() {
        @Override
        public void run() {}
    };

    @Deprecated // soon
    public abstract String said(/* nothing */ );
}
