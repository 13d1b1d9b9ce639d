package dev.weft.testkit;

import dev.weft.model.Dag;
import java.util.List;

/// What is explored: small graphs, and faults few enough for all there is to be explored in seconds.
/// `-Dweft.explorations=N` lets each of the faults happen N times more often.
final class Explorations {
    private static final Explored CHAIN_IN_TIME =
            new Explored("chain of 2, crashes", DagShapes.chain(2), two().with(2, 1));
    private static final Explored CHAIN_ON_A_NETWORK =
            new Explored(
                    "chain of 2, network", DagShapes.chain(2), two().with(1, 1).withNetwork(1, 0));
    private static final Explored CHAIN_WITH_COPIES =
            new Explored(
                    "chain of 2, copies", DagShapes.chain(2), two().with(1, 1).withNetwork(0, 1));
    private static final Explored CHAIN_THAT_ENDS =
            new Explored(
                    "chain of 2, failures", DagShapes.chain(2), two().with(1, 0).withEnds(1, 1));
    private static final Explored CHAIN_OF_SEGMENTS =
            new Explored(
                    "chain of 3, segments", DagShapes.chain(3), two().with(1, 1).withSegments());
    private static final Explored CHAIN_WITH_EFFECTS =
            new Explored(
                    "chain of 3, outside effects",
                    DagShapes.chainWithOutsideEffects(),
                    two().with(1, 1).withNetwork(0, 1));
    private static final Explored DIAMOND_IN_CHUNKS =
            new Explored("diamond, chunks", DagShapes.diamond(), two().with(1, 1).withChunks());
    private static final Explored DIAMOND_ON_A_NETWORK =
            new Explored("diamond, network", DagShapes.diamond(), two().withNetwork(1, 1));
    private static final Explored DIAMOND_THAT_ENDS =
            new Explored("diamond, failures", DagShapes.diamond(), two().withEnds(1, 0));
    private static final Explored DIAMOND_THAT_IS_CANCELLED =
            new Explored("diamond, cancelled", DagShapes.diamond(), two().withEnds(0, 1));
    private static final Explored FAN_IN_OF_THREE =
            new Explored("fan-in of 3", DagShapes.fanIn(3), two().with(1, 1));
    private static final Explored FAN_IN_THAT_HOLDS =
            new Explored("fan-in of 2, held", DagShapes.fanIn(2), two().with(1, 1).withHolds());
    private static final Explored FAN_OF_THREE =
            new Explored(
                    "fan-out to 3 and fan-in",
                    DagShapes.fan(3),
                    ExplorationBounds.of(3).with(1, 0).withChunks());
    private static final Explored FAN_IN_ONE_AT_A_TIME =
            new Explored(
                    "fan-in of 2, one at a time",
                    DagShapes.fanIn(2),
                    two().with(1, 1).withNetwork(1, 0).withParallelism(1));
    private static final Explored DIAMOND_ONE_AT_A_TIME =
            new Explored(
                    "diamond in chunks, one at a time",
                    DagShapes.diamond(),
                    two().with(1, 1).withChunks().withParallelism(1));
    private static final Explored DIAMOND_THAT_ENDS_ONE_AT_A_TIME =
            new Explored(
                    "diamond, failures, one at a time",
                    DagShapes.diamond(),
                    two().withEnds(1, 1).withParallelism(1));
    private static final Explored DIAMOND_THAT_HOLDS_TWO_AT_A_TIME =
            new Explored(
                    "diamond, held, two at a time",
                    DagShapes.diamond(),
                    two().with(1, 1).withHolds().withParallelism(2));

    private static final Explored EXPANSION_IN_TIME =
            new Explored(
                    "expansion to 2, crashes",
                    DagShapes.chain(2),
                    two().with(1, 1).withExpansion());
    private static final Explored EXPANSION_IN_CHUNKS =
            new Explored(
                    "expansion to 2, chunks",
                    DagShapes.chain(2),
                    two().with(1, 0).withChunks().withExpansion());
    private static final Explored EXPANSION_ON_A_NETWORK =
            new Explored(
                    "expansion to 2, network",
                    DagShapes.chain(2),
                    two().withNetwork(1, 1).withExpansion());

    private Explorations() {}

    static List<Explored> all() {
        return List.of(
                CHAIN_IN_TIME,
                CHAIN_ON_A_NETWORK,
                CHAIN_WITH_COPIES,
                CHAIN_THAT_ENDS,
                CHAIN_OF_SEGMENTS,
                CHAIN_WITH_EFFECTS,
                DIAMOND_IN_CHUNKS,
                DIAMOND_ON_A_NETWORK,
                DIAMOND_THAT_ENDS,
                DIAMOND_THAT_IS_CANCELLED,
                FAN_IN_OF_THREE,
                FAN_IN_THAT_HOLDS,
                FAN_OF_THREE,
                FAN_IN_ONE_AT_A_TIME,
                DIAMOND_ONE_AT_A_TIME,
                DIAMOND_THAT_ENDS_ONE_AT_A_TIME,
                DIAMOND_THAT_HOLDS_TWO_AT_A_TIME,
                EXPANSION_IN_TIME,
                EXPANSION_IN_CHUNKS,
                EXPANSION_ON_A_NETWORK);
    }

    private static ExplorationBounds two() {
        return ExplorationBounds.of(2);
    }

    /// Those of which some fault makes one fail.
    static List<ExploredFault> faults() {
        return List.of(
                fault("an ended run says OVER before it says AGAIN", CHAIN_ON_A_NETWORK),
                fault("AGAIN is said to every execution of the claim", CHAIN_IN_TIME),
                fault("a chunk that is not the first is only AGAIN", DIAMOND_IN_CHUNKS),
                fault("the first chunk closes the task", DIAMOND_IN_CHUNKS),
                fault("an edge does not arrive", CHAIN_IN_TIME),
                fault("an edge into a fan-in arrives as if it were the last", FAN_IN_OF_THREE),
                fault("inputs count as consumed by a single child", DIAMOND_ON_A_NETWORK),
                fault("the epoch is not looked at", CHAIN_THAT_ENDS),
                fault("whoever asks adopts a claim", DIAMOND_IN_CHUNKS),
                fault("a child with outside effects is not fenced", CHAIN_WITH_EFFECTS),
                fault("REAP issues nothing anew", CHAIN_IN_TIME),
                fault("whoever has committed keeps its place", FAN_IN_ONE_AT_A_TIME));
    }

    private static ExploredFault fault(String fault, Explored in) {
        return RunStoreContractTest.faults()
                .filter(planted -> planted.fault().equals(fault))
                .findFirst()
                .map(planted -> new ExploredFault(planted, in))
                .orElseThrow();
    }

    /// A fault of a store, and the exploration that must notice it.
    record ExploredFault(PlantedFault fault, Explored in) {
        @Override
        public String toString() {
            return "%s: %s".formatted(in, fault);
        }
    }

    /// A graph, and what may go wrong with its run.
    record Explored(String title, Dag dag, ExplorationBounds few) {
        ExplorationBounds bounds() {
            return few.plus(Integer.getInteger("weft.explorations", 0));
        }

        @Override
        public String toString() {
            return title;
        }
    }
}
