package dev.weft.cli;

import dev.weft.examples.IdentifierFrequency;
import dev.weft.examples.IdentifierReport;
import dev.weft.examples.SourceTotals;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the demo found and what it took.
record DemoResult(IdentifierReport report, Summary summary) {
    void print(PrintStream out, @Nullable DemoCheck check, boolean json) {
        if (json) {
            out.println(Json.line(fields(check)));
        } else {
            lines(check).forEach(out::println);
        }
    }

    private List<String> lines(@Nullable DemoCheck check) {
        List<String> lines = new ArrayList<>();
        List<IdentifierFrequency> top = report.top();
        int columns = top.stream().mapToInt(one -> one.identifier().length()).max().orElse(0);
        for (int i = 0; i < top.size(); i++) {
            IdentifierFrequency one = top.get(i);
            String name = one.identifier() + " ".repeat(columns - one.identifier().length());
            lines.add(String.format(Locale.ROOT, "%2d  %s  %7d", i + 1, name, one.count()));
        }
        lines.add("");
        lines.add(totals());
        lines.add(
                "%s, %s of source read"
                        .formatted(summary.line(), Summary.bytes(report.totals().bytes())));
        if (check != null) {
            lines.add(check.line());
        }
        return lines;
    }

    private String totals() {
        SourceTotals totals = report.totals();
        String line =
                String.format(
                        Locale.ROOT,
                        "%,d files, %,d lines, %,d identifiers, %,d different",
                        totals.files(),
                        totals.lines(),
                        totals.identifiers(),
                        report.different());
        return totals.notText() == 0
                ? line
                : line + String.format(Locale.ROOT, "; %,d files are no text", totals.notText());
    }

    private Map<String, Object> fields(@Nullable DemoCheck check) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("top", report.top());
        fields.put("different", report.different());
        fields.put("totals", report.totals());
        fields.putAll(summary.fields());
        if (check != null) {
            fields.put("check", check.fields());
        }
        return fields;
    }
}
