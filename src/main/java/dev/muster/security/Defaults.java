package dev.muster.security;

import dev.muster.model.Permissions.Effect;
import java.util.List;

/** The roles and policies that a new installation has (specs/distributed-api.md section 7.2). Their ids are their places, from 1. */
final class Defaults {
    record NamedPolicy(String name, Policy policy) {}

    record NamedRole(String name, List<String> policies) {}

    static final List<NamedPolicy> POLICIES = List.of(
            allow("everything", "*:*", "*:*:*"),
            allow(
                    "agents_all",
                    "agent:create agent:read agent:delete agent:modify_group agent:restart agent:reconnect agent:upgrade agent:uninstall"
                            + " group:create group:read group:delete group:update_config group:modify_assignments",
                    "agent:id:* group:id:* *:*:*"),
            allow("agents_read", "agent:read group:read", "agent:id:* group:id:*"),
            allow("agents_commands", "active-response:command", "agent:id:*"),
            allow(
                    "security_all",
                    "security:create security:create_user security:read security:update security:delete security:read_config"
                            + " security:update_config security:revoke",
                    "user:id:* role:id:* policy:id:* rule:id:* *:*:*"),
            allow("users_all", "security:read security:create_user security:update security:delete", "user:id:* *:*:*"),
            allow("users_modify_run_as", "security:edit_run_as", "*:*:*"),
            allow(
                    "cluster_all",
                    "cluster:read cluster:status cluster:restart cluster:update_config cluster:read_api_config node:read",
                    "node:id:* *:*:*"),
            allow("cluster_read", "cluster:read cluster:status cluster:read_api_config node:read", "node:id:* *:*:*"),
            allow("files_read", "file:read", "node:id:*"),
            allow("files_all", "file:read file:write", "node:id:*"),
            allow("commands_run", "command:run", "node:id:*"),
            allow("task_status", "task:status", "*:*:*"),
            allow("events_ingest", "event:ingest", "*:*:*"),
            allow("events_read", "event:read", "node:id:*"));

    static final List<NamedRole> ROLES = List.of(
            new NamedRole("administrator", List.of("everything")),
            new NamedRole("readonly", List.of("agents_read", "cluster_read", "files_read", "task_status")),
            new NamedRole("users_admin", List.of("users_all", "users_modify_run_as")),
            new NamedRole("agents_readonly", List.of("agents_read")),
            new NamedRole("agents_admin", List.of("agents_all", "agents_commands")),
            new NamedRole("cluster_readonly", List.of("cluster_read")),
            new NamedRole("cluster_admin", List.of("cluster_all", "files_all", "commands_run")),
            new NamedRole("events_readonly", List.of("events_read")),
            new NamedRole("events_plugin", List.of("events_ingest", "events_read")));

    private Defaults() {}

    private static NamedPolicy allow(String name, String actions, String resources) {
        return new NamedPolicy(
                name, new Policy(List.of(actions.split(" ")), List.of(resources.split(" ")), Effect.ALLOW));
    }
}
