package dev.weft.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/// Random nestings for property tests.
final class RandomShapes {
    private enum Open {
        LIST,
        KEY,
        VALUE
    }

    private RandomShapes() {}

    /// A well-formed shape that uses exactly so many parents and at least so many constants.
    ///
    /// @param functions number of functions that combinations may name
    static ArgumentShape shape(Random random, int parents, int constants, int functions) {
        ArgumentShape.Builder shape = new ArgumentShape.Builder();
        Deque<Open> open = new ArrayDeque<>();
        int parentsUsed = 0;
        int constantsUsed = 0;
        while (parentsUsed < parents || constantsUsed < constants || !open.isEmpty()) {
            if (open.peek() == Open.KEY) {
                if (random.nextBoolean()) {
                    open.pop();
                    shape.end();
                } else {
                    shape.constant();
                    constantsUsed++;
                    open.pop();
                    open.push(Open.VALUE);
                }
                continue;
            }
            if (open.peek() == Open.LIST && random.nextInt(3) == 0) {
                open.pop();
                shape.end();
                continue;
            }
            boolean value = open.peek() == Open.VALUE;
            if (value) { // what comes now is the value
                open.pop();
                open.push(Open.KEY);
            }
            switch (random.nextInt(7)) {
                case 0 -> {
                    shape.beginList();
                    open.push(Open.LIST);
                }
                case 1 -> {
                    shape.beginMap();
                    open.push(Open.KEY);
                }
                case 2 -> {
                    shape.beginCombine(random.nextInt(functions));
                    open.push(Open.LIST);
                }
                case 3 -> {
                    shape.constant();
                    constantsUsed++;
                }
                default -> {
                    if (parentsUsed < parents) {
                        shape.parent();
                        parentsUsed++;
                    } else if (parentsUsed > 0) {
                        shape.parentAgain(random.nextInt(parentsUsed));
                    } else {
                        shape.constant();
                        constantsUsed++;
                    }
                }
            }
        }
        return shape.build();
    }
}
