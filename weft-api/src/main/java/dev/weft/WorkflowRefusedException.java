package dev.weft;

/// A workflow that compiles but cannot work, refused where it is written or when it is submitted. The
/// message names the task and function, says what was found and what to write instead.
public final class WorkflowRefusedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
    private final Rule rule;

    WorkflowRefusedException(Rule rule, String message) {
        super(message);
        this.rule = rule;
    }

    WorkflowRefusedException(Rule rule, String message, Throwable cause) {
        super(message, cause);
        this.rule = rule;
    }

    static WorkflowRefusedException nullArgument(String what) {
        return new WorkflowRefusedException(
                Rule.NULL_ARGUMENT,
                what + " must be a handle, was null; for the value null write value(null)");
    }

    /// The rule that the workflow breaks.
    public Rule rule() {
        return rule;
    }

    /// What a workflow must keep to beyond what the compiler checks.
    public enum Rule {
        /// A function or an argument is `null`.
        NULL_ARGUMENT,
        /// A function is neither a method reference nor a lambda, or one that cannot be found again
        /// by name.
        NOT_A_FUNCTION_REFERENCE,
        /// A function captures a handle, or a handle is hidden in a value: its result would never
        /// arrive.
        HANDLE_IN_VALUE,
        /// A constant or captured value is of a type that the codec cannot encode.
        CANNOT_ENCODE,
        /// A handle and what `with` made of it are in one workflow.
        TWO_VERSIONS_OF_ONE_TASK,
        /// A task's arguments have too many places.
        TOO_MANY_PLACES,
        /// Two fan-outs that are to be combined element by element do not have the same elements.
        CANNOT_ZIP,
        /// The first elements are taken where it is not known which are the first.
        CANNOT_TAKE_FIRST,
        /// Fan-outs of elements of fan-outs are nested too deeply.
        TOO_DEEP
    }
}
