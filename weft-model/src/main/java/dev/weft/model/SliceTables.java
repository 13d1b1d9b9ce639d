package dev.weft.model;

import static dev.weft.model.SliceInput.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/// The functions and templates that the tasks of a slice need, under their numbers in the graph.
///
/// @param functionNumbers ascending
/// @param templateNumbers ascending
@SuppressWarnings("ArrayRecordComponent") // never compared; a list would box a million numbers
record SliceTables(
        int[] functionNumbers,
        List<FunctionReference> functions,
        int[] templateNumbers,
        List<TaskTemplate> templates) {

    /// Collects what some templates of a graph need.
    static SliceTables of(Dag dag, BitSet templates) {
        int[] templateNumbers = templates.stream().toArray();
        BitSet functions = new BitSet();
        for (int template : templateNumbers) {
            dag.template(template).forEachFunction(functions::set);
        }
        return new SliceTables(
                functions.stream().toArray(),
                functions.stream().mapToObj(dag::function).toList(),
                templateNumbers,
                IntStream.of(templateNumbers).mapToObj(dag::template).toList());
    }

    void write(SliceOutput out) {
        Map<TaskOptions, Integer> options = new LinkedHashMap<>();
        IntList optionNumbers = new IntList();
        IntList tokenCounts = new IntList();
        IntList tokens = new IntList();
        IntList plans = new IntList();
        TextTable texts = new TextTable();
        ToIntFunction<TaskOptions> optionNumber =
                each -> options.computeIfAbsent(each, _ -> options.size());
        for (TaskTemplate template : templates) {
            optionNumbers.add(optionNumber.applyAsInt(template.options()));
            PlanForm.write(template, optionNumber, plans);
            int[] ofThis = template.arguments().tokens();
            tokenCounts.add(ofThis.length);
            for (int token : ofThis) {
                tokens.add(token);
            }
        }
        writeTexts(out, options.keySet(), texts);
        out.number(functionNumbers.length);
        DeltaColumn.write(out, functionNumbers);
        FunctionsForm.write(out, functions, texts);
        out.number(options.size());
        options.keySet().forEach(each -> OptionsForm.write(out, each, texts));
        out.number(templateNumbers.length);
        DeltaColumn.write(out, templateNumbers);
        DeltaColumn.write(out, templates.stream().mapToInt(TaskTemplate::function).toArray());
        DeltaColumn.write(out, optionNumbers.toArray());
        DeltaColumn.write(out, tokenCounts.toArray());
        DeltaColumn.write(out, tokens.toArray());
        out.number(plans.size());
        DeltaColumn.write(out, plans.toArray());
    }

    private void writeTexts(SliceOutput out, Iterable<TaskOptions> options, TextTable texts) {
        for (FunctionReference function : functions) {
            for (String name : FunctionsForm.names(function)) {
                texts.number(name);
            }
        }
        for (TaskOptions each : options) {
            texts.number(each.name());
        }
        texts.write(out);
    }

    static SliceTables read(SliceInput in) {
        List<String> texts = TextTable.read(in);
        int[] functionNumbers = numbers(in, "functions");
        List<FunctionReference> functions = FunctionsForm.read(in, functionNumbers.length, texts);
        List<TaskOptions> options = new ArrayList<>();
        for (int left = in.countOf("options"); left > 0; left--) {
            options.add(OptionsForm.read(in, texts));
        }
        int[] templateNumbers = numbers(in, "templates");
        List<TaskTemplate> templates =
                readTemplates(in, templateNumbers.length, functionNumbers, options);
        return new SliceTables(functionNumbers, functions, templateNumbers, templates);
    }

    private static List<TaskTemplate> readTemplates(
            SliceInput in, int count, int[] functionNumbers, List<TaskOptions> options) {
        int[] functions = DeltaColumn.read(in, count, "templates");
        int[] optionNumbers = DeltaColumn.read(in, count, "templates");
        int[] tokenCounts = DeltaColumn.read(in, count, "templates");
        long total = 0;
        for (int tokens : tokenCounts) {
            check(tokens >= 0, "tokens of a template must be >= 0, was %s", tokens);
            total += tokens;
        }
        int[] tokens = DeltaColumn.read(in, total, "tokens");
        PlanForm.Reader plans =
                new PlanForm.Reader(DeltaColumn.read(in, in.number(), "plans"), options);
        List<TaskTemplate> templates = new ArrayList<>(count);
        int at = 0;
        for (int i = 0; i < count; i++) {
            check(
                    optionNumbers[i] >= 0 && optionNumbers[i] < options.size(),
                    "options of a template must be below %d, was %d",
                    options.size(),
                    optionNumbers[i]);
            int[] ofThis = Arrays.copyOfRange(tokens, at, at + tokenCounts[i]);
            at += tokenCounts[i];
            TaskTemplate template =
                    plans.next(
                            functions[i],
                            ArgumentShape.ofTokens(ofThis),
                            options.get(optionNumbers[i]));
            template.forEachFunction(function -> requireFunction(function, functionNumbers));
            templates.add(template);
        }
        plans.requireEnd();
        return templates;
    }

    private static void requireFunction(int function, int[] known) {
        check(
                Arrays.binarySearch(known, function) >= 0,
                "function %d of a template must be among the %d of the slice, was not",
                function,
                known.length);
    }

    private static int[] numbers(SliceInput in, String what) {
        int[] numbers = DeltaColumn.read(in, in.number(), what);
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] <= (i == 0 ? -1 : numbers[i - 1])) {
                throw SliceInput.bad("numbers of %s must ascend, was %s", what, numbers[i]);
            }
        }
        return numbers;
    }

    /// @throws IllegalArgumentException if it is not here
    TaskTemplate template(int number) {
        return templates.get(find("template", number, templateNumbers));
    }

    /// @throws IllegalArgumentException if it is not here
    FunctionReference function(int number) {
        return functions.get(find("function", number, functionNumbers));
    }

    private static int find(String kind, int number, int[] known) {
        int at = Arrays.binarySearch(known, number);
        if (at < 0) {
            String others = known.length > 20 ? known.length + " others" : Arrays.toString(known);
            throw new IllegalArgumentException(
                    "%s %d does not exist in this slice; known: %s"
                            .formatted(kind, number, others));
        }
        return at;
    }
}
