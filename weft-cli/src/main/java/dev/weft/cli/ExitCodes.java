package dev.weft.cli;

/// What the command says to scripts.
final class ExitCodes {
    static final int DONE = 0;
    static final int RUN_FAILED = 1;
    static final int USAGE = 2;
    static final int BAD_INPUT = 3;
    static final int UNREACHABLE = 4;
    static final int TO_BE_REPLACED = 5;
    static final int INTERRUPTED = 130;

    private ExitCodes() {}
}
