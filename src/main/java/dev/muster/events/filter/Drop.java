package dev.muster.events.filter;

/** Why an event is not given to a consumer; the keys of {@code filters} in an answer (specs/event-dispatcher.md section 3.6). */
public enum Drop {
    /** Older than its source keeps events. */
    AGED_OFF("PipelineAgeoff-ageoff"),
    /** Its path is too long. */
    TOO_DEEP("FilterTooDeep-too_deep"),
    /** Above the consumer's security ceiling, or not to be understood. */
    SECURITY("FilterSecurity-max_security"),
    /** Rule a. */
    SOURCE("FilterConsumerRules-reject_source"),
    /** Rule b. */
    EVENT_TYPE("FilterConsumerRules-reject_event_type"),
    /** Rule c. */
    SELF("FilterConsumerRules-reject_self"),
    /** Rule d, upper bound. */
    TOO_LARGE("FilterConsumerRules-reject_content_too_large"),
    /** Rule d, lower bound. */
    TOO_SMALL("FilterConsumerRules-reject_content_too_small"),
    /** Rules e and g. */
    STREAM("FilterConsumerRules-reject_stream"),
    /** Rule f. */
    FILE_FORMAT("FilterConsumerRules-reject_file_format"),
    /** Rule h. */
    NO_CONTENT("FilterConsumerRules-reject_no_content"),
    /** A gjson expression does not hold. */
    EXPRESSION("FilterConsumerRules-reject_filter"),
    /** Covered by a delete event. */
    DELETED("FilterPreviouslyDeleted-deleted"),
    /** Given to this client before. */
    DUPLICATE("FilterDuplicates-skipped"),
    /** Answered from earlier results. */
    REPLAYED("ReplayPluginCompletion-cached"),
    /** It has no key to follow the task by. */
    NO_ID("RaiseDequeuedStatus-error_no_id");

    private final String key;

    Drop(String key) {
        this.key = key;
    }

    /** The key on the wire. */
    public String key() {
        return key;
    }
}
