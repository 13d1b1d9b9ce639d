package dev.weft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class GraphIndexTest {
    private static final byte[] BYTES =
            EncodedGraph.of(Graphs.layered(50, 100, 3, 1), 0).root().bytes();

    private static byte[] sealed(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, bytes.length - Integer.BYTES);
        ByteBuffer.wrap(bytes).putInt(bytes.length - Integer.BYTES, (int) sum.getValue());
        return bytes;
    }

    @Test
    void tasksThatAreOnlyPlacesAreKnownWithoutTheirChunks() {
        Dag dag = withExits(3_000);
        GraphIndex index = GraphIndex.decode(EncodedGraph.of(dag, 0).root().bytes());
        for (int task = 0; task < dag.tasks(); task++) {
            assertThat(index.isExit(task)).as("task %d", task).isEqualTo(task % 3 == 1);
        }
        assertThat(index.has(-1)).isFalse();
        assertThat(index.has(dag.tasks() - 1)).isTrue();
        assertThat(index.has(dag.tasks())).isFalse();
        assertThat(index.isExit(dag.tasks())).isFalse();
    }

    /// Threes of a task, an exit, and what reads it after the task; the last one reads the others too.
    private static Dag withExits(int tasks) {
        Dag.Builder graph = new Dag.Builder();
        int task = Graphs.template(graph, 0);
        int exit =
                graph.template(
                        new TaskTemplate(
                                graph.function(Graphs.noOp(0)),
                                Graphs.flat(0, 0),
                                TaskOptions.standard(),
                                TaskKind.EXIT,
                                Optional.empty()));
        int reader = Graphs.template(graph, 2);
        int[] none = new int[0];
        int[] readers = new int[tasks / 3];
        for (int i = 0; i < readers.length; i++) {
            int from = graph.task(task, none, none);
            int place = graph.task(exit, none, none);
            readers[i] = graph.task(reader, new int[] {place, from}, none);
        }
        return graph.build(graph.task(Graphs.listTemplate(graph, readers.length), readers, none));
    }

    @Test
    void unknownVersionIsRefusedByName() {
        checkThatUnknownVersionIsRefused(GraphIndex::decode);
    }

    /// @param decoder of indices
    static void checkThatUnknownVersionIsRefused(Consumer<byte[]> decoder) {
        decoder.accept(BYTES);
        byte[] newer = BYTES.clone();
        newer[1] = 2;
        assertThatThrownBy(() -> decoder.accept(sealed(newer)))
                .isInstanceOf(UnknownFormatVersionException.class)
                .hasMessageContaining("format version of the index of a graph must be 1, was 2");
    }

    @Test
    void chunksOfAnUnknownVersionAreRefusedBeforeTheyAreFetched() {
        byte[] newer = BYTES.clone();
        newer[2] = 9;
        assertThatThrownBy(() -> GraphIndex.decode(sealed(newer)))
                .isInstanceOf(UnknownFormatVersionException.class)
                .hasMessageContaining("format version of a slice must be 2 or 3, was 9");
    }

    @Test
    void indexIsNoSlice() {
        assertThat(GraphIndex.isIndex(BYTES)).isTrue();
        assertThatThrownBy(() -> SliceFormat.decode(BYTES))
                .isInstanceOf(UnknownFormatVersionException.class)
                .hasMessageContaining("was 0");
        byte[] slice = SliceFormat.encode(Graphs.chain(2), 0, 2);
        assertThat(GraphIndex.isIndex(slice)).isFalse();
        assertThat(GraphIndex.isIndex(new byte[0])).isFalse();
        assertThatThrownBy(() -> GraphIndex.decode(slice)).isInstanceOf(SliceFormatException.class);
    }

    @Test
    void anyTruncationOrAlteredBitIsNoticed() {
        for (int length = 0; length < BYTES.length; length++) {
            byte[] shorter = Arrays.copyOf(BYTES, length);
            assertThatThrownBy(() -> GraphIndex.decode(shorter))
                    .isInstanceOf(SliceFormatException.class)
                    .hasMessageNotContaining("slice must");
        }
        for (int bit = 0; bit < BYTES.length * 8; bit++) {
            byte[] altered = BYTES.clone();
            altered[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> GraphIndex.decode(altered))
                    .as("bit %d", bit)
                    .isInstanceOf(SliceFormatException.class);
        }
    }

    @Test
    void forgedBytesAreRefusedOrSayWhereEachTaskIs() {
        for (long seed : Seeds.of(1, 10_000)) {
            Random random = new Random(seed);
            byte[] forged = BYTES.clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                forged[3 + random.nextInt(forged.length - 7)] = (byte) random.nextInt(256);
            }
            try {
                GraphIndex index = GraphIndex.decode(sealed(forged));
                for (int task : new int[] {0, index.tasks() / 2, index.tasks() - 1}) {
                    assertThat(index.chunkOf(task)).isBetween(0, index.chunks().size() - 1);
                }
            } catch (SliceFormatException refused) {
                assertThat(refused).hasMessageNotContaining("%");
            }
        }
    }

    @Test
    void chunksMustBeginWithTheFirstTask() {
        Dag dag = Graphs.chain(2);
        String name = "00".repeat(32);
        assertThatThrownBy(() -> GraphIndex.encode(dag, new int[] {1}, List.of(name)))
                .isInstanceOf(IllegalArgumentException.class);
        byte[] beyond = GraphIndex.encode(dag, new int[] {0, 7}, List.of(name, name));
        assertThatThrownBy(() -> GraphIndex.decode(beyond))
                .isInstanceOf(SliceFormatException.class)
                .hasMessageContaining("first task of a chunk must be < 2, was 7");
    }
}
