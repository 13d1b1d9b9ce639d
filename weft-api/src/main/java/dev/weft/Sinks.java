package dev.weft;

/// Makes a task of what is submitted, so that every run has one sink.
final class Sinks {
    private Sinks() {}

    @SuppressWarnings("unchecked") // a handle only hands its value out
    static <R> Task<R> task(Arg<? extends R> sink) {
        if (sink == null) {
            throw WorkflowRefusedException.nullArgument("what is submitted");
        }
        if (sink instanceof Task<?> task) {
            return (Task<R>) task;
        }
        F1<R, R> same = Sinks::result;
        return Task.<R>of(same, sink).withName("result");
    }

    @ReadsOnly
    private static <R> R result(R value) {
        return value;
    }
}
