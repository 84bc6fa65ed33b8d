package shop;

import module java.base;
import shop.Till.Closed;

class Newer extends Base {
    private final int size;

    Newer(int size) {
        this.size = Checks.positive(size);
        super(size);
    }

    String told(Till till) {
        if (till instanceof Till.Open(var since, Till.Drawer(int coins, _)) && coins > 0) {
            return since + first();
        }
        return switch (till) {
            case Till.Lost _, Till.Sold(_, String _) -> "none";
            case shop.Till.Open(Instant since, _) when since.isAfter(now()) -> "soon";
            case Closed(var by) -> by;
            case Locked _, Closed _ ->
                after();
            default -> "case A.B(c) is a text";
        };
    }

    int after() {
        return 1;
    }
}
