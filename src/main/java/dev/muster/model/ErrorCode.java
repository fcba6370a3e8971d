package dev.muster.model;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every failure a caller can meet: wire code, kind, HTTP status, what happened and what to do next
 * (specs/distributed-api.md sections 4.5 and 8.3; codes from 3070 to 3079 are ours).
 */
public enum ErrorCode {
    POOL_UNAVAILABLE(900, Kind.INTERNAL, 500, "The worker pool is being rebuilt", "Try again in a moment"),
    WORKER_DIED(
            901,
            Kind.INTERNAL,
            500,
            "The worker died while it ran the operation",
            "Look for the correlation id in the node's log"),
    MASTER_ONLY(902, Kind.NOT_FOUND, 404, "This endpoint exists on the hub only", "Send the request to the hub"),
    INTERNAL(1000, Kind.INTERNAL, 500, "An unexpected error happened", "Look for the correlation id in the node's log"),
    SERVICE_UNREACHABLE(
            1014,
            Kind.INTERNAL,
            500,
            "The local service cannot be reached",
            "Check the name of the service and that it runs"),
    SERVICE_NOT_READY(
            1017,
            Kind.INTERNAL,
            500,
            "A required service of the node is not ready",
            "Wait until the service runs, or restart it"),
    MALFORMED_BODY(
            1018, Kind.USER, 400, "The request body is not valid JSON", "Send a JSON object, see GET /operations"),
    IPC_RESOURCES(
            1119,
            Kind.INTERNAL,
            500,
            "No memory or temporary space for the answer",
            "Free memory or disk space on the node"),
    BAD_SORT_FIELD(1403, Kind.USER, 400, "The sort field is not valid", "Name a field that the items have"),
    BAD_SELECT_FIELD(1724, Kind.USER, 400, "The selected field is not valid", "Name a field that the items have"),
    BAD_NODE_TYPE(1728, Kind.USER, 400, "The node type is not valid", "Use master or worker"),
    NODE_NOT_FOUND(1730, Kind.NOT_FOUND, 404, "The node does not exist", "List the nodes with GET /cluster/nodes"),
    AGENT_NOT_FOUND(1701, Kind.NOT_FOUND, 404, "The agent does not exist", "List the agents with GET /agents"),
    AGENT_IS_HUB(1703, Kind.USER, 400, "The action does not apply to the hub itself", "Name an agent"),
    AGENT_NOT_ACTIVE(1707, Kind.USER, 400, "The agent is not active", "Start the agent or check its link"),
    GROUP_NOT_FOUND(1710, Kind.NOT_FOUND, 404, "The group does not exist", "List the groups with GET /groups"),
    GROUP_EXISTS(1711, Kind.USER, 400, "The group exists already", "Choose another name"),
    BAD_GROUP_NAME(1722, Kind.USER, 400, "The group name is not valid", "Use letters, digits, _ . and -, at most 128"),
    FILE_NOT_FOUND(1006, Kind.NOT_FOUND, 404, "The file does not exist", "Check the path with file.list"),
    PATH_NOT_ALLOWED(
            1007,
            Kind.USER,
            400,
            "The path is outside the allowed roots",
            "Use a path below muster.files.readable or .writable of the node"),
    FILE_NOT_READABLE(
            1008, Kind.USER, 400, "The file cannot be read or written", "Check its type and permissions on the node"),
    COMMAND_NOT_ALLOWED(
            1652,
            Kind.USER,
            400,
            "The command is not in the allow-list",
            "Add a pattern to muster.commands.allowed on the node"),
    COMMAND_NOT_STARTED(
            1650, Kind.USER, 400, "The command cannot be started", "Check that the program exists on the node"),
    SERVICE_STATUS_UNREADABLE(
            1913, Kind.INTERNAL, 500, "The state of the services cannot be read", "Look in the node's log"),
    DATABASE(2008, Kind.INTERNAL, 500, "The database failed", "Check the database of the node"),
    CONFIGURATION(3004, Kind.USER, 400, "The configuration is not valid", "Correct the named setting"),
    CLUSTER_NOT_RUNNING(
            3013, Kind.USER, 400, "The cluster layer of this node is not running", "Start it and try again"),
    PEER_ERROR(3016, Kind.CLUSTER, 500, "The peer answered with an error", "Look in the peer's log"),
    CANNOT_SEND(3018, Kind.CLUSTER, 500, "The request could not be sent", "Check the link to the node"),
    NO_ANSWER(3020, Kind.CLUSTER, 500, "The node went away before it answered", "Try again when the node is connected"),
    TIMED_OUT(
            3021,
            Kind.INTERNAL,
            500,
            "The operation did not end in time",
            "Give a longer timeout or set wait_for_complete"),
    NODE_NOT_CONNECTED(3022, Kind.CLUSTER, 500, "The node is not connected", "Check the node and its link"),
    NO_PARENT(
            3023,
            Kind.CLUSTER,
            500,
            "This node has no connection to its parent",
            "Check the parent and the network between"),
    COMMAND_TOO_LONG(3024, Kind.CLUSTER, 500, "The command name is too long", "Use a known operation"),
    NOT_AUTHENTIC(3025, Kind.CLUSTER, 500, "The peer's credential is not accepted", "Give the node a valid join token"),
    DUPLICATE_NODE(
            3028, Kind.CLUSTER, 500, "Another node already has this id", "Choose another id, or remove the old node"),
    NAME_OF_PARENT(3029, Kind.CLUSTER, 500, "The node has the same id as its parent or the hub", "Choose another id"),
    OTHER_CLUSTER(3030, Kind.CLUSTER, 500, "The node belongs to another cluster", "Set the same muster.cluster.name"),
    OTHER_VERSION(
            3031, Kind.CLUSTER, 500, "The node speaks another protocol version", "Run the same version on both sides"),
    BAD_NODE_NAME(3060, Kind.CLUSTER, 500, "The node id is not valid", "Use letters, digits, _ - and ., at most 128"),
    NOBODY_WAITS(3032, Kind.CLUSTER, 500, "Nobody waits for this answer", "The call has ended already"),
    BAD_TRANSFER_PATH(
            3034,
            Kind.CLUSTER,
            500,
            "The file to send is missing or outside the temporary directory",
            "Name a file inside it"),
    UNKNOWN_STREAM(3035, Kind.CLUSTER, 500, "The stream id is not known", "Send the stream again"),
    BAD_ANSWER(3036, Kind.INTERNAL, 500, "The answer could not be read", "Look in the log of the node that answered"),
    TRANSFER_TIMED_OUT(3039, Kind.CLUSTER, 500, "The file did not arrive in time", "Try again"),
    TRANSFER_FAILED(3040, Kind.CLUSTER, 500, "The file did not arrive whole", "Try again"),
    PAYLOAD_TOO_LARGE(3050, Kind.CLUSTER, 500, "The payload is larger than the limit", "Ask for less, or use a file"),
    TOO_MANY_STREAMS(3051, Kind.CLUSTER, 500, "Too many streams at once on one link", "Try again in a moment"),
    QUEUE_FULL(3070, Kind.TOO_MANY, 429, "The queue is full", "Try again in a moment"),
    CANCELLED(3071, Kind.INTERNAL, 500, "The call was cancelled", "Call again if the result is still wanted"),
    IDENTITY_REJECTED(
            3072,
            Kind.PERMISSION,
            403,
            "The identity that came with the call is not accepted",
            "Call through the hub with a valid login"),
    UNKNOWN_OPERATION(
            3073, Kind.NOT_FOUND, 404, "The operation does not exist", "List the operations with GET /operations"),
    BAD_PARAMETER(
            3074, Kind.USER, 400, "A parameter is not valid", "See the argument schema in GET /operations/{name}"),
    BROKEN_OPERATION(
            3075, Kind.INTERNAL, 500, "The operation cannot be loaded", "Correct its route file, see GET /health"),
    CALL_NOT_FOUND(
            3076, Kind.NOT_FOUND, 404, "The call is not known", "A call is shown while it runs and for a minute after"),
    PERMISSION_DENIED(4000, Kind.PERMISSION, 403, "Permission denied", "Ask an administrator for the permission"),
    USER_NOT_FOUND(5001, Kind.NOT_FOUND, 404, "The user does not exist", "List the users with GET /security/users"),
    LOGIN_BLOCKED(6000, Kind.PERMISSION, 403, "Too many failed logins from this address", "Wait and try again"),
    TOO_MANY_REQUESTS(6001, Kind.TOO_MANY, 429, "Too many requests", "Wait and try again"),
    WRONG_CONTENT_TYPE(6002, Kind.NOT_ACCEPTABLE, 406, "The content type is not acceptable", "Send application/json"),
    UNAUTHORIZED(6003, Kind.UNAUTHORIZED, 401, "No valid credential", "Log in with POST /security/user/authenticate");

