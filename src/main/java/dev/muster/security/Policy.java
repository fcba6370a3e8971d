package dev.muster.security;

import dev.muster.model.ErrorCode;
import dev.muster.model.MusterException;
import dev.muster.model.Permissions;
import dev.muster.model.Permissions.Effect;
import dev.muster.model.Permissions.Mode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What some actions may do to some resources (specs/distributed-api.md section 7.1). The action {@code *:*} on the resource
 * {@code *:*:*} is everything, operations that an operator adds included.
 *
 * @param actions for example {@code cluster:read}
 * @param resources {@code type:attribute:value}, two of them joined by {@code &}, or {@code *:*:*}
 * @param effect what it says about every pair of them
 */
public record Policy(List<String> actions, List<String> resources, Effect effect) {
    /** The action of the policy that covers everything. */
    static final String EVERY_ACTION = "*:*";

    /** The resource of the policy that covers everything, and of actions without a resource. */
    static final String NO_RESOURCE = "*:*:*";

    private static final Pattern ACTION = Pattern.compile("[A-Za-z0-9_-]+:[A-Za-z0-9_-]+|\\*:\\*");
    private static final String ONE = "[A-Za-z0-9_-]+:[A-Za-z0-9_-]+:[A-Za-z0-9_.\\-/*]+";
    private static final Pattern RESOURCE = Pattern.compile(ONE + "(&" + ONE + ")?|\\*|\\*:\\*:\\*");

    /** Validates; fails with error 3074 that names what is wrong. */
    public Policy {
        actions = List.copyOf(actions);
        resources = List.copyOf(resources);
        check("action", actions, ACTION, "write word:word");
        check("resource", resources, RESOURCE, "write type:attribute:value, two of them joined by &, or *:*:*");
    }

    /**
     * Flattens policies in order (section 7.3): a later one overrides what an earlier one said about the same resource, and one about
     * all of a type replaces every single entry of that type before it.
     */
    public static Permissions flatten(Mode mode, List<Policy> policies) {
        Map<String, Map<String, Effect>> rules = new LinkedHashMap<>();
        for (Policy policy : policies) {
            for (String action : policy.actions) {
                Map<String, Effect> effects = rules.computeIfAbsent(action, word -> new LinkedHashMap<>());
                policy.resources.forEach(resource -> put(effects, resource, policy.effect));
            }
        }
        return new Permissions(mode, rules);
    }

    private static void put(Map<String, Effect> effects, String text, Effect effect) {
        String key = text.equals("*") ? NO_RESOURCE : text;
        Resource added = Resource.parse(key);
        if (added.all() && !Resource.combined(key)) {
            effects.keySet().removeIf(old -> !Resource.combined(old) && replaces(added, Resource.parse(old)));
        }
        effects.remove(key);
        effects.put(key, effect);
    }

    private static boolean replaces(Resource all, Resource old) {
        return old.type().equals(all.type())
                || (all.type().equals("agent:id") && old.type().equals("agent:group"));
    }

    private static void check(String kind, List<String> texts, Pattern form, String advice) {
        if (texts.isEmpty()) {
            throw new MusterException(ErrorCode.BAD_PARAMETER, "a policy needs at least one " + kind);
        }
        for (String text : texts) {
            if (!form.matcher(text).matches()) {
                throw new MusterException(
                        ErrorCode.BAD_PARAMETER, kind + " '" + text + "' of the policy is not valid; " + advice);
            }
        }
    }
}
