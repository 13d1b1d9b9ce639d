package dev.weft.cli;

import static dev.weft.Weft.task;
import static dev.weft.Weft.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.WorkflowRefusedException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ExecutionTest {
    static int one() {
        return 1;
    }

    @Test
    void whatTheStoreCannotTakeIsBadInputInItsWords() {
        Supplier<Object> tooLarge =
                () -> {
                    throw new IllegalArgumentException(
                            "constants of run a must be <= 536870912 bytes, was 536870913");
                };
        assertThatThrownBy(() -> Execution.taken(tooLarge))
                .isInstanceOfSatisfying(
                        CommandException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(ExitCodes.BAD_INPUT))
                .hasMessage(
                        "not submitted: constants of run a must be <= 536870912 bytes, was 536870913");
    }

    @Test
    void workflowThatIsRefusedSaysSoItself() {
        Supplier<Object> refused = () -> value(task(ExecutionTest::one));
        assertThatThrownBy(() -> Execution.taken(refused))
                .isInstanceOf(WorkflowRefusedException.class);
    }
}
