package dev.weft.bench;

import static dev.weft.Weft.list;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;

import dev.weft.ReadsOnly;
import dev.weft.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// W5: words of about 5 MB of deterministic Zipf-like text, in 16 chunks: load, count, merge.
final class WordCount implements Workload {
    private static final int CHUNKS = 16;
    private static final int VOCABULARY = 5_000;

    @Override
    public String name() {
        return "W5";
    }

    @Override
    public String sizeMeans() {
        return "words in all";
    }

    @Override
    public int standardSize() {
        return 800_000;
    }

    @Override
    public Job job(int size) {
        List<Task<Map<String, Long>>> counts = new ArrayList<>();
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            int words = size / CHUNKS + (chunk < size % CHUNKS ? 1 : 0);
            counts.add(task(WordCount::count, task(WordCount::load, value(chunk), value(words))));
        }
        return new Job(
                task(WordCount::merge, list(counts)),
                result ->
                        ((Map<?, ?>) result)
                                        .values().stream().mapToLong(count -> (Long) count).sum()
                                == size);
    }

    /// Makes text whose words are distributed about as in natural language.
    static String load(int chunk, int words) {
        SplittableRandom random = new SplittableRandom(chunk);
        StringBuilder text = new StringBuilder(words * 7);
        for (int i = 0; i < words; i++) {
            int rank = (int) Math.pow(VOCABULARY, random.nextDouble());
            text.append("word").append(rank).append(i % 12 == 11 ? '\n' : ' ');
        }
        return text.toString();
    }

    static Map<String, Long> count(String text) {
        Map<String, Long> counts = new HashMap<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ') {
                if (i > start) {
                    counts.merge(text.substring(start, i), 1L, Long::sum);
                }
                start = i + 1;
            }
        }
        if (start < text.length()) {
            counts.merge(text.substring(start), 1L, Long::sum);
        }
        return counts;
    }

    @ReadsOnly
    static Map<String, Long> merge(List<Map<String, Long>> all) {
        Map<String, Long> merged = new HashMap<>();
        for (Map<String, Long> counts : all) {
            counts.forEach((word, count) -> merged.merge(word, count, Long::sum));
        }
        return merged;
    }
}
