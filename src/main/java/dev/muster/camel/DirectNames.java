package dev.muster.camel;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.language.ConstantExpression;
import org.jspecify.annotations.Nullable;

/** Names behind {@code direct:}, and the renaming of them within the routes of one file, so that a version calls only itself. */
final class DirectNames {
    private static final Pattern URI = Pattern.compile("direct:(?://)?(?<name>[^?]+)(?<options>\\?.*)?");

    private DirectNames() {}

    /** The name in a direct URI; empty for any other URI. */
    static String nameOf(@Nullable String uri) {
        Matcher matcher = URI.matcher(uri == null ? "" : uri);
        return matcher.matches() ? matcher.group("name") : "";
    }

    /** Lets the route consume from and send to the new names: from, to, toD, wireTap and a constant enrich. */
    static void rename(RouteDefinition route, Map<String, String> names) {
        route.getInput().setUri(renamed(route.getInput().getEndpointUri(), names));
        route.getOutputs().forEach(step -> renameStep(step, names));
    }

    private static void renameStep(ProcessorDefinition<?> step, Map<String, String> names) {
        if (step instanceof SendDefinition<?> send && send.getUri() != null) {
            send.setUri(renamed(send.getUri(), names));
        } else if (step instanceof ToDynamicDefinition dynamic && dynamic.getUri() != null) {
            dynamic.setUri(renamed(dynamic.getUri(), names));
        } else if (step instanceof EnrichDefinition enrich
                && enrich.getExpression() instanceof ConstantExpression constant) {
            constant.setExpression(renamed(constant.getExpression(), names));
        }
        step.getOutputs().forEach(inner -> renameStep(inner, names));
    }

    private static String renamed(String uri, Map<String, String> names) {
        Matcher matcher = URI.matcher(uri);
        if (!matcher.matches() || !names.containsKey(matcher.group("name"))) {
            return uri;
        }
        String options = matcher.group("options");
        return "direct:" + names.get(matcher.group("name")) + (options == null ? "" : options);
    }
}
