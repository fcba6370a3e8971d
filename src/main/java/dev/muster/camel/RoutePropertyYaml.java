package dev.muster.camel;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.apache.camel.dsl.yaml.common.YamlDeserializationContext;
import org.apache.camel.dsl.yaml.common.YamlDeserializerResolver;
import org.apache.camel.dsl.yaml.common.exception.UnsupportedFieldException;
import org.apache.camel.dsl.yaml.deserializers.RouteDefinitionDeserializer;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.spi.Resource;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Camel's YAML loader, with {@code routeProperty} as the Java and XML languages have it: Camel 4.17 has no such field in YAML and refuses a
 * file that uses it. An operation without error handling of its own gets none: what it throws is an answer
 * for the caller. Takes the place of Camel's own loader in a context, under {@code camel run} too.
 */
public final class RoutePropertyYaml extends YamlRoutesBuilderLoader {
    private static final String KEY = "routes-builder-loader-";

    /** Makes a context read {@code routeProperty} in the YAML files it loads from now on. */
    public static RoutePropertyYaml install(CamelContext context) {
        RoutePropertyYaml known =
                context.getRegistry().lookupByNameAndType(KEY + "camel.yaml", RoutePropertyYaml.class);
        if (known != null) {
            return known;
        }
        RoutePropertyYaml loader = new RoutePropertyYaml();
        loader.setCamelContext(context);
        loader.start();
        context.getRegistry().bind(KEY + "camel.yaml", loader);
        context.getRegistry().bind(KEY + "yaml", loader);
        return loader;
    }

    @Override
    protected YamlDeserializationContext newYamlDeserializationContext(LoadSettings settings, Resource resource) {
        YamlDeserializationContext yaml = super.newYamlDeserializationContext(settings, resource);
        yaml.addResolvers(new RouteResolver());
        return yaml;
    }

    private static final class RouteResolver implements YamlDeserializerResolver {
        @Override
        public int getOrder() {
            return ORDER_HIGHEST;
        }

        @Override
        public @Nullable ConstructNode resolve(String id) {
            return id.equals("route") || id.equals(RouteDefinition.class.getName()) ? new RouteReader() : null;
        }
    }

    private static final class RouteReader extends RouteDefinitionDeserializer {
        @Override
        protected void setProperties(RouteDefinition route, MappingNode node) {
            List<NodeTuple> others = new ArrayList<>();
            for (NodeTuple field : node.getValue()) {
                if ("routeProperty".equals(asText(field.getKeyNode()))) {
                    readProperties(route, field.getValueNode());
                } else {
                    others.add(field);
                }
            }
            MappingNode rest = new MappingNode(
                    node.getTag(), true, others, node.getFlowStyle(), node.getStartMark(), node.getEndMark());
            setDeserializationContext(rest, getDeserializationContext(node));
            super.setProperties(route, rest);
            if (OperationReader.GROUP.equals(route.getGroup())
                    && route.getRouteConfigurationId() == null
                    && !route.isErrorHandlerFactorySet()) {
                route.setErrorHandlerFactory(new NoErrorHandlerDefinition());
            }
        }

        private static void readProperties(RouteDefinition route, Node list) {
            SequenceNode entries = asSequenceNode(list);
            for (Node entry : entries.getValue()) {
                String key = null;
                String value = null;
                for (NodeTuple field : asMappingNode(entry).getValue()) {
                    switch (asText(field.getKeyNode())) {
                        case "key" -> key = asText(field.getValueNode());
                        case "value" -> value = asText(field.getValueNode());
                        default -> throw new UnsupportedFieldException(field.getKeyNode(), asText(field.getKeyNode()));
                    }
                }
                if (key == null || value == null) {
                    throw new UnsupportedFieldException(entry, "routeProperty without key and value");
                }
                route.routeProperty(key, value);
            }
        }
    }
}
