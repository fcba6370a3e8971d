package dev.muster.action;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * When something is due: five fields as in crontab(5), and seconds as a sixth when something must happen more often than once a minute.
 *
 * @param text as it was given
 */
record Timespec(String text, ExecutionTime times) {
    private static final CronDefinition WITH_SECONDS = CronDefinitionBuilder.defineCron()
            .withSeconds()
            .withStrictRange()
            .and()
            .withMinutes()
            .withStrictRange()
            .and()
            .withHours()
            .withStrictRange()
            .and()
            .withDayOfMonth()
            .withStrictRange()
            .and()
            .withMonth()
            .withStrictRange()
            .and()
            .withDayOfWeek()
            .withValidRange(0, 7)
            .withMondayDoWValue(1)
            .withIntMapping(7, 0)
            .withStrictRange()
            .and()
            .instance();

    static Timespec of(String text) {
        String[] fields = text.strip().split("\\s+");
        try {
            if (fields.length == 6) {
                String secondsFirst = fields[5] + " " + String.join(" ", java.util.Arrays.copyOf(fields, 5));
                return new Timespec(text, ExecutionTime.forCron(new CronParser(WITH_SECONDS).parse(secondsFirst)));
            }
            CronDefinition unix = CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX);
            return new Timespec(text, ExecutionTime.forCron(new CronParser(unix).parse(text.strip())));
        } catch (IllegalArgumentException e) {
            throw new Refusal("timespec '" + text + "' is not understood: " + e.getMessage(), e);
        }
    }

    /** When it is due next after that moment; empty for never. */
    Optional<Instant> after(Instant moment, ZoneId zone) {
        return times.nextExecution(moment.atZone(zone)).map(java.time.ZonedDateTime::toInstant);
    }
}
