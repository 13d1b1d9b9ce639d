package dev.weft.kryo;

import dev.weft.spi.CannotEncodeException;
import java.util.ArrayList;
import java.util.List;

/// Something within a value cannot be encoded; the path to it grows from the inside out while the
/// writers that are on the way unwind.
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int SHOWN_STEPS = 16;
    private static final int SHOWN_TEXT = 40;

    @SuppressWarnings("serial") // never serialized
    private final List<String> stepsInsideOut = new ArrayList<>();

    private final String problem;

    Refusal(String problem) {
        super(problem, null, false, false);
        this.problem = problem;
    }

    Refusal within(String step) {
        stepsInsideOut.add(step);
        return this;
    }

    CannotEncodeException asException() {
        return new CannotEncodeException("value" + path(), problem);
    }

    private String path() {
        List<String> steps = stepsInsideOut.reversed();
        if (steps.size() <= SHOWN_STEPS) {
            return String.join("", steps);
        }
        int half = SHOWN_STEPS / 2;
        return String.join("", steps.subList(0, half))
                + ".…(%d more)….".formatted(steps.size() - SHOWN_STEPS)
                + String.join("", steps.subList(steps.size() - half, steps.size()));
    }

    /// The step into a map or a set: the key where it has a short text of its own, else its type.
    static String key(Object key) {
        return switch (key) {
            case String text when text.length() <= SHOWN_TEXT -> "[\"" + text + "\"]";
            case String text -> "[\"" + text.substring(0, SHOWN_TEXT) + "…\"]";
            case Integer _, Long _, Short _, Byte _, Character _, Boolean _, java.util.UUID _ ->
                    "[" + key + "]";
            case Enum<?> constant -> "[" + constant.name() + "]";
            default -> "[a " + key.getClass().getSimpleName() + "]";
        };
    }
}
