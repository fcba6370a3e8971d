package dev.muster.camel;

import org.apache.camel.model.ModelCamelContext;

/** What distinguishes the route ids and {@code direct} names of one version of an operation file from those of another. */
record RouteVersion(String word) {
    /** A version made of the file's digest that no route of the context carries. */
    static RouteVersion free(ModelCamelContext context, String digest) {
        String wanted = digest.substring(0, 8);
        String candidate = wanted;
        for (int attempt = 2; taken(context, candidate); attempt++) {
            candidate = wanted + "." + attempt;
        }
        return new RouteVersion(candidate);
    }

    private static boolean taken(ModelCamelContext context, String candidate) {
        return context.getRouteDefinitions().stream()
                .anyMatch(route -> String.valueOf(route.getRouteId()).endsWith(OperationCatalogue.VERSION + candidate));
    }

    /** The name with this version. */
    String of(String name) {
        return name + OperationCatalogue.VERSION + word;
    }

    /** The name without whatever version it has. */
    static String plain(String id) {
        int end = id.indexOf(OperationCatalogue.VERSION);
        return end < 0 ? id : id.substring(0, end);
    }

    /** A text about routes of this version in the words of the file. */
    String removedFrom(String text) {
        return text.replace(OperationCatalogue.VERSION + word, "");
    }
}
