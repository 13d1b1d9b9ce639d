package dev.weft.model;

import static dev.weft.model.Checks.require;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;

/// The form of a task's inputs, without the task's own parents and constants: any nesting of lists,
/// maps and combining functions over two kinds of places, *next parent* and *next constant*. Runs of
/// equal places are one token, so that a list of 100,000 parents takes two.
///
/// The tokens stand in the order in which [#walk] visits them. A captured value of a function is a
/// constant; those of the task's function come first of all, those of a combining function first
/// within it. A map is a sequence of key and value, its keys are constants. Parents whose results are not
/// read, which the task only waits for, come last and have no place.
///
/// Immutable.
public final class ArgumentShape {
    static final int PARENTS = 0;
    static final int CONSTANTS = 1;
    static final int PARENT_AGAIN = 2;
    static final int LIST = 3;
    static final int MAP = 4;
    static final int COMBINE = 5;
    static final int END = 6;
    static final int AFTER = 7;
    private static final int KIND_BITS = 3;
    private static final int MAX_OPERAND = -1 >>> KIND_BITS;

    private final int[] tokens;
    private final int parents;
    private final int readParents;
    private final int constants;

    private ArgumentShape(int[] tokens) {
        ShapeCheck check = ShapeCheck.of(tokens);
        this.tokens = tokens;
        this.parents = check.parents();
        int last = tokens.length == 0 ? END : tokens[tokens.length - 1];
        this.readParents = parents - (kind(last) == AFTER ? operand(last) : 0);
        this.constants = check.constants();
    }

    /// The tokens in a form that can be stored; [#ofTokens] is the inverse.
    public int[] tokens() {
        return tokens.clone();
    }

    /// Rebuilds a shape and checks that it is well formed.
    ///
    /// @throws IllegalArgumentException if tokens are unknown, unbalanced, out of range or longer
    ///     than need be, or if a map's key is no constant
    public static ArgumentShape ofTokens(int[] tokens) {
        return new ArgumentShape(tokens.clone());
    }

    /// Number of distinct parents that a task of this shape has.
    public int parents() {
        return parents;
    }

    /// Number of distinct parents whose results are read: the first ones.
    public int readParents() {
        return readParents;
    }

    /// Number of constants that a task of this shape has, captured values included.
    public int constants() {
        return constants;
    }

    /// Whether there is nothing but parents and constants, each used once and in the open.
    public boolean isFlat() {
        for (int token : tokens) {
            if (kind(token) > CONSTANTS) {
                return false;
            }
        }
        return true;
    }

    /// Visits all places in order. Not recursive: any depth will do.
    ///
    /// @throws Exception what the visitor throws (a combining function may throw anything)
    public void walk(Visitor visitor) throws Exception {
        int parent = 0;
        int constant = 0;
        for (int token : tokens) {
            int operand = operand(token);
            switch (kind(token)) {
                case PARENTS -> {
                    for (int end = parent + operand; parent < end; parent++) {
                        visitor.parent(parent);
                    }
                }
                case CONSTANTS -> {
                    for (int end = constant + operand; constant < end; constant++) {
                        visitor.constant(constant);
                    }
                }
                case PARENT_AGAIN -> visitor.parent(operand);
                case LIST -> visitor.beginList();
                case MAP -> visitor.beginMap();
                case COMBINE -> visitor.beginCombine(operand);
                case AFTER -> {} // no place
                default -> visitor.end();
            }
        }
    }

    /// Names the combining functions, once for each use.
    void forEachCombined(IntConsumer function) {
        for (int token : tokens) {
            if (kind(token) == COMBINE) {
                function.accept(operand(token));
            }
        }
    }

    /// The same shape in a graph that numbers functions otherwise.
    ArgumentShape renumbered(IntUnaryOperator numbers) {
        int[] changed = tokens.clone();
        for (int i = 0; i < changed.length; i++) {
            if (kind(changed[i]) == COMBINE) {
                changed[i] = COMBINE | numbers.applyAsInt(operand(changed[i])) << KIND_BITS;
            }
        }
        return new ArgumentShape(changed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ArgumentShape shape && Arrays.equals(tokens, shape.tokens);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(tokens);
    }

    static int kind(int token) {
        return token & ((1 << KIND_BITS) - 1);
    }

    static int operand(int token) {
        return token >>> KIND_BITS;
    }

    /// Is told of each place and of each beginning and end of a nesting.
    public interface Visitor {
        /// The place of a parent's result.
        ///
        /// @param index of the parent among the task's distinct parents
        void parent(int index) throws Exception;

        /// The place of a constant.
        ///
        /// @param index of the constant among the task's constants
        void constant(int index) throws Exception;

        void beginList() throws Exception;

        void beginMap() throws Exception;

        /// The beginning of the inputs of a function that is evaluated at the child.
        ///
        /// @param function number in the function table
        void beginCombine(int function) throws Exception;

        /// Ends the innermost list, map or combination.
        void end() throws Exception;
    }

    /// Writes a shape from left to right. Not safe for several threads.
    public static final class Builder {
        private int[] tokens = new int[4];
        private int size;
        private int distinctParents;

        /// The next distinct parent.
        public Builder parent() {
            distinctParents++;
            return run(PARENTS);
        }

        /// A parent that was used before.
        ///
        /// @param index among the distinct parents
        public Builder parentAgain(int index) {
            require(
                    index >= 0 && index < distinctParents,
                    "repeated parent must be in 0..%d, was %d",
                    distinctParents - 1,
                    index);
            return add(PARENT_AGAIN | index << KIND_BITS);
        }

        /// Further distinct parents, whose results are not read. Nothing else follows.
        public Builder after(int parents) {
            require(parents > 0, "parents that are waited for must be > 0, was %d", parents);
            distinctParents += parents;
            return add(AFTER | parents << KIND_BITS);
        }

        /// The next constant.
        public Builder constant() {
            return run(CONSTANTS);
        }

        public Builder beginList() {
            return add(LIST);
        }

        public Builder beginMap() {
            return add(MAP);
        }

        /// Begins the inputs of a function that is evaluated at the child.
        ///
        /// @param function number in the function table
        public Builder beginCombine(int function) {
            require(
                    function >= 0 && function <= MAX_OPERAND,
                    "combining function must be in 0..%d, was %d",
                    MAX_OPERAND,
                    function);
            return add(COMBINE | function << KIND_BITS);
        }

        public Builder end() {
            return add(END);
        }

        /// @throws IllegalArgumentException if a nesting is not ended, or a map's key is no constant
        public ArgumentShape build() {
            return new ArgumentShape(Arrays.copyOf(tokens, size));
        }

        private Builder run(int kind) {
            if (size > 0 && kind(tokens[size - 1]) == kind) {
                tokens[size - 1] += 1 << KIND_BITS;
                return this;
            }
            return add(kind | 1 << KIND_BITS);
        }

        private Builder add(int token) {
            if (size == tokens.length) {
                tokens = Arrays.copyOf(tokens, size * 2);
            }
            tokens[size++] = token;
            return this;
        }
    }
}
