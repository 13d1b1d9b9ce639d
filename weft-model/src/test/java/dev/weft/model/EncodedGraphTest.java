package dev.weft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EncodedGraphTest {
    private static final int INLINE = 128 * 1024;

    @Test
    void smallGraphIsOneSliceAndTheLimitSaysWhatIsSmall() {
        Dag dag = Graphs.layered(10, 100, 3, 1);
        EncodedGraph whole = EncodedGraph.of(dag, INLINE);
        int size = whole.root().bytes().length;
        assertThat(whole.whole()).isTrue();
        assertThat(GraphIndex.isIndex(whole.root().bytes())).isFalse();
        assertThat(SliceFormat.decode(whole.root().bytes()).size()).isEqualTo(dag.tasks());
        assertThat(EncodedGraph.of(dag, size).whole()).isTrue();
        assertThat(EncodedGraph.of(dag, size - 1).whole()).isFalse();
        assertThat(EncodedGraph.of(Graphs.chain(1), 0).whole()).isFalse();
    }

    @Test
    void manyTasksAreInChunksHoweverFewBytesTheyTake() {
        assertThat(EncodedGraph.of(Graphs.chain(EncodedGraph.MOST_TASKS), INLINE).whole()).isTrue();
        EncodedGraph large = EncodedGraph.of(Graphs.chain(EncodedGraph.MOST_TASKS + 1), INLINE);
        assertThat(large.whole()).isFalse();
    }

    @Test
    void chunksHoldEveryTaskOnceAndTheSameRecordsAsTheGraph() {
        Dag dag = Graphs.layered(200, 100, 3, 2);
        EncodedGraph graph = EncodedGraph.of(dag, INLINE / 2);
        GraphIndex index = GraphIndex.decode(graph.root().bytes());
        assertThat(index.tasks()).isEqualTo(dag.tasks());
        assertThat(index.chunks())
                .isEqualTo(graph.chunks().stream().map(EncodedGraph.Part::name).toList())
                .hasSizeGreaterThan(3);
        List<Slice> slices = new ArrayList<>();
        for (int chunk = 0; chunk < index.chunks().size(); chunk++) {
            slices.add(index.decodeChunk(chunk, graph.chunks().get(chunk).bytes()));
        }
        for (int task = 0; task < dag.tasks(); task += 7) {
            Slice slice = slices.get(index.chunkOf(task));
            Records.assertSame(slice, dag, task);
            assertThat(slice.templateOf(task)).isEqualTo(dag.templateOf(task));
        }
        assertThat(slices.stream().mapToInt(Slice::size).sum()).isEqualTo(dag.tasks());
    }

    @Test
    void chunksAreOfTheSizeThatIsWanted() {
        EncodedGraph graph = EncodedGraph.of(Graphs.layered(500, 100, 3, 3), INLINE);
        assertThat(graph.chunks().subList(1, graph.chunks().size() - 1))
                .as("inner chunks, before they are deflated 8 to 32 KiB")
                .allSatisfy(chunk -> assertThat(chunk.bytes().length).isBetween(6_000, 32_768));
        GraphIndex regular =
                GraphIndex.decode(EncodedGraph.of(Graphs.chain(200_000), INLINE).root().bytes());
        assertThat(regular.chunks()).hasSizeBetween(13, 17);
    }

    /// 70,000 edges leave the root, and as many enter the sink.
    @Test
    void tasksOfManyEdgesAreInChunksToo() {
        Dag dag = Graphs.fanOut(70_000);
        EncodedGraph graph = EncodedGraph.of(dag, INLINE);
        GraphIndex index = GraphIndex.decode(graph.root().bytes());
        for (int task : new int[] {0, 1, 40_000, 70_001}) {
            int chunk = index.chunkOf(task);
            Slice slice = index.decodeChunk(chunk, graph.chunks().get(chunk).bytes());
            Records.assertSame(slice, dag, task);
        }
        assertThat(graph.parts().stream().mapToInt(part -> part.bytes().length).sum())
                .isLessThan(10_000);
    }

    @Test
    void equalGraphsHaveEqualParts() {
        assertThat(names(EncodedGraph.of(Graphs.layered(100, 100, 3, 4), 0)))
                .isEqualTo(names(EncodedGraph.of(Graphs.layered(100, 100, 3, 4), 0)));
    }

    private static List<String> names(EncodedGraph graph) {
        return graph.parts().stream().map(EncodedGraph.Part::name).toList();
    }

    @Test
    void chunkInThePlaceOfAnotherIsRefused() {
        EncodedGraph graph = EncodedGraph.of(Graphs.layered(100, 100, 3, 5), 0);
        GraphIndex index = GraphIndex.decode(graph.root().bytes());
        assertThatThrownBy(() -> index.decodeChunk(0, graph.chunks().get(1).bytes()))
                .isInstanceOf(SliceFormatException.class)
                .hasMessageContaining("chunk of a graph must hold tasks 0..");
    }

    @Test
    void millionTasksAreWithinReach() {
        EncodedGraph graph = EncodedGraph.of(Graphs.layered(5_000, 200, 3, 6), INLINE);
        assertThat(GraphIndex.decode(graph.root().bytes()).tasks()).isEqualTo(1_000_001);
    }
}
