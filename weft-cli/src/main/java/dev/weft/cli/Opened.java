package dev.weft.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What was opened, to be closed in the reverse order, each whatever becomes of the others. Safe for many
/// threads: whoever closes second waits for the first.
final class Opened implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Opened.class);

    private final Deque<AutoCloseable> all = new ArrayDeque<>();

    synchronized <R extends AutoCloseable> R add(R resource) {
        all.push(resource);
        return resource;
    }

    @Override
    public synchronized void close() {
        while (!all.isEmpty()) {
            AutoCloseable last = all.pop();
            try {
                last.close();
            } catch (Exception e) { // the others are to be closed all the same
                log.warn("{} could not be closed: {}", last, e.toString());
            }
        }
    }
}
