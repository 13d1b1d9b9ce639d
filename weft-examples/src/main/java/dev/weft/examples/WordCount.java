package dev.weft.examples;

import static dev.weft.Weft.forEach;
import static dev.weft.Weft.task;
import static dev.weft.Weft.value;

import dev.weft.Arg;
import dev.weft.ReadsOnly;
import dev.weft.Task;
import dev.weft.Weft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Counts words: the text is cut into chunks of at most 10,000 characters, each is counted by a
/// task, and the counts are merged pair by pair.
public final class WordCount {
    /// Characters of a chunk, at most.
    public static final int CHUNK = 10_000;

    /// Characters of generated text that make 547 chunks: 547 counts and 546 merges.
    public static final int CHARACTERS = 5_465_000;

    private WordCount() {}

    /// Counts generated text.
    ///
    /// @param characters length of the text; 5,465,000 make 1,093 tasks
    public static Arg<Map<String, Long>> workflow(int characters) {
        return of(ZipfText.generate(characters, 42));
    }

    /// Counts a file of text in UTF-8.
    public static Arg<Map<String, Long>> file(Path file) throws IOException {
        return of(Files.readString(file));
    }

    /// Counts all files of text in UTF-8 below a directory: how many there are is known once a task has
    /// looked.
    public static Task<Map<String, Long>> directory(Path directory) {
        Task<List<Path>> files = task(WordCount::files, value(directory));
        return forEach(WordCount::countFile, files).reduce(Map.of(), WordCount::merge);
    }

    static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    static Map<String, Long> countFile(Path file) throws IOException {
        return count(Files.readString(file));
    }

    private static Arg<Map<String, Long>> of(String text) {
        List<Task<Map<String, Long>>> counts =
                chunks(text, CHUNK).stream()
                        .map(chunk -> task(WordCount::count, value(chunk)))
                        .toList();
        return Reductions.reduce(counts, WordCount::merge);
    }

    /// Cuts where there is white space, so that no word is cut; a word longer than a chunk makes its
    /// chunk longer.
    static List<String> chunks(String text, int most) {
        Sizes.require(most >= 1, "most must be >= 1, was %d", most);
        List<String> chunks = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + most);
            int cut = to;
            while (cut > from && inWord(text, cut)) {
                cut--;
            }
            while (cut == from && inWord(text, to)) {
                to++;
            }
            chunks.add(text.substring(from, cut == from ? to : cut));
            from += chunks.getLast().length();
        }
        return chunks.isEmpty() ? List.of("") : chunks;
    }

    /// Whether a cut there would be between two characters of one word.
    private static boolean inWord(String text, int cut) {
        return cut < text.length()
                && Character.isLetter(text.charAt(cut - 1))
                && Character.isLetter(text.charAt(cut));
    }

    /// A word is a run of letters; case does not matter.
    static Map<String, Long> count(String text) {
        Map<String, Long> counts = new HashMap<>();
        int from = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean letter = i < text.length() && Character.isLetter(text.charAt(i));
            if (letter && from < 0) {
                from = i;
            } else if (!letter && from >= 0) {
                counts.merge(text.substring(from, i).toLowerCase(Locale.ROOT), 1L, Long::sum);
                from = -1;
            }
        }
        return counts;
    }

    @ReadsOnly
    static Map<String, Long> merge(Map<String, Long> left, Map<String, Long> right) {
        Map<String, Long> merged = new HashMap<>(left);
        right.forEach((word, count) -> merged.merge(word, count, Long::sum));
        return merged;
    }

    /// Runs it: `WordCount [characters]`.
    public static void main(String[] args) throws Exception {
        try (Weft weft = Weft.local()) {
            Map<String, Long> counts =
                    weft.submit(workflow(Sizes.from(args, 0, CHARACTERS))).await();
            counts.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                    .limit(20)
                    .forEach(System.out::println);
        }
    }
}
