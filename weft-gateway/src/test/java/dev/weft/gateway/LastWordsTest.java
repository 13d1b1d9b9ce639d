package dev.weft.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LastWordsTest {
    @Test
    void anExitCodeIsSaidWithTheEndOfStandardError() {
        assertThat(LastWords.of(5, "some\nlast words\n", "").text())
                .isEqualTo("exit code 5; the end of its standard error:\nsome\nlast words");
    }

    @Test
    void silenceIsNamed() {
        assertThat(LastWords.of(1, "\n", "").text())
                .isEqualTo("exit code 1; it wrote nothing to standard error");
    }

    @Test
    void aSignalIsNamed() {
        LastWords words = LastWords.of(128 + 11, "", "");
        assertThat(words.signal()).hasValue(11);
        assertThat(words.ending()).isEqualTo("killed by signal 11 (SIGSEGV)");
    }

    @Test
    void aKillBySomebodyElseMayBeTheKernelsForWantOfMemory() {
        LastWords words = LastWords.of(137, "", "");
        assertThat(words.ending())
                .isEqualTo("killed by signal 9 (SIGKILL), maybe by the kernel for want of memory");
        assertThat(words.outOfMemory()).as("that is not certain").isFalse();
    }

    @Test
    void aKillFromHereSaysWhy() {
        assertThat(LastWords.of(137, "", "it gave no answer for 61 s").ending())
                .isEqualTo(
                        "killed by signal 9 (SIGKILL); it was ended, because it gave no answer for 61 s");
    }

    @Test
    void outOfMemoryIsNamed() {
        LastWords words =
                LastWords.of(
                        3,
                        "a line\nTerminating due to java.lang.OutOfMemoryError: Java heap space\n",
                        "");
        assertThat(words.outOfMemory()).isTrue();
        assertThat(words.ending())
                .isEqualTo(
                        "out of memory (Java heap space, exit code 3): workers need more memory, or"
                                + " tasks less");
    }

    @Test
    void exitCodeThreeAloneIsNotOutOfMemory() {
        assertThat(LastWords.of(3, "System.exit(3)", "").outOfMemory()).isFalse();
    }

    @Test
    void aCodeBeyondTheSignalsIsACode() {
        assertThat(LastWords.of(255, "", "").ending()).isEqualTo("exit code 255");
    }
}
