package dev.weft.cli;

/// Does something when the process is interrupted or asked to end, before it ends. The JVM's own exit
/// code then says so: 130 after Ctrl-C.
final class Interruption implements Parting {
    private final Thread hook;

    Interruption(Runnable action) {
        hook = Thread.ofPlatform().name("weft-interruption").unstarted(action);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public boolean left() {
        return false;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The process is ending already: the hook is running or has run.
        }
    }
}
