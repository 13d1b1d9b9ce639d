package dev.weft.model;

/// What a function is, wherever it is written: the content of its `SerializedLambda` without the
/// capturing class, so that two sites of one method reference are one function.
///
/// @param functionalInterface binary name with slashes of the typed interface (`dev/weft/F2`)
/// @param interfaceMethod name of that interface's method
/// @param interfaceSignature erased descriptor of that method
/// @param implementationClass binary name with slashes of the class that has the code
/// @param implementationMethod name of the method with the code
/// @param implementationSignature descriptor of that method
/// @param implementationKind reference kind as in [java.lang.invoke.MethodHandleInfo]
/// @param instantiatedSignature descriptor after type arguments are known at the site
/// @param captured number of captured values (the receiver of a bound reference included)
public record FunctionIdentity(
        String functionalInterface,
        String interfaceMethod,
        String interfaceSignature,
        String implementationClass,
        String implementationMethod,
        String implementationSignature,
        int implementationKind,
        String instantiatedSignature,
        int captured) {

    /// A short name for people: `Text.count`; for a lambda the method that it is written in.
    public String displayName() {
        String owner =
                implementationClass.substring(
                        Math.max(
                                        implementationClass.lastIndexOf('/'),
                                        implementationClass.lastIndexOf('$'))
                                + 1);
        if (implementationMethod.startsWith("lambda$")) {
            String[] parts = implementationMethod.split("\\$", -1);
            return owner + "." + (parts.length > 1 ? parts[1] : "") + "-lambda";
        }
        return owner + "." + implementationMethod;
    }
}
