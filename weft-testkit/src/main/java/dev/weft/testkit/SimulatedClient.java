package dev.weft.testkit;

import dev.weft.model.Claim;
import dev.weft.model.ConstantsFormat;
import dev.weft.model.Dag;
import dev.weft.model.Grant;
import dev.weft.model.Output;
import dev.weft.model.Payload;
import dev.weft.model.RunCode;
import dev.weft.model.RunId;
import dev.weft.model.RunKey;
import dev.weft.model.RunRecord;
import dev.weft.model.SliceFormat;
import dev.weft.model.TaskResult;
import dev.weft.model.ValueId;
import dev.weft.spi.Invocation;
import dev.weft.spi.Invoker;
import dev.weft.spi.Resume;
import dev.weft.spi.ResumeAnswer;
import dev.weft.spi.StoreUnavailableException;
import dev.weft.spi.Stores;
import dev.weft.spi.Submit;
import dev.weft.spi.SubmitAnswer;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Whoever wants a run's result: submits it or finds it, invokes workers for its roots, waits, resumes it
/// when it has ended without a result, and reads the result back.
final class SimulatedClient {
    static final RunId ID = new RunId("simulated");
    private static final int MOST_LOOKS = 10;

    private final Simulation simulation;
    private final SimulatedProcess process;
    private final Stores stores;
    private final Invoker invoker;
    private final SimulatedEnvironment environment;

    SimulatedClient(Simulation simulation, SimulatedProcess process) {
        this.simulation = simulation;
        this.process = process;
        stores = simulation.storesOf(process, false);
        invoker = simulation.network().invokerOf(process);
        environment = simulation.environmentOf(process);
    }

    SimulatedProcess process() {
        return process;
    }

    void begin() {
        process.fork(this::seeToTheRun);
    }

    private void seeToTheRun() {
        boolean submitted = false;
        while (true) {
            Optional<RunRecord> found = until(() -> stores.runs().find(ID));
            if (found.isEmpty()) {
                if (!submitted || simulation.parts().submittedAgain()) {
                    submit();
                }
                submitted = true;
            } else if (isSeenTo(found.get())) {
                return;
            }
            process.pass(500_000 + simulation.faults().below(1_000_000));
        }
    }

    /// Repeats a step with the same arguments until there is an answer.
    private <A> A until(Supplier<A> step) {
        while (true) {
            try {
                return step.get();
            } catch (StoreUnavailableException e) {
                process.pass(100_000);
            }
        }
    }

    private void submit() {
        Dag dag = simulation.workflow().dag();
        int[] roots = dag.roots();
        BitSet fenced = new BitSet();
        for (int i = 0; i < roots.length; i++) {
            fenced.set(i, dag.options(roots[i]).fenced());
        }
        RunKey key = new RunKey(ID, environment.randomLong());
        byte[] graph = SliceFormat.encode(dag, 0, dag.tasks());
        byte[] constants = ConstantsFormat.encode(dag.constants());
        RunCode code = new RunCode(SimulatedWorker.ARCHIVE, SliceFormat.name(graph));
        until(() -> {
            stores.graphs().putGraph(code.graph(), graph, Duration.ofDays(9));
            stores.graphs().putConstants(key, constants, Duration.ofDays(9));
            return key;
        });
        Submit submit =
                new Submit(
                        key,
                        dag.shapeHash(),
                        dag.contentHash(),
                        dag.tasks(),
                        dag.edges(),
                        dag.sink(),
                        roots,
                        fenced,
                        simulation.limits(),
                        code,
                        process.name());
        if (until(() -> stores.runs().submit(submit))
                instanceof SubmitAnswer.Created(var grants, var epoch, var deadline)) {
            Optional<Invocation.Parcel> parcel =
                    simulation.faults().below(2) == 0
                            ? Optional.empty()
                            : Optional.of(new Invocation.Parcel(graph, constants));
            for (Grant grant : grants) {
                invoke(key, epoch, code, List.of(grant.claim()), deadline, parcel);
            }
        }
    }

    private void invoke(
            RunKey key,
            int epoch,
            RunCode code,
            List<Claim> claims,
            long deadline,
            Optional<Invocation.Parcel> parcel) {
        try {
            invoker.invoke(
                    new Invocation(
                            key,
                            epoch,
                            code,
                            simulation.limits(),
                            claims,
                            deadline,
                            false,
                            parcel));
        } catch (StoreUnavailableException e) {
            process.note("will be dispatched again");
        }
    }

    /// @return whether there is nothing left to do about it
    private boolean isSeenTo(RunRecord record) {
        return switch (record.status()) {
            case RUNNING -> false;
            case DONE -> {
                simulation.ended(record, Optional.of(result(record)));
                yield true;
            }
            case FAILED, CANCELLED -> {
                boolean left = simulation.isToBeLeft(record);
                if (left) {
                    simulation.ended(record, Optional.empty());
                } else {
                    resume(record);
                }
                yield left;
            }
        };
    }

    private void resume(RunRecord record) {
        Resume resume =
                new Resume(
                        record.run(),
                        record.shapeHash(),
                        record.epoch(),
                        record.code(),
                        process.name());
        if (until(() -> stores.runs().resume(resume))
                instanceof ResumeAnswer.Resumed(var epoch, var grants, var deadline)) {
            List<Claim> claims = grants.stream().map(Grant::claim).toList();
            if (!claims.isEmpty()) {
                invoke(record.run(), epoch, record.code(), claims, deadline, Optional.empty());
            }
        }
    }

    private SimulatedValue result(RunRecord done) {
        TaskResult sink = done.result();
        if (sink == null) {
            throw new AssertionError("a run that is done must have a result");
        }
        byte[] bytes =
                switch (sink.output()) {
                    case Output.Inline(Payload.Encoded(var inline), _, _) -> inline;
                    case Output.Spread _ -> fetch(done, sink);
                    default -> throw new AssertionError("no result: " + StepText.of(sink));
                };
        return (SimulatedValue) new SimulatedCodec().decode(bytes);
    }

    /// Its worker may be writing a result once more which the store had lost just before it was committed.
    private byte[] fetch(RunRecord done, TaskResult sink) {
        ValueId value = new ValueId(sink.task(), sink.execution(), true);
        for (int look = 0; look < MOST_LOOKS; look++) {
            Optional<byte[]> found = until(() -> stores.blobs().fetch(done.run(), value));
            if (found.isPresent()) {
                return found.get();
            }
            process.pass(1_000_000);
        }
        throw new AssertionError("the result must be there");
    }
}
