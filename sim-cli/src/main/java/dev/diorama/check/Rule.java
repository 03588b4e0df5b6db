package dev.diorama.check;

import org.apiguardian.api.API;

/**
 * One trap that is looked for.
 *
 * @param id such as {@code DIO-S3-001}; never given to another rule
 * @param severity of what it finds
 * @param lesson number of the lesson that shows it, 0 for none
 * @param page where AWS says so
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Rule(String id, Severity severity, int lesson, String page) {}
