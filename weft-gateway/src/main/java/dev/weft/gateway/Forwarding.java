package dev.weft.gateway;

import dev.weft.model.WorkerId;
import dev.weft.spi.Invocation;
import dev.weft.worker.ArchiveMismatchException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out what [Routing] decides: brings invocations to workers, and waits until they have nothing
/// left of them. Each errand has a virtual thread: a gateway executes no task that could starve them.
///
/// Safe for many threads.
final class Forwarding implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Forwarding.class);
    private static final byte[] NOTHING = new byte[0];
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final long TOO_SOON_NANOS = Duration.ofMillis(100).toNanos();

    private final Optional<String> archive;
    private final int maxWaitingClaims;
    private final Duration waitAtMost;
    private final Staff staff;
    private final Refusals refusals;
    private final Routing routing = new Routing(System::nanoTime); // guarded by this
    private final SecondChances secondChances = new SecondChances(); // guarded by this
    private final LongAdder invocations = new LongAdder();
    private volatile boolean ending;
    private final Map<WorkerId, HttpCaller> callers = new ConcurrentHashMap<>();
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("weft-gateway-forward-", 1).factory());

    /// Whoever sees to it that there are workers.
    interface Staff {
        /// So many workers more could be busy.
        void wanted(int more);

        /// A worker has given no answer for too long.
        void hung(WorkerId worker, Duration silent);
    }

    /// @param waitAtMost how long an invocation may take to be answered; longer than workers wait
    Forwarding(GatewaySettings settings, Duration waitAtMost, Refusals refusals, Staff staff) {
        this.archive = settings.archive();
        this.maxWaitingClaims = settings.maxWaitingClaims();
        this.waitAtMost = waitAtMost;
        this.refusals = refusals;
        this.staff = staff;
    }

    /// A worker listens, and has nothing to do.
    void joined(WorkerId worker, URI uri, Token token) {
        callers.put(worker, new HttpCaller(uri, () -> Optional.of(token)));
        carryOut(
                decided(() -> {
                    routing.joined(worker);
                    return Optional.empty();
                }));
        carryOut(new HealthCheck(worker, this, staff));
    }

    /// A worker is to be ended if it has nothing to do.
    ///
    /// @return whether that is so; then it is brought nothing more
    boolean retire(WorkerId worker) {
        synchronized (this) {
            if (!routing.retire(worker)) {
                return false;
            }
        }
        left(worker);
        return true;
    }

    /// A worker is no longer there.
    void left(WorkerId worker) {
        carryOut(
                decided(() -> {
                    routing.left(worker);
                    return Optional.empty();
                }));
        HttpCaller caller = callers.remove(worker);
        if (caller != null) {
            caller.close();
        }
    }

    /// Takes an invocation over.
    ///
    /// @return what is to be done next, which the caller may do on its thread
    /// @throws RefusedException if it was not taken: too much is waiting, or its archive is another one
    Runnable accept(Invocation invocation) {
        refuseOtherArchive(invocation);
        refusals.find(invocation.run(), invocation.epoch())
                .ifPresent(message -> {
                    throw new RefusedException(409, message);
                });
        List<Errand> errands;
        int missing;
        synchronized (this) {
            int waiting = routing.waiting();
            if (waiting > 0 && waiting + invocation.claims().size() > maxWaitingClaims) {
                throw new RefusedException(
                        503,
                        "invocation was not taken, %d claims wait already (at most %d may)"
                                .formatted(waiting, maxWaitingClaims));
            }
            missing = routing.missingWorkers(invocation.claims().size());
            routing.offer(invocation);
            errands = routing.dispatch();
            signalSharing();
        }
        if (missing > 0) {
            staff.wanted(missing);
        }
        return () -> carryOutHere(errands);
    }

    private void refuseOtherArchive(Invocation invocation) {
        String asked = invocation.code().archive();
        if (archive.isPresent() && !archive.get().equals(asked)) {
            String message =
                    String.valueOf(
                            new ArchiveMismatchException(invocation.run(), asked, archive.get())
                                    .getMessage());
            if (refusals.add(invocation.run(), invocation.epoch(), message)) {
                log.warn("run {} is not executed here: {}", invocation.run(), message);
            }
        }
    }

    /// Fingerprint of the workers' archive, if it is known.
    Optional<String> archive() {
        return archive;
    }

    /// Carries the first one out on the calling thread, which it may keep for long.
    private void carryOutHere(List<Errand> errands) {
        for (int i = 1; i < errands.size(); i++) {
            carryOut(errands.get(i));
        }
        if (!errands.isEmpty()) {
            follow(errands.getFirst());
        }
    }

    private void carryOut(List<Errand> errands) {
        errands.forEach(this::carryOut);
    }

    private void carryOut(Errand errand) {
        carryOut(() -> follow(errand));
    }

    /// Does something on a thread of its own.
    void carryOut(Runnable action) {
        try {
            threads.execute(action);
        } catch (RejectedExecutionException e) {
            log.debug("closed, nothing is carried out any more");
        }
    }

    private void follow(Errand first) {
        Errand errand = first;
        while (errand != null) {
            errand = step(errand);
        }
    }

    private @Nullable Errand step(Errand errand) {
        HttpCaller caller = callers.get(errand.worker());
        if (caller == null) {
            return noAnswer(errand, new IOException("the worker has left"));
        }
        try {
            return switch (errand) {
                case Errand.Invoke invoke -> invoke(invoke, caller);
                case Errand.Watch watch -> watch(watch, caller);
                case Errand.Share share -> share(share, caller);
            };
        } catch (IOException e) {
            return noAnswer(errand, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (RuntimeException e) { // or the worker would be thought busy for ever
            log.error("{} to worker {} failed", errand.run(), errand.worker(), e);
            return answered(errand);
        }
    }

    private @Nullable Errand invoke(Errand.Invoke errand, HttpCaller caller) throws IOException {
        invocations.increment();
        byte[] body = InvocationFormat.encode(errand.invocation());
        HttpAnswer answer =
                errand.waits()
                        ? caller.call("POST", "/v1/invocations", body, waitAtMost)
                        : caller.call("POST", "/v1/invocations?wait=false", body, SOON);
        if (answer.status() == 202 && errand.waits()) {
            return new Errand.Watch(errand.worker(), errand.run());
        }
        if (answer.status() != 200 && answer.status() != 202) {
            refused(errand, answer);
        }
        return answered(errand);
    }

    private void refused(Errand.Invoke errand, HttpAnswer answer) {
        Invocation invocation = errand.invocation();
        if (answer.status() != 409) {
            log.warn(
                    "run {}: worker {} did not take {} claims, they will be dispatched again: {} {}",
                    invocation.run(),
                    errand.worker(),
                    invocation.claims().size(),
                    answer.status(),
                    answer.text());
        } else if (refusals.add(invocation.run(), invocation.epoch(), answer.text())) {
            log.error("run {} is not executed here: {}", invocation.run(), answer.text());
        }
    }

    private @Nullable Errand watch(Errand.Watch errand, HttpCaller caller)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        HttpAnswer answer = caller.call("GET", "/v1/idle?run=" + errand.run(), NOTHING, waitAtMost);
        if (answer.status() != 202) {
            return answered(errand);
        }
        if (System.nanoTime() - began < TOO_SOON_NANOS) {
            Thread.sleep(Duration.ofNanos(TOO_SOON_NANOS)); // it could not wait for us
        }
        return errand;
    }

    private @Nullable Errand share(Errand.Share errand, HttpCaller caller) throws IOException {
        HttpAnswer answer = caller.call("POST", "/v1/share?run=" + errand.run(), NOTHING, SOON);
        int waitingThere = answer.status() == 200 ? number(answer.text()) : 0;
        synchronized (this) {
            routing.shared(errand.worker(), errand.run(), waitingThere);
        }
        return null;
    }

    private static int number(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /// What comes after an errand that was answered; what else is to be done begins.
    private @Nullable Errand answered(Errand errand) {
        List<Errand> next =
                decided(() -> {
                    return switch (errand) {
                        case Errand.Invoke invoke when !invoke.waits() ->
                                routing.posted(invoke.worker(), invoke.run());
                        case Errand.Invoke _, Errand.Watch _ ->
                                routing.quiet(errand.worker(), errand.run());
                        case Errand.Share _ -> Optional.empty();
                    };
                });
        if (next.isEmpty()) {
            return null;
        }
        carryOut(next.subList(1, next.size()));
        return next.getFirst();
    }

    /// What a worker that gave no answer was brought is brought to another one, once: if both have it,
    /// the store lets one of them adopt it.
    private @Nullable Errand noAnswer(Errand errand, IOException e) {
        if (ending) {
            return null;
        }
        List<Errand> next =
                decided(() -> {
                    if (routing.suspend(errand.worker())) {
                        log.warn("worker {} gave no answer: {}", errand.worker(), e.toString());
                    }
                    return switch (errand) {
                        case Errand.Invoke(var worker, var invocation, var waits) -> {
                            secondChances.of(invocation).ifPresent(routing::offer);
                            if (waits) {
                                routing.unwatched(worker, invocation.run());
                                yield Optional.empty();
                            }
                            yield routing.posted(worker, invocation.run());
                        }
                        case Errand.Watch(var worker, var run) -> {
                            routing.unwatched(worker, run);
                            yield Optional.empty();
                        }
                        case Errand.Share(var worker, var run) -> {
                            routing.shared(worker, run, 0);
                            yield Optional.empty();
                        }
                    };
                });
        carryOut(next);
        return null;
    }

    /// Takes a decision, and says what is to be done after it.
    private List<Errand> decided(Supplier<Optional<Errand>> decision) {
        List<Errand> errands = new ArrayList<>();
        synchronized (this) {
            decision.get().ifPresent(errands::add);
            errands.addAll(routing.dispatch());
            signalSharing();
        }
        return errands;
    }

    /// Whether a worker answers was asked.
    void answers(WorkerId worker, boolean does) {
        List<Errand> errands;
        synchronized (this) {
            if (!does) {
                if (!ending && routing.suspend(worker)) {
                    log.warn("worker {} does not answer, nothing goes there until it does", worker);
                }
                return;
            }
            errands = new ArrayList<>(routing.restore(worker));
            errands.addAll(routing.dispatch());
            signalSharing();
        }
        carryOut(errands);
    }

    /// Wakes whoever shares, but not for each invocation.
    private synchronized void signalSharing() {
        if (routing.nanosUntilSharing() != Long.MAX_VALUE) {
            notifyAll();
        }
    }

    /// Waits until a worker is to be asked to share, and asks it.
    ///
    /// @throws InterruptedException if the thread is interrupted, which is how it is stopped
    void shareOnce() throws InterruptedException {
        Optional<Errand.Share> share;
        synchronized (this) {
            long nanos = routing.nanosUntilSharing();
            while (nanos > 0) {
                wait(Math.clamp(nanos / 1_000_000 + 1, 1, 1_000));
                nanos = routing.nanosUntilSharing();
            }
            share = routing.sharing();
        }
        share.ifPresent(this::follow);
    }

    /// Asks a worker something outside of its work.
    ///
    /// @throws IOException if there is no answer, or no such worker
    HttpAnswer ask(WorkerId worker, String path, Duration atMost) throws IOException {
        HttpCaller caller = callers.get(worker);
        if (caller == null) {
            throw new IOException("the worker has left");
        }
        return caller.call("GET", path, NOTHING, atMost);
    }

    boolean knows(WorkerId worker) {
        return callers.containsKey(worker);
    }

    synchronized List<WorkerId> idleFor(Duration atLeast) {
        return routing.idleFor(atLeast);
    }

    synchronized Optional<WorkerState> state(WorkerId worker) {
        return routing.state(worker);
    }

    synchronized long claims(WorkerId worker) {
        return routing.claims(worker);
    }

    synchronized int waiting() {
        return routing.waiting();
    }

    /// Invocations that were brought to workers so far.
    long invocations() {
        return invocations.sum();
    }

    /// Workers that give no answer are no surprise from now on.
    void end() {
        ending = true;
    }

    /// Breaks off what is under way.
    @Override
    public void close() {
        end();
        threads.shutdownNow();
        callers.values().forEach(HttpCaller::close);
        callers.clear();
    }
}
