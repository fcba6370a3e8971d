package dev.muster.operations;

import dev.muster.model.Arguments;
import dev.muster.model.ErrorCode;
import dev.muster.model.Failure;
import dev.muster.model.Items;
import dev.muster.model.Messages;
import dev.muster.model.MusterException;
import dev.muster.model.Node;
import dev.muster.model.Role;
import dev.muster.model.Sort;
import dev.muster.model.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Groups of nodes, on the hub (specs/distributed-api.md sections 2.4 and 13.2, {@code group.*}). Thread-safe. */
public final class Groups {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}");
    private static final Set<String> RESERVED = Set.of(".", "..", "all");

    private final Tree tree;
    private final GroupRegistry registry;
    private final ReentrantLock changes = new ReentrantLock();

    /** Membership lives on the nodes of the tree and is kept in the registry. */
    public Groups(Tree tree, GroupRegistry registry) {
        this.tree = tree;
        this.registry = registry;
    }

    /** Items {@code name, count}; {@code group_list} narrows, an unknown group fails with 1710. */
    public Items list(Arguments arguments) {
        Set<String> known = new TreeSet<>(registry.names());
        List<Failure> failed = new ArrayList<>();
        List<Map<String, Object>> items = new ArrayList<>();
        Set<String> wanted = arguments.get("group_list") == null ? known : new TreeSet<>(arguments.texts("group_list"));
        for (String name : wanted) {
            if (known.contains(name)) {
                items.add(item(name));
            } else {
                failed.add(unknown(name));
            }
        }
        return Items.of(items, Sort.by("name"), Messages.of("group.list")).withFailed(failed);
    }

    /** Creates {@code group_id}; 1722 for a bad name, 1711 when it exists. */
    public Items create(Arguments arguments) {
        String name = arguments.text("group_id");
        if (!NAME.matcher(name).matches() || RESERVED.contains(name)) {
            throw new MusterException(ErrorCode.BAD_GROUP_NAME, "'" + name + "'");
        }
        return changing(() -> {
            if (!registry.add(name)) {
                throw new MusterException(ErrorCode.GROUP_EXISTS, "'" + name + "'");
            }
            return answer("group.create", List.of(name), List.of());
        });
    }

    /** Deletes the groups in {@code group_list} and takes their members out; an unknown one fails with 1710. */
    public Items delete(Arguments arguments) {
        return changing(() -> {
            List<Failure> failed = new ArrayList<>();
            List<String> deleted = new ArrayList<>();
            for (String name : new LinkedHashSet<>(arguments.texts("group_list"))) {
                if (!registry.names().contains(name)) {
                    failed.add(unknown(name));
                    continue;
                }
                membersOf(name).forEach(node -> change(node.id(), groups -> groups.remove(name)));
                registry.remove(name);
                deleted.add(name);
            }
            return answer("group.delete", deleted, failed);
        });
    }

    /** The members of {@code group_id} as agent items; 1710 when the group is unknown. */
    public Items members(Arguments arguments) {
        String name = known(arguments);
        return Items.of(
                membersOf(name).stream().map(AgentRecord::of).toList(), Sort.by("id"), Messages.of("group.members"));
    }

    /** Puts the nodes in {@code agent_list} into {@code group_id}; an unknown node fails with 1701, the hub with 1703. */
    public Items assign(Arguments arguments) {
        return forEachNode(arguments, "group.assign", Set::add);
    }

    /** Takes the nodes in {@code agent_list} out of {@code group_id}; one that was not in it counts as taken out. */
    public Items remove(Arguments arguments) {
        return forEachNode(arguments, "group.remove", Set::remove);
    }

    private interface Step {
        boolean apply(Set<String> groups, String group);
    }

    private Items forEachNode(Arguments arguments, String operation, Step step) {
        return changing(() -> {
            String name = known(arguments);
            List<Failure> failed = new ArrayList<>();
            List<String> changed = new ArrayList<>();
            for (String id : new LinkedHashSet<>(arguments.texts("agent_list"))) {
                Role role = tree.find(id).map(Node::role).orElse(null);
                if (role == null || role == Role.HUB) {
                    ErrorCode code = role == null ? ErrorCode.AGENT_NOT_FOUND : ErrorCode.AGENT_IS_HUB;
                    failed.add(Failure.of(code).withIds(Set.of(id)));
                    continue;
                }
                change(id, groups -> step.apply(groups, name));
                changed.add(id);
            }
            return answer(operation, changed, failed);
        });
    }

    /** Kept first: a store that fails leaves the tree as it was. */
    private void change(String id, Consumer<Set<String>> edit) {
        Set<String> groups = new TreeSet<>(tree.find(id).map(Node::groups).orElse(Set.of()));
        edit.accept(groups);
        registry.keep(id, groups);
        tree.update(id, node -> node.withGroups(groups));
    }

    private Items changing(Supplier<Items> work) {
        changes.lock();
        try {
            return work.get();
        } finally {
            changes.unlock();
        }
    }

    private String known(Arguments arguments) {
        String name = arguments.text("group_id");
        if (!registry.names().contains(name)) {
            throw new MusterException(ErrorCode.GROUP_NOT_FOUND, "'" + name + "'", Set.of(name));
        }
        return name;
    }

    private List<Node> membersOf(String name) {
        return tree.all().stream().filter(node -> node.groups().contains(name)).toList();
    }

    private Map<String, Object> item(String name) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("name", name);
        item.put("count", membersOf(name).size());
        return item;
    }

    private static Items answer(String operation, List<String> done, List<Failure> failed) {
        return Items.of(done.stream().sorted().toList(), Sort.TEXT, Messages.of(operation))
                .withFailed(failed);
    }

    private static Failure unknown(String name) {
        return Failure.of(ErrorCode.GROUP_NOT_FOUND).withIds(Set.of(name));
    }
}