    /** Class of an error; decides how it merges and how it is shown. */
    public enum Kind {
        INTERNAL("Internal Error"),
        CLUSTER("Cluster Error"),
        USER("Bad Request"),
        PERMISSION("Permission Denied"),
        NOT_FOUND("Resource Not Found"),
        NOT_ACCEPTABLE("Not Acceptable"),
        TOO_MANY("Too Many Requests"),
        UNAUTHORIZED("Unauthorized");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        /** Title of the problem document. */
        public String title() {
            return title;
        }

        /** True for internal errors and their cluster subclass; all other kinds are user errors in merges. */
        public boolean internal() {
            return this == INTERNAL || this == CLUSTER;
        }
    }

    private static final Map<Integer, ErrorCode> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ErrorCode::code, Function.identity()));

    private final int code;
    private final Kind kind;
    private final int status;
    private final String message;
    private final String remediation;

    ErrorCode(int code, Kind kind, int status, String message, String remediation) {
        this.code = code;
        this.kind = kind;
        this.status = status;
        this.message = message;
        this.remediation = remediation;
    }

    /** The error of that wire code, if it is one of ours. */
    public static Optional<ErrorCode> of(int code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** The class of the error. */
    public Kind kind() {
        return kind;
    }

    /** HTTP status when it is the answer to the whole request. */
    public int status() {
        return status;
    }

    /** What happened, without the value at fault. */
    public String message() {
        return message;
    }

    /** What to do next. */
    public String remediation() {
        return remediation;
    }
}
