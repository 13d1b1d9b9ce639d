package dev.weft.rules;

import static dev.weft.rules.Classes.planted;
import static dev.weft.rules.Classes.plantedRoot;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;

/// Each rule reports the violation that was planted for it, and nothing of the innocent code beside it.
final class PlantedViolationsTest {
    @Test
    void theTableRefusesAModuleThatUsesWhatItMayNot() {
        assertThatRule(ModuleTable.keptBelow(plantedRoot("table")), "table")
                .filteredOn(v -> !v.contains("unheardof"))
                .isNotEmpty()
                .allMatch(v -> v.contains("table.model.Word") && v.contains("table.core.Decision"));
    }

    @Test
    void theTableRefusesAPackageThatItDoesNotName() {
        assertThatRule(ModuleTable.keptBelow(plantedRoot("table")), "table")
                .filteredOn(v -> v.contains("unheardof"))
                .containsExactly(
                        plantedRoot("table")
                                + ".unheardof.Stray is in a package that is not in the table");
    }

    @Test
    void aPomWithAnotherDependencyThanTheTableIsNoticed() throws IOException {
        assertThat(Poms.wovenIn(Path.of("src/test/resources/planted/pom.xml")))
                .containsExactly("weft-model", "weft-worker");
    }

    @Test
    void packagesThatUseEachOtherAreACycle() {
        assertThatRule(Cycles.absent(), "cycles")
                .singleElement()
                .asString()
                .contains("Cycle detected", "cycles.left", "cycles.right");
    }

    @Test
    void eachWayOfBeingImpureIsSeen() {
        List<String> violations = find(Purity.ofDecisionsBelow(plantedRoot("purity")), "purity");
        assertThat(violations).allMatch(v -> v.contains("purity.core.Impure"));
        for (String method :
                List.of(
                        "nanos()",
                        "millis()",
                        "now()",
                        "chance()",
                        "id()",
                        "shuffle(",
                        "spin()",
                        "random()",
                        "lock()",
                        "io()",
                        "nio()",
                        "net()")) {
            assertThat(violations).as(method).anyMatch(v -> v.contains("Impure." + method));
        }
    }

    @Test
    void redisOutsideItsModuleIsSeen() {
        assertThatRule(Libraries.redisOnlyInItsModuleBelow(plantedRoot("redis")), "redis")
                .isNotEmpty()
                .allMatch(v -> v.contains("redis.worker.Shortcut"));
    }

    @Test
    void jsonInASignatureIsSeenEvenWithinAGenericType() {
        assertThatRule(Libraries.noJsonInSignaturesBelow(plantedRoot("json")), "json")
                .containsExactly(
                        plantedRoot("json") + ".spi.Leaky shows tools.jackson.databind.JsonNode");
    }

    @Test
    void eachWayToReadTheEnvironmentOrPrintIsSeen() {
        List<String> violations =
                find(Surroundings.leftToProgramsBelow(plantedRoot("surroundings")), "surroundings");
        assertThat(violations).allMatch(v -> v.contains("surroundings.worker.Chatty"));
        for (String method :
                List.of("print()", "environment()", "property()", "flag()", "trace(")) {
            assertThat(violations).as(method).anyMatch(v -> v.contains("Chatty." + method));
        }
    }

    @Test
    void aPackageThatIsNotNullMarkedIsSeen() {
        assertThatRule(NullMarking.ofEveryPackage(), "nulls")
                .containsExactly(
                        plantedRoot("nulls")
                                + ".unmarked.Careless is in a package without @NullMarked");
    }

    @Test
    void eachEmptyWordInANameIsSeen() {
        List<String> violations = find(Names.thatSaySomething(), "names");
        List<String> names =
                List.of(
                        "StoreImpl",
                        "DefaultStore",
                        "StoreManager",
                        "StoreHelper",
                        "StoreUtils",
                        "EventProcessor");
        assertThat(violations).hasSameSizeAs(names);
        for (String name : names) {
            assertThat(violations).as(name).anyMatch(v -> v.contains("names." + name));
        }
    }

    @Test
    void aPublicTypeThatNobodyOutsideReadsIsSeen() {
        assertThatRule(
                        Visibility.onlyWhereAReaderIsOutside(plantedRoot("visibility")),
                        "visibility")
                .containsExactly(
                        plantedRoot("visibility")
                                + ".core.Unread is public, but nobody outside reads it");
    }

    private static ListAssert<String> assertThatRule(ArchRule rule, String planted) {
        return assertThat(find(rule, planted));
    }

    private static List<String> find(ArchRule rule, String planted) {
        return Classes.violations(rule, planted(planted));
    }
}
