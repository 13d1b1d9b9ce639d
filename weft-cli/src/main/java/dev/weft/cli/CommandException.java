package dev.weft.cli;

/// Ends the command: one sentence for people, an exit code for scripts.
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int exitCode;

    CommandException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    CommandException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    static CommandException usage(String message, Object... found) {
        return new CommandException(ExitCodes.USAGE, message.formatted(found));
    }

    static CommandException badInput(String message, Object... found) {
        return new CommandException(ExitCodes.BAD_INPUT, message.formatted(found));
    }

    int exitCode() {
        return exitCode;
    }
}
