package dev.weft.bench;

/// A workload's result is not the known one.
final class WrongResultException extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongResultException(String workload, int size, Object found) {
        super(
                "result of %s with size %d must be the known one, was %.200s"
                        .formatted(workload, size, String.valueOf(found)));
    }
}
