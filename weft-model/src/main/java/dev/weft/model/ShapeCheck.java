package dev.weft.model;

import java.util.Arrays;

/// Checks the tokens of an [ArgumentShape] from left to right and counts its places. Keeps one
/// number for each open nesting instead of recurring.
final class ShapeCheck {
    private static final int NO_MAP = -1;
    private static final int KEY = 0; // what comes next in a map
    private static final int VALUE = 1;

    private final int[] tokens;
    private int[] open = new int[8];
    private int depth;
    private long parents;
    private long constants;

    private ShapeCheck(int[] tokens) {
        this.tokens = tokens;
    }

    /// @throws IllegalArgumentException if tokens are unknown, unbalanced, out of range, or not the
    ///     shortest for what they say (equal shapes have equal tokens)
    static ShapeCheck of(int[] tokens) {
        ShapeCheck check = new ShapeCheck(tokens);
        for (int at = 0; at < tokens.length; at++) {
            check.token(at);
        }
        if (check.depth != 0) {
            throw bad("arguments must be balanced, was %s ends short", check.depth);
        }
        if (check.parents > Integer.MAX_VALUE || check.constants > Integer.MAX_VALUE) {
            throw bad(
                    "places of arguments must be at most %s, was %s",
                    Integer.MAX_VALUE, Math.max(check.parents, check.constants));
        }
        return check;
    }

    int parents() {
        return (int) parents;
    }

    int constants() {
        return (int) constants;
    }

    private void token(int at) {
        int kind = ArgumentShape.kind(tokens[at]);
        int operand = ArgumentShape.operand(tokens[at]);
        switch (kind) {
            case ArgumentShape.PARENTS -> {
                requireRun(at, kind, operand);
                item(at, operand == 1 ? 1 : 2, false);
                parents += operand;
            }
            case ArgumentShape.CONSTANTS -> {
                requireRun(at, kind, operand);
                item(at, operand, true);
                constants += operand;
            }
            case ArgumentShape.PARENT_AGAIN -> {
                if (operand >= parents) {
                    throw bad("repeated parent must be < %s, was %s", parents, operand);
                }
                item(at, 1, false);
            }
            case ArgumentShape.LIST, ArgumentShape.MAP -> {
                requireBare(at, operand);
                item(at, 1, false);
                push(kind == ArgumentShape.MAP ? KEY : NO_MAP);
            }
            case ArgumentShape.COMBINE -> {
                item(at, 1, false);
                push(NO_MAP);
            }
            case ArgumentShape.END -> {
                requireBare(at, operand);
                pop(at);
            }
            case ArgumentShape.AFTER -> {
                if (operand == 0 || at != tokens.length - 1 || depth != 0) {
                    throw bad("parents without a place must be > 0 and come last, was %s", operand);
                }
                parents += operand;
            }
            default -> throw bad("argument token %s must be known, was %s", at, tokens[at]);
        }
    }

    private void requireRun(int at, int kind, int operand) {
        if (operand == 0) {
            throw bad("run of places at token %s must be > 0, was 0", at);
        }
        if (at > 0 && ArgumentShape.kind(tokens[at - 1]) == kind) {
            throw bad("neighbouring runs must be one, were two at token %s", at);
        }
    }

    private void requireBare(int at, int operand) {
        if (operand != 0) {
            throw bad("operand of argument token %s must be 0, was %s", at, operand);
        }
    }

    /// Some neighbouring places or one nesting; of two or more that are no constants one would be a
    /// key.
    private void item(int at, int count, boolean constant) {
        if (depth == 0 || open[depth - 1] == NO_MAP) {
            return;
        }
        if (!constant && (open[depth - 1] == KEY || count > 1)) {
            throw bad("key of a map must be a constant, was token %s at %s", tokens[at], at);
        }
        open[depth - 1] ^= count & 1;
    }

    private void push(int state) {
        if (depth == open.length) {
            open = Arrays.copyOf(open, depth * 2);
        }
        open[depth++] = state;
    }

    private void pop(int at) {
        if (depth == 0) {
            throw bad("arguments must be balanced, was one end too many at token %s", at);
        }
        depth--;
        if (open[depth] == VALUE) {
            throw bad("map must have a value for each key, had none for the last at token %s", at);
        }
    }

    private static IllegalArgumentException bad(String message, Object... found) {
        return new IllegalArgumentException(message.formatted(found));
    }
}
