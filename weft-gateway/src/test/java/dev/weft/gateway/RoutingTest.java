package dev.weft.gateway;

import static dev.weft.gateway.Invocations.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.gateway.Errand.Invoke;
import dev.weft.gateway.Errand.Watch;
import dev.weft.model.Claim;
import dev.weft.model.RunKey;
import dev.weft.model.WorkerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoutingTest {
    private static final WorkerId A = new WorkerId("a");
    private static final WorkerId B = new WorkerId("b");
    private static final WorkerId C = new WorkerId("c");
    private static final RunKey OTHER = Invocations.run("run-2");

    private long now = 1_000;
    private final Routing routing = new Routing(() -> now);

    private void join(WorkerId... workers) {
        for (WorkerId worker : workers) {
            routing.joined(worker);
        }
    }

    private List<Errand> offer(dev.weft.spi.Invocation invocation) {
        routing.offer(invocation);
        return routing.dispatch();
    }

    private static int[] tasks(Errand errand) {
        return ((Invoke) errand).invocation().claims().stream().mapToInt(Claim::task).toArray();
    }

    @Test
    void claimsAreSplitAmongIdleWorkers() {
        join(A, B, C);
        List<Errand> errands = offer(Invocations.tasks(RUN, 0, 10));
        assertThat(errands).extracting(Errand::worker).containsExactly(A, B, C);
        assertThat(errands.stream().flatMapToInt(e -> IntStream.of(tasks(e))).toArray())
                .containsExactly(IntStream.range(0, 10).toArray());
        assertThat(errands).extracting(e -> tasks(e).length).containsExactly(4, 3, 3);
        assertThat(errands).allMatch(e -> ((Invoke) e).waits());
    }

    @Test
    void fewerClaimsThanWorkersGoToAsManyWorkers() {
        join(A, B, C);
        assertThat(offer(Invocations.of(RUN, 0, 1)))
                .extracting(Errand::worker)
                .containsExactly(A, B);
        assertThat(offer(Invocations.of(RUN, 2))).extracting(Errand::worker).containsExactly(C);
    }

    @Test
    void withoutAnIdleWorkerTheLeastLoadedOneGetsAll() {
        join(A, B);
        offer(Invocations.tasks(RUN, 0, 9)); // 5 and 4
        List<Errand> errands = offer(Invocations.tasks(RUN, 10, 20));
        assertThat(errands).extracting(Errand::worker).containsExactly(B);
        assertThat(((Invoke) errands.getFirst()).waits())
                .as("one request waits for a run already")
                .isFalse();
    }

    @Test
    void withoutWorkersClaimsWaitAndGoWhenOneJoins() {
        assertThat(offer(Invocations.tasks(RUN, 0, 3))).isEmpty();
        assertThat(routing.waiting()).isEqualTo(3);
        join(A);
        assertThat(routing.dispatch()).hasSize(1);
        assertThat(routing.waiting()).isZero();
    }

    @Test
    void whatIsOfferedTwiceWaitsOnce() {
        offer(Invocations.tasks(RUN, 0, 3));
        offer(Invocations.tasks(RUN, 1, 4));
        offer(Invocations.of(OTHER, 1));
        assertThat(routing.waiting()).isEqualTo(5);
        join(A);
        List<Errand> errands = routing.dispatch();
        assertThat(errands).hasSize(2);
        assertThat(tasks(errands.getFirst())).containsExactly(0, 1, 2, 3);
    }

    @Test
    void ofATaskTheLatestClaimWaits() {
        offer(Invocations.of(RUN, List.of(new Claim(7, 30)), false));
        offer(Invocations.of(RUN, List.of(new Claim(7, 40)), false));
        offer(Invocations.of(RUN, List.of(new Claim(7, 35)), false));
        join(A);
        Invoke invoke = (Invoke) routing.dispatch().getFirst();
        assertThat(invoke.invocation().claims()).containsExactly(new Claim(7, 40));
    }

    @Test
    void runsAreServedInTheOrderInWhichTheyCame() {
        offer(Invocations.of(OTHER, 1));
        offer(Invocations.of(RUN, 1));
        offer(Invocations.of(OTHER, 2));
        join(A);
        assertThat(routing.dispatch()).extracting(Errand::run).containsExactly(OTHER, RUN);
    }

    @Test
    void aWorkerIsIdleAgainWhenItHasNothingLeft() {
        join(A, B);
        offer(Invocations.of(RUN, 0, 1));
        assertThat(routing.state(A)).contains(WorkerState.BUSY);
        assertThat(routing.quiet(A, RUN)).isEmpty();
        assertThat(routing.state(A)).contains(WorkerState.IDLE);
        assertThat(offer(Invocations.of(RUN, 2))).extracting(Errand::worker).containsExactly(A);
    }

    @Test
    void whetherAWorkerIsIdleIsAskedAgainAfterWhatCameMeanwhile() {
        join(A);
        offer(Invocations.of(RUN, 0));
        offer(Invocations.of(RUN, 1)); // is on its way when the first one is answered
        assertThat(routing.quiet(A, RUN)).as("its answer is waited for").isEmpty();
        assertThat(routing.state(A)).contains(WorkerState.BUSY);
        assertThat(routing.posted(A, RUN)).contains(new Watch(A, RUN));
        assertThat(routing.quiet(A, RUN)).isEmpty();
        assertThat(routing.state(A)).contains(WorkerState.IDLE);
    }

    @Test
    void whetherAWorkerIsIdleIsAskedOnceForAll() {
        join(A);
        offer(Invocations.of(RUN, 0));
        offer(Invocations.of(RUN, 1));
        offer(Invocations.of(RUN, 2));
        assertThat(routing.posted(A, RUN)).isEmpty();
        assertThat(routing.posted(A, RUN)).isEmpty();
        assertThat(routing.quiet(A, RUN)).contains(new Watch(A, RUN));
    }

    @Test
    void aClaimThatIsToBeAloneGoesToAnIdleWorkerAndNothingElseGoesThere() {
        join(A, B);
        assertThat(offer(Invocations.alone(RUN, 5))).extracting(Errand::worker).containsExactly(A);
        assertThat(routing.state(A)).contains(WorkerState.ALONE);
        assertThat(offer(Invocations.tasks(RUN, 10, 20)))
                .extracting(Errand::worker)
                .containsExactly(B);
        assertThat(offer(Invocations.tasks(RUN, 20, 30)))
                .extracting(Errand::worker)
                .containsExactly(B);
        routing.quiet(A, RUN);
        assertThat(offer(Invocations.of(RUN, 30))).extracting(Errand::worker).containsExactly(A);
    }

    @Test
    void aWorkerIsKeptFreeForAClaimThatIsToBeAlone() {
        join(A, B);
        offer(Invocations.tasks(RUN, 0, 3)); // two for A, one for B
        assertThat(offer(Invocations.alone(RUN, 5))).isEmpty();
        assertThat(offer(Invocations.of(OTHER, 1)))
                .as("B is the least loaded, and reserved")
                .extracting(Errand::worker)
                .containsExactly(A);
        routing.quiet(B, RUN);
        List<Errand> errands = routing.dispatch();
        assertThat(errands).extracting(Errand::worker).containsExactly(B);
        assertThat(((Invoke) errands.getFirst()).invocation().alone()).isTrue();
    }

    @Test
    void halfOfTheWorkersAtMostDoSomethingAlone() {
        join(A, B, C, new WorkerId("d"));
        assertThat(offer(Invocations.alone(RUN, 1, 2, 3, 4)))
                .extracting(Errand::worker)
                .containsExactly(A, B);
        assertThat(offer(Invocations.of(RUN, 9))).extracting(Errand::worker).containsExactly(C);
        routing.quiet(A, RUN);
        assertThat(tasks(routing.dispatch().getFirst())).containsExactly(3);
    }

    @Test
    void aSingleWorkerDoesOneThingAloneAfterTheOther() {
        join(A);
        assertThat(offer(Invocations.alone(RUN, 1, 2))).hasSize(1);
        assertThat(offer(Invocations.of(RUN, 9))).isEmpty();
        routing.quiet(A, RUN);
        assertThat(tasks(routing.dispatch().getFirst())).containsExactly(2);
        routing.quiet(A, RUN);
        assertThat(tasks(routing.dispatch().getFirst())).containsExactly(9);
    }

    @Test
    void aTaskThatIsToBeAloneWaitsAlone() {
        offer(Invocations.tasks(RUN, 0, 3));
        offer(Invocations.alone(RUN, 1));
        offer(Invocations.of(RUN, 1));
        assertThat(routing.waiting()).isEqualTo(3);
        join(A, B);
        List<int[]> sent = new ArrayList<>();
        routing.dispatch().forEach(errand -> sent.add(tasks(errand)));
        assertThat(sent).containsExactly(new int[] {1}, new int[] {0, 2});
    }

    @Test
    void nothingGoesToAWorkerThatDoesNotAnswer() {
        join(A, B);
        assertThat(routing.suspend(A)).isTrue();
        assertThat(routing.suspend(A)).isFalse();
        assertThat(offer(Invocations.tasks(RUN, 0, 4)))
                .extracting(Errand::worker)
                .containsExactly(B);
        assertThat(routing.state(A)).contains(WorkerState.NOT_ANSWERING);
        assertThat(routing.restore(A)).isEmpty();
        assertThat(offer(Invocations.of(RUN, 5))).extracting(Errand::worker).containsExactly(A);
    }

    @Test
    void aRestoredWorkerIsAskedWhetherItIsIdle() {
        join(A);
        offer(Invocations.of(RUN, 0));
        routing.suspend(A);
        routing.unwatched(A, RUN);
        assertThat(routing.restore(A)).containsExactly(new Watch(A, RUN));
        assertThat(routing.state(A)).contains(WorkerState.BUSY);
        routing.quiet(A, RUN);
        assertThat(routing.state(A)).contains(WorkerState.IDLE);
    }

    @Test
    void whatWentToAWorkerThatLeftIsForgotten() {
        join(A);
        offer(Invocations.of(RUN, 0));
        routing.left(A);
        assertThat(routing.quiet(A, RUN)).isEmpty();
        assertThat(routing.posted(A, RUN)).isEmpty();
        assertThat(routing.state(A)).isEmpty();
    }

    @Test
    void theBusiestWorkerIsAskedToShareWhileAnotherOneIsIdle() {
        join(A, B, C);
        offer(Invocations.tasks(RUN, 0, 12));
        assertThat(routing.sharing()).as("none is idle").isEmpty();
        assertThat(routing.nanosUntilSharing()).isEqualTo(Long.MAX_VALUE);
        offer(Invocations.tasks(RUN, 12, 20)); // eight more for A
        routing.quiet(C, RUN);
        assertThat(routing.nanosUntilSharing()).isZero();
        assertThat(routing.sharing()).contains(new Errand.Share(A, RUN));
        assertThat(routing.sharing()).contains(new Errand.Share(B, RUN));
        assertThat(routing.sharing()).as("both were asked").isEmpty();
    }

    @Test
    void aWorkerThatHasNothingToShareIsAskedLessAndLessOften() {
        join(A, B);
        offer(Invocations.of(RUN, 0));
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            assertThat(routing.sharing()).contains(new Errand.Share(A, RUN));
            routing.shared(A, RUN, 0);
            pauses.add(routing.nanosUntilSharing() / 1_000_000);
            now += routing.nanosUntilSharing();
        }
        assertThat(pauses).startsWith(5L, 10L, 20L, 40L).endsWith(500L, 500L).isSorted();
    }

    @Test
    void aWorkerThatHasMuchToShareIsAskedAgainSoon() {
        join(A, B);
        offer(Invocations.of(RUN, 0));
        for (int i = 0; i < 5; i++) {
            assertThat(routing.sharing()).contains(new Errand.Share(A, RUN));
            routing.shared(A, RUN, 100);
            assertThat(routing.nanosUntilSharing()).isEqualTo(5_000_000);
            now += 5_000_000;
        }
    }

    @Test
    void runsOfAWorkerThatHaveNothingToShareTakeTurns() {
        join(A, B);
        offer(Invocations.of(RUN, 0));
        routing.suspend(B);
        offer(Invocations.of(OTHER, 0));
        routing.restore(B);
        List<RunKey> asked = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Errand.Share share = routing.sharing().orElseThrow();
            asked.add(share.run());
            routing.shared(A, share.run(), 0);
            now += routing.nanosUntilSharing();
        }
        assertThat(asked).containsExactly(RUN, OTHER, RUN, OTHER);
    }

    @Test
    void whatAWorkerDoesAloneIsNotShared() {
        join(A, B);
        offer(Invocations.alone(RUN, 0));
        assertThat(routing.sharing()).isEmpty();
    }

    @Test
    void onlyAWorkerThatIsIdleLongEnoughMayBeRetired() {
        join(A, B);
        offer(Invocations.of(RUN, 0));
        now += Duration.ofSeconds(10).toNanos();
        assertThat(routing.idleFor(Duration.ofSeconds(11))).isEmpty();
        assertThat(routing.idleFor(Duration.ofSeconds(10))).containsExactly(B);
        assertThat(routing.retire(A)).isFalse();
        assertThat(routing.retire(B)).isTrue();
        assertThat(offer(Invocations.tasks(RUN, 1, 5)))
                .extracting(Errand::worker)
                .containsExactly(A);
    }

    @Test
    void asManyWorkersAreMissingAsThereAreClaimsBeyondTheIdleOnes() {
        assertThat(routing.missingWorkers(3)).isEqualTo(3);
        join(A, B);
        assertThat(routing.missingWorkers(3)).isEqualTo(1);
        offer(Invocations.of(RUN, 0));
        assertThat(routing.missingWorkers(3)).isEqualTo(2);
        assertThat(routing.missingWorkers(1)).isZero();
    }
}
