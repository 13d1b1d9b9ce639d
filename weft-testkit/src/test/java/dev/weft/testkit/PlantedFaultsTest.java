package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Keeps the table of planted faults in the contributor's guide true: it is what the code says.
final class PlantedFaultsTest {
    private static final Path GUIDE = Path.of("..", "CONTRIBUTING.md");

    private record Row(ProtocolRule rule, String fault, String noticedBy) {
        @Override
        public String toString() {
            return "| %s | %s | %s |".formatted(rule, fault, noticedBy);
        }
    }

    private static List<Row> rows() {
        return Stream.of(ofTheContract(), ofSimulations(), ofExplorations())
                .flatMap(List::stream)
                .sorted(Comparator.comparing(Row::rule))
                .toList();
    }

    /// One for each fault, however many cases notice it.
    private static List<Row> ofTheContract() {
        Map<String, List<PlantedFault>> byFault = new LinkedHashMap<>();
        RunStoreContractTest.faults()
                .forEach(fault ->
                        byFault.computeIfAbsent(
                                        fault.rule() + fault.fault(), _ -> new ArrayList<>())
                                .add(fault));
        return byFault.values().stream().map(PlantedFaultsTest::row).toList();
    }

    private static Row row(List<PlantedFault> cases) {
        PlantedFault first = cases.getFirst();
        String more = cases.size() == 1 ? "" : " and %d more".formatted(cases.size() - 1);
        String name = "`%s.%s`%s".formatted(first.group(), first.method(), more);
        return new Row(first.rule(), first.fault(), name);
    }

    private static List<Row> ofSimulations() {
        return SimulatedFaults.all()
                .map(fault -> new Row(fault.rule(), fault.fault(), "seed " + fault.seed()))
                .toList();
    }

    private static List<Row> ofExplorations() {
        return Explorations.faults().stream()
                .map(found ->
                        new Row(
                                found.fault().rule(),
                                found.fault().fault(),
                                "exploration of a " + found.in()))
                .toList();
    }

    @Test
    void guideListsEveryPlantedFaultAndWhatNoticesIt() throws IOException {
        String table =
                Stream.concat(
                                Stream.of("| Rule | Planted fault | Noticed by |", "|---|---|---|"),
                                rows().stream().map(Row::toString))
                        .collect(Collectors.joining("\n"));
        assertThat(Files.readString(GUIDE)).contains("\n" + table + "\n\n");
    }

    @Test
    void guideSaysWhatTheRulesAre() throws IOException {
        String table =
                Stream.concat(
                                Stream.of("| Rule | What it says |", "|---|---|"),
                                Stream.of(ProtocolRule.values())
                                        .map(rule -> "| %s | %s |".formatted(rule, rule.says())))
                        .collect(Collectors.joining("\n"));
        assertThat(Files.readString(GUIDE)).contains("\n" + table + "\n\n");
    }

    @ParameterizedTest
    @EnumSource
    void somethingIsBrokenOnPurposeForEachRule(ProtocolRule rule) throws IOException {
        assertThat(Files.readAllLines(GUIDE))
                .filteredOn(line -> line.startsWith("| %s | ".formatted(rule)))
                .as("rows of %s: the rule, and what breaks it", rule)
                .hasSizeGreaterThan(1);
    }
}
