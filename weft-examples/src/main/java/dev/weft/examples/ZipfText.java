package dev.weft.examples;

import java.util.SplittableRandom;

/// Makes text whose words are as unequally frequent as those of a language: the word of rank r
/// comes about 1/r as often as the first one. The same seed always gives the same text.
public final class ZipfText {
    private static final int VOCABULARY = 5_000;
    private static final String[] SYLLABLES = {
        "ka", "lo", "mi", "ne", "ru", "sta", "ten", "vo", "wef", "zil", "a", "bro", "che", "dul",
        "e"
    };

    private ZipfText() {}

    /// @param characters exact length
    public static String generate(int characters, long seed) {
        Sizes.require(characters >= 0, "characters must be >= 0, was %d", characters);
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder(characters + 32);
        while (text.length() < characters) {
            // Ranks that are exponential in a uniform number have frequencies of 1/rank.
            int rank = (int) Math.pow(VOCABULARY, random.nextDouble());
            text.append(word(rank)).append(random.nextInt(12) == 0 ? ".\n" : " ");
        }
        text.setLength(characters);
        return text.toString();
    }

    /// The word of a rank: its digits as syllables, so that no two ranks share one.
    static String word(int rank) {
        StringBuilder word = new StringBuilder();
        for (int rest = rank; rest > 0; rest /= SYLLABLES.length) {
            word.append(SYLLABLES[rest % SYLLABLES.length]);
        }
        return word.toString();
    }
}
