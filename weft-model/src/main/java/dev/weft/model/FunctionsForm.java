package dev.weft.model;

import static dev.weft.model.SliceInput.check;

import java.util.ArrayList;
import java.util.List;

/// The functions of a slice, one column for each field: neighbours are mostly written in the same
/// class and have the same interface.
final class FunctionsForm {
    private static final int NAMES = 8;
    private static final int READS_ONLY = 1;

    private FunctionsForm() {}

    static void write(SliceOutput out, List<FunctionReference> functions, TextTable texts) {
        int count = functions.size();
        int[][] names = new int[NAMES][count];
        int[] kinds = new int[count];
        int[] captured = new int[count];
        int[] flags = new int[count];
        for (int i = 0; i < count; i++) {
            FunctionReference function = functions.get(i);
            String[] texted = names(function);
            for (int name = 0; name < NAMES; name++) {
                names[name][i] = texts.number(texted[name]);
            }
            kinds[i] = function.identity().implementationKind();
            captured[i] = function.identity().captured();
            flags[i] = function.readsOnly() ? READS_ONLY : 0;
        }
        for (int[] name : names) {
            DeltaColumn.write(out, name);
        }
        DeltaColumn.write(out, kinds);
        DeltaColumn.write(out, captured);
        DeltaColumn.write(out, flags);
    }

    /// All its texts, in the order of the columns.
    static String[] names(FunctionReference function) {
        FunctionIdentity identity = function.identity();
        return new String[] {
            identity.functionalInterface(),
            identity.interfaceMethod(),
            identity.interfaceSignature(),
            identity.implementationClass(),
            identity.implementationMethod(),
            identity.implementationSignature(),
            identity.instantiatedSignature(),
            function.capturingClass()
        };
    }

    static List<FunctionReference> read(SliceInput in, int count, List<String> texts) {
        int[][] names = new int[NAMES][];
        for (int name = 0; name < NAMES; name++) {
            names[name] = DeltaColumn.read(in, count, "names of functions");
        }
        int[] kinds = DeltaColumn.read(in, count, "kinds of functions");
        int[] captured = DeltaColumn.read(in, count, "captured values");
        int[] flags = DeltaColumn.read(in, count, "flags of functions");
        List<FunctionReference> functions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String[] texted = new String[NAMES];
            for (int name = 0; name < NAMES; name++) {
                texted[name] = OptionsForm.text(names[name][i], texts);
            }
            check(
                    (flags[i] & ~READS_ONLY) == 0,
                    "flags of a function must be 0 or 1, was %s",
                    flags[i]);
            FunctionIdentity identity =
                    new FunctionIdentity(
                            texted[0],
                            texted[1],
                            texted[2],
                            texted[3],
                            texted[4],
                            texted[5],
                            kinds[i],
                            texted[6],
                            captured[i]);
            functions.add(new FunctionReference(identity, texted[7], flags[i] == READS_ONLY));
        }
        return functions;
    }
}
