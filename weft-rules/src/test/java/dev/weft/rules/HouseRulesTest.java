package dev.weft.rules;

import static dev.weft.rules.Classes.WEFT;
import static dev.weft.rules.Classes.ofWeft;
import static dev.weft.rules.Classes.violations;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The rules, held against Weft itself. That each can fail is shown by [PlantedViolationsTest].
final class HouseRulesTest {
    @Test
    void theRulesSeeTheClassesOfWeft() {
        Set<String> packages =
                ofWeft().stream().map(type -> type.getPackageName()).collect(Collectors.toSet());
        assertThat(packages).contains("dev.weft.model", "dev.weft.spi", "dev.weft.cli");
        assertThat(packages).noneMatch(name -> name.startsWith("dev.weft.rules.planted"));
    }

    @Test
    void modulesUseWhatTheTableAllows() {
        assertThat(violations(ModuleTable.keptBelow(WEFT), ofWeft())).isEmpty();
    }

    @Test
    void pomsNameExactlyWhatTheTableSays() throws IOException {
        Set<String> checked = new TreeSet<>();
        for (String library : ModuleTable.libraryPackages()) {
            if (Poms.exists(library)) {
                checked.add(library);
                assertThat(Poms.wovenIn(Poms.of(library)))
                        .as(Poms.artifact(library))
                        .isEqualTo(
                                ModuleTable.usedBy(library).stream()
                                        .map(Poms::artifact)
                                        .collect(Collectors.toSet()));
            }
        }
        assertThat(checked).contains("", "model", "spi", "core", "worker", "memory", "local");
    }

    @Test
    void packagesHaveNoCycles() {
        assertThat(violations(Cycles.absent(), ofWeft())).isEmpty();
    }

    @Test
    void decisionsArePure() {
        assertThat(violations(Purity.ofDecisionsBelow(WEFT), ofWeft())).isEmpty();
    }

    @Test
    void redisIsSeenInItsModuleAlone() {
        assertThat(violations(Libraries.redisOnlyInItsModuleBelow(WEFT), ofWeft())).isEmpty();
    }

    @Test
    void signaturesShowNoJson() {
        assertThat(violations(Libraries.noJsonInSignaturesBelow(WEFT), ofWeft())).isEmpty();
    }

    @Test
    void onlyProgramsReadTheEnvironmentOrPrint() {
        assertThat(violations(Surroundings.leftToProgramsBelow(WEFT), ofWeft())).isEmpty();
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(violations(NullMarking.ofEveryPackage(), ofWeft())).isEmpty();
    }

    @Test
    void namesSaySomething() {
        assertThat(violations(Names.thatSaySomething(), ofWeft())).isEmpty();
    }

    @Test
    void publicTypesHaveAReaderOutside() {
        assertThat(violations(Visibility.onlyWhereAReaderIsOutside(WEFT), ofWeft())).isEmpty();
    }
}
