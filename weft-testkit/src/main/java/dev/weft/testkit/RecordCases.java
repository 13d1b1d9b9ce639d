package dev.weft.testkit;

import static dev.weft.testkit.RunDriver.the;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.model.Grant;
import dev.weft.model.RunCode;
import dev.weft.model.RunStatus;
import dev.weft.model.WorkDone;
import dev.weft.spi.Commit;
import dev.weft.spi.CommitAnswer;
import dev.weft.spi.Resume;
import dev.weft.spi.ResumeAnswer;
import dev.weft.spi.RunStore;
import dev.weft.spi.Submit;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// What a run's record says besides its state: the work done for it, and the code that is executed.
abstract class RecordCases extends StoreCases {
    private static final RunCode CODE = new RunCode("archive-1", "graph-1");
    private static final RunCode MENDED = new RunCode("archive-2", "graph-2", "constants-2");

    RecordCases(Function<VirtualClock, RunStore> stores) {
        super(stores);
    }

    private static Submit submissionOf(RunDriver run, RunCode code) {
        Submit s = run.submission();
        return new Submit(
                s.run(),
                s.shapeHash(),
                s.contentHash(),
                s.tasks(),
                s.edges(),
                s.sink(),
                s.roots(),
                s.fencedRoots(),
                s.limits(),
                code,
                s.submittedBy());
    }

    @Test
    void workIsSummedUpAndOutlivesTheRun() {
        RunDriver run = run(DagShapes.chain(2));
        assertThat(run.submission().tasks()).isEqualTo(2);
        Work first = run.started("w1", run.submitted().getFirst());
        Grant second =
                run.committed(run.commitOf(first).work(new WorkDone(2, 30, 400, 5)))
                        .grants()
                        .getFirst();
        assertThat(run.record().work()).isEqualTo(new WorkDone(2, 30, 400, 5));
        Work last = run.started("w2", second);
        run.committed(run.commitOf(last).work(new WorkDone(1, 3_000_000_000L, 1, 1)));
        assertThat(run.status()).isEqualTo(RunStatus.DONE);
        assertThat(run.record().work()).isEqualTo(new WorkDone(3, 3_000_000_030L, 401, 6));
    }

    @Test
    void workOfARepeatedStepCountsOnce() {
        RunDriver run = run(DagShapes.fan(4));
        Work root = run.started("w1", run.submitted().getFirst());
        WorkDone work = new WorkDone(1, 10, 0, 1);
        run.commit(run.commitOf(root).work(work).chunk(0, 0, 2, false).build());
        run.commit(run.commitOf(root).work(work).chunk(0, 0, 2, false).build());
        assertThat(run.record().work()).isEqualTo(work);
        run.commit(run.commitOf(root).work(work).chunk(1, 2, 4, true).build());
        run.commit(run.commitOf(root).work(work).chunk(1, 2, 4, true).build());
        assertThat(run.record().work()).isEqualTo(work);
    }

    @Test
    void workOfARefusedStepDoesNotCount() {
        RunDriver run = run(DagShapes.chain(2));
        Work root = run.started("w1", run.submitted().getFirst());
        run.committed(root);
        Commit loser =
                run.commitOf(root.as(run.execution())).work(new WorkDone(1, 1, 1, 1)).build();
        the(CommitAnswer.Refused.class, run.commit(loser));
        assertThat(run.record().work()).isEqualTo(WorkDone.NONE);
    }

    @Test
    void codeStaysAsSubmittedUntilAResumptionChangesIt() {
        RunDriver run = run(DagShapes.single());
        Submit submit = submissionOf(run, CODE);
        run.submit(submit);
        assertThat(run.record().code()).isEqualTo(CODE);
        run.submit(submissionOf(run, MENDED));
        assertThat(run.record().code()).as("after another submission").isEqualTo(CODE);
        run.cancel();
        ResumeAnswer answer =
                store.resume(new Resume(run.key(), submit.shapeHash(), 1, MENDED, "a test"));
        List<Grant> grants = run.adopt(the(ResumeAnswer.Resumed.class, answer));
        assertThat(run.record().code()).isEqualTo(MENDED);
        run.finish(grants);
        assertThat(run.record().code()).isEqualTo(MENDED);
    }

    @Test
    void resumptionThatIsRefusedDoesNotChangeTheCode() {
        RunDriver run = run(DagShapes.single());
        Submit submit = submissionOf(run, CODE);
        run.submit(submit);
        store.resume(new Resume(run.key(), submit.shapeHash(), 1, MENDED, "a test"));
        assertThat(run.record().code()).as("of a run that goes on").isEqualTo(CODE);
        run.cancel();
        store.resume(new Resume(run.key(), "another shape", 1, MENDED, "a test"));
        assertThat(run.record().code()).isEqualTo(CODE);
    }
}
