package dev.weft.model;

/// What a worker does with a task's function and with what the function returns.
public enum TaskKind {
    /// Calls the function; what it returns is the task's output.
    CALL(0),
    /// As [#CALL], unless an input is [Absent]: then that is the output, and the function is not called.
    ELEMENT(1),
    /// As [#CALL] with two parents, unless one of them is [Absent]: then the other one is the output.
    REDUCTION(2),
    /// Calls the function; what it returns says which tasks the run gets. With an [ElementPlan] it is a
    /// collection, and each of its elements gets the tasks of the plan; without, it is a workflow.
    EXPANSION(3),
    /// Has no function of its own: a task that an [#EXPANSION] adds takes its number, and so its place among
    /// the tasks that were there before.
    EXIT(4),
    /// As [#ELEMENT]; if it fails for good, that is its output ([Absent.Failed]), and the run goes on.
    TOLERATED(5),
    /// Calls the function with those of its parents' results that are there when it is executed, [Absent] in
    /// the place of the others. It runs as soon as some of them are there: how many, says [AddedGraph#waits].
    FIRST(6);

    private final int code;

    TaskKind(int code) {
        this.code = code;
    }

    /// Its number in binary forms.
    int code() {
        return code;
    }

    /// @throws IllegalArgumentException if no kind has that number
    static TaskKind of(int code) {
        for (TaskKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new IllegalArgumentException("kind of a task must be in 0..6, was " + code);
    }
}
